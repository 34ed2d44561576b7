import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { AccountRow, Page } from "../api/types";
import type { Search } from "../app/search";
import { useSession } from "../app/session";
import { useText } from "../i18n/index";
import {
  Checkbox,
  DateInput,
  FieldRow,
  MoneyInput,
  RadioGroup,
  Select,
  TextInput,
} from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { ErrorLine } from "../ui/feedback";
import { SearchBox } from "../ui/SearchBox";
import styles from "./FilterBar.module.css";
import { clausesOf, daysOf, type Field, type FilterValue, kChoices, withField } from "./filter";
import { fieldName, type Names, valueWords } from "./words";

interface Props {
  field: Field;
  search: Search;
  names: Names;
  onClose: () => void;
  onChange: (search: Search) => void;
}

/** One field of the filter: which values, and whether these or all others. */
export default function FilterDialog(props: Props) {
  const { field, search, names } = props;
  const present = clausesOf(search).find((one) => one.field === field)?.values ?? [];
  if (field === "q") return <WordsFilter {...props} present={present} />;
  if (field === "total") return <TotalFilter {...props} present={present} />;
  if (field === "account") return <AccountFilter {...props} present={present} />;
  if (field === "placed" || field === "created" || field === "changed" || field === "due") {
    return <DaysFilter {...props} present={present} />;
  }
  if (field === "has") return <FlagFilter {...props} present={present} />;
  const values =
    field === "label"
      ? [...names.labels.map((one) => one.id), "none"]
      : field === "assignee"
        ? ["me", ...names.people.map((one) => one.id), "none"]
        : [...kChoices[field]];
  return <ChoiceFilter {...props} present={present} values={values} />;
}

type Part = Props & { present: FilterValue[] };

function Frame({
  field,
  onClose,
  onDone,
  children,
}: Pick<Props, "field" | "onClose"> & { onDone: () => void; children: ReactNode }) {
  const t = useText();
  return (
    <FormDialog
      title={t("ui.inbox.filter_title", { field: fieldName(field) })}
      submit={t("ui.inbox.apply")}
      onSubmit={onDone}
      onClose={onClose}
    >
      {children}
    </FormDialog>
  );
}

function Negation({ value, onChange }: { value: boolean; onChange: (not: boolean) => void }) {
  const t = useText();
  return (
    <RadioGroup
      inline
      hide_label
      label={t("ui.inbox.match")}
      value={value ? "not" : "is"}
      onChange={(next) => onChange(next === "not")}
      options={[
        { value: "is", label: t("ui.inbox.match_is") },
        { value: "not", label: t("ui.inbox.match_not") },
      ]}
    />
  );
}

function ChoiceFilter({
  field,
  search,
  names,
  present,
  values,
  onClose,
  onChange,
}: Part & {
  values: string[];
}) {
  const [not, setNot] = useState(present.length > 0 && present.every((one) => one.negated));
  const [chosen, setChosen] = useState(new Set(present.map((one) => one.value)));
  const done = () =>
    onChange(
      withField(
        search,
        field,
        values.filter((one) => chosen.has(one)).map((value) => ({ value, negated: not })),
      ),
    );
  return (
    <Frame field={field} onClose={onClose} onDone={done}>
      <Negation value={not} onChange={setNot} />
      <div className={styles.options}>
        {values.map((value) => (
          <div key={value} className={styles.option}>
            <Checkbox
              label={valueWords(field, value, names)}
              checked={chosen.has(value)}
              onChange={(on) => {
                const next = new Set(chosen);
                if (on) next.add(value);
                else next.delete(value);
                setChosen(next);
              }}
            />
          </div>
        ))}
      </div>
    </Frame>
  );
}

/** Each flag by itself: must be, must not be, or no matter. "Not paid and not cancelled" and
 *  "paid, not shipped" are one question each. */
function FlagFilter({ field, search, names, present, onClose, onChange }: Part) {
  const t = useText();
  const [chosen, setChosen] = useState(
    new Map(present.map((one) => [one.value, one.negated ? "not" : "is"])),
  );
  const done = () =>
    onChange(
      withField(
        search,
        field,
        // In this order the sentence reads as the server does: one of these, and none of those.
        ["is", "not"].flatMap((how) =>
          kChoices.has
            .filter((value) => chosen.get(value) === how)
            .map((value) => ({ value, negated: how === "not" })),
        ),
      ),
    );
  return (
    <Frame field={field} onClose={onClose} onDone={done}>
      <div>
        {kChoices.has.map((value) => (
          <div key={value} className={styles.flag}>
            <span aria-hidden="true">{valueWords(field, value, names)}</span>
            <Select
              hide_label
              label={valueWords(field, value, names)}
              value={chosen.get(value) ?? "any"}
              onChange={(next) => {
                const map = new Map(chosen);
                if (next === "any") map.delete(value);
                else map.set(value, next);
                setChosen(map);
              }}
              options={[
                { value: "any", label: t("ui.inbox.match_any") },
                { value: "is", label: t("ui.inbox.match_is") },
                { value: "not", label: t("ui.inbox.match_not") },
              ]}
            />
          </div>
        ))}
      </div>
    </Frame>
  );
}

