import type { AccountKind, Capability, Role } from "../api/types";

/** The roles that exist in an account of this kind (model.md, "Role"). */
export function rolesFor(kind: AccountKind): Role[] {
  return kind === "operator"
    ? ["admin", "sales", "pricing", "warehouse", "accounting", "support", "read_only"]
    : ["owner", "buyer", "approver", "viewer"];
}

export function capabilitiesFor(kind: AccountKind): Capability[] {
  return kind === "operator"
    ? ["price_requests", "delete_for_good"]
    : ["price_requests", "manage_users"];
}
