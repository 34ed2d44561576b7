import { useQuery } from "@tanstack/react-query";
import { Link, Navigate } from "@tanstack/react-router";
import {
  ArrowUpRight,
  Check,
  Clock,
  Hourglass,
  Inbox,
  type LucideIcon,
  Reply,
  ShieldAlert,
} from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { api } from "../api/client";
import type { OrderRow, StartBar, StartFigure, StartPage } from "../api/types";
import { LoadingPage } from "../app/LoadingPage";
import { Card, PageBody, Screen } from "../app/Screen";
import { parseSearch } from "../app/search";
import { ownNumber, useSession } from "../app/session";
import { count, duration, longDateTime, money } from "../i18n/format";
import { textOf, useLocale, useText } from "../i18n/index";
import { readSetting, writeSetting } from "../i18n/load";
import { buttonClass } from "../ui/Button";
import { classes } from "../ui/classes";
import { EmptyState, ErrorState } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { ageTone } from "../ui/signs";
import { useNow } from "../ui/Values";
import { FirstSteps } from "./FirstSteps";
import styles from "./Start.module.css";

// A plain string: the screens of orders are another module's routes.
const kOrders: string = "/orders";
const kCarts: string = "/carts";
const cartsOf = (account: string): string => `${kCarts}/${encodeURIComponent(account)}`;
const PartnerStart = lazy(() =>
  import("./PartnerStart").then((one) => ({ default: one.PartnerStart })),
);
const orderAddress = (number: string): string => `${kOrders}/${encodeURIComponent(number)}`;
const kShown = 6;
const kStepsHidden = "kontor.first-steps-hidden";

/** The order desk and partners begin with what is to be done; who orders for himself begins with
 *  his carts. */
export function StartScreen() {
  const session = useSession();
  if (session.staff) return <DeskStart />;
  const number = ownNumber(session);
  if (number !== null) return <Navigate to={cartsOf(number)} replace />;
  return (
    <Suspense fallback={null}>
      <PartnerStart />
    </Suspense>
  );
}

/** What is to be done, before any list. Each figure leads to its list. */
function DeskStart() {
  const t = useText();
  useLocale();
  const now_ms = useNow();
  const start = useQuery({ queryKey: ["start"], queryFn: () => api.get<StartPage>("/start") });
  const [hidden, setHidden] = useState(() => readSetting(kStepsHidden) !== null);
  const hide = () => {
    writeSetting(kStepsHidden, "1");
    setHidden(true);
  };
  const steps = hidden ? [] : (start.data?.first_steps ?? []);
  // Zeros in every figure would only be in the way of the first steps.
  const nothing_yet = steps.some((step) => step.name === "order" && !step.done);
  return (
    <Screen title={t("ui.nav.start")} note={longDateTime(now_ms)}>
      {start.isPending && <LoadingPage />}
      {start.error && !start.data && (
        <ErrorState error={start.error} retry={() => void start.refetch()} />
      )}
      {start.data && (
        <PageBody>
          {steps.length > 0 && <FirstSteps steps={steps} onHide={hide} />}
          {!nothing_yet && (
            <>
              <Turns data={start.data} now_ms={now_ms} />
              <Todo data={start.data} now_ms={now_ms} />
              <Figures data={start.data} />
            </>
          )}
        </PageBody>
      )}
    </Screen>
  );
}

function toneClass(age_ms: number): string | undefined {
  return { normal: undefined, soon: "warn", late: "bad" }[ageTone(age_ms)];
}

function Turns({ data, now_ms }: { data: StartPage; now_ms: number }) {
  const t = useText();
  const oldest = (figure: StartFigure, ours: boolean): ReactNode => {
    if (figure.oldest_since_ms === null) return t("ui.start.nobody_waits");
    const age_ms = now_ms - figure.oldest_since_ms;
    return (
      <>
        {t("ui.start.oldest")} <b className={ours ? toneClass(age_ms) : ""}>{duration(age_ms)}</b>
      </>
    );
  };
  return (
    <div className={styles.turns}>
      <Turn figure={data.us} icon={Reply} label={t("ui.start.our_turn")} us>
        {oldest(data.us, true)}
      </Turn>
      <Turn figure={data.customer} icon={Hourglass} label={t("ui.start.customer_turn")}>
        {oldest(data.customer, false)}
      </Turn>
      <Turn figure={data.on_hold} icon={ShieldAlert} label={t("ui.start.on_hold")}>
        {oldest(data.on_hold, false)}
      </Turn>
      <Turn figure={data.confirmed} icon={Check} label={t("ui.start.confirmed")}>
        {t("ui.start.confirmed_detail")}
      </Turn>
    </div>
  );
}

function Turn({
  figure,
  icon,
  label,
  us,
  children,
}: {
  figure: StartFigure;
  icon: LucideIcon;
  label: string;
  us?: boolean;
  children: ReactNode;
}) {
  return (
    <Link to={kOrders} search={parseSearch(figure.query)} className={styles.turn}>
      <b className={styles.figure}>{count(figure.total.count, figure.total.capped)}</b>
      <span className={classes(styles.turn_label, us && styles.us)}>
        <Icon of={icon} size={14} />
        {label}
      </span>
      <small>{children}</small>
    </Link>
  );
}

