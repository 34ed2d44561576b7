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
  useEffect(() => {
    if (typed === sent.current) return;
    const timer = window.setTimeout(() => {
      sent.current = typed;
      latest.current(typed);
    }, kTypingMs);
    return () => window.clearTimeout(timer);
  }, [typed]);
  return (
    <label className={styles.box}>
      <span className="visually-hidden">{label}</span>
      <Icon of={Search} />
      <input
        type="search"
        placeholder={label}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </label>
  );
}
