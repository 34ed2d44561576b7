import { useState } from "react";
import { useText } from "../i18n/index";
import { Door } from "../login/Door";
import login from "../login/Login.module.css";
import { buttonClass } from "../ui/Button";
import { AccessForm } from "./AccessForm";
import { addressOf } from "./address";
import { Go } from "./Go";

/** "Zugang anfordern": a request that the staff decides on, not an account (R03). */
export function AccessDoor() {
  const t = useText();
  const [sent, setSent] = useState(false);
  const back = addressOf("", null);
  if (sent) {
    return (
      <Door house="portal" title={t("ui.portal.asked_title")}>
        <div className={login.note}>
          <p role="status">{t("ui.portal.asked_text")}</p>
          <Go href={back} className={buttonClass("outline", "large")}>
            {t("ui.login.back")}
          </Go>
        </div>
      </Door>
    );
  }
  return (
    <Door house="portal" title={t("ui.portal.ask_access")} lead={t("ui.portal.ask_lead")}>
      <AccessForm onDone={() => setSent(true)} />
      <p className={login.after}>
        <Go href={back} className={login.link}>
          {t("ui.login.back")}
        </Go>
      </p>
    </Door>
  );
}
