import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { classes } from "./classes";
import styles from "./Tabs.module.css";

export interface Tab<Key extends string> {
  key: Key;
  label: string;
  count?: number | string | undefined;
  icon?: ReactNode;
}

/** Tabs over one panel: arrows move, the chosen one alone is in the tab order. `segmented` is the
 *  boxed look for a small choice of filters. */
export function Tabs<Key extends string>({
  label,
  tabs,
  value,
  onChange,
  segmented,
  children,
  className,
}: {
  label: string;
  tabs: Tab<Key>[];
  value: Key;
  onChange: (key: Key) => void;
  segmented?: boolean;
  /** The panel of the chosen tab. Without it the tabs filter what stands below. */
  children?: ReactNode;
  className?: string;
}) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.key === value);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.key);
    list.current?.querySelector<HTMLElement>(`[data-key="${next.key}"]`)?.focus();
  };
  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        className={classes(segmented ? styles.segments : styles.tabs, className)}
        onKeyDown={move}
      >
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            data-key={tab.key}
            id={`${id}-${tab.key}`}
            aria-selected={tab.key === value}
            aria-controls={children ? `${id}-panel` : undefined}
            tabIndex={tab.key === value ? 0 : -1}
            onClick={() => onChange(tab.key)}
          >
            {tab.icon}
            {tab.label}
            {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
          </button>
        ))}
      </div>
      {children && (
        <div
          role="tabpanel"
          id={`${id}-panel`}
          aria-labelledby={`${id}-${value}`}
          className={styles.panel}
        >
          {children}
        </div>
      )}
    </>
  );
}
