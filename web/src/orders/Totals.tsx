// Parts of an order's and a cart's columns: what it costs, an address, a named fact.
import type { ReactNode } from "react";
import type { Address, Order } from "../api/types";
import { money, percent } from "../i18n/format";
import { useText } from "../i18n/index";
import { classes } from "../ui/classes";
import styles from "./SideColumn.module.css";

export function TotalsTable({ order, plain }: { order: Order; plain?: boolean }) {
  const t = useText();
  const { totals, currency } = order;
  const amount = (cents: number) => money(cents, currency);
  return (
    <dl className={classes(styles.sum, !plain && styles.ruled)}>
      <dt>{t("ui.orders.subtotal")}</dt>
      <dd>{amount(totals.lines_cents)}</dd>
      {totals.discount_cents > 0 && (
        <>
          <dt>{t("ui.orders.discount")}</dt>
          <dd>{amount(-totals.discount_cents)}</dd>
        </>
      )}
      <dt>
        {order.shipping_method_name
          ? t("ui.orders.shipping_by", { method: order.shipping_method_name })
          : t("ui.orders.shipping")}
      </dt>
      <dd>{amount(totals.shipping_cents)}</dd>
      {totals.taxes
        .filter((tax) => tax.rate_bp > 0)
        .map((tax) => (
          <TaxRow
            key={`${tax.tax_class}${tax.rate_bp}`}
            label={t(order.gross ? "ui.orders.tax_in" : "ui.orders.tax_on", {
              rate: percent(tax.rate_bp),
            })}
            value={amount(tax.tax_cents)}
          />
        ))}
      <dt className={styles.total}>
        {t(totals.monthly_cents || totals.yearly_cents ? "ui.orders.once" : "ui.orders.total")}
      </dt>
      <dd className={styles.total}>{amount(totals.total_cents)}</dd>
      {totals.monthly_cents > 0 && (
        <>
          <dt className={styles.also}>{t("ui.orders.monthly")}</dt>
          <dd className={styles.also}>{amount(totals.monthly_cents)}</dd>
        </>
      )}
      {totals.yearly_cents > 0 && (
        <>
          <dt className={styles.also}>{t("ui.orders.yearly")}</dt>
          <dd className={styles.also}>{amount(totals.yearly_cents)}</dd>
        </>
      )}
    </dl>
  );
}

function TaxRow({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}

export function AddressLines({ address }: { address: Address | null }) {
  const t = useText();
  if (!address) return <span className="warn">{t("ui.orders.no_address")}</span>;
  const lines = [
    address.company,
    address.name,
    address.street,
    address.addition,
    `${address.postcode} ${address.city}`.trim(),
    address.country === "DE" ? "" : address.country,
  ].filter(Boolean);
  return (
    <address className={styles.address}>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </address>
  );
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
