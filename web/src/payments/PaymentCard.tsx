import { lazy, Suspense, useState } from "react";
import type { Order, OrderMoney, Payment, Refund } from "../api/types";
import { useSession } from "../app/session";
import { dateOnly, dayOf, money } from "../i18n/format";
import { textOf, useText } from "../i18n/index";
import type { OrderDialog } from "../orders/OrderDialogs";
import facts from "../orders/SideColumn.module.css";
import { Fact } from "../orders/Totals";
import { Button } from "../ui/Button";
import { classes } from "../ui/classes";
import { ErrorState, Skeleton } from "../ui/feedback";
import styles from "./Events.module.css";
import { offered } from "./eventItems";
import { useOrderMoney } from "./money";

const VoidDialog = lazy(() => import("./VoidDialog"));

/** What was paid and paid back, and what is still owed. A customer reads the same. */
export default function PaymentCard({
  order,
  open,
}: {
  order: Order;
  open: (dialog: OrderDialog) => void;
}) {
  const t = useText();
  const { staff } = useSession();
  const sums = useOrderMoney(order.id);
  const [wrong, setWrong] = useState<Payment | null>(null);
  if (sums.error && !sums.data) {
    return <ErrorState error={sums.error} retry={() => void sums.refetch()} />;
  }
  if (!sums.data) return <Skeleton lines={2} />;
  const can = (name: string) => offered(order).some((one) => one.name === name && one.allowed);
  return (
    <>
      <Sums sums={sums.data} />
      <Bookings sums={sums.data} onBack={setWrong} />
      {staff && (can("pay") || can("refund")) && (
        <div className={styles.buttons}>
          {can("pay") && (
            <Button size="small" onClick={() => open("pay")}>
              {t("ui.orders.action.pay_dots")}
            </Button>
          )}
          {can("refund") && (
            <Button size="small" onClick={() => open("refund")}>
              {t("ui.orders.action.refund_dots")}
            </Button>
          )}
        </div>
      )}
      {wrong && (
        <Suspense fallback={null}>
          <VoidDialog order={order} payment={wrong} onClose={() => setWrong(null)} />
        </Suspense>
      )}
    </>
  );
}

function Sums({ sums }: { sums: OrderMoney }) {
  const t = useText();
  const amount = (cents: number) => <span className="num">{money(cents, sums.currency)}</span>;
  return (
    <dl className={classes(facts.facts, styles.sums)}>
      <Fact label={t("ui.event.paid")}>{amount(sums.paid_cents)}</Fact>
      {sums.refunded_cents > 0 && (
        <Fact label={t("ui.event.refunded")}>{amount(sums.refunded_cents)}</Fact>
      )}
      <Fact label={t("ui.event.owed")}>
        <b>{amount(sums.owed_cents)}</b>
      </Fact>
    </dl>
  );
}

/** Payments and refunds in one row, as they came. */
function Bookings({ sums, onBack }: { sums: OrderMoney; onBack: (payment: Payment) => void }) {
  const entries = [
    ...sums.payments.map((payment) => ({ at_ms: payment.created_at_ms, payment, refund: null })),
    ...sums.refunds.map((refund) => ({ at_ms: refund.created_at_ms, payment: null, refund })),
  ].toSorted((a, b) => a.at_ms - b.at_ms);
  if (entries.length === 0) return null;
  return (
    <ul className={styles.list}>
      {entries.map(({ payment, refund }) =>
        payment ? (
          <PaymentLine
            key={payment.id}
            payment={payment}
            currency={sums.currency}
            onBack={() => onBack(payment)}
          />
        ) : (
          <RefundLine key={refund.id} refund={refund} currency={sums.currency} />
        ),
      )}
    </ul>
  );
}

function PaymentLine({
  payment,
  currency,
  onBack,
}: {
  payment: Payment;
  currency: string;
  onBack: () => void;
}) {
  const t = useText();
  const is_void = payment.state === "cancelled";
  const amount = money(payment.amount_cents, currency);
  return (
    <li className={classes(styles.entry, is_void && styles.void)}>
      <b>{payment.method_name || t("ui.event.payment")}</b>
      <span className={styles.amount}>{amount}</span>
      <small>
        {[
          payment.received_on && dateOnly(payment.received_on),
          payment.reference,
          payment.booked_by && t("ui.orders.log.by", { name: payment.booked_by }),
        ]
          .filter(Boolean)
          .join(", ")}
        {payment.state !== "captured" && ` (${textOf(`state.payment_step.${payment.state}`)})`}
      </small>
      {payment.can_void && (
        <button type="button" className={classes("link", styles.back)} onClick={onBack}>
          {t("ui.event.take_back")}
          <span className="visually-hidden"> {amount}</span>
        </button>
      )}
    </li>
  );
}

function RefundLine({ refund, currency }: { refund: Refund; currency: string }) {
  const t = useText();
  return (
    <li className={styles.entry}>
      <b>{t("ui.event.refund")}</b>
      <span className={styles.amount}>{money(-refund.amount_cents, currency)}</span>
      <small>
        {[
          dateOnly(dayOf(refund.created_at_ms)),
          refund.reference,
          refund.booked_by && t("ui.orders.log.by", { name: refund.booked_by }),
        ]
          .filter(Boolean)
          .join(", ")}
        {refund.reason && (
          <>
            <br />
            {refund.reason}
          </>
        )}
      </small>
    </li>
  );
}
