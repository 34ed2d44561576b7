// One price request with all that an answer needs: what the lines cost, their floors, what others
// have got; and the answer, for who may give it. Loaded when it is opened.
import { Link } from "@tanstack/react-router";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { Fragment, useEffect, useId, useState } from "react";
import { api } from "../api/client";
import type {
  CartPriceRequests,
  CounterPrices,
  LineAnswer,
  Order,
  PriceRequest,
  PriceRequestLine,
} from "../api/types";
import { useCan } from "../app/session";
import { plainPrice, quantity, shortDate, unitPrice } from "../i18n/format";
import { rich, useText } from "../i18n/index";
import { cartAddress } from "../orders/addresses";
import { Button, buttonClass } from "../ui/Button";
import { Sheet } from "../ui/Dialog";
import { Form, MoneyInput, RadioGroup, TextArea, TextInput } from "../ui/Field";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { showToast } from "../ui/toast";
import { DateTime } from "../ui/Values";
import styles from "./Requests.module.css";
import { Compared, LineFacts, RequestChip, Rounds } from "./Rounds";
import { actionOf, difference, stepOf, useRounds, useRoundsWrite } from "./requests";

interface Props {
  cart: Pick<Order, "id" | "number" | "account" | "currency">;
  request_id: string;
  onClose: () => void;
}

export default function AnswerSheet(props: Props) {
  const t = useText();
  const rounds = useRounds({ id: props.cart.id });
  const request = rounds.data?.items.find((one) => one.id === props.request_id);
  const frame = {
    title: t("ui.price_request.of_cart", { number: props.cart.number }),
    onClose: props.onClose,
  };
  if (rounds.data && request) {
    return <Detail {...props} frame={frame} rounds={rounds.data} request={request} />;
  }
  return (
    <Sheet open size="wide" {...frame}>
      {rounds.isPending && <Skeleton lines={6} />}
      {rounds.error && <ErrorState error={rounds.error} retry={() => void rounds.refetch()} />}
      {rounds.data && <p className="muted">{t("ui.price_request.gone")}</p>}
    </Sheet>
  );
}

interface LineDraft {
  answer: LineAnswer;
  unit_price_e4: number | null;
  comment: string;
}
interface Sent {
  step: "approve" | "reject" | "counter";
  body: CounterPrices | { comment: string };
}

