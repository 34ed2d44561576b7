import { ChevronRight, Download, FileText, Reply, ShoppingCart, Trash2 } from "lucide-react";
import { useState } from "react";
import { addressOf } from "../api/client";
import type { InboundMail } from "../api/types";
import { useCan } from "../app/session";
import { fileSize } from "../i18n/format";
import { textOf, useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { Sheet } from "../ui/Dialog";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { DateTime } from "../ui/Values";
import styles from "./Inbound.module.css";
import { reasonWords, useInboundMail } from "./inbound";
import { SpoofSign } from "./SpoofSign";
import { AnswerDialog, AttachDialog, DiscardDialog, OrderDialog } from "./StepDialogs";

type Step = "attach" | "order" | "answer" | "discard";

/** A mail that came in, and what may be done with it. The steps are the ones that its state
 *  allows (triage.hpp). */
export function MailSheet({
  id,
  onClose,
  onHandled,
}: {
  id: string;
  onClose: () => void;
  onHandled: () => void;
}) {
  const t = useText();
  const mail = useInboundMail(id);
  const [step, setStep] = useState<Step | null>(null);
  const data = mail.data;
  const props = data && { mail: data, onClose: () => setStep(null), onDone: onHandled };
  return (
    <>
      <Sheet
        open
        onClose={onClose}
        size="wide"
        title={data ? data.subject || t("ui.inbound.no_subject") : t("ui.outbox.mail")}
        actions={data && <Steps mail={data} onStep={setStep} />}
      >
        {mail.isPending && <Skeleton lines={6} />}
        {mail.error && !data && <ErrorState error={mail.error} retry={() => void mail.refetch()} />}
        {data && <Received mail={data} />}
      </Sheet>
      {/* Beside the sheet, not in it: what is typed here is not typed into the sheet. */}
      {props && step === "attach" && <AttachDialog {...props} />}
      {props && step === "order" && <OrderDialog {...props} />}
      {props && step === "answer" && <AnswerDialog {...props} />}
      {props && step === "discard" && <DiscardDialog {...props} />}
    </>
  );
}

function Steps({ mail, onStep }: { mail: InboundMail; onStep: (step: Step) => void }) {
  const t = useText();
  const can = useCan();
  const waits = mail.state === "unassigned";
  const open = waits || mail.state === "discarded";
  const attaches = open || (mail.state === "automatic" && !mail.order);
  return (
    <>
      <a className={buttonClass("ghost")} href={addressOf(`/inbound-mails/${mail.id}/source`)}>
        <Icon of={Download} />
        {t("ui.inbound.original")}
      </a>
      {waits && (
        <Button icon={Trash2} onClick={() => onStep("discard")}>
          {t("ui.inbound.discard_dots")}
        </Button>
      )}
      {open && mail.from && (
        <Button icon={Reply} onClick={() => onStep("answer")}>
          {t("ui.inbound.answer_dots")}
        </Button>
      )}
      {open && can("order_edit") && (
        <Button icon={ShoppingCart} onClick={() => onStep("order")}>
          {t("ui.inbound.make_order_dots")}
        </Button>
      )}
      {attaches && (
        <Button variant="primary" onClick={() => onStep("attach")}>
          {t("ui.inbound.attach_dots")}
        </Button>
      )}
    </>
  );
}

function Received({ mail }: { mail: InboundMail }) {
  const t = useText();
  return (
    <>
      {mail.spoofed && (
        <div className={styles.spoofed}>
          <SpoofSign />
          <p>{t("ui.orders.log.spoofed_hint")}</p>
        </div>
      )}
      <Head mail={mail} />
      {mail.body ? (
        <p className={styles.body}>{mail.body}</p>
      ) : (
        <p className="dim">{t("ui.inbound.no_words")}</p>
      )}
      {mail.folded && (
        <details className={styles.quoted}>
          <summary>
            <Icon of={ChevronRight} size={14} />
            {t("ui.orders.log.quoted")}
          </summary>
          <p className={styles.body}>{mail.folded}</p>
        </details>
      )}
      {mail.files.length > 0 && (
        <>
          <h3 className={styles.files_head}>{t("ui.files.files")}</h3>
          <ul className={styles.file_list}>
            {mail.files.map((file, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two files may bear the same name
              <li key={at}>
                <Icon of={FileText} size={16} />
                <b>{file.name}</b>
                <span className="dim nowrap">{fileSize(file.size_bytes)}</span>
              </li>
            ))}
          </ul>
          <p className={styles.hint}>{t("ui.inbound.files_hint")}</p>
        </>
      )}
    </>
  );
}

function Head({ mail }: { mail: InboundMail }) {
  const t = useText();
  const to = [mail.to, ...mail.copied_to].filter(Boolean).join(", ");
  return (
    <dl className={styles.head}>
      <dt>{t("ui.inbound.from")}</dt>
      <dd>
        {mail.from_name && mail.from
          ? `${mail.from_name} <${mail.from}>`
          : mail.from || t("ui.inbound.no_sender")}
      </dd>
      {to && (
        <>
          <dt>{t("ui.outbox.to")}</dt>
          <dd>{to}</dd>
        </>
      )}
      <dt>{t("ui.inbound.received")}</dt>
      <dd>
        <DateTime at_ms={mail.received_at_ms} />
      </dd>
      <dt>{t("ui.inbound.why")}</dt>
      <dd>{reasonWords(mail.reason)}</dd>
      {mail.order && (
        <>
          <dt>{t("ui.inbound.order")}</dt>
          <dd className="id">{mail.order.number}</dd>
        </>
      )}
      {!mail.order && mail.suggested_order && (
        <>
          <dt>{t("ui.inbound.suggestion")}</dt>
          <dd className="id">{mail.suggested_order.number}</dd>
        </>
      )}
      {mail.suggested_account && (
        <>
          <dt>{t("ui.inbound.customer")}</dt>
          <dd>
            {mail.suggested_account.name}{" "}
            <span className="id">{mail.suggested_account.number}</span>
          </dd>
        </>
      )}
      {mail.handled_by && mail.handled_at_ms !== null && (
        <>
          <dt>{t("ui.inbound.handled")}</dt>
          <dd>
            {mail.handled_by}, <DateTime at_ms={mail.handled_at_ms} />
          </dd>
        </>
      )}
      {mail.flaws.length > 0 && (
        <>
          <dt>{t("ui.inbound.flaws")}</dt>
          <dd className="warn">
            {mail.flaws.map((flaw) => textOf(`ui.inbound.flaw.${flaw}`, {}, flaw)).join(" ")}
          </dd>
        </>
      )}
    </dl>
  );
}
