import { Ban, Check, Clock, Reply, Undo2, X } from "lucide-react";
import type { PriceRequest, PriceRequestLine, PriceRequestState } from "../api/types";
import { plainPrice, quantity } from "../i18n/format";
import { rich, useText } from "../i18n/index";
import { classes } from "../ui/classes";
import { Chip, type ChipTone } from "../ui/signs";
import { DateTime } from "../ui/Values";
import styles from "./Requests.module.css";
import { difference } from "./requests";

const kChips: Record<PriceRequestState, { tone: ChipTone; icon: typeof Check }> = {
  open: { tone: "plum", icon: Clock },
  approved: { tone: "ok", icon: Check },
  rejected: { tone: "bad", icon: X },
  countered: { tone: "info", icon: Reply },
  withdrawn: { tone: "plain", icon: Undo2 },
  taken: { tone: "ok", icon: Check },
  closed: { tone: "plain", icon: Ban },
};

export function RequestChip({ state }: { state: PriceRequestState }) {
  const t = useText();
  return <Chip {...kChips[state]}>{t(`state.price_request.${state}`)}</Chip>;
}

/** Every asking with its answer, the newest first, side by side where there is room. */
export function Rounds({ requests, currency }: { requests: PriceRequest[]; currency: string }) {
  return (
    <ol className={styles.rounds}>
      {requests.map((request) => (
        <li
          key={request.id}
          className={classes(
            styles.round,
            (request.state === "taken" || request.state === "approved") && styles.in_force,
          )}
        >
          <Round request={request} currency={currency} />
        </li>
      ))}
    </ol>
  );
}

function Round({ request, currency }: { request: PriceRequest; currency: string }) {
  const t = useText();
  return (
    <>
      <div className={styles.round_head}>
        <h3>{t("ui.price_request.round", { round: request.round })}</h3>
        <RequestChip state={request.state} />
      </div>
      <p className={styles.who}>
        {rich("ui.price_request.asked", {
          who: <b>{request.asked_by}</b>,
          account: request.asker_account,
          time: <DateTime at_ms={request.asked_at_ms} />,
        })}
      </p>
      <p className={styles.words}>{t("ui.price_request.quoted", { words: request.reason })}</p>
      <table className={styles.figures}>
        <caption className="visually-hidden">
          {t("ui.price_request.round_prices", { round: request.round, currency })}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("ui.cart.article")}</th>
            <th scope="col">{t("ui.price_request.list")}</th>
            <th scope="col">{t("ui.price_request.asked_price")}</th>
            <th scope="col">{t("ui.price_request.granted")}</th>
          </tr>
        </thead>
        <tbody>
          {request.lines.map((line) => (
            <tr key={line.line_id}>
              <th scope="row">
                <span>{line.name}</span>
                <LineFacts line={line} />
                {line.comment && (
                  <small>{t("ui.price_request.quoted", { words: line.comment })}</small>
                )}
              </th>
              <td>{line.list_price_e4 === null ? "–" : plainPrice(line.list_price_e4)}</td>
              <td>
                <Compared price={line.asked_price_e4} line={line} />
              </td>
              <td>
                <Answer line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <AnswerWords request={request} />
    </>
  );
}

/** "24 Stück · monatlich". */
export function LineFacts({ line }: { line: PriceRequestLine }) {
  const t = useText();
  const amount = `${quantity(line.quantity_milli)} ${line.unit}`;
  return (
    <small>
      {line.charge_type === "one_off"
        ? amount
        : `${amount} · ${t(`ui.cart.group.${line.charge_type}`)}`}
    </small>
  );
}

/** A price and how far it is from the list. */
export function Compared({ price, line }: { price: number; line: PriceRequestLine }) {
  const far = difference(price, line.list_price_e4);
  return (
    <>
      {plainPrice(price)}
      {far && <small>{far}</small>}
    </>
  );
}

function Answer({ line }: { line: PriceRequestLine }) {
  const t = useText();
  if (line.granted_price_e4 !== null) {
    return (
      <b>
        <Compared price={line.granted_price_e4} line={line} />
      </b>
    );
  }
  return line.answer === "rejected" ? t("ui.price_request.not_granted") : "–";
}

function AnswerWords({ request }: { request: PriceRequest }) {
  const t = useText();
  if (request.answered_at_ms === null) return null;
  const time = <DateTime at_ms={request.answered_at_ms} />;
  return (
    <div className={styles.answer}>
      <p className={styles.who}>
        {request.rule
          ? rich("ui.price_request.by_rule", { time })
          : rich("ui.price_request.answered", { who: <b>{request.answered_by}</b>, time })}
      </p>
      {request.comment && (
        <p className={styles.words}>{t("ui.price_request.quoted", { words: request.comment })}</p>
      )}
    </div>
  );
}
