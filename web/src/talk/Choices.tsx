import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { useText } from "../i18n/index";
import { classes } from "../ui/classes";
import styles from "./Choices.module.css";

export interface Choice {
  id: string;
  label: string;
  /** A second word at the right: a language. */
  aside?: string;
  /** What it says, one line. */
  detail?: string;
}

/** A list over the message box, of which one is chosen: text blocks, people. Its search field is
 *  its own, or the place in the text where "/" or "@" was typed. */
export function Choices({
  id,
  label,
  choices,
  at,
  onAt,
  onChoose,
  onClose,
  count,
  none,
  foot,
  search,
}: {
  id: string;
  label: string;
  choices: Choice[];
  at: number;
  onAt: (at: number) => void;
  onChoose: (choice: Choice) => void;
  onClose: () => void;
  /** "3 Textbausteine", for who does not see the list grow and shrink. */
  count: string;
  none: ReactNode;
  foot?: ReactNode;
  search: { value: string; onChange: (value: string) => void } | null;
}) {
  const t = useText();
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the marked one moves
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at, choices.length]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (moveChoice(event.key, at, choices, { onAt, onChoose, onClose })) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  return (
    <div className={styles.panel}>
      {search && (
        <input
          ref={field}
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={choices[at] ? `${id}-${at}` : undefined}
          aria-label={label}
          className={styles.search}
          placeholder={label}
          autoComplete="off"
          spellCheck={false}
          value={search.value}
          onChange={(event) => search.onChange(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={(event) => {
            if (!event.currentTarget.parentElement?.contains(event.relatedTarget)) onClose();
          }}
        />
      )}
      <div ref={list} id={id} role="listbox" aria-label={label} className={styles.list}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
          <div
            key={choice.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={classes(styles.choice, index === at && styles.at)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onChoose(choice)}
          >
            <span className={styles.first}>
              <b className="ellipsis">{choice.label}</b>
              {choice.aside && <small className="dim">{choice.aside}</small>}
            </span>
            {choice.detail && <small className={styles.detail}>{choice.detail}</small>}
          </div>
        ))}
      </div>
      {choices.length === 0 && <p className={styles.none}>{none}</p>}
      {foot && <p className={styles.foot}>{foot}</p>}
      <span className="visually-hidden" role="status">
        {choices.length > 0 ? count : none}
      </span>
      <button type="button" className="visually-hidden" tabIndex={-1} onClick={onClose}>
        {t("ui.common.close")}
      </button>
    </div>
  );
}

/** Arrows, Enter, Tab and Escape, wherever the cursor stands; true when the key was one of them. */
export function moveChoice(
  key: string,
  at: number,
  choices: Choice[],
  {
    onAt,
    onChoose,
    onClose,
  }: { onAt: (at: number) => void; onChoose: (choice: Choice) => void; onClose: () => void },
): boolean {
  const total = choices.length;
  const chosen = choices[at];
  if (key === "Escape") onClose();
  else if (total === 0) return false;
  else if (key === "ArrowDown") onAt((at + 1) % total);
  else if (key === "ArrowUp") onAt((at - 1 + total) % total);
  else if ((key === "Enter" || key === "Tab") && chosen) onChoose(chosen);
  else return false;
  return true;
}
