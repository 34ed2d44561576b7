import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { api } from "../api/client";
import type { Account, Address } from "../api/types";
import { Card, PageBody, Screen } from "../app/Screen";
import { useCan } from "../app/session";
import { useText } from "../i18n/index";
import { InviteDialog } from "../settings/InviteDialog";
import { Members } from "../settings/Members";
import { Button, buttonClass } from "../ui/Button";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Chip } from "../ui/signs";
import styles from "./Customers.module.css";

/** One customer or partner: master data, addresses, people, the way to orders and carts. */
export function CustomerScreen() {
  const t = useText();
  const { number = "" } = useParams({ strict: false });
  const account = useQuery({
    queryKey: ["account", "by-number", number],
    queryFn: () => api.get<Account>(`/accounts/by-number/${encodeURIComponent(number)}`),
  });
  const data = account.data;
  return (
    <Screen
      title={data?.name ?? number}
      count={data?.number}
      actions={
        data && (
          <Link to="/carts/$account" params={{ account: data.number }} className={buttonClass()}>
            {t("ui.nav.carts")}
          </Link>
        )
      }
    >
      {account.isPending && <Skeleton lines={8} />}
      {account.error && !data && (
        <ErrorState error={account.error} retry={() => void account.refetch()} />
      )}
      {data && <Facts account={data} />}
      {data && <People account={data} />}
    </Screen>
  );
}

function Facts({ account }: { account: Account }) {
  const t = useText();
  const rows: [string, string][] = [
    [t("ui.customers.kind"), t(`state.account_kind.${account.kind}`)],
    [t("ui.customers.parent"), account.parent?.name ?? ""],
    [t("field.vat_id"), account.vat_id],
    [t("field.email"), account.email],
    [t("field.phone"), account.phone],
    [t("ui.common.language"), account.locale.toUpperCase()],
    [t("ui.customers.previous_numbers"), account.previous_numbers.join(", ")],
  ];
  return (
    <PageBody>
      <div className={styles.cards}>
        <Card
          title={t("ui.customers.master_data")}
          aside={
            <Link
              to="/orders"
              search={{ account: account.number } as Record<string, string>}
              className="link"
            >
              {t("ui.customers.orders")}
            </Link>
          }
        >
          <dl className={styles.facts}>
            {rows
              .filter(([, value]) => value !== "")
              .map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
          </dl>
        </Card>
        <Card title={t("ui.customers.addresses")}>
          {account.addresses.length === 0 && (
            <p className="muted">{t("ui.customers.no_addresses")}</p>
          )}
          <ul className={styles.addresses}>
            {account.addresses.map((address, at) => (
              <li key={address.id ?? at}>
                <AddressLines address={address} />
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </PageBody>
  );
}

function AddressLines({ address }: { address: Address }) {
  const t = useText();
  return (
    <address className={styles.address}>
      {address.company && <b>{address.company}</b>}
      {address.name && <span>{address.name}</span>}
      <span>{address.street}</span>
      {address.addition && <span>{address.addition}</span>}
      <span>
        {address.postcode} {address.city}, {address.country}
      </span>
      <span>
        <Chip tone="plain">{t(`ui.customers.address_${address.kind}`)}</Chip>
      </span>
    </address>
  );
}

function People({ account }: { account: Account }) {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const [inviting, setInviting] = useState(false);
  if (!can("user_read")) return null;
  const here = { ...account, city: account.city };
  return (
    <>
      <div className={styles.people_head}>
        <h2>{t("ui.users.title")}</h2>
        {can("user_manage") && (
          <Button icon={UserPlus} onClick={() => setInviting(true)}>
            {t("ui.users.invite")}
          </Button>
        )}
      </div>
      <Members
        account={here}
        filter={{ q: "", state: search.state ?? "all", sel: search.sel ?? null }}
        onFilter={(change) =>
          void navigate({
            to: "/customers/$number",
            params: { number: account.number },
            search: { ...search, ...change } as Record<string, string>,
          })
        }
        onInvite={() => setInviting(true)}
      />
      {inviting && <InviteDialog account={here} onClose={() => setInviting(false)} />}
    </>
  );
}
