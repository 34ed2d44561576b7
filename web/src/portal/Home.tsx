import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { api } from "../api/client";
import type { Account, AccountRef, Session } from "../api/types";
import { actingMembership } from "../app/session";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { useMembers } from "../settings/people";
import { buttonClass } from "../ui/Button";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { addressOf } from "./address";
import { deskAddress } from "./Frame";
import { Go } from "./Go";
import { PageHead } from "./PageHead";
import styles from "./Portal.module.css";

/** More than these are found faster in the switcher. */
const kOthersShown = 6;

export function useAccount(id: string | undefined) {
  return useQuery({
    queryKey: ["account", id],
    queryFn: () => api.get<Account>(`/accounts/${id}`),
    enabled: id !== undefined,
  });
}

/** What there is for this login and account, and the ways to it. */
export function Home({ session, account }: { session: Session; account: AccountRef }) {
  const t = useText();
  const acting = actingMembership(session);
  const may = (right: Session["permissions"][number]) => session.permissions.includes(right);
  return (
    <>
      <PageHead title={t("ui.portal.hello", { name: session.user.name })}>
        {acting &&
          t("ui.portal.acting_as", { account: account.name, role: t(`role.${acting.role}`) })}
      </PageHead>
      <div className={styles.cards}>
        {may("order_read") && <Orders account={account} may_edit={may("order_edit")} />}
        {may("user_read") && <PeopleCard account={account} may_manage={may("user_manage")} />}
        <section className={styles.card}>
          <h2>{t("ui.portal.my_data")}</h2>
          <p className={styles.grow}>
            {session.user.name}
            <br />
            <span className="muted">{session.user.email}</span>
          </p>
          <Go href={addressOf("data", account.number)} className={styles.onward}>
            {t("ui.portal.to_my_data")}
            <Icon of={ArrowRight} size={18} />
          </Go>
        </section>
        <Others session={session} account={account} />
      </div>
    </>
  );
}

/** One's other accounts, with what waits there (C8). */
function Others({ session, account }: { session: Session; account: AccountRef }) {
  const t = useText();
  const others = session.memberships.filter(
    (one) => one.account.id !== account.id && one.account.kind !== "operator",
  );
  if (others.length === 0) return null;
  return (
    <section className={`${styles.card} ${styles.main_card}`}>
      <h2>{t("ui.portal.other_accounts")}</h2>
      <ul className={styles.others}>
        {others.slice(0, kOthersShown).map((one) => (
          <li key={one.id}>
            <a href={addressOf("", one.account.number)} className={styles.onward}>
              {one.account.name}
              <Icon of={ArrowRight} size={18} />
            </a>
            <p className="muted">
              {one.waiting_count > 0
                ? t("ui.portal.waiting", { count: one.waiting_count })
                : t(`role.${one.role}`)}
            </p>
          </li>
        ))}
      </ul>
      {others.length > kOthersShown && (
        <p className="muted">
          {t("ui.portal.more_accounts", { count: others.length - kOthersShown })}
        </p>
      )}
    </section>
  );
}

function Orders({ account, may_edit }: { account: AccountRef; may_edit: boolean }) {
  const t = useText();
  const data = useAccount(account.id);
  const partner = account.kind === "partner" || account.kind === "sub_partner";
  const number = encodeURIComponent(account.number);
  return (
    <section className={`${styles.card} ${styles.main_card}`}>
      <h2>{t(partner ? "ui.portal.orders_of_customers" : "ui.portal.orders_and_carts")}</h2>
      {partner && <p className={styles.grow}>{t("ui.portal.partner_text")}</p>}
      {!partner && data.isPending && <Skeleton lines={2} />}
      {!partner && data.error && !data.data && (
        <ErrorState error={data.error} retry={() => void data.refetch()} />
      )}
      {!partner && data.data && (
        <dl className={styles.figures}>
          <Figure value={data.data.open_orders}>
            {t("ui.portal.open_orders", { count: data.data.open_orders })}
          </Figure>
          <Figure value={data.data.open_carts}>
            {t("ui.portal.open_carts", { count: data.data.open_carts })}
          </Figure>
        </dl>
      )}
      <div className={styles.buttons}>
        <a href={deskAddress({ account })} className={buttonClass("primary")}>
          {t("ui.portal.see_orders")}
        </a>
        {may_edit && (
          <a
            href={partner ? `/a/${number}/carts` : `/a/${number}/carts/${number}`}
            className={buttonClass("outline")}
          >
            {t(partner ? "ui.portal.carts_of_customers" : "ui.portal.see_carts")}
          </a>
        )}
      </div>
    </section>
  );
}

function Figure({ value, children }: { value: number; children: ReactNode }) {
  return (
    <div>
      <dd>{count(value)}</dd>
      <dt>{children}</dt>
    </div>
  );
}

function PeopleCard({ account, may_manage }: { account: AccountRef; may_manage: boolean }) {
  const t = useText();
  const people = useMembers(account.id);
  const active = people.data?.filter((one) => one.state === "active").length ?? 0;
  const invited = people.data?.filter((one) => one.state === "invited").length ?? 0;
  return (
    <section className={styles.card}>
      <h2>{t("ui.users.title")}</h2>
      <div className={styles.grow}>
        {people.isPending && <Skeleton lines={2} />}
        {people.error && !people.data && (
          <ErrorState error={people.error} retry={() => void people.refetch()} />
        )}
        {people.data && (
          <p>
            {t("ui.portal.people_active", { count: active })}
            {invited > 0 && (
              <>
                <br />
                <span className="muted">{t("ui.portal.people_invited", { count: invited })}</span>
              </>
            )}
          </p>
        )}
      </div>
      <Go href={addressOf("people", account.number)} className={styles.onward}>
        {t(may_manage ? "ui.portal.manage_people" : "ui.portal.see_people")}
        <Icon of={ArrowRight} size={18} />
      </Go>
    </section>
  );
}
