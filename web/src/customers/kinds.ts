import type { AccountKind } from "../api/types";

/** Everybody we serve, in the order of lists and choices. */
export const kKinds = [
  "customer",
  "prospect",
  "key_account",
  "partner",
  "sub_partner",
  "reseller",
] as const satisfies AccountKind[];
export type Kind = (typeof kKinds)[number];

const kServing: AccountKind[] = ["operator", "partner", "sub_partner"];

/** Below whom a firm of this kind may stand (model.md, "Account"). */
export const kParents: Record<Kind, AccountKind[]> = {
  customer: [...kServing, "key_account"],
  prospect: kServing,
  key_account: kServing,
  reseller: kServing,
  sub_partner: ["partner"],
  partner: ["operator"],
};

export function isKind(value: string | undefined): value is Kind {
  return kKinds.some((kind) => kind === value);
}
