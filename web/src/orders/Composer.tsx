import { Lock, Mail, Send } from "lucide-react";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { api } from "../api/client";
import type { Order } from "../api/types";
import { keepDraft, readDraft } from "../app/drafts";
import { useCan, useSession } from "../app/session";
import { useShortcuts } from "../app/shortcuts";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { classes } from "../ui/classes";
import { ErrorLine } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { showToast } from "../ui/toast";
import styles from "./Composer.module.css";
import { useAccount } from "./lookups";
import { useOrderWrite } from "./useOrder";

export type ComposerMode = "note" | "message";
export interface ComposerHandle {
  focus: (mode: ComposerMode) => void;
}

const draftKey = (user: string, order: string, mode: ComposerMode) => `${user}:${order}:${mode}`;

/** Writes an internal note (the default) or a message to the customer. Ground, drawing and words
 *  differ, so that nobody sends one for the other (U6). */
export function Composer({ order, ref }: { order: Order; ref?: Ref<ComposerHandle> }) {
  const t = useText();
  const can = useCan();
  const session = useSession();
  const area = useRef<HTMLTextAreaElement>(null);
  const [mode, setMode] = useState<ComposerMode>(can("note_write") ? "note" : "message");
  const key = draftKey(session.user.id, order.id, mode);
  const [text, setText] = useState(() => readDraft(key));
  const account = useAccount(order.account.id).data;
  const write = useOrderWrite<{ mode: ComposerMode; body: string }>(
    order,
    (vars, call) =>
      api.post<Order>(
        `/orders/${order.id}/${vars.mode === "note" ? "notes" : "messages"}`,
        { body: vars.body },
        { key: call.key },
      ),
    {
      moves: mode === "message",
      in_form: true,
      onDone: (_, vars) => {
        keepDraft(draftKey(session.user.id, order.id, vars.mode), "");
        setText("");
        showToast({
          text: t(vars.mode === "note" ? "ui.orders.note_saved" : "ui.orders.message_sent"),
        });
      },
    },
  );
  useEffect(() => setText(readDraft(key)), [key]);
  useImperativeHandle(ref, () => ({
    focus: (next) => {
      setMode(next);
      area.current?.focus();
    },
  }));
  const send = () => {
    const body = text.trim();
    if (body) write.go({ mode, body });
    else area.current?.focus();
  };
  useShortcuts([
    {
      keys: "Ctrl+Enter",
      label: "ui.orders.keys.send",
      group: "ui.orders.keys.group",
      run: () => document.activeElement === area.current && send(),
      always: true,
    },
  ]);
  const choose = (next: ComposerMode) => {
    write.reset();
    setMode(next);
    area.current?.focus();
  };
  const modes: ComposerMode[] = [
    ...(can("note_write") ? (["note"] as const) : []),
    ...(can("message_write") ? (["message"] as const) : []),
  ];
  if (modes.length === 0) return null;
  const note = mode === "note";
  const message = session.staff
    ? t("ui.orders.log.message_out")
    : t("ui.orders.message_to", { merchant: session.tenant.name });
  const goes_to = account?.email
    ? t("ui.orders.goes_to", { email: account.email })
    : t("ui.orders.no_email");
  return (
    <section
      className={classes(styles.composer, note ? styles.note : styles.to_customer)}
      aria-label={t("ui.orders.compose")}
    >
      <div className={styles.modes} role="group" aria-label={t("ui.orders.compose_as")}>
        {modes.map((one) => (
          <button key={one} type="button" aria-pressed={one === mode} onClick={() => choose(one)}>
            <Icon of={one === "note" ? Lock : Mail} size={14} />
            {one === "note" ? t("ui.orders.log.note") : message}
          </button>
        ))}
      </div>
      {write.problem && <ErrorLine problem={write.problem} />}
      <textarea
        ref={area}
        className={styles.text}
        rows={2}
        aria-label={note ? t("ui.orders.log.note") : message}
        placeholder={note ? t("ui.orders.note_hint") : message}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          keepDraft(key, event.target.value);
        }}
      />
      <div className={styles.foot}>
        <Icon of={note ? Lock : Mail} size={14} />
        <span className={styles.hint}>
          {note ? t("ui.orders.note_only_team") : session.staff && goes_to}
        </span>
        <span className={styles.key}>
          <Kbd>{t("ui.orders.send_key")}</Kbd>
        </span>
        <Button
          size="small"
          variant={note ? "note" : "send"}
          {...(note ? {} : { icon: Send })}
          pending={write.pending}
          onClick={send}
        >
          {t(
            note
              ? "ui.orders.save_note"
              : session.staff
                ? "ui.orders.send_message"
                : "ui.common.send",
          )}
        </Button>
      </div>
    </section>
  );
}
