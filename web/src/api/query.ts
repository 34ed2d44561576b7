import { QueryClient, type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { text } from "../i18n/index";
import { showRetry } from "../ui/toast";
import { newKey } from "./client";
import { askAboutConflict } from "./conflict";
import { Problem } from "./problem";

// Keys are [type] or [type, id, part]: what a hint of the server names can be found again.
//   ["order", id]  ["orders", filters]  ["views"]  ["account", id]  ["accounts", filters]  ["me"] …

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The server's hints say when something is old; this is for what they do not cover.
      staleTime: 30_000,
      retry: (times, error) => {
        const problem = Problem.from(error);
        return times < 2 && (problem.status === 0 || problem.status === 503);
      },
      refetchOnWindowFocus: true,
      // Without a network a call fails and says so; a paused one would load for ever.
      networkMode: "always",
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

export interface Call {
  /** Pass on as `key`: it stays the same over every try of one intent. */
  key: string;
  /** Pass on as `version` where the contract says V. */
  version: number | undefined;
}

export interface Command<Vars, Result> {
  run: (vars: Vars, call: Call) => Promise<Result>;
  /** The entity's version as the reader sees it. */
  version?: number | undefined;
  /** What to read anew afterwards. */
  invalidates?: QueryKey[];
  onDone?: (result: Result, vars: Vars) => void;
  /** Return true when the problem has been shown; otherwise a toast with "Erneut versuchen"
   *  says it. */
  onProblem?: (problem: Problem, vars: Vars) => boolean | undefined;
  /** The reader leaves what somebody else has changed meanwhile as it is. */
  onTheirs?: () => void;
  /** Shows the change at once; returns how to take it back. Only for label, assign, read,
   *  snooze. */
  optimistic?: (vars: Vars) => () => void;
}

export interface Running<Vars> {
  go: (vars: Vars) => void;
  pending: boolean;
  /** The refusal of the last try; give it to `<Form problem>`. */
  problem: Problem | null;
  reset: () => void;
}

/** A write. One intent keeps its Idempotency-Key until it has worked or changes, so that a double
 *  click or a retry cannot do it twice. When somebody else was faster (412), the reader sees what
 *  they changed and chooses. */
export function useCommand<Vars, Result>(command: Command<Vars, Result>): Running<Vars> {
  const client = useQueryClient();
  const intent = useRef<{ of: string; key: string } | null>(null);
  const keyFor = (vars: Vars): string => {
    const of = JSON.stringify(vars) ?? "";
    if (intent.current?.of !== of) intent.current = { of, key: newKey() };
    return intent.current.key;
  };
  const refresh = () => {
    for (const key of command.invalidates ?? []) void client.invalidateQueries({ queryKey: key });
  };
  const mutation = useMutation<Result, Error, { vars: Vars; version: number | undefined }, unknown>(
    {
      mutationFn: ({ vars, version }) => command.run(vars, { key: keyFor(vars), version }),
      onMutate: ({ vars }) => command.optimistic?.(vars),
      onSuccess: (result, { vars }) => {
        intent.current = null;
        refresh();
        command.onDone?.(result, vars);
      },
      onError: (error, { vars, version }, undo) => {
        if (typeof undo === "function") undo();
        const problem = Problem.from(error);
        const again = (next: number | undefined) => mutation.mutate({ vars, version: next });
        if (problem.is_conflict) {
          refresh();
          askAboutConflict(problem, {
            mine: () => {
              intent.current = null;
              again(problem.current_version ?? version);
            },
            theirs: () => {
              mutation.reset();
              command.onTheirs?.();
            },
          });
          return;
        }
        if (command.onProblem?.(problem, vars)) return;
        showRetry(problem.sentence || text("ui.error.title"), () =>
          again(command.version ?? version),
        );
      },
    },
  );
  return {
    go: (vars) => {
      // What shows at once may be changed again at once; everything else waits for its answer.
      if (!mutation.isPending || command.optimistic)
        mutation.mutate({ vars, version: command.version });
    },
    pending: mutation.isPending,
    problem: mutation.error ? Problem.from(mutation.error) : null,
    reset: mutation.reset,
  };
}
