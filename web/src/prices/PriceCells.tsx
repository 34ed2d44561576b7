// The cells of a price table that are typed into: leaving a cell or Enter saves, Escape takes back.
import { Check } from "lucide-react";
import { type KeyboardEvent, lazy, Suspense, useEffect, useState } from "react";
import type { PriceInput, PriceList, PriceRow } from "../api/types";
import { useCan } from "../app/session";
import { minorDigits, plainPrice, quantity } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { classes } from "../ui/classes";
import { NumberInput } from "../ui/Field";
import { Icon } from "../ui/Icon";
import styles from "./Prices.module.css";
import { usePriceWrite } from "./priceLists";

const TierDialog = lazy(() => import("./TierDialog"));
const kSavedMs = 2500;
type Amount = "unit_price_e4" | "floor_price_e4";

export function PriceCell({
  list,
  row,
  amount,
}: {
  list: PriceList;
  row: PriceRow;
  amount: Amount;
}) {
  const t = useText();
  const can = useCan();
  const value = row[amount];
  const [draft, setDraft] = useState(value);
  const [known, setKnown] = useState(value);
  const [saved, setSaved] = useState(false);
  const write = usePriceWrite(list, row, { onDone: () => setSaved(true) });
  if (value !== known) {
    setKnown(value);
    setDraft(value);
  }
  useEffect(() => {
    if (!saved) return;
    const timer = window.setTimeout(() => setSaved(false), kSavedMs);
    return () => window.clearTimeout(timer);
  }, [saved]);
  if (!can("price_manage")) return <>{value === null ? "–" : plainPrice(value)}</>;
  const save = () => {
    if (draft === value || write.pending) return;
    const input: PriceInput =
      amount === "unit_price_e4"
        ? { unit_price_e4: draft }
        : { unit_price_e4: row.unit_price_e4, floor_price_e4: draft };
    write.go([input]);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") {
      event.preventDefault();
      save();
      below(event.currentTarget, amount)?.focus();
    } else if (event.key === "Escape" && draft !== value) {
      event.stopPropagation();
      setDraft(value);
      write.reset();
    }
  };
  const label = t(amount === "unit_price_e4" ? "ui.prices.price_of" : "ui.prices.floor_of", {
    name: row.sku,
  });
  return (
    <span className={classes(styles.cell, write.pending && styles.pending)}>
      {saved && (
        <span className={styles.saved} role="status">
          <Icon of={Check} size={14} />
          <span className="visually-hidden">{t("ui.common.saved")}</span>
        </span>
      )}
      <NumberInput
        hide_label
        label={label}
        data-amount={amount}
        digits={4}
        min_digits={minorDigits(list.currency)}
        placeholder="–"
        value={draft}
        error={write.problem?.sentence}
        onChange={setDraft}
        onBlur={save}
        onKeyDown={onKeyDown}
      />
    </span>
  );
}

/** The same field one row further down. */
function below(field: HTMLElement, amount: Amount): HTMLElement | null {
  const next = field.closest("tr")?.nextElementSibling;
  return next?.querySelector<HTMLElement>(`[data-amount="${amount}"]`) ?? null;
}

/** Prices from a quantity on. */
export function TierCell({ list, row }: { list: PriceList; row: PriceRow }) {
  const t = useText();
  const can = useCan();
  const [open, setOpen] = useState(false);
  const words = row.tiers
    .map((tier) =>
      t("ui.prices.tier", {
        quantity: quantity(tier.min_quantity_milli),
        price: plainPrice(tier.unit_price_e4),
      }),
    )
    .join(", ");
  if (!can("price_manage")) return <span className="muted">{words || "–"}</span>;
  return (
    <>
      <Button
        size="small"
        variant="ghost"
        className={styles.tiers_button}
        onClick={() => setOpen(true)}
      >
        <span className="visually-hidden">{t("ui.prices.tiers_of", { name: row.sku })}: </span>
        {words || <span className="dim">{t("ui.prices.no_tiers")}</span>}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <TierDialog list={list} row={row} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
