import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import type { Membership } from "../api/types";

/** The people of an account, removed ones left out. */
export function useMembers(account_id: string) {
  return useQuery({
    queryKey: ["memberships", account_id],
    queryFn: () => api.get<Membership[]>(`/accounts/${account_id}/memberships`),
    enabled: account_id !== "",
  });
}

/** What a person is here, in one word: the login's block outweighs the membership. */
export function standing(member: Membership): "active" | "invited" | "blocked" | "gone" {
  if (member.user.state === "blocked") return "blocked";
  if (member.state === "active") return "active";
  return member.state === "invited" || member.state === "expired" ? "invited" : "gone";
}
