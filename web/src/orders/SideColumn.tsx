import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import type { Order } from "../api/types";
import { useSession } from "../app/session";
import { dateOnly, money, percent, plainPrice, quantity } from "../i18n/format";
import { textOf, useText } from "../i18n/index";
import { Skeleton } from "../ui/feedback";
import { useAccount } from "./lookups";
import type { OrderDialog } from "./OrderDialogs";
import styles from "./SideColumn.module.css";
import { AddressLines, Fact, TotalsTable } from "./Totals";

const PaymentCard = lazy(() => import("../payments/PaymentCard"));
const ShipmentCard = lazy(() => import("../fulfilment/ShipmentCard"));

/** What was ordered, how it is paid, where it goes, who the customer is. */
export function SideColumn({ order, open }: { order: Order; open: (dialog: OrderDialog) => void }) {
  const t = useText();
  const { staff } = useSession();
  const open_for_change = order.actions.some((one) => one.name === "amend" && one.allowed);
  // A customer adds articles; anything else he asks for in a message.
  const amend = open_for_change && staff;
  const change = (dialog: OrderDialog, what: string) =>
    (dialog === "lines" ? open_for_change : amend) && (
      <button type="button" className="link" onClick={() => open(dialog)}>
        {t("ui.orders.change")}
        <span className="visually-hidden"> {what}</span>
      </button>
    );
  return (
    <aside className={styles.side} aria-label={t("ui.orders.details")}>
      <Section
        title={t("ui.orders.lines")}
        aside={
          <>
            <span className="dim">
              {t(order.gross ? "ui.orders.articles_gross" : "ui.orders.articles_net", {
                count: order.lines.length,
              })}
            </span>
            {change("lines", t("ui.orders.lines"))}
          </>
        }
      >
        <ul>
          {order.lines.map((line) => (
            <li key={line.id} className={styles.line}>
              <span className={styles.quantity}>{quantity(line.quantity_milli)} ×</span>
              <b>{line.name}</b>
              <span className="num nowrap">
                {line.amount_cents === null
                  ? t("ui.orders.no_price")
                  : money(line.amount_cents, order.currency)}
              </span>
              <small>
                <span className="id">{line.sku}</span>
                {line.sku && line.stock_hint !== "unknown" && ", "}
                {line.stock_hint !== "unknown" && (
                  <span className={line.stock_hint === "out" ? "warn" : undefined}>
                    {textOf(`ui.orders.stock.${line.stock_hint}`)}
                  </span>
                )}
                {line.charge_type !== "one_off" && ` ${t(`ui.orders.charge.${line.charge_type}`)}`}
                {line.discount_bp > 0 &&
                  ` ${t("ui.orders.less", { percent: percent(line.discount_bp) })}`}
              </small>
              <small>
                {line.unit_price_e4 !== null &&
                  t("ui.orders.each", { price: plainPrice(line.unit_price_e4) })}
              </small>
            </li>
          ))}
        </ul>
        <TotalsTable order={order} />
      </Section>
      <Section title={t("ui.orders.payment")} aside={change("payment", t("ui.orders.payment"))}>
        <dl className={styles.facts}>
          <Fact label={t("ui.orders.payment_method")}>{order.payment_method_name || "–"}</Fact>
          <Fact label={t("ui.orders.tax")}>{order.tax_decision?.explanation || "–"}</Fact>
        </dl>
        <Suspense fallback={<Skeleton lines={2} />}>
          <PaymentCard order={order} open={open} />
        </Suspense>
      </Section>
      <Section title={t("ui.orders.shipping")}>
        <Suspense fallback={<Skeleton lines={2} />}>
          <ShipmentCard order={order} open={open} />
        </Suspense>
      </Section>
      <Section title={t("ui.orders.delivery")} aside={change("delivery", t("ui.orders.delivery"))}>
        <dl className={styles.facts}>
          <Fact label={t("ui.orders.method")}>{order.shipping_method_name || "–"}</Fact>
          <Fact label={t("ui.orders.address")}>
            <AddressLines address={order.shipping_address} />
            {amend && (
              <button type="button" className="link" onClick={() => open("shipping_address")}>
                {t("ui.orders.edit_shipping_address")}
              </button>
            )}
          </Fact>
          <Fact label={t("ui.orders.billing")}>
            <AddressLines address={order.billing_address} />
            {amend && (
              <button type="button" className="link" onClick={() => open("billing_address")}>
                {t("ui.orders.edit_billing_address")}
              </button>
            )}
          </Fact>
          {order.requested_delivery_on && (
            <Fact label={t("ui.orders.wanted")}>{dateOnly(order.requested_delivery_on)}</Fact>
          )}
        </dl>
      </Section>
      <CustomerCard order={order} />
    </aside>
  );
}

function CustomerCard({ order }: { order: Order }) {
  const t = useText();
  const account = useAccount(order.account.id).data;
  return (
    <Section
      title={t("ui.orders.customer")}
      aside={
        <Link to="/orders" search={{ view: "all", account: order.account.number }} className="link">
          {t("ui.orders.all_of_customer")}
        </Link>
      }
    >
      <dl className={styles.facts}>
        <Fact label={t("ui.orders.name")}>
          {order.account.name}
          <br />
          <span className="id dim">{order.account.number}</span>
        </Fact>
        {account && (account.email || account.phone) && (
          <Fact label={t("ui.orders.contact")}>
            {account.email && (
              <a className="link" href={`mailto:${account.email}`}>
                {account.email}
              </a>
            )}
            {account.phone && (
              <>
                <br />
                <span className="num">{account.phone}</span>
              </>
            )}
          </Fact>
        )}
        {account?.vat_id && <Fact label={t("ui.orders.vat_id")}>{account.vat_id}</Fact>}
        {account && (
          <Fact label={t("ui.orders.open_things")}>
            {t("ui.orders.open_orders", { count: account.open_orders })}
          </Fact>
        )}
        {order.own_reference && (
          <Fact label={t("ui.orders.own_reference")}>{order.own_reference}</Fact>
        )}
        {order.contract_number && (
          <Fact label={t("field.contract_number")}>
            {order.contract_number}
            {order.business_case && `, ${textOf(`state.business_case.${order.business_case}`)}`}
          </Fact>
        )}
        {order.partner && (
          <Fact label={t("ui.orders.brought_by")}>
            {[order.partner, order.sub_partner]
              .map((one) => one && `${one.name} (${one.number})`)
              .filter(Boolean)
              .join(", ")}
          </Fact>
        )}
        {order.note_to_merchant && (
          <Fact label={t("ui.orders.customer_note")}>{order.note_to_merchant}</Fact>
        )}
      </dl>
    </Section>
  );
}

function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.section}>
      <h3>
        {title}
        {aside && <span className={styles.aside}>{aside}</span>}
      </h3>
      {children}
    </section>
  );
}
