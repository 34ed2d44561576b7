import { api } from "../api/client";
import type { CartQuotes, Order } from "../api/types";
import { Card } from "../app/Screen";
import { dateTime, money } from "../i18n/format";
import { useText } from "../i18n/index";
import type { QuoteDialog } from "./CartQuotes";
import styles from "./Quotes.module.css";
import { showPaper, stepOf } from "./quotes";
import { QuoteChip, signOf } from "./Signs";

interface Props {
  order: Order;
  onOpen: (dialog: QuoteDialog) => void;
}

/** All editions, the newest first, each with its paper; two of them can be compared. */
export function EditionsCard({ order, quotes, onOpen }: Props & { quotes: CartQuotes }) {
  const t = useText();
  return (
    <Card
      flush
      title={t("ui.quote.editions")}
      aside={
        quotes.items.length > 1 && (
          <button type="button" className="link" onClick={() => onOpen("compare")}>
            {t("ui.quote.compare_dots")}
          </button>
        )
      }
    >
      <ol className={styles.editions}>
        {quotes.items.map((quote) => (
          <li key={quote.id}>
            <b>{t("ui.quote.edition", { edition: quote.edition })}</b>
            <QuoteChip sign={signOf(quote)} />
            <small>
              {quote.sent_at_ms === null
                ? t("ui.quote.created_at", { time: dateTime(quote.created_at_ms) })
                : t("ui.quote.sent_at", { time: dateTime(quote.sent_at_ms) })}
              {", "}
              <span className="num">{money(quote.total_cents, quote.currency)}</span>
              {quote.monthly_cents > 0 && (
                <>
                  {", "}
                  {t("ui.quote.a_month", { amount: money(quote.monthly_cents, quote.currency) })}
                </>
              )}{" "}
              <button
                type="button"
                className="link"
                onClick={() =>
                  void showPaper(() => api.get<Blob>(stepOf(order.id, quote.id, "paper")))
                }
              >
                {t("ui.quote.pdf")}
                <span className="visually-hidden">
                  {" "}
                  {t("ui.quote.edition", { edition: quote.edition })}
                </span>
              </button>
            </small>
          </li>
        ))}
      </ol>
    </Card>
  );
}
