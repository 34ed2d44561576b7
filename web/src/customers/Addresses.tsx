import { Pencil, Plus, Trash2 } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import type { Account, Address } from "../api/types";
import { Card } from "../app/Screen";
import { useSession } from "../app/session";
import { useText } from "../i18n/index";
import { Button, IconButton } from "../ui/Button";
import { countryName } from "../ui/countries";
import { Chip } from "../ui/signs";
import { showToast, showUndo } from "../ui/toast";
import { refusalOf } from "./account";
import { useAddressWrite } from "./addressWrite";
import styles from "./Customers.module.css";

const AddressSheet = lazy(() => import("./AddressSheet"));

/** The addresses of a customer, to bill and to ship to. */
export function Addresses({ account }: { account: Account }) {
  const t = useText();
  const refused = refusalOf(account, "edit") ?? null;
  const [edited, setEdited] = useState<Address | "new" | null>(null);
  const put_back = useAddressWrite(account, {
    as_toast: true,
    onDone: () => showToast({ text: t("ui.customers.address_back") }),
  });
  // The toast outlives this moment's version of the customer.
  const latest = useRef(put_back);
  latest.current = put_back;
  const remove = useAddressWrite(account, {
    as_toast: true,
    onDone: (_, change) =>
      "remove" in change &&
      showUndo(t("ui.customers.address_removed"), () => latest.current.go({ put: change.remove })),
  });
  return (
    <Card
      flush
      title={t("ui.customers.addresses")}
      aside={
        <Button size="small" icon={Plus} refused={refused} onClick={() => setEdited("new")}>
          {t("ui.customers.add_address")}
        </Button>
      }
    >
      {account.addresses.length === 0 && (
        <p className={styles.none}>{t("ui.customers.no_addresses")}</p>
      )}
      <ul className={styles.addresses}>
        {account.addresses.map((address, at) => (
          <li key={address.id ?? at}>
            <AddressLines address={address} />
            {refused === null && (
              <span className={styles.tools}>
                <IconButton
                  icon={Pencil}
                  label={t("ui.customers.edit_address", { street: address.street })}
                  onClick={() => setEdited(address)}
                />
                <IconButton
                  icon={Trash2}
                  label={t("ui.customers.remove_address", { street: address.street })}
                  onClick={() => remove.go({ remove: address })}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
      {edited && (
        <Suspense fallback={null}>
          <AddressSheet
            account={account}
            address={edited === "new" ? null : edited}
            onClose={() => setEdited(null)}
          />
        </Suspense>
      )}
    </Card>
  );
}

function AddressLines({ address }: { address: Address }) {
  const t = useText();
  const { tenant } = useSession();
  const abroad = address.country !== tenant.country;
  return (
    <address className={styles.address}>
      <span className={styles.kind}>
        {t(`ui.customers.address_${address.kind}`)}
        {address.is_default && <Chip tone="plain">{t("ui.address.default")}</Chip>}
      </span>
      {address.company && <b>{address.company}</b>}
      {address.name && <span>{address.name}</span>}
      <span>{address.street}</span>
      {address.addition && <span>{address.addition}</span>}
      <span>
        {address.postcode} {address.city}
      </span>
      {abroad && <span>{countryName(address.country)}</span>}
      {address.phone && <span className="dim">{address.phone}</span>}
    </address>
  );
}
