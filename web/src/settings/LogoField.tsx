import { ImageUp, Trash2 } from "lucide-react";
import { useState } from "react";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { Field } from "../ui/Field";
import { Icon } from "../ui/Icon";
import styles from "./settings.module.css";

// The API takes 200,000 characters of a data address; base64 makes 4 of 3 bytes.
const kMostKilobytes = 145;
const kTypes = ["image/png", "image/jpeg"];

/** The merchant's logo as a data address; empty: none. */
export function LogoField({
  name,
  value,
  hint,
  onChange,
}: {
  name: string;
  value: string;
  /** Where it is seen, instead of "above mails". */
  hint?: string;
  onChange: (value: string) => void;
}) {
  const t = useText();
  const [problem, setProblem] = useState<string | null>(null);
  const take = (file: File | undefined) => {
    if (!file) return;
    const kilobytes = Math.ceil(file.size / 1000);
    if (!kTypes.includes(file.type)) return setProblem(t("ui.company.logo_wrong"));
    if (kilobytes > kMostKilobytes) {
      const sizes = { actual: count(kilobytes), limit: kMostKilobytes };
      return setProblem(t("ui.company.logo_too_large", sizes));
    }
    setProblem(null);
    const reader = new FileReader();
    reader.onload = () => onChange(String(reader.result));
    reader.readAsDataURL(file);
  };
  return (
    <Field
      label={t("ui.company.logo")}
      name={name}
      hint={hint ?? t("ui.company.logo_hint", { limit: kMostKilobytes })}
      {...(problem ? { error: problem } : {})}
      className={styles.logo_field}
    >
      {(wiring) => (
        <span className={styles.logo}>
          {value && <img src={value} alt="" />}
          <label className={buttonClass("outline", "small")}>
            <input
              {...wiring}
              type="file"
              className="visually-hidden"
              accept={kTypes.join(",")}
              onChange={(event) => take(event.target.files?.[0])}
            />
            <Icon of={ImageUp} size={14} />
            {t("ui.company.logo_choose")}
          </label>
          {value && (
            <Button size="small" variant="soft" icon={Trash2} onClick={() => onChange("")}>
              {t("ui.company.logo_remove")}
            </Button>
          )}
        </span>
      )}
    </Field>
  );
}
