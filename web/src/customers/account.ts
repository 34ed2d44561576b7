// Reading and writing one customer or partner.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client";
import { type Call, useCommand } from "../api/query";
import type { Account, AccountRef, AccountRow, Page } from "../api/types";
import type { Picked } from "../ui/Picker";

const kAncestors = 8;

export function useAccountByNumber(number: string) {
  return useQuery({
    queryKey: ["account_number", number],
    queryFn: () => api.get<Account>(`/accounts/by-number/${encodeURIComponent(number)}`),
    retry: false,
  });
}

/** Above whom it stands, the nearest last, as far as the reader may see. */
export function useParents(account: Account) {
  return useQuery({
    queryKey: ["accounts", "parents", account.id, account.parent?.id],
    queryFn: async () => {
      const above: Pick<AccountRef, "id" | "number" | "name">[] = [];
      let next = account.parent;
      while (next && above.length < kAncestors) {
        above.unshift(next);
        next = (await api.get<Account>(`/accounts/${next.id}`)).parent;
      }
      return above;
    },
  });
}

/** Looks for firms of these kinds, for a Picker. */
export function findAccounts(kinds: readonly string[], but?: string) {
  return async (words: string, signal: AbortSignal): Promise<Picked[]> => {
    const query = { q: words, kind: kinds.join(","), limit: 20 };
    const page = await api.get<Page<AccountRow>>("/accounts", query, signal);
    return page.items.filter((row) => row.id !== but).map(pickedOf);
  };
}

export function pickedOf(row: Pick<AccountRow, "id" | "name" | "number">): Picked {
  return { id: row.id, label: row.name, detail: row.number };
}

/** A write to an account; the answer, the account, then stands everywhere. */
export function useAccountWrite<Vars>(
  account: Account,
  run: (vars: Vars, call: Call) => Promise<Account>,
  options: {
    onDone: (next: Account, vars: Vars) => void;
    onTheirs?: () => void;
    /** There is no form that could say a refusal. */
    as_toast?: boolean;
  },
) {
  const client = useQueryClient();
  return useCommand<Vars, Account>({
    run,
    version: account.version,
    invalidates: [["account_number"], ["account", account.id], ["accounts"]],
    onProblem: () => !options.as_toast,
    ...(options.onTheirs && { onTheirs: options.onTheirs }),
    onDone: (next, vars) => {
      client.setQueryData(["account_number", next.number], next);
      options.onDone(next, vars);
    },
  });
}

/** Why an action is not possible now, in the server's words; null when it is, undefined when it
 *  does not exist here. */
export function refusalOf(account: Account, name: string): string | null | undefined {
  const action = account.actions.find((one) => one.name === name);
  return action && (action.allowed ? null : (action.message ?? ""));
}
