import { CircleAlert } from "lucide-react";
import { useText } from "../i18n/index";
import { Chip } from "../ui/signs";

/** The mail names a sender whom we know, and nothing proves that it is he. */
export function SpoofSign() {
  const t = useText();
  return (
    <Chip tone="warn" icon={CircleAlert}>
      {t("ui.orders.log.spoofed")}
    </Chip>
  );
}