function Todo({ data, now_ms }: { data: StartPage; now_ms: number }) {
  const t = useText();
  const rows = data.todo.slice(0, kShown);
  return (
    <Card
      flush
      title={
        <>
          {t("ui.start.todo")}{" "}
          <span className={styles.count}>{count(data.us.total.count, data.us.total.capped)}</span>
        </>
      }
      aside={
        <Link to={kOrders} search={{ view: "inbox" }} className="link">
          {t("ui.start.whole_inbox")}
        </Link>
      }
    >
      {rows.length === 0 ? (
        <EmptyState kind="done" title={t("ui.start.todo_done")}>
          {t("ui.start.todo_done_text")}
        </EmptyState>
      ) : (
        <ul>
          {rows.map((row, at) => (
            <TodoRow key={row.id} row={row} first={at === 0} now_ms={now_ms} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function TodoRow({ row, first, now_ms }: { row: OrderRow; first: boolean; now_ms: number }) {
  const t = useText();
  const age_ms = now_ms - row.turn_since_ms;
  const late = ageTone(age_ms) === "late";
  const fresh = row.state === "pending";
  return (
    <li className={styles.todo}>
      <span className={classes(styles.sign, late && styles.bad)}>
        <Icon of={late ? Clock : fresh ? Inbox : Reply} />
      </span>
      <div className={styles.words}>
        <p>
          <b>{row.account.name}</b> {t(fresh ? "ui.start.new_order" : "ui.start.waits_for_answer")}
        </p>
        <p className={styles.detail}>
          <span className="id">{row.number}</span>, {row.summary},{" "}
          <span className="num">{money(row.total_cents, row.currency)}</span>
        </p>
      </div>
      <span className={classes(styles.when, toneClass(age_ms))}>
        {t("ui.common.since", { span: duration(age_ms) })}
      </span>
      <Link
        to={orderAddress(row.number)}
        className={classes(buttonClass(first ? "primary" : "outline"), styles.go)}
      >
        {t(fresh ? "ui.start.check" : "ui.start.answer")}
        <span className="visually-hidden"> {row.number}</span>
      </Link>
    </li>
  );
}

function Figures({ data }: { data: StartPage }) {
  const t = useText();
  const open = data.open_by_age.reduce((sum, one) => sum + one.count, 0);
  const declined = data.declined.reduce((sum, one) => sum + one.count, 0);
  return (
    <div className={styles.figures}>
      <Figure
        title={t("ui.start.open_by_age")}
        query={data.open_by_age[0]?.query ?? ""}
        figure={count(open)}
        detail={t("ui.start.open_detail")}
      >
        <Columns rows={data.open_by_age} />
      </Figure>
      <Figure
        title={t("ui.start.intake")}
        query="state=!cart&placed=-7d"
        figure={count(data.week.count)}
        detail={money(data.week.total_cents, data.currency)}
      >
        {data.week.by_origin.length === 0 ? (
          <p className="muted sm">{t("ui.start.none_received")}</p>
        ) : (
          <Bars rows={data.week.by_origin} label={(name) => textOf(`state.origin.${name}`)} />
        )}
      </Figure>
      <Figure
        title={t("ui.start.declined")}
        query="state=declined"
        figure={count(declined)}
        detail={t("ui.start.declined_detail")}
      >
        {declined === 0 ? (
          <p className="muted sm">{t("ui.start.none_declined")}</p>
        ) : (
          <Bars rows={data.declined} label={(name) => textOf(`state.reason.${name}`)} />
        )}
      </Figure>
    </div>
  );
}

function Figure({
  title,
  query,
  figure,
  detail,
  children,
}: {
  title: string;
  query: string;
  figure: string;
  detail: string;
  children: ReactNode;
}) {
  return (
    <section className={styles.kpi}>
      <h2>
        <Link to={kOrders} search={parseSearch(query)}>
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
function Bars({ rows, label }: { rows: StartBar[]; label: (name: string) => string }) {
  const most = Math.max(1, ...rows.map((row) => row.count));
  return (
    <ul className={styles.bars}>
      {rows.map((row) => (
        <li key={row.name}>
          <Link to={kOrders} search={parseSearch(row.query)}>
            <span className="ellipsis">{label(row.name)}</span>
            <i style={{ width: `${(row.count / most) * 100}%` }} />
            <b>{count(row.count)}</b>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Columns({ rows }: { rows: StartBar[] }) {
  const most = Math.max(1, ...rows.map((row) => row.count));
  return (
    <ol className={styles.columns}>
      {rows.map((row, at) => (
        <li key={row.name}>
          <b>{count(row.count)}</b>
          <i
            className={at === rows.length - 1 && row.count > 0 ? styles.late : undefined}
            style={{ height: Math.max(2, (row.count / most) * 112) }}
          />
          <span>{textOf(`ui.start.age.${row.name}`)}</span>
        </li>
      ))}
    </ol>
  );
}
