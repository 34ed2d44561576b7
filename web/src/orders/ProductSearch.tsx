import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { CatalogHit, Order } from "../api/types";
import { unitPrice } from "../i18n/format";
import { textOf, useText } from "../i18n/index";
import { classes } from "../ui/classes";
import { Icon } from "../ui/Icon";
import styles from "./LinesEditor.module.css";

const kRestMs = 180;
const kHits = 12;

/** Finds articles in the customer's price list and adds them without leaving the keyboard: type,
 *  arrows, Enter; the field stays ready for the next one. */
export function ProductSearch({
  order,
  pending,
  onAdd,
}: {
  order: Order;
  pending: boolean;
  onAdd: (article: { variant_id: string } | { sku: string }) => void;
}) {
  const t = useText();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(typed.trim()), kRestMs);
    return () => window.clearTimeout(timer);
  }, [typed]);
  const found = useQuery({
    queryKey: ["catalog", order.account.id, asked],
    queryFn: ({ signal }) =>
      api.get<{ items: CatalogHit[] }>(
        "/catalog/search",
        { q: asked, account: order.account.id, limit: kHits },
        signal,
      ),
    enabled: open && asked.length > 0,
    retry: false,
  });
  const hits = asked ? (found.data?.items ?? []) : [];
  const add = (hit: CatalogHit | undefined) => {
    if (pending) return;
    if (hit) onAdd({ variant_id: hit.variant_id });
    // A number that was typed or scanned in full needs no list.
    else if (typed.trim()) onAdd({ sku: typed.trim() });
    setTyped("");
    setAsked("");
    setAt(0);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((now) => (hits.length ? (now + step + hits.length) % hits.length : 0));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const settled = asked === typed.trim();
      add(settled ? hits[at] : undefined);
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      setOpen(false);
    }
  };
  const list_open = open && asked.length > 0 && !found.isPending;
  return (
    <div className={styles.search}>
      <label className={styles.search_box}>
        <span className="visually-hidden">{t("ui.cart.search_article")}</span>
        <Icon of={Search} />
        <input
          ref={field}
          role="combobox"
          aria-expanded={list_open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={list_open && hits[at] ? `${id}-${at}` : undefined}
          placeholder={t("ui.cart.search_article")}
          autoComplete="off"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setOpen(true);
            setAt(0);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
      </label>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t("ui.cart.articles_found")}
        className={styles.hits}
        hidden={!list_open}
      >
        {hits.map((hit, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
          <div
            key={hit.variant_id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={classes(styles.hit, index === at && styles.at)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => add(hit)}
          >
            <span className="ellipsis">
              <b>{hit.name}</b> <small className="id dim">{hit.sku}</small>
            </span>
            <small className={hit.stock_hint === "out" ? "warn" : "dim"}>
              {hit.stock_hint !== "unknown" && textOf(`ui.orders.stock.${hit.stock_hint}`)}
            </small>
            <span className="num nowrap">
              {hit.unit_price_e4 === null
                ? t("ui.cart.by_quote")
                : unitPrice(hit.unit_price_e4, hit.currency)}
              {hit.charge_type !== "one_off" && ` ${t(`ui.orders.charge.${hit.charge_type}`)}`}
            </span>
          </div>
        ))}
        {hits.length === 0 && (
          <div
            className={styles.no_hit}
            role="option"
            tabIndex={-1}
            aria-selected="false"
            aria-disabled="true"
          >
            {found.error
              ? Problem.from(found.error).sentence
              : t("ui.cart.no_article", { typed: asked })}
          </div>
        )}
      </div>
    </div>
  );
}
