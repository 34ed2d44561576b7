import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ChevronRight, CircleAlert, Copy, Send, Trash2 } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { api } from "../api/client";
import type { Order } from "../api/types";
import { LoadingPage } from "../app/LoadingPage";
import { Card, PageBody, Screen } from "../app/Screen";
import { useCan } from "../app/session";
import { useAccountByNumber } from "../customers/account";
import { useText } from "../i18n/index";
import { actionOf as requestActionOf, useRounds } from "../pricing/requests";
import { Button } from "../ui/Button";
import { ErrorLine } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { showToast } from "../ui/toast";
import { cartAddress } from "./addresses";
import styles from "./Cart.module.css";
import { ContextBar, GearMenu } from "./CartFrame";
import { GoneOrder } from "./Gone";
import { LinesEditor } from "./LinesEditor";
import { TotalsTable } from "./Totals";
import { useOrderByNumber, useOrderWrite } from "./useOrder";

// It stands below the lines, and its fields are many.
const CartDetails = lazy(() => import("./CartDetails"));
const OrderDialogs = lazy(() => import("./OrderDialogs"));
// Most carts have no price request, and many readers may not ask: who needs it loads it.
const requests = () => import("../pricing/RequestCard");
const RequestCard = lazy(() => requests().then((one) => ({ default: one.RequestCard })));
const RoundsCard = lazy(() => requests().then((one) => ({ default: one.RoundsCard })));
const quotes = () => import("../quotes/CartQuotes");
const QuoteCard = lazy(() => quotes().then((one) => ({ default: one.QuoteCard })));
const CartLog = lazy(() => quotes().then((one) => ({ default: one.CartLog })));
const Locks = lazy(() => import("../quotes/Locks"));

/** One cart, from the first article to "Bestellen" (B4). */
export function CartScreen() {
  const t = useText();
  const navigate = useNavigate();
  const { account: account_number = "", number = "" } = useParams({ strict: false });
  const account = useAccountByNumber(account_number);
  const { order, error, retry } = useOrderByNumber(number);
  // What was a cart and is now an order opens as that order.
  const became = order && order.state !== "cart" ? order.number : null;
  const other = order && order.account.number !== account_number ? order.account.number : null;
  useEffect(() => {
    if (became) void navigate({ to: "/orders/$number", params: { number: became }, replace: true });
    else if (other && order) {
      void navigate({ to: cartAddress(other, order.number), replace: true });
    }
  }, [became, other, order, navigate]);
  const gone = error && (!order || ("status" in error && error.status === 404));
  if (gone || !order || !account.data) {
    const failed = error ?? account.error;
    return (
      <Screen
        title={t("ui.cart.cart_number", { number })}
        context={account.data && <ContextBar account={account.data} />}
      >
        {failed ? (
          <GoneOrder
            error={failed}
            retry={() => {
              if (error) retry();
              if (account.error) void account.refetch();
            }}
          />
        ) : (
          <LoadingPage side />
        )}
      </Screen>
    );
  }
  return (
    <Screen
      title={order.name || t("ui.cart.cart_number", { number: order.number })}
      context={<ContextBar account={account.data} />}
    >
      <Cart order={order} prospect={account.data.kind === "prospect"} />
    </Screen>
  );
}

