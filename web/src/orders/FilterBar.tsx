import { ArrowDownUp, Plus, X } from "lucide-react";
import { Fragment, lazy, Suspense, useState } from "react";
import { useSavedViews } from "../app/Shell";
import { parseSearch, type Search } from "../app/search";
import { useSession } from "../app/session";
import { textOf, useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import styles from "./FilterBar.module.css";
import {
  clausesOf,
  type Field,
  filterPart,
  isEdited,
  kFields,
  kSorts,
  sameFilter,
  sortOf,
  withField,
} from "./filter";
import { useLabels, usePeople } from "./lookups";
import { clauseText, clauseWords, fieldName, type Names } from "./words";

const FilterDialog = lazy(() => import("./FilterDialog"));
const ViewButtons = lazy(() => import("./ViewButtons"));

export function useNames(): Names {
  const { tenant } = useSession();
  const labels = useLabels().data ?? [];
  const people = usePeople().data ?? [];
  return { labels, people, currency: tenant.currency };
}

/** The filter as a sentence whose parts can be changed and taken away. */
export default function FilterBar({
  search,
  onChange,
}: {
  search: Search;
  onChange: (search: Search) => void;
}) {
  const t = useText();
  const names = useNames();
  const [editing, setEditing] = useState<Field | null>(null);
  const clauses = clausesOf(search);
  const sort = sortOf(search);
  const saved = useSavedViews().data?.find((view) => view.id === search.saved);
  const edited = saved
    ? !sameFilter(parseSearch(saved.query), search)
    : isEdited(search) && Object.keys(filterPart(search)).length > 0;
  return (
    <div className={styles.bar}>
      <span className={styles.lead}>
        {t(clauses.length ? "ui.inbox.sentence" : "ui.inbox.sentence_all")}
      </span>
      {clauses.map((clause, at) => (
        <Fragment key={clause.field}>
          {at > 0 && <span>{t("ui.inbox.and")}</span>}
          <span className={styles.chip}>
            <button
              type="button"
              className={styles.words}
              title={t("ui.inbox.edit_filter", { field: fieldName(clause.field) })}
              onClick={() => setEditing(clause.field)}
            >
              {clauseWords(clause, names)}
            </button>
            <button
              type="button"
              className={styles.remove}
              aria-label={t("ui.inbox.remove_filter", { filter: clauseText(clause, names) })}
              onClick={() => onChange(withField(search, clause.field, []))}
            >
              <Icon of={X} size={12} />
            </button>
          </span>
        </Fragment>
      ))}
      <Menu
        trigger={
          <Button variant="ghost" size="small" icon={Plus}>
            {t("ui.inbox.filter")}
          </Button>
        }
        groups={[
          {
            label: t("ui.inbox.filter_by"),
            items: kFields.map((field) => ({
              label: fieldName(field),
              run: () => setEditing(field),
            })),
          },
        ]}
      />
      <div className={styles.right}>
        {edited && (
          <Suspense fallback={null}>
            <ViewButtons search={search} saved={saved} onChange={onChange} />
          </Suspense>
        )}
        <Menu
          align="end"
          trigger={
            <Button variant="ghost" size="small" icon={ArrowDownUp}>
              {textOf(`ui.inbox.sort.${sort}`, undefined, sort)}
            </Button>
          }
          groups={[
            {
              label: t("ui.inbox.sort_by"),
              items: kSorts.map((one) => ({
                label: textOf(`ui.inbox.sort.${one}`),
                checked: one === sort,
                run: () => onChange({ ...search, sort: one }),
              })),
            },
          ]}
        />
      </div>
      {editing && (
        <Suspense fallback={null}>
          <FilterDialog
            field={editing}
            search={search}
            names={names}
            onClose={() => setEditing(null)}
            onChange={(next) => {
              setEditing(null);
              onChange(next);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
