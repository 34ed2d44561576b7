import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useText } from "../i18n/index";
import { IconButton } from "./Button";
import { showToast } from "./toast";

/** Puts a value into the clipboard and says so. */
export function CopyButton({ value, label }: { value: string; label?: string }) {
  const t = useText();
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setDone(true);
      window.setTimeout(() => setDone(false), 2000);
    } catch {
      showToast({ text: t("ui.common.copy_failed", { value }), tone: "bad", stay_ms: 0 });
    }
  };
  const words = done ? t("ui.common.copied") : (label ?? t("ui.common.copy"));
  return <IconButton icon={done ? Check : Copy} label={words} onClick={() => void copy()} />;
}
