import { Link } from "@tanstack/react-router";
import { useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { EmptyState } from "../ui/feedback";
import { openPalette } from "./palette";
import { Screen } from "./Screen";

/** An address of the desk that leads nowhere. */
export function NotFound() {
  const t = useText();
  return (
    <Screen title={t("ui.error.no_page_title")}>
      <EmptyState
        kind="no_hits"
        title={t("ui.error.no_page_title")}
        actions={
          <>
            <Link to="/" className={buttonClass("primary")}>
              {t("ui.error.to_start")}
            </Link>
            <Button onClick={openPalette}>{t("ui.shell.search")}</Button>
          </>
        }
      >
        {t("ui.error.no_page_text")}
      </EmptyState>
    </Screen>
  );
}
