import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { api } from "../api/client";
import type { EventTemplate } from "../api/types";
import { LoadingPage } from "../app/LoadingPage";
import { PageBody, Screen } from "../app/Screen";
import type { Search } from "../app/search";
import { kLocales, textOf, useText } from "../i18n/index";
import { classes } from "../ui/classes";
import { ErrorState } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { Chip } from "../ui/signs";
import { TemplateEditor } from "./TemplateEditor";
import styles from "./Templates.module.css";

/** What customers read when something happens to their order (row S08): one text per event,
 *  language and, where wanted, way to pay. */
export function TemplatesScreen() {
  const t = useText();
  const search = useSearch({ strict: false }) as Search;
  const templates = useQuery({
    queryKey: ["event_templates"],
    queryFn: () => api.get<EventTemplate[]>("/event-templates"),
  });
  const all = templates.data ?? [];
  const kinds = [...new Set(all.map((one) => one.kind))];
  const kind = kinds.find((one) => one === search.event);
  const locale = kLocales.find((one) => one === search.locale) ?? "de";
  return (
    <Screen title={t("ui.nav.templates")}>
      {templates.isPending && <LoadingPage narrow />}
      {templates.error && !templates.data && (
        <ErrorState error={templates.error} retry={() => void templates.refetch()} />
      )}
      {templates.data && (
        <PageBody>
          <div className={classes(styles.page, kind && styles.chosen)}>
            <nav className={styles.kinds} aria-label={t("ui.templates.events")}>
              <p className="muted sm">{t("ui.templates.lead")}</p>
              <ul>
                {kinds.map((one) => (
                  <KindLink
                    key={one}
                    kind={one}
                    locale={locale}
                    current={one === kind}
                    own={all.filter((each) => each.kind === one && each.own).length}
                  />
                ))}
              </ul>
            </nav>
            {kind ? (
              <div className={styles.editor}>
                <Link
                  to="/settings/templates"
                  search={{}}
                  className={classes("link row", styles.back)}
                >
                  <Icon of={ArrowLeft} />
                  {t("ui.templates.all_events")}
                </Link>
                <TemplateEditor
                  key={`${kind} ${locale} ${search.method ?? ""}`}
                  all={all.filter((one) => one.kind === kind)}
                  kind={kind}
                  locale={locale}
                  method={search.method ?? ""}
                />
              </div>
            ) : (
              <p className={styles.none}>{t("ui.templates.choose")}</p>
            )}
          </div>
        </PageBody>
      )}
    </Screen>
  );
}

function KindLink({
  kind,
  locale,
  current,
  own,
}: {
  kind: string;
  locale: string;
  current: boolean;
  own: number;
}) {
  const t = useText();
  return (
    <li>
      <Link
        to="/settings/templates"
        search={{ event: kind, locale }}
        className={classes(styles.kind, current && styles.current)}
        aria-current={current ? "page" : undefined}
      >
        {textOf(`event.${kind}`)}
        {own > 0 && <Chip tone="info">{t("ui.templates.own_count", { count: own })}</Chip>}
      </Link>
    </li>
  );
}
