import { Mail, Pencil, Plus } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Account, AccountRef, Address } from "../api/types";
import { useSession } from "../app/session";
import { rich, useLocale, useText } from "../i18n/index";
import { useMembers } from "../settings/people";
import { Button, buttonClass, IconButton } from "../ui/Button";
import { countryName } from "../ui/countries";
import { useDraft, useSeenVersion } from "../ui/draft";
import { FieldRow, Form, FormActions, TextInput } from "../ui/Field";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { Chip } from "../ui/signs";
import { showToast } from "../ui/toast";
import { useAccount } from "./Home";
import styles from "./Portal.module.css";
import { RemoveQuestion } from "./RemoveQuestion";

const AddressSheet = lazy(() => import("../customers/AddressSheet"));

/** The firm one acts for: what it is called here, how it is reached, where it is sent to; and who
 *  changes what cannot be changed here. */
export function CompanyCard({ account }: { account: AccountRef }) {
  const t = useText();
  const data = useAccount(account.id);
  return (
    <section className={styles.card}>
      <h2>{t("ui.portal.company")}</h2>
      {data.isPending && <Skeleton lines={6} />}
      {data.error && !data.data && (
        <ErrorState error={data.error} retry={() => void data.refetch()} />
      )}
      {data.data && <Company account={data.data} />}
      <Leave account={account} />
    </section>
  );
}

/** Leaving is everybody's own decision, also of who may not see the list of users. */
function Leave({ account }: { account: AccountRef }) {
  const t = useText();
  const [asked, setAsked] = useState(false);
  const own = useSession().memberships.find((one) => one.account.id === account.id);
  if (!own) return null;
  return (
    <div className={styles.leave}>
      <p>{t("ui.portal.your_role", { role: t(`role.${own.role}`) })}</p>
      {!asked && (
        <Button variant="danger" onClick={() => setAsked(true)}>
          {t("ui.portal.leave")}
        </Button>
      )}
      {asked && (
        <RemoveQuestion
          account={account}
          membership_id={own.id}
          what="leave"
          onClose={() => setAsked(false)}
          onDone={() => setAsked(false)}
        />
      )}
    </div>
  );
}

function Company({ account }: { account: Account }) {
  const t = useText();
  const { tenant } = useSession();
  const may_edit = account.actions.some((one) => one.name === "edit" && one.allowed);
  return (
    <>
      <dl className={styles.facts}>
        <Fact name={t("field.name")}>{account.name}</Fact>
        <Fact name={t("ui.portal.customer_number")}>
          <span className="id">{account.number}</span>
        </Fact>
        {account.vat_id && (
          <Fact name={t("field.vat_id")}>
            <span className="id">{account.vat_id}</span>
          </Fact>
        )}
        {!may_edit && account.email && <Fact name={t("field.email")}>{account.email}</Fact>}
        {!may_edit && account.phone && <Fact name={t("field.phone")}>{account.phone}</Fact>}
      </dl>
      {may_edit && <ContactForm account={account} />}
      <Addresses account={account} may_edit={may_edit} />
      <p className="muted">{t("ui.portal.merchant_changes", { merchant: tenant.name })}</p>
      {!may_edit && <AskOwner account={account} />}
    </>
  );
}

function Addresses({ account, may_edit }: { account: Account; may_edit: boolean }) {
  const t = useText();
  const [edited, setEdited] = useState<Address | "new" | null>(null);
  return (
    <>
      <h3>{t("ui.portal.addresses")}</h3>
      {account.addresses.length === 0 && <p className="muted">{t("ui.portal.no_addresses")}</p>}
      <ul className={styles.addresses}>
        {account.addresses.map((address, at) => (
          <li key={address.id ?? at}>
            <AddressLines address={address} />
            {may_edit && (
              <IconButton
                icon={Pencil}
                label={t("ui.customers.edit_address", { street: address.street })}
                onClick={() => setEdited(address)}
              />
            )}
          </li>
        ))}
      </ul>
      {may_edit && (
        <p>
          <Button size="small" icon={Plus} onClick={() => setEdited("new")}>
            {t("ui.customers.add_address")}
          </Button>
        </p>
      )}
      {edited && (
        <Suspense fallback={null}>
          <AddressSheet
            account={account}
            address={edited === "new" ? null : edited}
            onClose={() => setEdited(null)}
          />
        </Suspense>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The ways to reach the firm; its owners keep them right themselves. */
function ContactForm({ account }: { account: Account }) {
  const t = useText();
  const form = useDraft({ email: account.email, phone: account.phone });
  const version = useSeenVersion(account.version, form.dirty);
  const save = useCommand({
    version,
    run: (change: { email: string; phone: string }, call) =>
      api.patch<Account>(`/accounts/${account.id}`, change, { version: call.version }),
    invalidates: [["account", account.id]],
    onDone: () => showToast({ text: t("ui.profile.saved") }),
    onProblem: (problem) => !problem.is_unexpected,
  });
  return (
    <Form onSubmit={() => save.go(form.values)} problem={save.problem}>
      <FieldRow>
        <TextInput
          label={t("ui.portal.company_email")}
          type="email"
          inputMode="email"
          autoComplete="off"
          {...form.bind("email")}
        />
        <TextInput label={t("field.phone")} type="tel" autoComplete="off" {...form.bind("phone")} />
      </FieldRow>
      <FormActions>
        <Button type="submit" pending={save.pending} disabled={!form.dirty}>
          {t("ui.common.save")}
        </Button>
      </FormActions>
    </Form>
  );
}

function AddressLines({ address }: { address: Address }) {
  const t = useText();
  useLocale();
  const { tenant } = useSession();
  const abroad = address.country && address.country !== tenant.country;
  const lines = [
    address.company,
    address.name,
    address.street,
    address.addition,
    `${address.postcode} ${address.city}`.trim(),
    abroad ? countryName(address.country) : "",
  ].filter(Boolean);
  return (
    <div>
      <p className={styles.kind}>
        {t(address.kind === "billing" ? "field.billing_address" : "field.shipping_address")}{" "}
        {address.is_default && <Chip tone="plain">{t("ui.address.default")}</Chip>}
      </p>
      <address>
        {lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </address>
    </div>
  );
}

/** Who may not change the firm's data is given the people who may (request a change). */
function AskOwner({ account }: { account: Account }) {
  const t = useText();
  const may_read = useSession().permissions.includes("user_read");
  const people = useMembers(may_read ? account.id : "");
  const owner = people.data?.find(
    (one) => one.role === "owner" && one.state === "active" && one.user.state === "active",
  );
  if (!owner) return null;
  const subject = t("ui.portal.change_subject", { account: account.name, number: account.number });
  return (
    <div className={styles.ask}>
      <p>{rich("ui.portal.owner_changes", { name: <b>{owner.user.name}</b> })}</p>
      <a
        className={buttonClass("outline")}
        href={`mailto:${owner.user.email}?subject=${encodeURIComponent(subject)}`}
      >
        <Icon of={Mail} size={18} />
        {t("ui.portal.ask_for_change")}
      </a>
    </div>
  );
}
