import { Search } from "lucide-react";
import { Icon } from "../ui/Icon";
import styles from "./PortalSearch.module.css";

/** Finds among what is on the page, at the size of a thumb. */
export function PortalSearch({
  label,
  value,
  onChange,
  focus = false,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Opened by the reader, who came to look for something. */
  focus?: boolean;
}) {
  return (
    <label className={styles.search}>
      <Icon of={Search} size={18} />
      <span className="visually-hidden">{label}</span>
      <input
        type="search"
        // biome-ignore lint/a11y/noAutofocus: only where the caller says so, see `focus`
        autoFocus={focus}
        autoComplete="off"
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
