import { Link } from "@tanstack/react-router";
import { useText } from "../i18n/index";
import { buttonClass } from "../ui/Button";
import { EmptyState } from "../ui/feedback";

export function NotFound() {
  const t = useText();
  return (
    <EmptyState
      kind="no_hits"
      title={t("ui.error.no_page_title")}
      actions={
        <Link to="/" className={buttonClass()}>
          {t("ui.error.to_start")}
        </Link>
      }
    >
      {t("ui.error.no_page_text")}
    </EmptyState>
  );
}
