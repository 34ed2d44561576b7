import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { Problem } from "../api/problem";
import { useText } from "../i18n/index";
import { classes } from "./classes";
import { Field, type FieldProps } from "./Field";
import field from "./Field.module.css";
import styles from "./Picker.module.css";

export interface Picked {
  id: string;
  label: string;
  detail?: string;
}

const kRestMs = 200;

/** Chooses one thing out of many by typing a part of its name: type, arrows, Enter. */
export function Picker({
  value,
  onChange,
  source,
  find,
  start,
  placeholder,
  ...rest
}: FieldProps & {
  value: Picked | null;
  onChange: (value: Picked | null) => void;
  /** Names what `find` looks through; part of the query's key. */
  source: string;
  find: (words: string, signal: AbortSignal) => Promise<Picked[]>;
  /** What stands in the field before anybody types. */
  start?: string;
  placeholder?: string;
}) {
  const t = useText();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(start || null);
  const [asked, setAsked] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(typed?.trim() ?? ""), kRestMs);
    return () => window.clearTimeout(timer);
  }, [typed]);
  const found = useQuery({
    queryKey: ["accounts", "pick", source, asked],
    queryFn: ({ signal }) => find(asked, signal),
    enabled: open,
    placeholderData: (before) => before,
  });
  const hits = found.data ?? [];
  const settled = !found.isPending && !found.isPlaceholderData && asked === (typed?.trim() ?? "");
  const choose = (hit: Picked | undefined) => {
    if (!hit) return;
    onChange(hit);
    setTyped(null);
    setOpen(false);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer has come, or Enter was pressed
  useEffect(() => {
    if (!wanted || !settled) return;
    setWanted(false);
    choose(hits[at]);
  }, [wanted, settled]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (open) setAt((now) => (hits.length ? (now + step + hits.length) % hits.length : 0));
      setOpen(true);
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      // Before the answer to what was typed is there, Enter waits for it.
      if (settled) choose(hits[at]);
      else setWanted(true);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
      setTyped(null);
    }
  };
  const shown = open && !found.isPending;
  return (
    <Field {...rest}>
      {(wiring) => (
        <span className={styles.picker}>
          <input
            {...wiring}
            role="combobox"
            aria-expanded={shown}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={shown && hits[at] ? `${id}-${at}` : undefined}
            autoComplete="off"
            spellCheck={false}
            placeholder={placeholder}
            className={field.control}
            value={typed ?? value?.label ?? ""}
            onChange={(event) => {
              setTyped(event.target.value);
              setOpen(true);
              setAt(0);
              setWanted(false);
              if (value) onChange(null);
            }}
            onClick={() => setOpen(true)}
            onBlur={() => {
              setOpen(false);
              if (value) setTyped(null);
            }}
            onKeyDown={onKeyDown}
          />
          <div
            id={`${id}-list`}
            role="listbox"
            aria-label={rest.label}
            className={styles.hits}
            hidden={!shown}
          >
            {hits.map((hit, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
              <div
                key={hit.id}
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                className={classes(styles.hit, index === at && styles.at)}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => choose(hit)}
              >
                <span className="ellipsis">{hit.label}</span>
                {hit.detail && <small className="dim nowrap">{hit.detail}</small>}
              </div>
            ))}
            {hits.length === 0 && (
              <div
                role="option"
                tabIndex={-1}
                aria-selected="false"
                aria-disabled="true"
                className={styles.hit}
              >
                {found.error ? Problem.from(found.error).sentence : t("ui.field.no_hit")}
              </div>
            )}
          </div>
        </span>
      )}
    </Field>
  );
}