function Detail({
  cart,
  request,
  rounds,
  frame,
  onClose,
}: Props & {
  rounds: CartPriceRequests;
  request: PriceRequest;
  frame: { title: string; onClose: () => void };
}) {
  const t = useText();
  const can = useCan();
  const form = useId();
  const [by_line, setByLine] = useState(false);
  const [sending, setSending] = useState<Sent["step"]>("approve");
  const [comment, setComment] = useState("");
  const [drafts, setDrafts] = useState<Record<string, LineDraft>>({});
  useEffect(() => {
    if (by_line) document.getElementById(form)?.querySelector<HTMLElement>("[inputmode]")?.focus();
  }, [by_line, form]);
  const write = useRoundsWrite<Sent>(
    { id: cart.id, version: rounds.version },
    ({ step, body }, call) => api.post(stepOf(cart.id, request.id, step), body, call),
    {
      in_form: true,
      onDone: (next) => {
        const state = next.items.find((one) => one.id === request.id)?.state;
        if (state) showToast({ text: t(`ui.price_request.done.${state}`) });
        onClose();
      },
    },
  );
  const draftOf = (line: PriceRequestLine): LineDraft =>
    drafts[line.line_id] ?? { answer: "countered", unit_price_e4: null, comment: "" };
  const go = (step: Sent["step"], body: Sent["body"]) => {
    setSending(step);
    write.go({ step, body });
  };
  const counter = () =>
    go("counter", {
      comment,
      lines: request.lines.map((line) => {
        const { answer, unit_price_e4, comment: words } = draftOf(line);
        return {
          line_id: line.line_id,
          answer,
          comment: words,
          unit_price_e4: answer === "countered" ? unit_price_e4 : null,
        };
      }),
    });
  const approve = actionOf(request, "approve");
  const others = rounds.items.filter((one) => one.id !== request.id);
  const pending = (step: Sent["step"]) => write.pending && sending === step;
  return (
    <Sheet
      open
      size="wide"
      {...frame}
      actions={
        !approve?.allowed ? (
          <Link to={cartAddress(cart.account.number, cart.number)} className={buttonClass()}>
            {t("ui.price_request.to_cart")}
          </Link>
        ) : by_line ? (
          // Keys, because a button that turned into one that sends would send by the same click.
          <Fragment key="by_line">
            <Button onClick={() => setByLine(false)}>{t("ui.price_request.back")}</Button>
            <Button type="submit" form={form} variant="primary" pending={pending("counter")}>
              {t("ui.price_request.counter_now")}
            </Button>
          </Fragment>
        ) : (
          <Fragment key="whole">
            <Button
              variant="danger"
              pending={pending("reject")}
              onClick={() => go("reject", { comment })}
            >
              {t("ui.price_request.reject")}
            </Button>
            <Button onClick={() => setByLine(true)}>{t("ui.price_request.counter")}</Button>
            <Button
              variant="primary"
              pending={pending("approve")}
              onClick={() => go("approve", { comment })}
            >
              {t("ui.price_request.approve")}
            </Button>
          </Fragment>
        )
      }
    >
      <div className={styles.detail}>
        <Facts cart={cart} request={request} />
        {request.state === "open" && can("floor_price_read") ? (
          <Form
            id={form}
            problem={write.problem}
            onSubmit={() => {
              if (by_line) counter();
            }}
          >
            <p className={styles.reason}>
              {t("ui.price_request.quoted", { words: request.reason })}
            </p>
            <ul className={styles.lines}>
              {request.lines.map((line, at) => (
                <li key={line.line_id} className={styles.line}>
                  <LineFigures line={line} currency={cart.currency} />
                  {by_line && (
                    <LineAnswerFields
                      line={line}
                      at={at}
                      currency={cart.currency}
                      draft={draftOf(line)}
                      onChange={(next) =>
                        setDrafts((before) => ({ ...before, [line.line_id]: next }))
                      }
                    />
                  )}
                </li>
              ))}
            </ul>
            {approve?.allowed && (
              <TextArea
                label={t("ui.price_request.comment")}
                name="comment"
                aside={t("ui.common.optional")}
                hint={t("ui.price_request.comment_hint", { account: request.asker_account })}
                rows={2}
                maxLength={2000}
                value={comment}
                onChange={setComment}
              />
            )}
            {approve?.message && (
              <p className={styles.own}>
                <Icon of={CircleAlert} />
                {approve.message}
              </p>
            )}
          </Form>
        ) : (
          <Rounds requests={[request]} currency={cart.currency} />
        )}
        {others.length > 0 && (
          <section>
            <h3 className={styles.heading}>{t("ui.price_request.other_rounds")}</h3>
            <Rounds requests={others} currency={cart.currency} />
          </section>
        )}
      </div>
    </Sheet>
  );
}

function Facts({ cart, request }: { cart: Props["cart"]; request: PriceRequest }) {
  const t = useText();
  return (
    <dl className={styles.facts}>
      <dt>{t("ui.cart.customer")}</dt>
      <dd>
        {cart.account.name} <span className="id dim">{cart.account.number}</span>
      </dd>
      <dt>{t("ui.cart.cart")}</dt>
      <dd>
        <Link to={cartAddress(cart.account.number, cart.number)} className="link id">
          {cart.number}
        </Link>
      </dd>
      <dt>{t("ui.price_request.asked_by")}</dt>
      <dd>
        {request.asked_by}, {request.asker_account}
      </dd>
      <dt>{t("ui.price_request.asked_at")}</dt>
      <dd>
        <DateTime at_ms={request.asked_at_ms} />
      </dd>
      <dt>{t("ui.price_request.state")}</dt>
      <dd className="row">
        <RequestChip state={request.state} />
        <span className="dim">{t("ui.price_request.round", { round: request.round })}</span>
      </dd>
    </dl>
  );
}

