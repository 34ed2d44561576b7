// A partner begins with what waits for him: quotes that end soon, those he has not sent, answered
// price requests (B1). Each row leads to its cart.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  Check,
  ChevronRight,
  Handshake,
  Hourglass,
  type LucideIcon,
  Plus,
  Reply,
  Search,
  ShieldQuestion,
} from "lucide-react";
import type { ReactNode } from "react";
import { api } from "../api/client";
import type { OrderRow, Page, PriceRequestRow, QuoteHead } from "../api/types";
import { Card, PageBody, Screen } from "../app/Screen";
import { parseSearch } from "../app/search";
import { useCan } from "../app/session";
import { count, dayOf, longDateTime, money } from "../i18n/format";
import { useLocale, useText } from "../i18n/index";
import { cartAddress } from "../orders/addresses";
import { RequestChip } from "../pricing/Rounds";
import { Deadline } from "../quotes/Signs";
import { buttonClass } from "../ui/Button";
import { classes } from "../ui/classes";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { RelativeTime, useNow } from "../ui/Values";
import styles from "./Start.module.css";

const kShown = 6;
const kRead = 200;
const kSoon_days = 3;
const kAnswered = ["approved", "rejected", "countered"];

function useQuotesBy(filter: { state: "created" } | { due_within_days: number }) {
  return useQuery({
    queryKey: ["quotes", "start", filter],
    queryFn: () => api.get<Page<QuoteHead>>("/quotes", { ...filter, limit: kRead }),
  });
}

export function PartnerStart() {
  const t = useText();
  useLocale();
  const now_ms = useNow();
  const can = useCan();
  return (
    <Screen
      title={t("ui.nav.start")}
      note={longDateTime(now_ms)}
      actions={
        can("order_edit") && (
          <Link to="/carts" className={buttonClass("primary")}>
            <Icon of={Plus} />
            {t("ui.inbox.new_order")}
          </Link>
        )
      }
    >
      <PageBody>
        <Turns />
        <div className={styles.two_columns}>
          <Expiring />
          <Unsent />
          {can("price_request_ask") && <Answered />}
          <Card title={t("ui.start.customers")}>
            <div className={styles.find}>
              <p className="muted sm">{t("ui.start.customers_text")}</p>
              <Link to="/carts" className={buttonClass("outline")}>
                <Icon of={Search} />
                {t("ui.start.find_customer")}
              </Link>
            </div>
          </Card>
        </div>
      </PageBody>
    </Screen>
  );
}

const kResting_ms = 14 * 24 * 3_600_000;

const kTurns: { query: string; text: TurnText; detail: TurnDetail; icon: LucideIcon; us?: true }[] =
  [
    {
      query: "turn=partner",
      text: "ui.start.partner_turn",
      detail: "ui.start.partner_turn_detail",
      icon: Reply,
      us: true,
    },
    {
      query: "turn=customer",
      text: "ui.start.customer_turn",
      detail: "ui.start.customer_turn_detail",
      icon: Hourglass,
    },
    {
      query: "turn=us,operator",
      text: "ui.start.merchant_turn",
      detail: "ui.start.merchant_turn_detail",
      icon: ShieldQuestion,
    },
    {
      query: `state=cart&changed=<${dayOf(Date.now() - kResting_ms)}`,
      text: "ui.start.resting",
      detail: "ui.start.resting_detail",
      icon: Handshake,
    },
  ];
type TurnText =
  | "ui.start.partner_turn"
  | "ui.start.customer_turn"
  | "ui.start.merchant_turn"
  | "ui.start.resting";
type TurnDetail =
  | "ui.start.partner_turn_detail"
  | "ui.start.customer_turn_detail"
  | "ui.start.merchant_turn_detail"
  | "ui.start.resting_detail";

/** Whose turn it is, over carts and orders. */
function Turns() {
  const t = useText();
  const figures = useQuery({
    queryKey: ["orders", "start"],
    queryFn: () =>
      Promise.all(
        kTurns.map(async ({ query }) => {
          const page = await api.get<Page<OrderRow>>("/orders", {
            ...parseSearch(query),
            limit: 1,
          });
          return page.total ?? { count: page.items.length, capped: page.next_cursor !== null };
        }),
      ),
  });
  if (figures.error && !figures.data) {
    return (
      <Card>
        <ErrorState error={figures.error} retry={() => void figures.refetch()} />
      </Card>
    );
  }
  if (!figures.data) {
    return (
      <Card>
        <Skeleton lines={2} />
      </Card>
    );
  }
  return (
    <div className={styles.turns}>
      {kTurns.map(({ query, text, detail, icon, us }, at) => (
        <Link key={query} to="/orders" search={parseSearch(query)} className={styles.turn}>
          <b className={styles.figure}>
            {count(figures.data[at]?.count ?? 0, figures.data[at]?.capped)}
          </b>
          <span className={classes(styles.turn_label, us && styles.us)}>
            <Icon of={icon} size={14} />
            {t(text)}
          </span>
          <small>{t(detail)}</small>
        </Link>
      ))}
    </div>
  );
}

