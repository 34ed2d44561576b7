import { type Conflict, closeConflict } from "../api/conflict";
import { textOf, useText } from "../i18n/index";
import { Button } from "../ui/Button";
import DialogImpl from "../ui/DialogImpl";
import { RelativeTime } from "../ui/Values";
import styles from "./ConflictDialog.module.css";
import { changeWords } from "./changeWords";

/** "Jonas hat inzwischen … geändert": what the other one changed, and which of the two shall
 *  stand. */
export default function ConflictDialog({ conflict }: { conflict: Conflict }) {
  const t = useText();
  const { problem, mine, theirs } = conflict;
  const names = [...new Set(problem.changes.map((change) => change.by))].join(", ");
  const choose = (choice: () => void) => () => {
    closeConflict();
    choice();
  };
  return (
    <DialogImpl
      open
      onClose={choose(theirs)}
      title={t("ui.conflict.title", { names: names || t("ui.conflict.somebody") })}
      lead={t("ui.conflict.lead")}
      actions={
        <>
          <Button onClick={choose(mine)}>{t("ui.conflict.mine")}</Button>
          <Button variant="primary" onClick={choose(theirs)}>
            {t("ui.conflict.theirs")}
          </Button>
        </>
      }
    >
      <ul className={styles.changes}>
        {problem.changes.map((change) => (
          <li key={`${change.kind}${change.at_ms}`}>
            <p className={styles.head}>
              <b>{change.by}</b> <RelativeTime at_ms={change.at_ms} />
            </p>
            <dl>
              {change.fields.length === 0 && <dt>{textOf(`event.${change.kind}`)}</dt>}
              {change.fields.map((field) => {
                const words = changeWords(field);
                return (
                  <div key={field.field}>
                    <dt>{words.name}</dt>
                    <dd>
                      <del>{words.before || "–"}</del> <ins>{words.after || "–"}</ins>
                    </dd>
                  </div>
                );
              })}
            </dl>
          </li>
        ))}
      </ul>
    </DialogImpl>
  );
}