/** What the line costs by the list, at least, as asked, and what others have got. */
function LineFigures({ line, currency }: { line: PriceRequestLine; currency: string }) {
  const t = useText();
  const none = t("ui.price_request.no_floor");
  return (
    <>
      <div className={styles.line_head}>
        <b>{line.name}</b>
        {line.sku && <span className="id dim">{line.sku}</span>}
        <LineFacts line={line} />
      </div>
      <dl className={styles.prices}>
        <div>
          <dt>{t("ui.price_request.list")}</dt>
          <dd>{line.list_price_e4 === null ? "–" : plainPrice(line.list_price_e4)}</dd>
        </div>
        <div>
          <dt>{t("ui.price_request.floor")}</dt>
          <dd>{line.floor_price_e4 === null ? none : plainPrice(line.floor_price_e4)}</dd>
        </div>
        <div>
          <dt>{t("ui.price_request.asked_price")}</dt>
          <dd>
            <b>
              <Compared price={line.asked_price_e4} line={line} />
            </b>
          </dd>
        </div>
        <div>
          <dt>{t("ui.price_request.from_floor")}</dt>
          <dd>
            <FromFloor line={line} currency={currency} />
          </dd>
        </div>
      </dl>
      {line.earlier.length > 0 && (
        <div className={styles.earlier}>
          <span>{t("ui.price_request.earlier")}</span>
          <ul>
            {line.earlier.map((grant) => (
              <li key={`${grant.account_number}${grant.at_ms}${grant.unit_price_e4}`}>
                {rich("ui.price_request.earlier_grant", {
                  number: <span className="id">{grant.account_number}</span>,
                  name: grant.account_name,
                  price: <b className="num">{unitPrice(grant.unit_price_e4, currency)}</b>,
                  quantity: quantity(grant.quantity_milli),
                  unit: line.unit,
                  day: shortDate(grant.at_ms),
                })}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** Above, at or below the floor: by sign and word, not by colour alone. */
function FromFloor({ line, currency }: { line: PriceRequestLine; currency: string }) {
  const t = useText();
  if (line.floor_price_e4 === null) return <>–</>;
  const far_e4 = line.asked_price_e4 - line.floor_price_e4;
  if (far_e4 === 0) return <>{t("ui.price_request.at_floor")}</>;
  const amount = `${far_e4 > 0 ? "+" : ""}${unitPrice(far_e4, currency)}`;
  const part = difference(line.asked_price_e4, line.floor_price_e4);
  if (far_e4 > 0) {
    return (
      <>
        {amount}
        <small>{t("ui.price_request.above_floor", { part })}</small>
      </>
    );
  }
  return (
    <span className={styles.below}>
      <b>
        <Icon of={TriangleAlert} size={14} />
        {amount}
      </b>
      <small>{t("ui.price_request.below_floor", { part })}</small>
    </span>
  );
}

const kAnswers = ["countered", "approved", "rejected"] as const;

function LineAnswerFields({
  line,
  at,
  currency,
  draft,
  onChange,
}: {
  line: PriceRequestLine;
  at: number;
  currency: string;
  draft: LineDraft;
  onChange: (draft: LineDraft) => void;
}) {
  const t = useText();
  return (
    <div className={styles.answer_fields}>
      <RadioGroup
        inline
        hide_label
        label={t("ui.price_request.answer_for", { name: line.name })}
        value={draft.answer}
        onChange={(answer) => onChange({ ...draft, answer: answer as LineAnswer })}
        options={kAnswers.map((answer) => ({
          value: answer,
          label: t(`ui.price_request.line.${answer}`),
        }))}
      />
      <div className={styles.answer_row}>
        {draft.answer === "countered" && (
          <MoneyInput
            unit_price
            currency={currency}
            label={t("ui.price_request.price_for", { name: line.name })}
            hide_label
            name={`lines/${at}/unit_price_e4`}
            placeholder={t("ui.price_request.price")}
            value={draft.unit_price_e4}
            onChange={(unit_price_e4) => onChange({ ...draft, unit_price_e4 })}
          />
        )}
        <TextInput
          label={t("ui.price_request.comment_for", { name: line.name })}
          hide_label
          maxLength={500}
          placeholder={t("ui.price_request.line_comment")}
          value={draft.comment}
          onChange={(words) => onChange({ ...draft, comment: words })}
        />
      </div>
    </div>
  );
}
