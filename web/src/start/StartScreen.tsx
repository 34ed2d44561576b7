import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  ArrowUpRight,
  AtSign,
  Hourglass,
  Image,
  ListChecks,
  type LucideIcon,
  Percent,
  Reply,
  ShieldAlert,
  ShoppingCart,
  Wallet,
} from "lucide-react";
import type { ReactNode } from "react";
import { api } from "../api/client";
import type { StartPage, TodoItem } from "../api/types";
import { Card, PageBody, Screen } from "../app/Screen";
import { useViewCounts } from "../app/Shell";
import { useSession } from "../app/session";
import { count, duration, longDateTime, money } from "../i18n/format";
import { textOf, useLocale, useText } from "../i18n/index";
import { buttonClass } from "../ui/Button";
import { classes } from "../ui/classes";
import { EmptyState, ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { ageTone } from "../ui/signs";
import { useNow } from "../ui/Values";
import styles from "./Start.module.css";

// A plain string: the screens of orders are another module's routes.
const kOrders: string = "/orders";
const orderAddress = (number: string): string => `${kOrders}/${encodeURIComponent(number)}`;

/** What is to be done, before any list. Each figure leads to its list. */
export function StartScreen() {
  const t = useText();
  useLocale();
  const now_ms = useNow();
  const start = useQuery({ queryKey: ["start"], queryFn: () => api.get<StartPage>("/start") });
  return (
    <Screen title={t("ui.nav.start")} count={longDateTime(now_ms)}>
      {start.isPending && <Skeleton lines={8} />}
      {start.error && !start.data && (
        <ErrorState error={start.error} retry={() => void start.refetch()} />
      )}
      {start.data && (
        <PageBody>
          <Turns data={start.data} now_ms={now_ms} />
          <Todo items={start.data.todo} now_ms={now_ms} />
          <Figures data={start.data} />
        </PageBody>
      )}
    </Screen>
  );
}

function Turns({ data, now_ms }: { data: StartPage; now_ms: number }) {
  const t = useText();
  const views = useViewCounts().data?.views ?? [];
  const of = (key: string) => views.find((view) => view.key === key);
  const review = of("review");
  const carts = of("carts");
  const oldest_ms = data.us.oldest_since_ms;
  return (
    <div className={styles.turns}>
      <Turn
        view="inbox"
        figure={count(data.us.count)}
        icon={Reply}
        label={t("ui.start.our_turn")}
        us
        detail={
          oldest_ms === null ? (
            t("ui.start.nobody_waits")
          ) : (
            <>
              {t("ui.start.oldest")}{" "}
              <b className={toneClass(now_ms - oldest_ms)}>{duration(now_ms - oldest_ms)}</b>
            </>
          )
        }
      />
      <Turn
        view="awaiting_response"
        figure={count(data.customer.count)}
        icon={Hourglass}
        label={t("ui.start.customer_turn")}
        detail={t("ui.start.over_three_days", { count: data.customer.over_three_days })}
      />
      <Turn
        view="review"
        figure={count(review?.count ?? 0, review?.capped)}
        icon={ShieldAlert}
        label={t("ui.start.review")}
        detail={t("ui.start.review_detail")}
      />
      <Turn
        view="carts"
        figure={count(carts?.count ?? 0, carts?.capped)}
        icon={ShoppingCart}
        label={t("ui.nav.carts")}
        detail={t("ui.start.carts_detail")}
      />
    </div>
  );
}

function toneClass(age_ms: number): string | undefined {
  return { normal: undefined, soon: "warn", late: "bad" }[ageTone(age_ms)];
}

function Turn({
  view,
  figure,
  icon,
  label,
  detail,
  us,
}: {
  view: string;
  figure: string;
  icon: LucideIcon;
  label: string;
  detail: ReactNode;
  us?: boolean;
}) {
  return (
    <Link to={kOrders} search={{ view }} className={styles.turn}>
      <b className={styles.figure}>{figure}</b>
      <span className={classes(styles.turn_label, us && styles.us)}>
        <Icon of={icon} size={14} />
        {label}
      </span>
      <small>{detail}</small>
    </Link>
  );
}

const kTodoIcons: Record<string, LucideIcon> = {
  review: ShieldAlert,
  answer: Reply,
  file: Image,
  mention: AtSign,
  price_request: Percent,
  wallet: Wallet,
};

function Todo({ items, now_ms }: { items: TodoItem[]; now_ms: number }) {
  const t = useText();
  return (
    <Card
      flush
      title={
        <>
          {t("ui.start.todo")} <span className={styles.count}>{count(items.length)}</span>
        </>
      }
      aside={
        <Link to={kOrders} search={{ view: "mine" }} className="link">
          {t("ui.start.all_mine")}
        </Link>
      }
    >
      {items.length === 0 ? (
        <EmptyState kind="done" title={t("ui.start.todo_done")}>
          {t("ui.start.todo_done_text")}
        </EmptyState>
      ) : (
        <ul>
          {items.map((item, at) => (
            <li key={`${item.kind}${item.order?.id ?? at}`} className={styles.todo}>
              <span className={classes(styles.sign, styles[item.tone])}>
                <Icon of={kTodoIcons[item.kind] ?? ListChecks} />
              </span>
              <div className={styles.words}>
                <p>
                  <b>{item.title}</b>
                </p>
                <p className={styles.detail}>{item.detail}</p>
              </div>
              {item.at_ms !== null && (
                <span className={classes(styles.when, toneClass(now_ms - item.at_ms))}>
                  {t("ui.common.since", { span: duration(now_ms - item.at_ms) })}
                </span>
              )}
              {item.order ? (
                <Link
                  to={orderAddress(item.order.number)}
                  className={classes(buttonClass(at === 0 ? "primary" : "outline"), styles.go)}
                >
                  {t("ui.start.open")}
                </Link>
              ) : (
                <span className={styles.go} />
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Figures({ data }: { data: StartPage }) {
  const t = useText();
  const { tenant } = useSession();
  const open = data.open_by_age.reduce((sum, one) => sum + one.count, 0);
  const declined = data.declined.reduce((sum, one) => sum + one.count, 0);
  return (
    <div className={styles.figures}>
      <Figure
        title={t("ui.start.open_by_age")}
        view={{ state: "pending,processing", sort: "created" }}
        figure={count(open)}
        detail={t("ui.start.open_detail")}
      >
        <Columns
          rows={data.open_by_age.map((one, at) => ({
            label: textOf(`ui.start.age.${one.bucket}`),
            value: one.count,
            late: at === data.open_by_age.length - 1,
          }))}
        />
      </Figure>
      <Figure
        title={t("ui.start.intake")}
        view={{ created: "-7d", state: "!cart" }}
        figure={count(data.intake.week_count)}
        detail={money(data.intake.week_cents, tenant.currency)}
      >
        <Bars
          rows={data.intake.by_origin.map((one) => ({
            label: t(`state.origin.${one.origin}`),
            value: one.count,
            search: { created: "-7d", origin: one.origin },
          }))}
        />
      </Figure>
      <Figure
        title={t("ui.start.declined")}
        view={{ state: "declined" }}
        figure={count(declined)}
        detail={t("ui.start.declined_detail")}
      >
        {declined === 0 ? (
          <p className="muted sm">{t("ui.start.none_declined")}</p>
        ) : (
          <Bars
            rows={data.declined.map((one) => ({
              label: t(`state.reason.${one.reason}`),
              value: one.count,
              search: { state: "declined" },
            }))}
          />
        )}
      </Figure>
    </div>
  );
}

function Figure({
  title,
  view,
  figure,
  detail,
  children,
}: {
  title: string;
  view: Record<string, string>;
  figure: string;
  detail: string;
  children: ReactNode;
}) {
  return (
    <section className={styles.kpi}>
      <h2>
        <Link to={kOrders} search={view}>
          {title}
          <Icon of={ArrowUpRight} size={14} />
        </Link>
      </h2>
      <p className={styles.value}>
        {figure} <small>{detail}</small>
      </p>
      {children}
    </section>
  );
}

/** Values stand as text beside or over each bar; the bars only show the proportion. */
function Bars({
  rows,
}: {
  rows: { label: string; value: number; search: Record<string, string> }[];
}) {
  const most = Math.max(1, ...rows.map((row) => row.value));
  return (
    <ul className={styles.bars}>
      {rows.map((row) => (
        <li key={row.label}>
          <Link to={kOrders} search={row.search}>
            <span className="ellipsis">{row.label}</span>
            <i style={{ width: `${(row.value / most) * 100}%` }} />
            <b>{count(row.value)}</b>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Columns({ rows }: { rows: { label: string; value: number; late: boolean }[] }) {
  const most = Math.max(1, ...rows.map((row) => row.value));
  return (
    <ol className={styles.columns}>
      {rows.map((row) => (
        <li key={row.label}>
          <b>{count(row.value)}</b>
          <i
            className={row.late && row.value > 0 ? styles.late : undefined}
            style={{ height: Math.max(2, (row.value / most) * 112) }}
          />
          <span>{row.label}</span>
        </li>
      ))}
    </ol>
  );
}