function Cart({ order, prospect }: { order: Order; prospect: boolean }) {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<"shipping_address" | "billing_address" | "delete" | null>(
    null,
  );
  const rounds = useRounds(order);
  const countered = requestActionOf(rounds.data?.items[0], "take")?.allowed ?? false;
  const actionOf = (name: string) => order.actions.find((one) => one.name === name);
  const remove = actionOf("delete");
  const copy = useOrderWriteCopy(order);
  // While a quote stands for the cart its sums hold, and nobody orders beside it.
  const quoted = order.locks.some((lock) => lock.cause !== "price_request");
  return (
    <PageBody>
      <div className={styles.head}>
        <div>
          <p className={styles.crumb}>
            <Link to="/carts/$account" params={{ account: order.account.number }} className="link">
              {t("ui.cart.title")}
            </Link>
            <Icon of={ChevronRight} size={14} />
            <span className="id">{order.number}</span>
          </p>
          <h2>{order.name || t("ui.cart.cart_number", { number: order.number })}</h2>
        </div>
        <div className={styles.head_actions}>
          {can("order_edit") && (
            <Button icon={Copy} pending={copy.pending} onClick={() => copy.go(null)}>
              {t("ui.cart.copy")}
            </Button>
          )}
          <GearMenu
            account={order.account.number}
            more={[
              {
                items: remove
                  ? [
                      {
                        label: t("ui.cart.delete"),
                        icon: Trash2,
                        danger: true,
                        refused: remove.allowed ? null : remove.message,
                        run: () => setDialog("delete"),
                      },
                    ]
                  : [],
              },
            ]}
          />
        </div>
      </div>
      {order.locks.length > 0 && (
        <Suspense fallback={null}>
          <Locks order={order} rounds={rounds.data} />
        </Suspense>
      )}
      <div className={styles.grid}>
        <div className={styles.column}>
          <Card flush title={t("ui.cart.lines")}>
            <LinesEditor order={order} />
          </Card>
          {rounds.data && rounds.data.items.length > 0 && (
            <Suspense fallback={null}>
              <RoundsCard order={order} cart={rounds.data} />
            </Suspense>
          )}
          <Suspense fallback={null}>
            <CartDetails order={order} onAddress={setDialog} />
            <CartLog order={order} />
          </Suspense>
        </div>
        <div className={styles.column}>
          {!quoted && <PlaceCard order={order} prospect={prospect} second={countered} />}
          <Suspense fallback={null}>
            <QuoteCard order={order} second={countered || actionOf("place")?.allowed} />
          </Suspense>
          {(rounds.data
            ? rounds.data.ask || rounds.data.items.length > 0
            : rounds.error || can("price_request_ask")) && (
            <Suspense fallback={null}>
              <RequestCard order={order} rounds={rounds} />
            </Suspense>
          )}
        </div>
      </div>
      {dialog && (
        <Suspense fallback={null}>
          <OrderDialogs
            which={dialog}
            order={order}
            onClose={() => setDialog(null)}
            onEnded={() =>
              void navigate({ to: "/carts/$account", params: { account: order.account.number } })
            }
          />
        </Suspense>
      )}
    </PageBody>
  );
}

function useOrderWriteCopy(order: Order) {
  const t = useText();
  const navigate = useNavigate();
  return useOrderWrite<null>(
    order,
    (_, call) => api.post<Order>(`/orders/${order.id}/copy`, {}, { key: call.key }),
    {
      moves: true,
      answers_other: true,
      onDone: (next) => {
        showToast({ text: t("ui.orders.done.copy", { number: next.number }) });
        void navigate({ to: cartAddress(next.account.number, next.number) });
      },
    },
  );
}

/** Totals, and the one filled button; what is missing stands beside it. */
function PlaceCard({
  order,
  prospect,
  second,
}: {
  order: Order;
  prospect: boolean;
  /** Another step comes first and has the filled button. */
  second: boolean;
}) {
  const t = useText();
  const navigate = useNavigate();
  const place = order.actions.find((one) => one.name === "place");
  const write = useOrderWrite<null>(
    order,
    (_, call) => api.post(`/orders/${order.id}/place`, { terms_accepted: true }, call),
    {
      moves: true,
      in_form: true,
      onDone: (next) => {
        showToast({ text: t("ui.cart.placed", { number: next.number }) });
        void navigate({ to: "/orders/$number", params: { number: next.number } });
      },
    },
  );
  const missing = [
    ...new Set([
      ...(place && !place.allowed && place.message ? [place.message] : []),
      ...order.problems.map((one) => one.message),
    ]),
  ];
  return (
    <Card title={t("ui.cart.total")}>
      <TotalsTable order={order} plain />
      <p className="xs dim">{order.tax_decision?.explanation}</p>
      {place && (
        <div className={styles.place}>
          <Button
            wide
            variant={second ? "outline" : "primary"}
            icon={Send}
            pending={write.pending}
            refused={place.allowed ? null : (place.message ?? "")}
            onClick={() => write.go(null)}
          >
            {t("ui.cart.place")}
          </Button>
          {missing.length > 0 && (
            <ul className={styles.missing} aria-label={t("ui.cart.missing")}>
              {missing.map((one) => (
                <li key={one}>
                  <Icon of={CircleAlert} size={14} />
                  {one}
                </li>
              ))}
            </ul>
          )}
          {write.problem && <ErrorLine problem={write.problem} />}
          <p className="xs dim">
            {t(prospect ? "ui.cart.prospect_hint" : "ui.cart.place_hint", {
              name: order.account.name,
            })}
          </p>
        </div>
      )}
    </Card>
  );
}
