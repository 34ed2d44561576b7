import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Copy, Send, X } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { api } from "../api/client";
import { useList } from "../api/lists";
import { useCommand } from "../api/query";
import type { Order, QuoteCounts, QuoteHead } from "../api/types";
import { ListScreen, useFilters } from "../app/ListScreen";
import { ownNumber, useCan, useSession } from "../app/session";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { cartAddress } from "../orders/addresses";
import { Button, buttonClass } from "../ui/Button";
import type { TableColumn } from "../ui/DataTable";
import { Checkbox } from "../ui/Field";
import { Tabs } from "../ui/Tabs";
import { showToast } from "../ui/toast";
import { Money, RelativeTime } from "../ui/Values";
import styles from "./Quotes.module.css";
import { Deadline, QuoteChip, signOf } from "./Signs";

const SendAgain = lazy(() => import("./SendAgain"));

const kStates = [
  "all",
  "created",
  "sent",
  "due",
  "accepted",
  "rejected",
  "expired",
  "withdrawn",
  "closed",
] as const;
// More than these the server does not count.
const kMostCounted = 1000;
const kSoon_days = 3;
const kSendable: QuoteHead["state"][] = ["created", "sent", "expired"];

/** All quotes within reach, the newest first (B6, P01 to P03). */
export function QuotesScreen() {
  const t = useText();
  const can = useCan();
  const session = useSession();
  const navigate = useNavigate();
  const [search, filter] = useFilters("/quotes");
  const state = kStates.find((one) => one === search.state) ?? "all";
  // What ends soon is read by its end; of what was sent one may ask for it.
  const by_deadline = state === "due" || (state === "sent" && search.sort === "deadline");
  const list = useList<QuoteHead>("quotes", "/quotes", {
    q: search.q,
    account: search.account,
    sort: by_deadline ? "deadline" : undefined,
    ...(state === "due"
      ? { due_within_days: kSoon_days }
      : { state: state === "all" ? undefined : state }),
  });
  const counts = useQuery({
    queryKey: ["quotes", "counts"],
    queryFn: () => api.get<QuoteCounts>("/quotes/counts"),
  }).data;
  const countOf = (one: (typeof kStates)[number]): string | undefined => {
    if (!counts || one === "all") return undefined;
    const found = counts[one === "due" ? "due_soon" : one];
    return count(found, found >= kMostCounted);
  };
  const [sending, setSending] = useState<QuoteHead | null>(null);
  const copy = useCommand<QuoteHead, Order>({
    run: (quote, call) => api.post(`/orders/${quote.order_id}/copy`, {}, { key: call.key }),
    invalidates: [["orders"], ["views"]],
    onDone: (cart) => {
      showToast({ text: t("ui.orders.done.copy", { number: cart.number }) });
      void navigate({ to: cartAddress(cart.account.number, cart.number) });
    },
  });
  const alone = ownNumber(session) !== null;
  const sends = can("quote_send") && !alone;
  const copies = can("order_edit") && !alone;
  const { go: copyCart } = copy;
  const columns = useMemo<TableColumn<QuoteHead>[]>(() => {
    const addressOf = (quote: QuoteHead) => cartAddress(quote.account.number, quote.cart_number);
    return [
      {
        id: "number",
        header: t("ui.quote.quote"),
        cell: (quote) => (
          <Link to={addressOf(quote)} className={styles.number}>
            <b className="id">{quote.number}</b>
            {quote.edition > 1 && (
              <small className="dim">{t("ui.quote.edition", { edition: quote.edition })}</small>
            )}
            <small className={styles.only_phone}>
              <span className="ellipsis">{quote.account.name}</span>
            </small>
          </Link>
        ),
      },
      {
        id: "customer",
        header: t("ui.quote.customer"),
        minor: true,
        cell: (quote) => (
          <span className={styles.two}>
            <b>{quote.account.name}</b>
            <Link to="/quotes" search={{ account: quote.account.number }} className="link">
              <small className="id">{quote.account.number}</small>
              <span className="visually-hidden">
                {" "}
                {t("ui.quote.only_customer", { name: quote.account.name })}
              </span>
            </Link>
          </span>
        ),
      },
      {
        id: "title",
        header: t("ui.quote.subject"),
        minor: true,
        cell: (quote) => (
          <span className={styles.two}>
            <span>{quote.title || "–"}</span>
            <small>{t("ui.quote.created_by", { name: quote.created_by || "–" })}</small>
          </span>
        ),
      },
      {
        id: "state",
        header: t("ui.quote.state_head"),
        cell: (quote) => (
          <span className={styles.state}>
            <QuoteChip sign={signOf(quote, quote.awaits_approval)} />
            <span className={styles.only_phone}>
              <Money cents={quote.total_cents} currency={quote.currency} />
            </span>
            {quote.state === "sent" && (
              <span className={styles.only_phone}>
                <Deadline quote={quote} short />
              </span>
            )}
          </span>
        ),
      },
      {
        id: "deadline",
        header: t("ui.quote.deadline"),
        minor: true,
        cell: (quote) => <WhenWords quote={quote} />,
      },
      {
        id: "once",
        header: t("ui.quote.once"),
        align: "right",
        minor: true,
        cell: (quote) =>
          quote.total_cents === 0 && (quote.monthly_cents || quote.yearly_cents) ? (
            "–"
          ) : (
            <b>
              <Money cents={quote.total_cents} currency={quote.currency} />
            </b>
          ),
      },
      {
        id: "monthly",
        header: t("ui.quote.monthly"),
        align: "right",
        minor: true,
        cell: (quote) => (
          <>
            {quote.monthly_cents > 0 ? (
              <Money cents={quote.monthly_cents} currency={quote.currency} />
            ) : (
              quote.yearly_cents === 0 && "–"
            )}
            {quote.yearly_cents > 0 && (
              <small className={styles.yearly}>
                {t("ui.quote.yearly")}{" "}
                <Money cents={quote.yearly_cents} currency={quote.currency} />
              </small>
            )}
          </>
        ),
      },
      ...(sends || copies
        ? [
            {
              id: "steps",
              header: <span className="visually-hidden">{t("ui.common.actions")}</span>,
              align: "right" as const,
              minor: true,
              cell: (quote: QuoteHead) => (
                <span className={styles.row_steps}>
                  {sends && kSendable.includes(quote.state) && (
                    <Button
                      size="small"
                      variant={quote.state === "created" ? "outline" : "soft"}
                      icon={Send}
                      onClick={() => setSending(quote)}
                    >
                      {t(
                        quote.state === "created" ? "ui.quote.send_dots" : "ui.quote.resend_short",
                      )}
                      <span className="visually-hidden"> {quote.number}</span>
                    </Button>
                  )}
                  {copies && (
                    <Button size="small" variant="soft" icon={Copy} onClick={() => copyCart(quote)}>
                      {t("ui.quote.duplicate")}
                      <span className="visually-hidden"> {quote.number}</span>
                    </Button>
                  )}
                </span>
              ),
            },
          ]
        : []),
    ];
  }, [t, sends, copies, copyCart]);
  return (
    <ListScreen
      title={t("ui.nav.quotes")}
      list={list}
      rows={list.items}
      rowId={(quote) => quote.id}
      columns={columns}
      onOpen={(quote) =>
        void navigate({ to: cartAddress(quote.account.number, quote.cart_number) })
      }
      search={{
        label: t("ui.quote.search"),
        value: search.q ?? "",
        onChange: (q) => filter({ q: q || undefined }, true),
      }}
      bar={
        <>
          <Tabs
            segmented
            label={t("ui.quote.state_head")}
            value={state}
            onChange={(next) => filter({ state: next === "all" ? undefined : next })}
            tabs={kStates.map((one) => ({
              key: one,
              label: one === "all" ? t("ui.common.all") : t(`ui.quote.state.${one}`),
              count: countOf(one),
            }))}
          />
          {state === "sent" && (
            <Checkbox
              label={t("ui.quote.by_deadline")}
              checked={by_deadline}
              onChange={(on) => filter({ sort: on ? "deadline" : undefined })}
            />
          )}
          {search.account && (
            <Button
              size="small"
              variant="soft"
              icon={X}
              onClick={() => filter({ account: undefined })}
            >
              {t("ui.quote.only_customer", {
                name: list.items[0]?.account.name ?? search.account,
              })}
            </Button>
          )}
        </>
      }
      onClear={
        state === "all" && !search.q && !search.account
          ? undefined
          : () => filter({ state: undefined, q: undefined, account: undefined, sort: undefined })
      }
      no_hits={{ title: t("ui.quote.none_title"), text: t("ui.quote.none_text") }}
      nothing={{
        title: t("ui.quote.never_title"),
        text: t(alone ? "ui.quote.never_text_own" : "ui.quote.never_text"),
        action: (
          <Link to="/carts" className={buttonClass("primary")}>
            {t("ui.price_request.to_carts")}
          </Link>
        ),
      }}
    >
      {sending && (
        <Suspense fallback={null}>
          <SendAgain head={sending} onClose={() => setSending(null)} />
        </Suspense>
      )}
    </ListScreen>
  );
}

/** How long it is still valid; otherwise when and how it ended. */
function WhenWords({ quote }: { quote: QuoteHead }) {
  const t = useText();
  if (quote.state === "sent") return <Deadline quote={quote} />;
  if (quote.state === "created") return <span className="dim">{t("ui.quote.no_link_yet")}</span>;
  const at_ms = quote.state === "expired" ? quote.expires_at_ms : quote.ended_at_ms;
  if (at_ms === null) return <>–</>;
  return (
    <span className={styles.two}>
      <span className="muted">
        <RelativeTime at_ms={at_ms} />
      </span>
      {quote.ended_by && quote.state !== "expired" && <small>{quote.ended_by}</small>}
    </span>
  );
}
