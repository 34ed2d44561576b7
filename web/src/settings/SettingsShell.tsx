import {
  ArrowLeft,
  Building2,
  DoorOpen,
  FileText,
  Keyboard,
  KeyRound,
  Mailbox,
  MailPlus,
  Tag,
  TextQuote,
  Truck,
  UserRound,
  Users,
  Wrench,
} from "lucide-react";
import { Frame, RailLink } from "../app/Shell";
import shell from "../app/Shell.module.css";
import { useCan, useSession } from "../app/session";
import { useText } from "../i18n/index";

const kCompany = [
  { to: "/settings/company", text: "ui.nav.company", icon: Building2, needs: "settings_read" },
  { to: "/settings/mailbox", text: "ui.nav.mailbox", icon: Mailbox, needs: "settings_read" },
  { to: "/settings/users", text: "ui.nav.users", icon: Users, needs: "user_read" },
  { to: "/settings/labels", text: "ui.nav.labels", icon: Tag, needs: "settings_read" },
  {
    to: "/settings/text-blocks",
    text: "ui.nav.text_blocks",
    icon: TextQuote,
    needs: "settings_read",
  },
  { to: "/settings/methods", text: "ui.nav.methods", icon: Truck, needs: "settings_read" },
  { to: "/settings/templates", text: "ui.nav.templates", icon: MailPlus, needs: "settings_read" },
  { to: "/settings/quotes", text: "ui.nav.quotes", icon: FileText, needs: "letterhead_manage" },
  { to: "/settings/access", text: "ui.nav.access", icon: DoorOpen, needs: "access_request_decide" },
  { to: "/settings/api-keys", text: "ui.nav.api_keys", icon: KeyRound, needs: "api_key_manage" },
  { to: "/settings/jobs", text: "ui.nav.jobs", icon: Wrench, needs: "jobs_manage" },
] as const;

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
      {kCompany.some((link) => can(link.needs)) && <h2>{tenant.name}</h2>}
      {kCompany
        .filter((link) => can(link.needs))
        .map((link) => (
          <RailLink key={link.to} to={link.to} icon={link.icon} label={t(link.text)} />
        ))}
    </div>
  );
}
