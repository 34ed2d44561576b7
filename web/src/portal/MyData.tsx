import { type ReactNode, useId, useState } from "react";
import type { AccountRef } from "../api/types";
import { useSession } from "../app/session";
import { useText } from "../i18n/index";
import {
  EmailForm,
  LanguageField,
  PasswordForm,
  PersonForm,
  SessionList,
  ThemeField,
} from "../settings/ProfileForms";
import { Button } from "../ui/Button";
import { CompanyCard } from "./CompanyCard";
import { PageHead } from "./PageHead";
import styles from "./Portal.module.css";

/** "Meine Daten" (C6, R13): the person, how he signs in, how he sees the portal, and his firm. */
export function MyData({ account }: { account: AccountRef | null }) {
  const t = useText();
  const { user } = useSession();
  const [link_to, setLinkTo] = useState<string | null>(null);
  return (
    <>
      <PageHead title={t("ui.portal.my_data")}>{t("ui.portal.my_data_lead")}</PageHead>
      <div className={styles.two}>
        <div className={styles.column}>
          <section className={styles.card}>
            <h2>{t("ui.profile.person")}</h2>
            <PersonForm />
          </section>
          <Folded
            title={t("ui.profile.email")}
            value={user.email}
            open_label={t("ui.profile.change_email")}
          >
            {(close) => (
              <EmailForm
                onDone={(email) => {
                  setLinkTo(email);
                  close();
                }}
              />
            )}
          </Folded>
          {link_to && (
            <p className={styles.said} role="status">
              {t("ui.profile.email_sent", { email: link_to })}
            </p>
          )}
          <Folded
            title={t("ui.profile.password")}
            value={t("ui.portal.password_lead")}
            open_label={t("ui.profile.change_password")}
          >
            {(close) => <PasswordForm onDone={close} />}
          </Folded>
          <section className={styles.flush}>
            <h2>{t("ui.profile.sessions")}</h2>
            <SessionList />
          </section>
        </div>
        <div className={styles.column}>
          <section className={styles.card}>
            <h2>{t("ui.profile.look")}</h2>
            <LanguageField />
            <ThemeField />
          </section>
          {account && <CompanyCard key={account.id} account={account} />}
        </div>
      </div>
    </>
  );
}

/** A card that says how things are and opens its form on request: most visits change nothing. */
function Folded({
  title,
  value,
  open_label,
  children,
}: {
  title: string;
  value: string;
  open_label: string;
  children: (close: () => void) => ReactNode;
}) {
  const t = useText();
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <section className={styles.card}>
      <div className={styles.folded}>
        <div>
          <h2>{title}</h2>
          <p className="muted">{value}</p>
        </div>
        <Button aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          {open ? t("ui.common.cancel") : open_label}
        </Button>
      </div>
      <div id={id} hidden={!open}>
        {open && children(() => setOpen(false))}
      </div>
    </section>
  );
}
