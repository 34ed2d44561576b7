import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useText } from "../i18n/index";
import { IconButton } from "./Button";
import { classes } from "./classes";
import type { DialogProps } from "./Dialog";
import styles from "./Dialog.module.css";

export default function DialogImpl(props: DialogProps) {
  const { onClose, title, lead, children, actions, size = "normal", as = "dialog" } = props;
  const t = useText();
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
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
        >
          <header className={styles.head}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon={X} label={t("ui.common.close")} />
            </Radix.Close>
          </header>
          <div className={styles.body} data-body="">
            {lead && <Radix.Description className={styles.lead}>{lead}</Radix.Description>}
            {children}
          </div>
          {actions && <footer className={styles.foot}>{actions}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
