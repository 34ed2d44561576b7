// The signs of an order. Payment is a circle, fulfilment a box; shape, fill, colour and word
// differ, so that no state is told by colour alone. The age carries the colour of urgency, nothing
// else does.
import {
  Ban,
  Check,
  CircleHelp,
  Handshake,
  Hourglass,
  type LucideIcon,
  Reply,
  Shield,
  X,
} from "lucide-react";
import type { ReactNode } from "react";
import type { FulfilmentState, LabelColor, OrderState, PaymentState, Turn } from "../api/types";
import { duration } from "../i18n/format";
import { useText } from "../i18n/index";
import { classes } from "./classes";
import { Icon } from "./Icon";
import styles from "./signs.module.css";

export type ChipTone = "warn" | "info" | "plum" | "ok" | "bad" | "plain";

/** A state in a word. What is normal needs no chip. */
export function Chip({
  tone,
  icon,
  children,
}: {
  tone: ChipTone;
  icon?: LucideIcon;
  children: ReactNode;
}) {
  return (
    <span className={classes(styles.chip, styles[tone])}>
      {icon && <Icon of={icon} size={12} />}
      {children}
    </span>
  );
}

const kOrderChips: Record<OrderState, { tone: ChipTone; icon?: LucideIcon }> = {
  cart: { tone: "plain" },
  pending: { tone: "warn" },
  processing: { tone: "info" },
  confirmed: { tone: "ok", icon: Check },
  completed: { tone: "ok", icon: Check },
  declined: { tone: "bad", icon: X },
  cancelled: { tone: "plain", icon: Ban },
};

export function StateChip({ state }: { state: OrderState }) {
  const t = useText();
  return <Chip {...kOrderChips[state]}>{t(`state.order.${state}`)}</Chip>;
}

type Drawing = "open" | "part" | "auth" | "full" | "over" | "more" | "back" | "back_part";
const kPayment: Record<PaymentState, Drawing> = {
  unpaid: "open",
  authorized: "auth",
  partly_paid: "part",
  paid: "full",
  overpaid: "more",
  partly_refunded: "back_part",
  refunded: "back",
};

export function PaymentSign({
  state,
  overdue,
  children,
}: {
  state: PaymentState;
  overdue?: boolean;
  /** Says it in other words, for instance the open amount. */
  children?: ReactNode;
}) {
  const t = useText();
  const drawing = overdue ? "over" : kPayment[state];
  return (
    <span className={classes(styles.mark, styles[`p_${drawing}`])}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <Circle drawing={drawing} />
      </svg>
      <span>
        <span className="visually-hidden">{t("ui.sign.payment")} </span>
        {children ?? t(overdue ? "state.payment.overdue" : `state.payment.${state}`)}
      </span>
    </span>
  );
}

function Circle({ drawing }: { drawing: Drawing }) {
  if (drawing === "full") {
    return (
      <>
        <circle cx="8" cy="8" r="6.5" fill="currentColor" stroke="none" />
        <path d="M5 8.2l2.1 2.1L11 6.2" className={styles.knock_out} />
      </>
    );
  }
  return (
    <>
      <circle cx="8" cy="8" r="5.75" strokeDasharray={drawing === "auth" ? "2.2 2.3" : undefined} />
      {drawing === "auth" && <path d="M5.6 8.2l1.7 1.7 3.1-3.3" />}
      {drawing === "part" && <path d="M8 2.25a5.75 5.75 0 0 1 0 11.5z" fill="currentColor" />}
      {drawing === "over" && <path d="M8 4.9v3.6M8 10.9v.1" />}
      {drawing === "more" && <path d="M8 5.2v5.6M5.2 8h5.6" />}
      {drawing.startsWith("back") && <path d="M11 8H5.3M7.5 5.7 5.2 8l2.3 2.3" />}
    </>
  );
}

const kFulfilment: Record<FulfilmentState, "none" | "part" | "ship" | "done" | "back"> = {
  none: "none",
  partial: "part",
  shipped: "ship",
  delivered: "done",
  returned: "back",
};

