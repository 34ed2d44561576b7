import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import type { Account, Label, Membership, Method, PersonRef } from "../api/types";
import { useCan, useSession } from "../app/session";

// Short lists that change seldom; hints of the server name labels and memberships.

export function useLabels() {
  const { staff } = useSession();
  return useQuery({
    queryKey: ["labels"],
    queryFn: () => api.get<Label[]>("/labels"),
    enabled: staff,
    staleTime: 5 * 60_000,
  });
}

/** Who can be given an order: the active people of the operator. */
export function usePeople() {
  const session = useSession();
  const can = useCan();
  const operator = session.memberships.find((one) => one.account.kind === "operator")?.account.id;
  const me: PersonRef = { id: session.user.id, name: session.user.name };
  return useQuery({
    queryKey: ["memberships", operator, "people"],
    queryFn: async (): Promise<PersonRef[]> => {
      if (!can("user_read")) return [me];
      const members = await api.get<Membership[]>(`/accounts/${operator}/memberships`);
      return members
        .filter((one) => one.state === "active")
        .map(({ user }) => ({ id: user.id, name: user.name }))
        .toSorted((a, b) => a.name.localeCompare(b.name));
    },
    enabled: session.staff && operator !== undefined,
    staleTime: 5 * 60_000,
  });
}

export function useMethods(kind: "payment" | "shipping") {
  return useQuery({
    queryKey: ["methods", kind],
    queryFn: () => api.get<Method[]>(`/${kind}-methods`),
    staleTime: 5 * 60_000,
  });
}

/** The customer's file, for the card of an order and the recipient of a message. */
export function useAccount(id: string | undefined) {
  const can = useCan();
  return useQuery({
    queryKey: ["account", id],
    queryFn: () => api.get<Account>(`/accounts/${id}`),
    enabled: id !== undefined && can("account_read"),
  });
}
