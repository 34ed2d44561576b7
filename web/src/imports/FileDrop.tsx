import { FileUp } from "lucide-react";
import { useState } from "react";
import { useText } from "../i18n/index";
import { buttonClass } from "../ui/Button";
import { classes } from "../ui/classes";
import { Field } from "../ui/Field";
import { Icon } from "../ui/Icon";
import styles from "./Imports.module.css";

/** One file, chosen or dropped. The field itself is invisible, because browsers word it in their
 *  own language; it keeps focus and keyboard. */
export function FileDrop({
  file,
  onFile,
}: {
  file: File | null;
  onFile: (file: File | null) => void;
}) {
  const t = useText();
  const [over, setOver] = useState(false);
  return (
    <Field label={t("ui.imports.file")} hint={t("ui.imports.file_hint")} className={styles.wide}>
      {(wiring) => (
        <label
          className={classes(styles.drop, over && styles.over)}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            onFile(event.dataTransfer.files[0] ?? null);
          }}
        >
          <input
            {...wiring}
            type="file"
            className="visually-hidden"
            accept=".csv,.txt,text/csv,text/plain"
            onChange={(event) => onFile(event.target.files?.[0] ?? null)}
          />
          <Icon of={FileUp} size={20} />
          {file ? <b className="ellipsis">{file.name}</b> : <span>{t("ui.imports.drop")}</span>}
          <span className={buttonClass("outline", "small")}>
            {t(file ? "ui.imports.another" : "ui.imports.choose")}
          </span>
        </label>
      )}
    </Field>
  );
}
