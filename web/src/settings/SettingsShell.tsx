import { ArrowLeft, Keyboard, UserRound, Users, Wrench } from "lucide-react";
import { Frame, RailLink } from "../app/Shell";
import shell from "../app/Shell.module.css";
import { useCan, useSession } from "../app/session";
import { useText } from "../i18n/index";

/** The settings have a rail of their own: what is mine, what is the company's. */
export function SettingsShell() {
  return <Frame rail={<SettingsRail />} />;
}

function SettingsRail() {
  const t = useText();
  const can = useCan();
  const { tenant } = useSession();
  return (
    <div className={shell.nav}>
      <RailLink to="/" icon={ArrowLeft} label={t("ui.nav.back")} exact />
      <h2>{t("ui.nav.your_account")}</h2>
      <RailLink to="/settings/profile" icon={UserRound} label={t("ui.nav.profile")} />
      <RailLink to="/settings/keys" icon={Keyboard} label={t("ui.nav.shortcuts")} />
      {(can("user_read") || can("jobs_manage")) && <h2>{tenant.name}</h2>}
      {can("user_read") && <RailLink to="/settings/users" icon={Users} label={t("ui.nav.users")} />}
      {can("jobs_manage") && (
        <RailLink to="/settings/jobs" icon={Wrench} label={t("ui.nav.jobs")} />
      )}
    </div>
  );
}
