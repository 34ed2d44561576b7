// What has changed since the quote was made, before it is sent again (P37): it keeps its prices.
import { TriangleAlert } from "lucide-react";
import type { Quote } from "../api/types";
import { unitPrice } from "../i18n/format";
import { useText } from "../i18n/index";
import { Icon } from "../ui/Icon";
import styles from "./Quotes.module.css";

export function News({ quote }: { quote: Quote }) {
  const t = useText();
  const { news, currency } = quote;
  if (news.length === 0) return null;
  return (
    <div className={styles.not_sent}>
      <Icon of={TriangleAlert} />
      <div>
        <b>{t("ui.quote.news.title")}</b>
        <ul>
          {news.map((one) => (
            <li key={one.position}>{newsWords(one, currency, t)}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function newsWords(
  one: Quote["news"][number],
  currency: string,
  t: ReturnType<typeof useText>,
): string {
  const { name } = one;
  if (one.gone) return t("ui.quote.news.gone", { name });
  if (one.list_price_now_e4 !== null) {
    return t("ui.quote.news.price", {
      name,
      now: unitPrice(one.list_price_now_e4, currency),
      before: one.list_price_then_e4 === null ? "–" : unitPrice(one.list_price_then_e4, currency),
    });
  }
  return t("ui.quote.news.out_of_stock", { name });
}
