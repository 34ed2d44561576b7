import { Plus, X } from "lucide-react";
import { useState } from "react";
import type { PriceInput, PriceList, PriceRow } from "../api/types";
import { useText } from "../i18n/index";
import { Button, IconButton } from "../ui/Button";
import { MoneyInput, NumberInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { showToast } from "../ui/toast";
import styles from "./Prices.module.css";
import { usePriceWrite } from "./priceLists";

interface Tier {
  key: number;
  from: number | null;
  price: number | null;
}
// A tier begins above one piece; what holds from the first on is the price itself.
const kOneMilli = 1000;

/** Lower prices from a quantity on. */
export default function TierDialog({
  list,
  row,
  onClose,
}: {
  list: PriceList;
  row: PriceRow;
  onClose: () => void;
}) {
  const t = useText();
  const [start] = useState(row.tiers);
  const [tiers, setTiers] = useState<Tier[]>(() => {
    const present = start.map((tier, key) => ({
      key,
      from: tier.min_quantity_milli,
      price: tier.unit_price_e4,
    }));
    return present.length ? present : [{ key: 0, from: null, price: null }];
  });
  const [faults, setFaults] = useState<Record<string, string>>({});
  const write = usePriceWrite(list, row, {
    onDone: () => {
      showToast({ text: t("ui.common.saved") });
      onClose();
    },
  });
  const set = (key: number, change: Partial<Tier>) =>
    setTiers((old) => old.map((one) => (one.key === key ? { ...one, ...change } : one)));
  const submit = () => {
    const filled = tiers.filter((one) => one.from !== null || one.price !== null);
    const found: Record<string, string> = {};
    for (const one of filled) {
      const twice = filled.some((other) => other.key < one.key && other.from === one.from);
      if (one.from === null || one.from <= kOneMilli) {
        found[`from${one.key}`] = t("ui.prices.from_too_small");
      } else if (twice) found[`from${one.key}`] = t("ui.prices.from_twice");
      if (one.price === null) found[`price${one.key}`] = t("ui.prices.price_missing");
    }
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const inputs: PriceInput[] = start
      .filter((old) => !filled.some((one) => one.from === old.min_quantity_milli))
      .map((old) => ({ unit_price_e4: null, min_quantity_milli: old.min_quantity_milli }));
    for (const one of filled) {
      inputs.push({ unit_price_e4: one.price, min_quantity_milli: one.from });
    }
    write.go(inputs);
  };
  return (
    <FormDialog
      size="small"
      title={t("ui.prices.tiers_of", { name: row.sku })}
      lead={t("ui.prices.tiers_lead", { list: list.name })}
      submit={t("ui.common.save")}
      pending={write.pending}
      problem={write.problem}
      errors={faults}
      onSubmit={submit}
      onClose={onClose}
    >
      <ul className={styles.tiers}>
        {tiers.map((one) => (
          <li key={one.key}>
            <NumberInput
              label={t("ui.prices.from")}
              name={`from${one.key}`}
              digits={3}
              value={one.from}
              onChange={(from) => set(one.key, { from })}
            />
            <MoneyInput
              unit_price
              label={t("ui.prices.price")}
              name={`price${one.key}`}
              currency={list.currency}
              value={one.price}
              onChange={(price) => set(one.key, { price })}
            />
            <IconButton
              icon={X}
              label={t("ui.prices.remove_tier")}
              onClick={() => setTiers((old) => old.filter((other) => other.key !== one.key))}
            />
          </li>
        ))}
      </ul>
      <div>
        <Button
          size="small"
          icon={Plus}
          onClick={() =>
            setTiers((old) => [
              ...old,
              { key: Math.max(-1, ...old.map((one) => one.key)) + 1, from: null, price: null },
            ])
          }
        >
          {t("ui.prices.add_tier")}
        </Button>
      </div>
    </FormDialog>
  );
}
