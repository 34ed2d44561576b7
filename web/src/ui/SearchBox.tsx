import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Icon } from "./Icon";
import styles from "./SearchBox.module.css";

const kTypingMs = 250;

/** A search of one list. What is typed reaches the list when the typing rests. */
export function SearchBox({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    // The address changed by other means (Back, "Filter löschen").
    if (value !== sent.current) {
      sent.current = value;
      setTyped(value);
    }
  }, [value]);
  const send = useRef((words: string) => {
    if (words === sent.current) return;
    sent.current = words;
    latest.current(words);
  }).current;
  useEffect(() => {
    const timer = window.setTimeout(() => send(typed), kTypingMs);
    return () => window.clearTimeout(timer);
  }, [typed, send]);
  return (
    <label className={styles.box}>
      <span className="visually-hidden">{label}</span>
      <Icon of={Search} />
      <input
        type="search"
        placeholder={label}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        // Whoever leaves it for a row must not be called back by what comes after the rest.
        onBlur={() => send(typed)}
      />
    </label>
  );
}
