// Writing the addresses of an account, for the desk's customers and the portal's own company.
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client";
import type { Account, Address } from "../api/types";
import { useAccountWrite } from "./account";

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
