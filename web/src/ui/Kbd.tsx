import styles from "./Kbd.module.css";

/** A key, as a hint for the eye. A screen reader hears the shortcut from the cheat sheet
 *  instead. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className={styles.kbd} aria-hidden="true">
      {children}
    </kbd>
  );
}
