import {
  ArrowRight,
  Ban,
  Banknote,
  Check,
  ChevronRight,
  CircleAlert,
  CircleDot,
  Hand,
  Inbox,
  Lock,
  type LucideIcon,
  Mail,
  Package,
  Pencil,
  Reply,
  Send,
  Tag,
  Undo2,
  UserRound,
  X,
} from "lucide-react";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { LogEvent, Order } from "../api/types";
import { useCan, useSession } from "../app/session";
import {
  dateOnly,
  dayHeading,
  longDateTime,
  money,
  percent,
  quantity,
  timeOfDay,
  unitPrice,
} from "../i18n/format";
import { textOf, useText } from "../i18n/index";
import { Said } from "../talk/Attachments";
import { classes } from "../ui/classes";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { Tabs } from "../ui/Tabs";
import { EventFacts } from "./EventFacts";
import { useMethods } from "./lookups";
import { MoveMail } from "./MoveMail";
import styles from "./Timeline.module.css";
import {
  countsOf,
  dataOf,
  itemsOf,
  kindOf,
  type LogTab,
  loggedValue,
  type ValueFormats,
} from "./timeline";
import { useLog } from "./useOrder";

const kIcons: Record<string, LucideIcon> = {
  "order.placed": Inbox,
  "order.started": ArrowRight,
  "order.confirmed": Check,
  "order.declined": X,
  "order.cancelled": Ban,
  "order.reopened": ArrowRight,
  "order.held": Hand,
  "order.released": Hand,
  "order.assigned": UserRound,
  "label.changed": Tag,
  "order.amended": Pencil,
  "order.edited": Pencil,
  "order.line_added": Pencil,
  "order.line_changed": Pencil,
  "order.line_removed": Pencil,
  "order.approved": Check,
  "mail.in": Mail,
  "mail.bounce": CircleAlert,
  "order.completed": Check,
  "payment.captured": Banknote,
  "payment.refunded": Undo2,
  "payment.voided": Ban,
  "shipment.shipped": Package,
  "shipment.changed": Pencil,
  "shipment.delivered": Check,
  "shipment.lost": X,
  "shipment.returned": Undo2,
  "shipment.cancelled": Ban,
  "quote.sent": Send,
  "quote.resent": Send,
  "quote.accepted": Check,
  "quote.rejected": X,
  "quote.withdrawn": Ban,
  "quote.closed": Pencil,
};
const kTabs: LogTab[] = ["all", "messages", "notes", "system"];
const kCustomersTabs = kTabs.filter((tab) => tab !== "notes");

/** One chronological log per order: events, messages, notes (U6). */
export function Timeline({ order }: { order: Order }) {
  const t = useText();
  const { staff } = useSession();
  const [tab, setTab] = useState<LogTab>("all");
  const log = useLog(order.id);
  const events = log.data ?? [];
  const items = useMemo(() => itemsOf(events, tab), [events, tab]);
  const counts = countsOf(events);
  const box = useRef<HTMLDivElement>(null);
  const newest = events.at(-1)?.seq;
  const keepEnd = useEnd(box);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new entry or another tab shows its end
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [newest, tab]);
  const formats = useFormats(order);
  return (
    <>
      <Tabs
        className={styles.tabs}
        label={t("ui.orders.log.filter")}
        value={tab}
        onChange={setTab}
        tabs={(staff ? kTabs : kCustomersTabs).map((key) => ({
          key,
          label: t(`ui.orders.log.${key}`),
          count: log.data ? counts[key] : undefined,
        }))}
      />
      <div
        ref={box}
        className={styles.log}
        role="region"
        aria-label={t("ui.orders.log.all")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable
        tabIndex={0}
        onScroll={keepEnd.onScroll}
        onLoadCapture={keepEnd.stay}
      >
        {log.isPending && <Skeleton lines={5} />}
        {log.error && !log.data && (
          <ErrorState error={log.error} retry={() => void log.refetch()} />
        )}
        {log.data && items.length === 0 && <p className={styles.none}>{t("ui.orders.log.none")}</p>}
        {items.map((item) => {
          switch (item.kind) {
            case "day":
              return (
                <h3 key={item.key} className={styles.day}>
                  {dayHeading(item.at_ms)}
                </h3>
              );
            case "changes":
              return (
                <details key={item.key} className={styles.changes}>
                  <summary>
                    <Time at_ms={item.events[0]?.at_ms ?? 0} />
                    <Icon of={ChevronRight} size={14} />
                    <span>
                      {t("ui.orders.log.changes", {
                        count: item.events.length,
                        name: item.events[0]?.actor.name ?? "",
                      })}
                    </span>
                  </summary>
                  {item.events.map((event) => (
                    <EventLine key={event.id} event={event} formats={formats} />
                  ))}
                </details>
              );
            case "event":
              return <EventLine key={item.key} event={item.event} formats={formats} />;
            default:
              return <Bubble key={item.key} event={item.event} order={order} />;
          }
        })}
      </div>
    </>
  );
}

