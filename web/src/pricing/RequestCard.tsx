// Price requests on the page of a cart: what locks it, the card at its right, the rounds.
import { Check, Lock, MessageSquareReply, Percent, Undo2 } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { api } from "../api/client";
import type { CartPriceRequests, Order, OrderLock } from "../api/types";
import { Card } from "../app/Screen";
import { rich, useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { FormDialog } from "../ui/FormDialog";
import { Banner, ErrorLine, ErrorState, Skeleton } from "../ui/feedback";
import { showToast } from "../ui/toast";
import { DateTime } from "../ui/Values";
import styles from "./Requests.module.css";
import { RequestChip, Rounds } from "./Rounds";
import { actionOf, stepOf, type useRounds, useRoundsWrite } from "./requests";

const AskDialog = lazy(() => import("./AskDialog"));
const AnswerSheet = lazy(() => import("./AnswerSheet"));

type RequestDialog = "ask" | "withdraw" | "answer";

interface Props {
  order: Order;
}

/** The dialog that the card or the banner has opened, and how it opens one. */
function useDialogs(
  order: Order,
  cart: CartPriceRequests | undefined,
): [(dialog: RequestDialog) => void, ReactNode] {
  const [which, setWhich] = useState<RequestDialog | null>(null);
  const dialog = which && cart && (
    <RequestDialogs which={which} order={order} cart={cart} onClose={() => setWhich(null)} />
  );
  return [setWhich, dialog];
}

/** Why the cart stands still, since when, and the way out for this reader. */
export function RequestLock({
  order,
  lock,
  cart,
}: Props & {
  lock: OrderLock;
  cart: CartPriceRequests | undefined;
}) {
  const t = useText();
  const [onOpen, dialog] = useDialogs(order, cart);
  const [open] = cart?.items ?? [];
  return (
    <Banner
      icon={Lock}
      title={t("ui.price_request.locked")}
      action={
        actionOf(open, "withdraw")?.allowed ? (
          <Button icon={Undo2} onClick={() => onOpen("withdraw")}>
            {t("ui.price_request.withdraw_dots")}
          </Button>
        ) : actionOf(open, "approve")?.allowed ? (
          <Button icon={MessageSquareReply} onClick={() => onOpen("answer")}>
            {t("ui.price_request.answer")}
          </Button>
        ) : (
          <span className="sm muted">{t("ui.price_request.waits")}</span>
        )
      }
    >
      {lock.message}{" "}
      {rich("ui.price_request.locked_since", { time: <DateTime at_ms={lock.since_ms} /> })}
      {dialog}
    </Banner>
  );
}

/** The card while the rounds are read, when they cannot be, and with them. */
export function RequestCard({
  rounds,
  ...props
}: Props & { rounds: ReturnType<typeof useRounds> }) {
  const t = useText();
  if (rounds.data) return <AskingCard {...props} cart={rounds.data} />;
  return (
    <Card title={t("ui.price_request.title")}>
      {rounds.error ? (
        <ErrorState error={rounds.error} retry={() => void rounds.refetch()} />
      ) : (
        <Skeleton lines={2} />
      )}
    </Card>
  );
}

/** Where the asking stands and the next step. */
function AskingCard({ order, cart }: Props & { cart: CartPriceRequests }) {
  const t = useText();
  const [onOpen, dialog] = useDialogs(order, cart);
  const [latest] = cart.items;
  const step = useStep(order, latest?.id ?? "");
  const take = actionOf(latest, "take");
  const close = actionOf(latest, "close");
  const approve = actionOf(latest, "approve");
  // Who is locked out of the cart reads it in the banner above.
  const why_not_ask = cart.ask?.reason === "cart_locked" ? null : cart.ask?.message;
  return (
    <Card
      title={t("ui.price_request.title")}
      aside={latest && <RequestChip state={latest.state} />}
    >
      <div className={styles.card}>
        <p className="sm muted">
          {latest ? t(`ui.price_request.now.${latest.state}`) : t("ui.price_request.lead")}
        </p>
        {take && (
          <Button
            wide
            variant="primary"
            icon={Check}
            pending={step.take.pending}
            refused={take.allowed ? null : (take.message ?? "")}
            onClick={() => step.take.go(null)}
          >
            {t("ui.price_request.take")}
          </Button>
        )}
        {take?.message && <p className="xs warn">{take.message}</p>}
        {close?.allowed && (
          <Button wide pending={step.close.pending} onClick={() => step.close.go(null)}>
            {t("ui.price_request.close")}
          </Button>
        )}
        {approve?.allowed && (
          <Button wide variant="primary" icon={MessageSquareReply} onClick={() => onOpen("answer")}>
            {t("ui.price_request.answer")}
          </Button>
        )}
        {approve?.message && <p className="xs warn">{approve.message}</p>}
        {actionOf(latest, "withdraw")?.allowed && (
          <Button wide icon={Undo2} onClick={() => onOpen("withdraw")}>
            {t("ui.price_request.withdraw_dots")}
          </Button>
        )}
        {cart.ask && (
          <Button
            wide
            icon={Percent}
            refused={cart.ask.allowed ? null : (cart.ask.message ?? "")}
            onClick={() => onOpen("ask")}
          >
            {t("ui.price_request.ask_dots")}
          </Button>
        )}
        {why_not_ask && <p className="xs dim">{why_not_ask}</p>}
        {step.problem && <ErrorLine problem={step.problem} />}
      </div>
      {dialog}
    </Card>
  );
}

/** Takes the counter-offer over, or leaves it. */
function useStep(order: Order, request_id: string) {
  const t = useText();
  const toast = (rounds: CartPriceRequests) => {
    const [latest] = rounds.items;
    if (latest) showToast({ text: t(`ui.price_request.done.${latest.state}`) });
  };
  const take = useRoundsWrite<null>(
    order,
    (_, call) => api.post(stepOf(order.id, request_id, "take"), {}, call),
    { in_form: true, onDone: toast },
  );
  const close = useRoundsWrite<null>(
    order,
    (_, call) => api.post(stepOf(order.id, request_id, "close"), {}, call),
    { in_form: true, onDone: toast },
  );
  return { take, close, problem: take.problem ?? close.problem };
}

export function RoundsCard({ order, cart }: { order: Order; cart: CartPriceRequests }) {
  const t = useText();
  return (
    <Card
      flush
      title={t("ui.price_request.rounds")}
      aside={
        <span className="xs dim">
          {t("ui.price_request.prices_in", { currency: order.currency })}
        </span>
      }
    >
      <Rounds requests={cart.items} currency={order.currency} />
    </Card>
  );
}

/** Both larger ones load when first opened. */
function RequestDialogs({
  which,
  order,
  cart,
  onClose,
}: {
  which: RequestDialog;
  order: Order;
  cart: CartPriceRequests;
  onClose: () => void;
}) {
  const [latest] = cart.items;
  return (
    <Suspense fallback={null}>
      {which === "ask" && <AskDialog order={order} onClose={onClose} />}
      {which === "withdraw" && latest && (
        <WithdrawDialog order={order} request_id={latest.id} onClose={onClose} />
      )}
      {which === "answer" && latest && (
        <AnswerSheet cart={order} request_id={latest.id} onClose={onClose} />
      )}
    </Suspense>
  );
}

function WithdrawDialog({
  order,
  request_id,
  onClose,
}: {
  order: Order;
  request_id: string;
  onClose: () => void;
}) {
  const t = useText();
  const write = useRoundsWrite<null>(
    order,
    (_, call) => api.post(stepOf(order.id, request_id, "withdraw"), {}, call),
    {
      in_form: true,
      onDone: () => {
        showToast({ text: t("ui.price_request.done.withdrawn") });
        onClose();
      },
    },
  );
  return (
    <FormDialog
      size="small"
      title={t("ui.price_request.withdraw_title")}
      lead={t("ui.price_request.withdraw_lead")}
      submit={t("ui.price_request.withdraw")}
      pending={write.pending}
      problem={write.problem}
      onClose={onClose}
      onSubmit={() => write.go(null)}
    >
      {null}
    </FormDialog>
  );
}