export function FulfilmentSign({
  state,
  children,
}: {
  state: FulfilmentState;
  children?: ReactNode;
}) {
  const t = useText();
  const drawing = kFulfilment[state];
  return (
    <span className={classes(styles.mark, styles[`f_${drawing}`])}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {drawing === "ship" || drawing === "done" ? (
          <>
            <rect
              x="1.75"
              y="2.25"
              width="12.5"
              height="11.5"
              rx="1.5"
              fill="currentColor"
              stroke="none"
            />
            <path
              className={styles.knock_out}
              d={drawing === "done" ? "M5 8.2l2.1 2.1L11 6.2" : "M4.7 8h6.2M8.7 5.7 11 8l-2.3 2.3"}
            />
          </>
        ) : (
          <>
            <rect x="2.25" y="2.75" width="11.5" height="10.5" rx="1.5" />
            {drawing === "part" && (
              <path
                d="M2.25 8h11.5v3.75a1.5 1.5 0 0 1-1.5 1.5h-8.5a1.5 1.5 0 0 1-1.5-1.5z"
                fill="currentColor"
              />
            )}
            {drawing === "back" && <path d="M11 8H5.3M7.5 5.7 5.2 8l2.3 2.3" />}
          </>
        )}
      </svg>
      <span>
        <span className="visually-hidden">{t("ui.sign.fulfilment")} </span>
        {children ?? t(`state.fulfilment.${state}`)}
      </span>
    </span>
  );
}

const kTurn: Record<Turn, LucideIcon> = {
  us: Reply,
  customer: Hourglass,
  partner: Handshake,
  operator: Shield,
  supplier: Shield,
  nobody: CircleHelp,
};

/** When an age turns amber and red, by what we promise: an answer within a working day. */
export const kSoonMs = 60 * 60_000;
export const kLateMs = 20 * 60 * 60_000;

export function ageTone(age_ms: number): "normal" | "soon" | "late" {
  if (age_ms >= kLateMs) return "late";
  return age_ms >= kSoonMs ? "soon" : "normal";
}

/** Whose turn it is and since when. `long` says it as a sentence, for the head of an order. */
export function TurnSign({
  turn,
  since_ms,
  now_ms = Date.now(),
  own = "us",
  long,
}: {
  turn: Turn;
  since_ms: number | null;
  now_ms?: number;
  /** The reader's side. To a customer "we" are not the merchant. */
  own?: Turn;
  long?: boolean;
}) {
  const t = useText();
  if (turn === "nobody") return null;
  const ours = turn === own;
  const name = ours ? "us" : turn === "us" ? "merchant" : turn;
  const age = since_ms === null ? null : now_ms - since_ms;
  const span = age === null ? "" : duration(age);
  // Only our own delay is ours to be warned of.
  const tone = age === null || !ours ? "normal" : ageTone(age);
  return (
    <span className={classes(styles.turn, ours && styles.us, long && styles.long)}>
      <Icon of={ours ? Reply : kTurn[turn === "us" ? "operator" : turn]} size={14} />
      {t(long ? `ui.sign.turn_long.${name}` : `ui.sign.turn.${name}`)}
      {span && <span className={styles[tone]}>{long ? t("ui.common.since", { span }) : span}</span>}
    </span>
  );
}

const kLabelColors: Record<LabelColor, string> = {
  petrol: "var(--primary)",
  green: "var(--ok)",
  amber: "var(--warn)",
  red: "var(--bad)",
  blue: "var(--info)",
  plum: "var(--plum)",
  grey: "var(--line-strong)",
};

/** The server keeps the colour of a view as text; a word we do not know is grey. */
export function labelColor(color: string): string {
  return kLabelColors[color as LabelColor] ?? kLabelColors.grey;
}

export function LabelChip({ name, color }: { name: string; color: LabelColor }) {
  return (
    <span className={styles.label} title={name}>
      <i style={{ background: kLabelColors[color] }} />
      <span className="ellipsis">{name}</span>
    </span>
  );
}
