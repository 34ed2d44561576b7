import { Eye, EyeOff, Sparkles } from "lucide-react";
import { useState } from "react";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { CopyButton } from "../ui/CopyButton";
import { TextInput } from "../ui/Field";
import styles from "./PasswordFields.module.css";

export const kShortestPassword = 12;

// Without 0/O, 1/l/I, so that it can be read to someone.
const kSigns = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** Four groups of five signs: 116 bits. */
export function generatePassword(): string {
  const limit = Math.floor(256 / kSigns.length) * kSigns.length;
  let out = "";
  while (out.length < 20) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      if (byte < limit && out.length < 20) out += kSigns.charAt(byte % kSigns.length);
    }
  }
  return out.replace(/(.{5})(?=.)/g, "$1-");
}

/** A new password: typed once, readable on request, or generated (R17). */
export function NewPassword({
  label,
  name = "password",
  value,
  onChange,
}: {
  label: string;
  name?: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const t = useText();
  const [seen, setSeen] = useState(false);
  const [generated, setGenerated] = useState(false);
  return (
    <div className={styles.password}>
      <TextInput
        label={label}
        name={name}
        type={seen ? "text" : "password"}
        autoComplete="new-password"
        spellCheck={false}
        value={value}
        onChange={(next) => {
          setGenerated(false);
          onChange(next);
        }}
        hint={t(generated ? "ui.password.generated_hint" : "ui.password.rule", {
          shortest: kShortestPassword,
        })}
      />
      <div className={styles.tools}>
        <Button
          size="small"
          variant="soft"
          icon={seen ? EyeOff : Eye}
          aria-pressed={seen}
          onClick={() => setSeen(!seen)}
        >
          {t(seen ? "ui.password.hide" : "ui.password.show")}
        </Button>
        <Button
          size="small"
          variant="soft"
          icon={Sparkles}
          onClick={() => {
            onChange(generatePassword());
            setGenerated(true);
            setSeen(true);
          }}
        >
          {t("ui.password.generate")}
        </Button>
        {generated && <CopyButton value={value} />}
      </div>
    </div>
  );
}
