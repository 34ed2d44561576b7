import { Check } from "lucide-react";
import { type TextKey, useText } from "../i18n/index";
import { Icon } from "../ui/Icon";
import styles from "./Login.module.css";

/** Three reasons to come in. */
export function Points({ of }: { of: TextKey[] }) {
  const t = useText();
  return (
    <ul className={styles.points}>
      {of.map((key) => (
        <li key={key}>
          <Icon of={Check} size={18} />
          {t(key)}
        </li>
      ))}
    </ul>
  );
}
