import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type FormEvent, useRef, useState } from "react";
import { useText } from "../i18n/index";
import { Button, IconButton } from "./Button";
import { classes } from "./classes";
import type { DialogProps } from "./Dialog";
import styles from "./Dialog.module.css";

export default function DialogImpl(props: DialogProps) {
  const { onClose, title, lead, children, actions, size = "normal", as = "dialog" } = props;
  const t = useText();
  const typed = useRef(false);
  const [asked, setAsked] = useState(false);
  const [before] = useState(() => document.activeElement);
  // Words that somebody typed are not lost by a slip: Escape, the ground beside, the cross.
  const leave = () => (typed.current ? setAsked(true) : onClose());
  return (
    <Radix.Root open onOpenChange={(open) => !open && leave()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content
          className={classes(styles.panel, styles[as], styles[size])}
          {...(lead ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            const panel = event.currentTarget as HTMLElement;
            const field = panel.querySelector<HTMLElement>(
              "[data-body] :is(input,select,textarea):not(:disabled)",
            );
            (field ?? panel).focus();
          }}
          onCloseAutoFocus={(event) => {
            // Back to where it was opened; what it has taken away leaves the screen as a whole.
            event.preventDefault();
            const back = before?.isConnected ? before : document.getElementById("main");
            if (back instanceof HTMLElement) back.focus({ preventScroll: true });
          }}
        >
          <header className={styles.head}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon={X} label={t("ui.common.close")} />
            </Radix.Close>
          </header>
          <div
            className={styles.body}
            data-body=""
            onInput={(event) => {
              typed.current ||= isText(event);
            }}
          >
            {lead && <Radix.Description className={styles.lead}>{lead}</Radix.Description>}
            {children}
          </div>
          {asked ? (
            <footer className={styles.foot} role="alert">
              <b className={styles.question}>{t("ui.common.discard_question")}</b>
              <Button onClick={onClose}>{t("ui.common.discard")}</Button>
              <Button variant="primary" onClick={() => setAsked(false)}>
                {t("ui.common.keep_editing")}
              </Button>
            </footer>
          ) : (
            actions && <footer className={styles.foot}>{actions}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Typed into a form; a search box or a tick is nothing to lose. */
function isText(event: FormEvent): boolean {
  const field = event.target;
  if (field instanceof HTMLTextAreaElement) return true;
  return (
    field instanceof HTMLInputElement &&
    field.closest("form") !== null &&
    ["text", "email", "tel", "url", "password", "number"].includes(field.type)
  );
}
