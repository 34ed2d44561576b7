import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import { useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { ErrorLine } from "../ui/feedback";
import { Door, lastHouse, loginOf } from "./Door";
import styles from "./Login.module.css";

/** Confirms a new mail address. Asks for a click: mail scanners open links on their own. */
export function EmailScreen() {
  const t = useText();
  const { token = "" } = useParams({ strict: false });
  const [house] = useState(lastHouse);
  const [done, setDone] = useState(false);
  const confirm = useCommand({
    run: (value: string, call) =>
      api.post(`/email-confirmations/${encodeURIComponent(value)}`, {}, { key: call.key }),
    onDone: () => setDone(true),
    onProblem: () => true,
  });
  return (
    <Door house={house} title={t(done ? "ui.login.email_done_title" : "ui.login.email_title")}>
      <div className={styles.note}>
        {confirm.problem && <ErrorLine problem={confirm.problem} />}
        <p>{t(done ? "ui.login.email_done_text" : "ui.login.email_text")}</p>
        {done ? (
          <a href={loginOf(house)} className={buttonClass("primary", "large")}>
            {t("ui.login.email_onward")}
          </a>
        ) : (
          <Button
            variant="primary"
            size="large"
            pending={confirm.pending}
            onClick={() => confirm.go(token)}
          >
            {t("ui.login.email_confirm")}
          </Button>
        )}
      </div>
    </Door>
  );
}
