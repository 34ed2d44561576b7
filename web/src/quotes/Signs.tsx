// A quote's state in a word, and how much of its time is left. Never by colour alone.
import {
  Check,
  Clock,
  Eye,
  type LucideIcon,
  Send,
  ShieldQuestion,
  SquarePen,
  TriangleAlert,
  Undo2,
  X,
} from "lucide-react";
import type { QuoteHead } from "../api/types";
import { dateTime } from "../i18n/format";
import { useText } from "../i18n/index";
import { classes } from "../ui/classes";
import { Chip, type ChipTone } from "../ui/signs";
import { useNow } from "../ui/Values";
import { type LeftTone, leftPart, leftTone, leftWords } from "./left";
import styles from "./Quotes.module.css";

export type QuoteSign = QuoteHead["state"] | "opened" | "approval";

/** What is shown: a sent quote that was opened says so, an accepted one may wait for approval. */
export function signOf(
  quote: Pick<QuoteHead, "state" | "opened_at_ms">,
  waits_for_approval = false,
): QuoteSign {
  if (quote.state === "accepted" && waits_for_approval) return "approval";
  return quote.state === "sent" && quote.opened_at_ms !== null ? "opened" : quote.state;
}

const kChips: Record<QuoteSign, { tone: ChipTone; icon: LucideIcon }> = {
  created: { tone: "warn", icon: TriangleAlert },
  sent: { tone: "plain", icon: Send },
  opened: { tone: "info", icon: Eye },
  approval: { tone: "plum", icon: ShieldQuestion },
  accepted: { tone: "ok", icon: Check },
  rejected: { tone: "bad", icon: X },
  withdrawn: { tone: "plain", icon: Undo2 },
  expired: { tone: "plain", icon: Clock },
  closed: { tone: "plain", icon: SquarePen },
};

export function QuoteChip({ sign }: { sign: QuoteSign }) {
  const t = useText();
  return <Chip {...kChips[sign]}>{t(`ui.quote.state.${sign}`)}</Chip>;
}

const kTones: Record<LeftTone, string | undefined> = {
  normal: undefined,
  soon: styles.soon,
  last: styles.last,
  over: styles.over,
};

/** A bar and words, for a row. The exact instant stands below or in the title. */
export function Deadline({
  quote,
  short,
}: {
  quote: Pick<QuoteHead, "sent_at_ms" | "expires_at_ms">;
  short?: boolean;
}) {
  const now_ms = useNow();
  useText();
  if (quote.expires_at_ms === null || quote.sent_at_ms === null) return <>–</>;
  const part = leftPart(quote.sent_at_ms, quote.expires_at_ms, now_ms);
  return (
    <span className={classes(styles.deadline, kTones[leftTone(quote.expires_at_ms, now_ms)])}>
      {!short && (
        <i className={styles.track} aria-hidden="true">
          <i style={{ width: `${Math.round(part * 100)}%` }} />
        </i>
      )}
      <time
        dateTime={new Date(quote.expires_at_ms).toISOString()}
        title={dateTime(quote.expires_at_ms)}
      >
        {leftWords(quote.expires_at_ms, now_ms)}
      </time>
    </span>
  );
}

export { kTones as kLeftTones };
