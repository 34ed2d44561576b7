import { useState } from "react";
import type { OwnMembership, Session } from "../api/types";
import { useText } from "../i18n/index";
import { buttonClass } from "../ui/Button";
import { EmptyState } from "../ui/feedback";
import { AccessForm } from "./AccessForm";
import { addressOf } from "./address";
import { PageHead } from "./PageHead";
import styles from "./Portal.module.css";

/** A login without any account: it can ask for one (R03), and nothing else. */
export function NoAccount({ session }: { session: Session }) {
  const t = useText();
  const [sent, setSent] = useState(false);
  const { name, email } = session.user;
  return (
    <>
      <PageHead title={t("ui.portal.no_account_title")}>
        {t("ui.portal.no_account_text", { email })}
      </PageHead>
      <section className={styles.card}>
        <h2>{t(sent ? "ui.portal.asked_title" : "ui.portal.ask_access")}</h2>
        {sent ? (
          <p role="status">{t("ui.portal.asked_text")}</p>
        ) : (
          <AccessForm known={{ email, name }} onDone={() => setSent(true)} />
        )}
      </section>
    </>
  );
}

/** The staff's own place is the desk. */
export function StaffOnly() {
  const t = useText();
  return (
    <>
      <PageHead title={t("ui.portal.title")} hidden />
      <EmptyState
        kind="no_hits"
        title={t("ui.portal.staff_title")}
        actions={
          <a href="/" className={buttonClass("primary")}>
            {t("ui.portal.to_desk")}
          </a>
        }
      >
        {t("ui.portal.staff_text")}
      </EmptyState>
    </>
  );
}

/** The account of this tab is not, or no longer, one's own; the others go on (R20). */
export function Gone({
  number,
  name,
  own,
}: {
  number: string;
  name: string | undefined;
  own: OwnMembership[];
}) {
  const t = useText();
  const account = name ?? number;
  return (
    <div role="alert" className={styles.column}>
      <PageHead title={t(name ? "ui.portal.lost_title" : "ui.portal.not_yours_title", { account })}>
        {t(own.length > 0 ? "ui.portal.lost_text" : "ui.portal.lost_all_text")}
      </PageHead>
      {own.length > 0 && (
        <ul className={styles.ways}>
          {own.map((one) => (
            <li key={one.id}>
              <a href={addressOf("", one.account.number)} className={buttonClass("outline")}>
                {t("ui.portal.go_on_with", { account: one.account.name })}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