/** A card with the rows that wait, or a sentence that none does. */
function Waiting<Row>({
  title,
  to,
  query,
  rows,
  none,
  children,
}: {
  title: string;
  to: { address: string; search: string };
  query: { error: unknown; isPending: boolean; refetch: () => unknown };
  rows: Row[] | undefined;
  none: string;
  children: (row: Row) => ReactNode;
}) {
  const t = useText();
  return (
    <Card
      flush
      title={
        <>
          {title} {rows && <span className={styles.count}>{count(rows.length)}</span>}
        </>
      }
      aside={
        <Link to={to.address} search={parseSearch(to.search)} className="link">
          {t("ui.common.all")}
          <span className="visually-hidden"> {title}</span>
        </Link>
      }
    >
      {!rows && query.error ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : !rows ? (
        <div className={styles.pad}>
          <Skeleton lines={3} />
        </div>
      ) : rows.length === 0 ? (
        <p className={styles.none}>
          <Icon of={Check} />
          {none}
        </p>
      ) : (
        <ul>{rows.slice(0, kShown).map(children)}</ul>
      )}
    </Card>
  );
}

/** Two lines at the left, two at the right; the whole row leads to the cart. */
function WaitingRow({
  to,
  name,
  detail,
  aside,
  below,
}: {
  to: string;
  name: string;
  detail: ReactNode;
  aside: ReactNode;
  below: ReactNode;
}) {
  return (
    <li>
      <Link to={to} className={styles.waiting}>
        <b className="ellipsis">{name}</b>
        <span className={styles.right}>{aside}</span>
        <small className="ellipsis">{detail}</small>
        <small className={styles.right}>{below}</small>
      </Link>
    </li>
  );
}

function sumsWords(quote: QuoteHead): string {
  return money(quote.total_cents, quote.currency);
}

function Expiring() {
  const t = useText();
  const quotes = useQuotesBy({ due_within_days: kSoon_days });
  const rows = quotes.data?.items.toSorted(
    (a, b) => (a.expires_at_ms ?? 0) - (b.expires_at_ms ?? 0),
  );
  return (
    <Waiting
      title={t("ui.start.expiring")}
      to={{ address: "/quotes", search: "state=due" }}
      query={quotes}
      rows={rows}
      none={t("ui.start.none_expiring")}
    >
      {(quote) => (
        <WaitingRow
          key={quote.id}
          to={cartAddress(quote.account.number, quote.cart_number)}
          name={quote.account.name}
          aside={<Deadline quote={quote} short />}
          detail={
            <>
              <span className="id">{quote.number}</span>,{" "}
              {quote.opened_at_ms === null ? (
                t("ui.quote.never_opened")
              ) : (
                <>
                  {t("ui.quote.state.opened")} <RelativeTime at_ms={quote.opened_at_ms} />
                </>
              )}
            </>
          }
          below={sumsWords(quote)}
        />
      )}
    </Waiting>
  );
}

function Unsent() {
  const t = useText();
  const quotes = useQuotesBy({ state: "created" });
  return (
    <Waiting
      title={t("ui.start.unsent")}
      to={{ address: "/quotes", search: "state=created" }}
      query={quotes}
      rows={quotes.data?.items}
      none={t("ui.start.none_unsent")}
    >
      {(quote) => (
        <WaitingRow
          key={quote.id}
          to={cartAddress(quote.account.number, quote.cart_number)}
          name={quote.account.name}
          aside={
            <span className={styles.go_on}>
              {t("ui.start.to_send")} <Icon of={ChevronRight} size={14} />
            </span>
          }
          detail={
            <>
              <span className="id">{quote.number}</span>, {quote.title || t("ui.quote.quote")}
            </>
          }
          below={sumsWords(quote)}
        />
      )}
    </Waiting>
  );
}

function Answered() {
  const t = useText();
  const requests = useQuery({
    queryKey: ["price_requests", "start"],
    queryFn: () => api.get<Page<PriceRequestRow>>("/price-requests", { state: "all" }),
  });
  return (
    <Waiting
      title={t("ui.start.answered")}
      to={{ address: "/price-requests", search: "" }}
      query={requests}
      rows={requests.data?.items.filter((row) => kAnswered.includes(row.state))}
      none={t("ui.start.none_answered")}
    >
      {(row) => (
        <WaitingRow
          key={row.id}
          to={cartAddress(row.account.number, row.order_number)}
          name={row.account.name}
          aside={<RequestChip state={row.state} />}
          detail={<span className="id">{row.order_number}</span>}
          below={<RelativeTime at_ms={row.asked_at_ms} />}
        />
      )}
    </Waiting>
  );
}
