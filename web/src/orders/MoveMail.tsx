import { lazy, Suspense, useState } from "react";
import { useText } from "../i18n/index";
import styles from "./Timeline.module.css";

const MoveDialog = lazy(() => import("../inbound/MoveDialog"));

/** Under a mail that may have come to the wrong order. */
export function MoveMail({ mail_id, order_number }: { mail_id: string; order_number: string }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={styles.move} onClick={() => setOpen(true)}>
        {t("ui.inbound.move_dots")}
      </button>
      {open && (
        <Suspense fallback={null}>
          <MoveDialog
            mail_id={mail_id}
            order_number={order_number}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
