import { Check, Store } from "lucide-react";
import { queries } from "../api/query";
import { replaceSession } from "../app/session";
import { useText } from "../i18n/index";
import { Door } from "../login/Door";
import login from "../login/Login.module.css";
import { LoginForm } from "../login/LoginForm";
import { Points } from "../login/Points";
import { Icon } from "../ui/Icon";
import { addressOf } from "./address";
import styles from "./Door.module.css";
import { Go } from "./Go";

/** The customers' door (C1). */
export function PortalLogin({ ended }: { ended: boolean }) {
  const t = useText();
  return (
    <Door house="portal" title={t("ui.login.title")} aside={<Preview />}>
      <LoginForm
        house="portal"
        note={ended ? t("ui.portal.session_ended") : null}
        forgot={
          <Go href={addressOf("password", null)} className={login.link}>
            {t("ui.login.forgot")}
          </Go>
        }
        onDone={(session) => replaceSession(queries, session)}
      />
      <p className={login.after}>
        {t("ui.portal.no_access")}{" "}
        <Go href={addressOf("access", null)} className={login.link}>
          {t("ui.portal.ask_access")}
        </Go>
      </p>
    </Door>
  );
}

/** What waits behind the door: one login for all one's firms. A drawing, not data. */
function Preview() {
  const t = useText();
  return (
    <div>
      <p className={login.big}>{t("ui.portal.aside_title")}</p>
      <p className={login.small}>{t("ui.portal.aside_text")}</p>
      <ul className={styles.firms} aria-hidden="true">
        {[t("ui.portal.aside_first"), t("ui.portal.aside_second")].map((name, at) => (
          <li key={name} data-current={at === 0 || undefined}>
            <span>
              <Icon of={Store} size={18} />
            </span>
            {name}
            {at === 0 && <Icon of={Check} size={18} />}
          </li>
        ))}
      </ul>
      <Points of={["ui.portal.point_first", "ui.portal.point_second", "ui.portal.point_third"]} />
    </div>
  );
}
