import { Link } from "@tanstack/react-router";
import { useText } from "../i18n/index";
import { ForgotForm } from "./ForgotForm";

export function ForgotScreen() {
  const t = useText();
  return (
    <ForgotForm
      house="desk"
      toLogin={(look) => (
        <Link to="/login" className={look}>
          {t("ui.login.back")}
        </Link>
      )}
    />
  );
}
