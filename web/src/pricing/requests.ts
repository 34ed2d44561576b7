// What the page of a cart and the queue share of price requests.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "../api/client";
import type { Call } from "../api/query";
import type { Action, CartPriceRequests, Order, PriceRequest } from "../api/types";
import { useSession } from "../app/session";
import { percent } from "../i18n/format";
import { useOrderWrite } from "../orders/useOrder";

const keyOf = (order_id: string) => ["order", order_id, "price_requests"];

const kAnswerPause_ms = 10_000;

/** All rounds of a cart that the reader may see. A hint about the cart makes them old too; but the
 *  merchant's answers are no public entry of the cart's log and so give no hint to who asked. While
 *  he waits, the page asks for itself. */
export function useRounds({ id: order_id, version }: { id: string; version?: number }) {
  const { staff } = useSession();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keyOf(order_id),
    queryFn: async () => {
      const key = keyOf(order_id);
      const known = client.getQueryData<CartPriceRequests>(key)?.version;
      const rounds = await api.get<CartPriceRequests>(`/orders/${order_id}/price-requests`);
      if (known !== undefined && rounds.version > known) {
        void client.invalidateQueries({ queryKey: ["order", order_id], exact: true });
      }
      return rounds;
    },
    refetchInterval: (query) =>
      !staff && query.state.data?.items[0]?.state === "open" ? kAnswerPause_ms : false,
  });
  const known = query.data?.version;
  const { refetch } = query;
  // What was on its way while the cart changed is older than the cart.
  const behind = version !== undefined && known !== undefined && known < version;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each version of the cart
  useEffect(() => {
    if (behind) void refetch();
  }, [behind, version, refetch]);
  return query;
}

/** A step of a price request. It answers the rounds; the cart that it locked, freed or priced is
 *  read along, so that both change on the page at once. */
export function useRoundsWrite<Vars>(
  cart: { id: string; version: number },
  run: (vars: Vars, call: Call) => Promise<CartPriceRequests>,
  options: { in_form?: boolean; onDone?: (rounds: CartPriceRequests) => void } = {},
) {
  const client = useQueryClient();
  const answered = useRef<CartPriceRequests | null>(null);
  return useOrderWrite<Vars>(
    cart,
    async (vars, call) => {
      const rounds = await run(vars, call);
      const order = await api.get<Order>(`/orders/${cart.id}`);
      answered.current = rounds;
      return order;
    },
    {
      moves: true,
      in_form: options.in_form ?? false,
      onDone: () => {
        const rounds = answered.current;
        if (!rounds) return;
        client.setQueryData(keyOf(cart.id), rounds);
        void client.invalidateQueries({ queryKey: ["price_requests"] });
        options.onDone?.(rounds);
      },
    },
  );
}

/** The path of a step of one round. */
export function stepOf(order_id: string, request_id: string, step: string): string {
  return `/orders/${order_id}/price-requests/${request_id}/${step}`;
}

export type RequestStep = "approve" | "reject" | "counter" | "withdraw" | "take" | "close";

/** The step as the server offers it: missing, possible, or refused with a reason. */
export function actionOf(request: PriceRequest | undefined, name: RequestStep): Action | undefined {
  return request?.actions.find((one) => one.name === name);
}

/** How far a price is from another, "-12 %"; a tenth of a percent is as fine as people compare.
 *  Empty where there is nothing to compare with. */
export function difference(price: number, from: number | null): string {
  if (!from) return "";
  // A little below is no difference, not "-0 %".
  const bp = Math.round(((price - from) * 1000) / from) * 10 || 0;
  return (bp > 0 ? "+" : "") + percent(bp);
}
