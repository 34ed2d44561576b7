import { Plus } from "lucide-react";
import styles from "./Avatar.module.css";
import { classes } from "./classes";
import { Icon } from "./Icon";

/** Two letters of a name: "Anna Keller" is AK, "Brinkmann" is BR. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0] ?? "";
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  const letters = last ? first.slice(0, 1) + last.slice(0, 1) : first.slice(0, 2);
  return letters.toLocaleUpperCase();
}

/** A person. Give `silent` where the name stands beside it. Without a name: "nobody yet". */
export function Avatar({
  name,
  size = 24,
  silent,
  live,
}: {
  name: string | null;
  size?: 20 | 24 | 32;
  silent?: boolean;
  live?: boolean;
}) {
  const look = classes(
    styles.avatar,
    styles[`s${size}`],
    !name && styles.none,
    live && styles.live,
  );
  const inside = name ? initials(name) : <Icon of={Plus} size={12} />;
  if (silent || !name) {
    return (
      <span className={look} aria-hidden="true">
        {inside}
      </span>
    );
  }
  return (
    <span className={look} role="img" aria-label={name} title={name}>
      {inside}
    </span>
  );
}
