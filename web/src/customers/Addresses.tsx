import { useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { api } from "../api/client";
import type { Account, Address } from "../api/types";
import { Card } from "../app/Screen";
import { useSession } from "../app/session";
import { useText } from "../i18n/index";
import { Button, IconButton } from "../ui/Button";
import { countryName } from "../ui/countries";
import { Chip } from "../ui/signs";
import { showToast, showUndo } from "../ui/toast";
import { useAccountWrite } from "./account";
import { refusalOf } from "./CustomerScreen";
import styles from "./Customers.module.css";

const AddressSheet = lazy(() => import("./AddressSheet"));
/** One address put in its place, or taken out. */
export type AddressChange = { put: Address } | { remove: Address };

/** Writes one address at a time: the list is taken as it stands when it is sent, so that nobody's
 *  other address gets lost. */
export function useAddressWrite(
  account: Account,
  options: Parameters<typeof useAccountWrite<AddressChange>>[2],
) {
  const client = useQueryClient();
  return useAccountWrite<AddressChange>(
    account,
    (change, call) => {
      const known = client.getQueryData<Account>(["account_number", account.number]) ?? account;
      const addresses = changed(known.addresses, change);
      return api.patch<Account>(
        `/accounts/${account.id}`,
        { addresses },
        { version: call.version },
      );
    },
    options,
  );
}

function changed(addresses: Address[], change: AddressChange): Address[] {
  if ("remove" in change) return addresses.filter((one) => one.id !== change.remove.id);
  const { put } = change;
  const at = placeOf(addresses, put);
  const next = addresses.map((one, index) => {
    if (index === at) return put;
    return put.is_default && one.kind === put.kind ? { ...one, is_default: false } : one;
  });
  return at < addresses.length ? next : [...next, put];
}

/** Where the address stands in the list that is sent; a new one at its end. */
export function placeOf(addresses: Address[], address: Address): number {
  const at = addresses.findIndex((one) => one.id !== null && one.id === address.id);
  return at < 0 ? addresses.length : at;
}

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
