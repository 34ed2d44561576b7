// What the card of a quote says: time left, sums, link, recipient, and the answer.
import { Check, Copy, Link2 } from "lucide-react";
import { useState } from "react";
import type { Quote } from "../api/types";
import { money } from "../i18n/format";
import { rich, useText } from "../i18n/index";
import { classes } from "../ui/classes";
import { Icon } from "../ui/Icon";
import { showToast } from "../ui/toast";
import { DateTime, useNow } from "../ui/Values";
import { leftOf, leftPart, leftTone } from "./left";
import styles from "./Quotes.module.css";
import { actionOf, chosenOf, useQuoteLink } from "./quotes";
import { kLeftTones } from "./Signs";

/** "7 Tage gültig, bis Fr., 27. Nov., 09:14", and a bar with a piece for each day. */
export function TimeLeft({ quote }: { quote: Quote }) {
  const t = useText();
  const now_ms = useNow();
  const { expires_at_ms, sent_at_ms } = quote;
  if (expires_at_ms === null || sent_at_ms === null) return null;
  const { unit, count } = leftOf(expires_at_ms, now_ms);
  const pieces = Math.min(14, Math.max(1, quote.valid_days));
  const full = Math.ceil(leftPart(sent_at_ms, expires_at_ms, now_ms) * pieces);
  return (
    <div className={classes(styles.left, kLeftTones[leftTone(expires_at_ms, now_ms)])}>
      <span className={styles.left_figure}>{count}</span>
      <span className={styles.left_words}>
        <b>{t(`ui.quote.valid.${unit}`, { count })}</b>
        <small>{rich("ui.quote.until", { time: <DateTime at_ms={expires_at_ms} /> })}</small>
      </span>
      <span className={styles.segments} aria-hidden="true">
        {Array.from({ length: pieces }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity
          <i key={at} className={at >= pieces - full ? styles.full : undefined} />
        ))}
      </span>
    </div>
  );
}

/** Who gets it, by which link, whether it was opened, and what it costs: once and each month. */
export function QuoteFacts({ quote }: { quote: Quote }) {
  const t = useText();
  const live = quote.state === "sent";
  return (
    <dl className={styles.facts}>
      {quote.edition > 1 && (
        <>
          <dt>{t("ui.quote.edition_head")}</dt>
          <dd>{quote.edition}</dd>
        </>
      )}
      <dt>{t("ui.quote.recipient")}</dt>
      <dd>
        {quote.recipient.name || quote.recipient.email}
        {quote.recipient.name && <small>{quote.recipient.email}</small>}
        {quote.recipient.further_email && <small>{quote.recipient.further_email}</small>}
      </dd>
      {live && actionOf(quote, "send") && (
        <>
          <dt>{t("ui.quote.link")}</dt>
          <dd>
            <QuoteLink quote={quote} />
          </dd>
        </>
      )}
      {quote.sent_at_ms !== null && (
        <>
          <dt>{t("ui.quote.opened")}</dt>
          <dd>
            {quote.opened_at_ms === null ? (
              t(live ? "ui.quote.not_opened_yet" : "ui.quote.never_opened")
            ) : (
              <DateTime at_ms={quote.opened_at_ms} />
            )}
          </dd>
        </>
      )}
      <Sums currency={quote.currency} sums={quote.state === "accepted" ? quote.answer : quote} />
    </dl>
  );
}

function Sums({
  currency,
  sums,
}: {
  currency: string;
  sums: Pick<Quote, "total_cents" | "monthly_cents" | "yearly_cents">;
}) {
  const t = useText();
  const amount = (cents: number) =>
    rich("ui.quote.gross_of", { amount: <b className="num">{money(cents, currency)}</b> });
  return (
    <>
      {(sums.total_cents > 0 || !(sums.monthly_cents || sums.yearly_cents)) && (
        <>
          <dt>{t("ui.quote.once")}</dt>
          <dd>{amount(sums.total_cents)}</dd>
        </>
      )}
      {sums.monthly_cents > 0 && (
        <>
          <dt>{t("ui.quote.monthly")}</dt>
          <dd>{amount(sums.monthly_cents)}</dd>
        </>
      )}
      {sums.yearly_cents > 0 && (
        <>
          <dt>{t("ui.quote.yearly")}</dt>
          <dd>{amount(sums.yearly_cents)}</dd>
        </>
      )}
    </>
  );
}

/** The link that works now, to be passed on by hand. Opening it from here would count as opened. */
function QuoteLink({ quote }: { quote: Quote }) {
  const t = useText();
  const link = useQuoteLink(quote);
  const [copied, setCopied] = useState(false);
  if (link.error) {
    return (
      <button type="button" className="link" onClick={() => void link.refetch()}>
        {t("ui.quote.link_failed")}
      </button>
    );
  }
  if (!link.data) return <span className="dim">{t("ui.common.loading")}</span>;
  const { url } = link.data;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url);
      setCopied(true);
      showToast({ text: t("ui.quote.link_copied") });
      window.setTimeout(() => setCopied(false), 2000);
    } catch {
      showToast({ text: t("ui.common.copy_failed", { value: url }), tone: "bad", stay_ms: 0 });
    }
  };
  return (
    <span className={styles.link_row}>
      <Icon of={Link2} size={14} />
      {t("ui.quote.link_valid")}
      <button type="button" className={classes("link", styles.copy)} onClick={() => void copy()}>
        <Icon of={copied ? Check : Copy} size={14} />{" "}
        {t(copied ? "ui.common.copied" : "ui.quote.copy_link")}
      </button>
      <code title={url}>{url}</code>
    </span>
  );
}

export function Refusal({ quote }: { quote: Quote }) {
  const t = useText();
  return (
    <div className={classes(styles.said, styles.said_no)}>
      <p className="xs muted">
        {rich("ui.quote.rejected_by", {
          name: <b>{quote.ended_by}</b>,
          time: <DateTime at_ms={quote.ended_at_ms ?? 0} />,
        })}
      </p>
      <p>
        {quote.answer.reason
          ? t("ui.quote.quoted", { words: quote.answer.reason })
          : t("ui.quote.no_reason")}
      </p>
    </div>
  );
}

/** Who has said yes, to which of what he could choose. */
export function Acceptance({ quote, waits }: { quote: Quote; waits: boolean }) {
  const t = useText();
  const { answer } = quote;
  const chosen = chosenOf(quote);
  return (
    <div className={classes(styles.said, styles.said_yes)}>
      <p className="xs muted">
        {rich("ui.quote.accepted_by", {
          name: <b>{answer.name}</b>,
          role: answer.role ? `, ${answer.role}` : "",
          time: <DateTime at_ms={quote.ended_at_ms ?? 0} />,
        })}
      </p>
      {answer.purchase_order && (
        <p>{t("ui.quote.purchase_order_is", { number: answer.purchase_order })}</p>
      )}
      {answer.evidence && <p>{t("ui.quote.evidence_is", { words: answer.evidence })}</p>}
      {chosen.length > 0 && (
        <ul className={styles.chosen} aria-label={t("ui.quote.chosen")}>
          {chosen.map((line) => (
            <li key={line.position}>
              <Icon of={Check} size={14} />
              {line.name}
            </li>
          ))}
        </ul>
      )}
      {waits && <p className="muted">{t("ui.quote.now.approval")}</p>}
    </div>
  );
}