function WordsFilter({ field, search, present, onClose, onChange }: Part) {
  const t = useText();
  const [words, setWords] = useState(present[0]?.value ?? "");
  const done = () =>
    onChange(
      withField(search, field, words.trim() ? [{ value: words.trim(), negated: false }] : []),
    );
  return (
    <Frame field={field} onClose={onClose} onDone={done}>
      <TextInput
        label={t("ui.inbox.words_label")}
        hint={t("ui.inbox.words_hint")}
        value={words}
        onChange={setWords}
      />
    </Frame>
  );
}

function TotalFilter({ field, search, present, onClose, onChange }: Part) {
  const t = useText();
  const { tenant } = useSession();
  const [low = "", high = ""] = (present[0]?.value ?? "").split("..");
  const [from, setFrom] = useState<number | null>(low ? Number(low) : null);
  const [until, setUntil] = useState<number | null>(high ? Number(high) : null);
  const done = () => {
    const value = from === null && until === null ? "" : `${from ?? ""}..${until ?? ""}`;
    onChange(withField(search, field, value ? [{ value, negated: false }] : []));
  };
  return (
    <Frame field={field} onClose={onClose} onDone={done}>
      <FieldRow>
        <MoneyInput
          label={t("ui.inbox.from")}
          currency={tenant.currency}
          value={from}
          onChange={setFrom}
        />
        <MoneyInput
          label={t("ui.inbox.until")}
          currency={tenant.currency}
          value={until}
          onChange={setUntil}
        />
      </FieldRow>
    </Frame>
  );
}

function AccountFilter({ field, search, present, onClose, onChange }: Part) {
  const t = useText();
  const [q, setQ] = useState("");
  const [not, setNot] = useState(present.some((one) => one.negated));
  const [chosen, setChosen] = useState(new Set(present.map((one) => one.value)));
  const found = useQuery({
    queryKey: ["accounts", "filter", q],
    queryFn: () => api.get<Page<AccountRow>>("/accounts", { q, limit: 20 }),
    enabled: q.length > 1,
  });
  const shown = new Map([...chosen].map((number) => [number, number]));
  for (const one of found.data?.items ?? []) shown.set(one.number, `${one.name} · ${one.number}`);
  return (
    <Frame
      field={field}
      onClose={onClose}
      onDone={() =>
        onChange(
          withField(
            search,
            field,
            [...chosen].map((value) => ({ value, negated: not })),
          ),
        )
      }
    >
      <Negation value={not} onChange={setNot} />
      <SearchBox label={t("ui.cart.search_customer")} value={q} onChange={setQ} />
      {found.error && !found.data && <ErrorLine problem={Problem.from(found.error)} />}
      {[...shown].map(([number, words]) => (
        <Checkbox
          key={number}
          label={words}
          checked={chosen.has(number)}
          onChange={(on) => {
            const next = new Set(chosen);
            if (on) next.add(number);
            else next.delete(number);
            setChosen(next);
          }}
        />
      ))}
    </Frame>
  );
}

const kStretches = ["today", "-7d", "-30d", "-90d", "<today", "none"];
const kDue = ["today", "<today", "+7d", "none"];

/** Relative days stay relative in the address; a bookmark then means the same tomorrow. */
function DaysFilter({ field, search, names, present, onClose, onChange }: Part) {
  const t = useText();
  const value = present[0]?.value ?? "";
  const days = daysOf(value);
  const own = value !== "" && days.kind === "range";
  const presets = field === "due" ? kDue : kStretches;
  const [choice, setChoice] = useState(own ? "own" : value || (presets[0] ?? ""));
  const [from, setFrom] = useState(own && days.kind === "range" ? days.from : "");
  const [until, setUntil] = useState(own && days.kind === "range" ? days.until : "");
  const options = presets.includes(choice) || choice === "own" ? presets : [choice, ...presets];
  const done = () => {
    const next = choice === "own" ? (from || until ? `${from}..${until}` : "") : choice;
    onChange(withField(search, field, next ? [{ value: next, negated: false }] : []));
  };
  return (
    <Frame field={field} onClose={onClose} onDone={done}>
      <RadioGroup
        hide_label
        label={fieldName(field)}
        value={choice}
        onChange={setChoice}
        options={[
          ...options.map((one) => ({ value: one, label: valueWords(field, one, names) })),
          { value: "own", label: t("ui.inbox.days.own") },
        ]}
      />
      {choice === "own" && (
        <FieldRow>
          <DateInput label={t("ui.inbox.from")} value={from} onChange={setFrom} />
          <DateInput label={t("ui.inbox.until")} value={until} onChange={setUntil} />
        </FieldRow>
      )}
    </Frame>
  );
}