const kNearEndPx = 40;

/** Who reads the newest entry goes on reading it when the box below grows or a picture arrives. */
function useEnd(box: RefObject<HTMLDivElement | null>) {
  const at_end = useRef(true);
  const stay = () => {
    if (at_end.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it reads what the reader did last
  useEffect(() => {
    if (!box.current || typeof ResizeObserver === "undefined") return;
    const sizes = new ResizeObserver(stay);
    sizes.observe(box.current);
    return () => sizes.disconnect();
  }, []);
  const onScroll = () => {
    const one = box.current;
    if (!one) return;
    at_end.current = one.scrollHeight - one.scrollTop - one.clientHeight < kNearEndPx;
  };
  return { stay, onScroll };
}

function useFormats(order: Order): ValueFormats {
  const payment = useMethods("payment").data ?? [];
  const shipping = useMethods("shipping").data ?? [];
  return {
    money: (cents) => money(cents, order.currency),
    unit_price: (price_e4) => unitPrice(price_e4, order.currency),
    percent,
    quantity,
    day: dateOnly,
    method: (code) => [...payment, ...shipping].find((one) => one.code === code)?.name ?? code,
  };
}

function Time({ at_ms }: { at_ms: number }) {
  return (
    <time dateTime={new Date(at_ms).toISOString()} title={longDateTime(at_ms)}>
      {timeOfDay(at_ms)}
    </time>
  );
}

function EventLine({ event, formats }: { event: LogEvent; formats: ValueFormats }) {
  const t = useText();
  const fields = dataOf(event).fields ?? [];
  const reason = dataOf(event).reason_code ?? "";
  const automatic = dataOf(event).automatic;
  const said =
    (!automatic && event.body) || (event.kind.startsWith("quote.") && dataOf(event).reason);
  const by = event.actor.on_behalf_of
    ? t("ui.orders.log.by_for", { name: event.actor.name, account: event.actor.on_behalf_of })
    : event.actor.name && t("ui.orders.log.by", { name: event.actor.name });
  return (
    <div className={styles.event}>
      <Time at_ms={event.at_ms} />
      <Icon of={kIcons[event.kind] ?? CircleDot} size={14} />
      <div>
        <b>{textOf(`event.${event.kind}`)}</b> {by}
        {said && <p className={styles.body}>{said}</p>}
        {automatic && (
          <details className={styles.quoted}>
            <summary>
              <Icon of={ChevronRight} size={14} />
              {t("ui.orders.log.automatic")}
            </summary>
            <Said html={event.html} text={event.body} files={event.files} />
          </details>
        )}
        {reason && <p className={styles.body}>{textOf(`state.reason.${reason}`, {}, reason)}</p>}
        <EventFacts event={event} />
        {fields.map((field) => (
          <p key={field.field + field.new_value} className={styles.diff}>
            {field.field !== "line" && `${textOf(`field.${field.field}`)}: `}
            {field.old_value && (
              <>
                <del>{loggedValue(field.field, field.old_value, formats)}</del>{" "}
                <span aria-hidden="true">→</span>{" "}
              </>
            )}
            <ins>{loggedValue(field.field, field.new_value, formats)}</ins>
          </p>
        ))}
        <Deliveries event={event} />
      </div>
    </div>
  );
}

/** Which mails went out because of this, and what became of them. */
function Deliveries({ event }: { event: LogEvent }) {
  const t = useText();
  return event.deliveries.map((one) => (
    <p key={one.to} className={styles.delivery} title={longDateTime(one.at_ms)}>
      <Icon of={Mail} size={12} />
      {t("ui.orders.log.mail_to", { to: one.to })}{" "}
      <span className={one.state === "failed" ? "bad" : undefined}>
        {textOf(`state.mail.${one.state}`)}
      </span>
    </p>
  ));
}

/** Prices that a recipient would accept, in a question about a quote. */
function Proposed({ event, order }: { event: LogEvent; order: Order }) {
  const t = useText();
  const prices = dataOf(event).prices ?? [];
  if (prices.length === 0) return null;
  return (
    <ul className={styles.body}>
      {prices.map(({ position, unit_price_e4 }) => (
        <li key={position}>
          {t("ui.quote.proposed_price", {
            position,
            name: order.lines.find((line) => line.position === position)?.name ?? "",
            price: unitPrice(unit_price_e4, order.currency),
          })}
        </li>
      ))}
    </ul>
  );
}

const kOthers = new Set<string>(["customer", "partner", "link", "mail"]);

/** What a mail brings beside its words: who may not be its sender, and what it answers. */
function OfMail({ event }: { event: LogEvent }) {
  const t = useText();
  const { folded, unproven, copied_to = [] } = dataOf(event);
  return (
    <>
      {unproven && (
        <p className={styles.spoofed}>
          <Icon of={CircleAlert} size={14} />
          <span>
            <b>{t("ui.orders.log.spoofed")}</b> {t("ui.orders.log.spoofed_hint")}
          </span>
        </p>
      )}
      {copied_to.length > 0 && (
        <p className={styles.delivery}>
          {t("ui.orders.log.copied_to", { names: copied_to.join(", ") })}
        </p>
      )}
      {folded && (
        <details className={styles.quoted}>
          <summary>
            <Icon of={ChevronRight} size={14} />
            {t("ui.orders.log.quoted")}
          </summary>
          <p className={styles.body}>{folded}</p>
        </details>
      )}
    </>
  );
}

function Bubble({ event, order }: { event: LogEvent; order: Order }) {
  const t = useText();
  const session = useSession();
  const can = useCan();
  const note = kindOf(event) === "note";
  const ours = !kOthers.has(event.actor.type);
  const { mail_id } = dataOf(event);
  const by_mail = mail_id !== undefined;
  const about_quote = event.kind.startsWith("quote.");
  const look = note ? styles.note : ours ? styles.out : styles.in;
  const kind = about_quote
    ? textOf(`event.${event.kind}`)
    : note
      ? t("ui.orders.log.note")
      : !session.staff
        ? t("ui.orders.log.message")
        : t(ours ? "ui.orders.log.message_out" : "ui.orders.log.message_in");
  const own = event.actor.user_id !== null && event.actor.user_id === session.user.id;
  return (
    <article className={styles.message}>
      <Time at_ms={event.at_ms} />
      <div className={classes(styles.bubble, look)}>
        <p className={styles.who}>
          <Icon of={note ? Lock : ours ? Mail : Reply} size={14} />
          <b>{event.actor.name}</b>
          {own && <span className="visually-hidden">{t("ui.orders.log.you")}</span>}
          <span className={styles.kind}>
            {kind}
            {by_mail && `, ${t("ui.orders.log.by_mail")}`}
          </span>
        </p>
        {event.erased ? (
          <p className="dim">{t("ui.orders.log.erased")}</p>
        ) : (
          <Said html={event.html} text={event.body} files={event.files} />
        )}
        {!event.erased && <OfMail event={event} />}
        {!event.erased && <Proposed event={event} order={order} />}
        <Deliveries event={event} />
        {mail_id && event.kind === "mail.in" && !event.erased && can("outbox_read") && (
          <MoveMail mail_id={mail_id} order_number={order.number} />
        )}
      </div>
    </article>
  );
}
