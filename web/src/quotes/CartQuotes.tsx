// Quotes on the page of a cart: what locks it, the card at its right, its editions, its log.
import {
  Check,
  FileText,
  HandCoins,
  Lock,
  MessageCircleQuestion,
  Send,
  SquarePen,
  TriangleAlert,
  Undo2,
  X,
} from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { api } from "../api/client";
import type { CartQuotes, Order, OrderLock, Quote } from "../api/types";
import { Card } from "../app/Screen";
import { useCan, useSession } from "../app/session";
import { rich, useText } from "../i18n/index";
import { Timeline } from "../orders/Timeline";
import { useOrderWrite } from "../orders/useOrder";
import { Button } from "../ui/Button";
import { Banner, ErrorLine, ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { showToast } from "../ui/toast";
import { DateTime } from "../ui/Values";
import { EditionsCard } from "./Editions";
import { News } from "./News";
import { Acceptance, QuoteFacts, Refusal, TimeLeft } from "./QuoteFacts";
import styles from "./Quotes.module.css";
import {
  actionOf,
  isQuoteLock,
  may,
  nameOf,
  type QuoteLockCause,
  showPaper,
  stepOf,
  useQuotes,
  useQuotesWrite,
} from "./quotes";
import { QuoteChip, signOf } from "./Signs";

const CreateSheet = lazy(() => import("./CreateSheet"));
const StepDialogs = lazy(() => import("./StepDialogs"));
const CompareSheet = lazy(() => import("./CompareSheet"));

export type QuoteDialog =
  | "create"
  | "resend"
  | "withdraw"
  | "accept"
  | "reject"
  | "ask"
  | "compare";

interface Props {
  order: Order;
  onOpen: (dialog: QuoteDialog) => void;
}

/** The dialog that a card or a banner has opened, and how it opens one. */
function useDialogs(order: Order): [(dialog: QuoteDialog) => void, ReactNode] {
  const [which, setWhich] = useState<QuoteDialog | null>(null);
  const dialog = which && (
    <QuoteDialogs which={which} order={order} onClose={() => setWhich(null)} />
  );
  return [setWhich, dialog];
}

/** The steps that take one click. */
function useSteps(order: Order, quote: Quote | undefined) {
  const t = useText();
  const path = (step: string) => stepOf(order.id, quote?.id ?? "", step);
  const send = useQuotesWrite<null>(order, (_, call) => api.post(path("send"), {}, call), {
    in_form: true,
    onDone: (next) =>
      showToast({ text: t("ui.quote.done.sent", { to: next.items[0]?.recipient.email }) }),
  });
  const resume = useQuotesWrite<null>(order, (_, call) => api.post(path("resume"), {}, call), {
    in_form: true,
    onDone: () => showToast({ text: t("ui.quote.done.resumed") }),
  });
  const approve = useOrderWrite<null>(
    order,
    (_, call) => api.post<Order>(`/orders/${order.id}/approve`, {}, call),
    {
      moves: true,
      in_form: true,
      onDone: (next) => showToast({ text: t("ui.quote.done.approved", { number: next.number }) }),
    },
  );
  return { send, resume, approve };
}

/** Why the cart stands still, since when and through whom, and the way out for this reader. */
export function QuoteLock({
  order,
  lock,
}: {
  order: Order;
  lock: OrderLock & { cause: QuoteLockCause };
}) {
  const t = useText();
  const [onOpen, dialog] = useDialogs(order);
  const quotes = useQuotes(order.id).data;
  const [quote] = quotes?.items ?? [];
  const { send, resume, approve } = useSteps(order, quote);
  const { cause } = lock;
  const problem = send.problem ?? resume.problem ?? approve.problem;
  const approves = order.actions.some((one) => one.name === "approve" && one.allowed);
  const ways: ReactNode[] = [];
  if (cause === "quote_created" && may(quote, "send")) {
    ways.push(
      <Button key="send" icon={Send} pending={send.pending} onClick={() => send.go(null)}>
        {t("ui.quote.send_now")}
      </Button>,
    );
  }
  if (cause === "operator_approval") {
    if (approves) {
      ways.push(
        <Button
          key="approve"
          icon={Check}
          pending={approve.pending}
          onClick={() => approve.go(null)}
        >
          {t("ui.quote.approve")}
        </Button>,
      );
    }
  } else if (may(quote, "resume")) {
    ways.push(
      <Button
        key="resume"
        icon={SquarePen}
        pending={resume.pending}
        onClick={() => resume.go(null)}
      >
        {t("ui.quote.resume")}
      </Button>,
    );
  } else if (may(quote, "withdraw")) {
    ways.push(
      <Button key="withdraw" icon={Undo2} onClick={() => onOpen("withdraw")}>
        {t("ui.quote.withdraw_and_edit")}
      </Button>,
    );
  }
  return (
    <Banner
      icon={Lock}
      title={t(`ui.quote.locked.${cause}`, { number: quote?.number ?? "" })}
      action={
        ways.length > 0 ? (
          <div className={styles.ways}>{ways}</div>
        ) : (
          <span className="sm muted">
            {cause !== "quote_sent"
              ? t("ui.orders.release_by", { name: lock.by })
              : may(quote, "accept")
                ? t("ui.start.partner_turn")
                : t("ui.quote.waits_for", { name: order.account.name })}
          </span>
        )
      }
    >
      <LockedSince lock={lock} quote={quote} /> {t(`ui.quote.way_out.${cause}`)}
      {problem && <ErrorLine problem={problem} />}
      {dialog}
    </Banner>
  );
}

/** Since when and through whom: what locks it now may have begun later than the quote. */
function LockedSince({
  lock,
  quote,
}: {
  lock: OrderLock & { cause: QuoteLockCause };
  quote: Quote | undefined;
}) {
  const ended_at_ms = quote?.ended_at_ms ?? null;
  if (lock.cause === "quote_expired") {
    return rich("ui.quote.locked_from", {
      time: <DateTime at_ms={quote?.expires_at_ms ?? lock.since_ms} />,
    });
  }
  const by_answer =
    ended_at_ms !== null && (lock.cause === "quote_rejected" || lock.cause === "operator_approval");
  return rich("ui.quote.locked_since", {
    time: <DateTime at_ms={by_answer ? ended_at_ms : lock.since_ms} />,
    name: (by_answer && quote?.ended_by) || lock.by,
  });
}

/** The quote of the cart: where it stands, and the next step for this reader. */
export function QuoteCard({
  order,
  second = false,
}: {
  order: Order;
  /** Another step comes first and has the filled button. */
  second?: boolean | undefined;
}) {
  const t = useText();
  const [onOpen, dialog] = useDialogs(order);
  const can = useCan();
  const quotes = useQuotes(order.id);
  const locked = order.locks.some(isQuoteLock);
  if (!quotes.data) {
    if (!quotes.error && !can("quote_create") && !locked) return null;
    return (
      <Card title={t("ui.quote.quote")}>
        {quotes.error ? (
          <ErrorState error={quotes.error} retry={() => void quotes.refetch()} />
        ) : (
          <Skeleton lines={locked ? 6 : 2} />
        )}
      </Card>
    );
  }
  const { items, create } = quotes.data;
  const [latest] = items;
  const over = !latest || latest.state === "withdrawn" || latest.state === "closed";
  if (over && !create && !latest) return null;
  return (
    <>
      {over ? (
        <CreateCard quotes={quotes.data} onOpen={onOpen} second={second} />
      ) : (
        <LatestCard order={order} quote={latest} onOpen={onOpen} />
      )}
      {(items.length > 1 || (over && latest)) && (
        <EditionsCard order={order} quotes={quotes.data} onOpen={onOpen} />
      )}
      {dialog}
    </>
  );
}

function CreateCard({
  quotes,
  onOpen,
  second,
}: {
  quotes: CartQuotes;
  onOpen: Props["onOpen"];
  second: boolean;
}) {
  const t = useText();
  const { create } = quotes;
  const [latest] = quotes.items;
  if (!create && !latest) return null;
  // Who is locked out of the cart reads it in the banner above.
  const why_not = create && !create.allowed && create.reason !== "cart_locked" && create.message;
  return (
    <Card title={t("ui.quote.quote")} aside={latest && <QuoteChip sign={signOf(latest)} />}>
      <div className={styles.card}>
        <p className="sm muted">
          {latest
            ? t(`ui.quote.now.${latest.state === "closed" ? "closed" : "withdrawn"}`, {
                number: nameOf(latest),
                by: latest.ended_by,
              })
            : t("ui.quote.lead")}
        </p>
        {create && (
          <Button
            wide
            icon={FileText}
            variant={second || !create.allowed ? "outline" : "primary"}
            refused={create.allowed ? null : (create.message ?? "")}
            onClick={() => onOpen("create")}
          >
            {t(latest ? "ui.quote.new_dots" : "ui.quote.quote_dots")}
          </Button>
        )}
        {why_not && <p className="xs dim">{why_not}</p>}
      </div>
    </Card>
  );
}

function LatestCard({ order, quote, onOpen }: Props & { quote: Quote }) {
  const t = useText();
  const { staff } = useSession();
  const { send, resume, approve } = useSteps(order, quote);
  const approves = order.actions.find((one) => one.name === "approve");
  const waits = order.locks.some((one) => one.cause === "operator_approval");
  const customer = may(quote, "accept") && !staff;
  const problem = send.problem ?? resume.problem ?? approve.problem;
  const resend = actionOf(quote, "send");
  return (
    <Card
      title={
        <>
          {t("ui.quote.quote")} <span className="id nowrap">{quote.number}</span>
        </>
      }
      aside={<QuoteChip sign={signOf(quote, waits)} />}
    >
      <div className={styles.card} data-first="">
        {quote.state === "created" && (
          <p className={styles.not_sent}>
            <Icon of={TriangleAlert} />
            <span>{t("ui.quote.now.created")}</span>
          </p>
        )}
        {quote.state === "created" && <News quote={quote} />}
        {quote.state === "sent" && <TimeLeft quote={quote} />}
        {quote.state === "expired" && (
          <p className="sm muted">
            {rich("ui.quote.now.expired", {
              time: <DateTime at_ms={quote.expires_at_ms ?? 0} />,
            })}
          </p>
        )}
        {quote.state === "rejected" && <Refusal quote={quote} />}
        {quote.state === "accepted" && <Acceptance quote={quote} waits={waits} />}
        <QuoteFacts quote={quote} />
        {customer && (
          <>
            <Button wide variant="primary" icon={Check} onClick={() => onOpen("accept")}>
              {t("ui.quote.accept_dots")}
            </Button>
            <div className={styles.steps}>
              <Button icon={MessageCircleQuestion} onClick={() => onOpen("ask")}>
                {t("ui.quote.ask_dots")}
              </Button>
              <Button variant="danger" icon={X} onClick={() => onOpen("reject")}>
                {t("ui.quote.reject_dots")}
              </Button>
            </div>
          </>
        )}
        {!customer && actionOf(quote, "accept")?.message && quote.state === "sent" && (
          <p className="xs warn">{actionOf(quote, "accept")?.message}</p>
        )}
        {approves && waits && staff && (
          <Button
            wide
            variant="primary"
            icon={Check}
            pending={approve.pending}
            refused={approves.allowed ? null : (approves.message ?? "")}
            onClick={() => approve.go(null)}
          >
            {t("ui.quote.approve")}
          </Button>
        )}
        {quote.state === "rejected" && may(quote, "resume") && (
          <Button
            wide
            variant="primary"
            icon={SquarePen}
            pending={resume.pending}
            onClick={() => resume.go(null)}
          >
            {t("ui.quote.resume")}
          </Button>
        )}
        {resend && quote.state === "created" && (
          <Button
            wide
            variant="primary"
            icon={Send}
            pending={send.pending}
            refused={resend.allowed ? null : (resend.message ?? "")}
            onClick={() => send.go(null)}
          >
            {t("ui.quote.send_now")}
          </Button>
        )}
        {resend && quote.state !== "created" && (
          <div className={styles.resend}>
            <Button
              wide
              variant="primary"
              icon={Send}
              refused={resend.allowed ? null : (resend.message ?? "")}
              onClick={() => onOpen("resend")}
            >
              {t("ui.quote.resend_dots")}
            </Button>
            {quote.state === "sent" && (
              <p className="xs dim">{t("ui.quote.resend_hint", { count: quote.valid_days })}</p>
            )}
          </div>
        )}
        {staff && may(quote, "accept") && (
          <Button wide icon={HandCoins} onClick={() => onOpen("accept")}>
            {t("ui.quote.record_dots")}
          </Button>
        )}
        <div className={styles.steps}>
          <Button
            icon={FileText}
            onClick={() => void showPaper(() => api.get<Blob>(stepOf(order.id, quote.id, "paper")))}
          >
            {t("ui.quote.show_pdf")}
          </Button>
          {quote.state === "expired" && may(quote, "resume") && (
            <Button icon={SquarePen} pending={resume.pending} onClick={() => resume.go(null)}>
              {t("ui.quote.resume")}
            </Button>
          )}
          {may(quote, "withdraw") && quote.state !== "expired" && (
            <Button variant="danger" icon={Undo2} onClick={() => onOpen("withdraw")}>
              {t("ui.quote.withdraw_dots")}
            </Button>
          )}
          {!customer && may(quote, "reject") && (
            <Button variant="danger" icon={X} onClick={() => onOpen("reject")}>
              {t("ui.quote.reject_dots")}
            </Button>
          )}
        </div>
        {problem && <ErrorLine problem={problem} />}
      </div>
    </Card>
  );
}

/** What was asked and answered in this cart: the recipient's questions stand here too. */
export function CartLog({ order }: { order: Order }) {
  const t = useText();
  return (
    <Card flush title={t("ui.quote.log")}>
      <div className={styles.log}>
        <Timeline order={order} />
      </div>
    </Card>
  );
}

/** Each loads when it is opened first. */
function QuoteDialogs({
  which,
  order,
  onClose,
}: {
  which: QuoteDialog;
  order: Order;
  onClose: () => void;
}) {
  const quotes = useQuotes(order.id).data;
  const [latest] = quotes?.items ?? [];
  if (!quotes) return null;
  return (
    <Suspense fallback={null}>
      {which === "create" && <CreateSheet order={order} quotes={quotes} onClose={onClose} />}
      {which === "compare" && <CompareSheet quotes={quotes.items} onClose={onClose} />}
      {which !== "create" && which !== "compare" && latest && (
        <StepDialogs which={which} cart={order} quote={latest} onClose={onClose} />
      )}
    </Suspense>
  );
}
