import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import { useCommand } from "../api/query";
import type { PasswordReset } from "../api/types";
import { useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { Form, TextInput } from "../ui/Field";
import { ErrorLine, ErrorState, Skeleton } from "../ui/feedback";
import { Door, type House, lastHouse, loginOf } from "./Door";
import styles from "./Login.module.css";
import { kSavedMark } from "./LoginForm";
import { kShortestPassword, NewPassword } from "./PasswordFields";

/** Sets a password by the link of a mail: a reset or an invitation (R16, R17). Looking at it uses
 *  nothing up. */
export function PasswordScreen() {
  const t = useText();
  const { token = "" } = useParams({ strict: false });
  const [house] = useState(lastHouse);
  const link = useQuery({
    queryKey: ["password-reset", token],
    queryFn: () => api.get<PasswordReset>(`/password-resets/${encodeURIComponent(token)}`),
    staleTime: Number.POSITIVE_INFINITY,
  });
  // A link that was good when it was opened shows its form until it is sent, also after the
  // language has changed.
  if (link.data) return <SetPassword house={house} token={token} link={link.data} />;
  if (link.isPending) {
    return (
      <Door house={house} title={t("ui.password.set_title")}>
        <Skeleton />
      </Door>
    );
  }
  const problem = Problem.from(link.error);
  const dead = problem.status === 404 || problem.status === 410;
  return (
    <Door house={house} title={t(dead ? "ui.password.dead_title" : "ui.password.set_title")}>
      {dead ? (
        <div className={styles.note}>
          <p>{problem.status === 404 ? t("ui.password.unknown_text") : problem.sentence}</p>
          <a
            href={house === "portal" ? "/portal/password" : "/password/forgot"}
            className={buttonClass("primary", "large")}
          >
            {t("ui.password.ask_again")}
          </a>
        </div>
      ) : (
        <ErrorState error={problem} retry={() => void link.refetch()} />
      )}
    </Door>
  );
}

function SetPassword({ house, token, link }: { house: House; token: string; link: PasswordReset }) {
  const t = useText();
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<Record<string, string>>({});
  const [declined, setDeclined] = useState(false);
  const address = `/password-resets/${encodeURIComponent(token)}`;
  const save = useCommand({
    run: (value: string, call) => api.post(address, { password: value }, { key: call.key }),
    onDone: () => window.location.assign(loginOf(house) + kSavedMark),
    onProblem: () => true,
  });
  const { email, purpose, name, account_name } = link;
  const invited = purpose === "invitation";
  if (declined) {
    return (
      <Door house={house} title={t("ui.password.declined_title")}>
        <p role="status">{t("ui.password.declined_text", { account: account_name })}</p>
      </Door>
    );
  }
  return (
    <Door
      house={house}
      title={t(invited ? "ui.password.invited_title" : "ui.password.set_title")}
      lead={
        invited
          ? t("ui.password.invited_lead", { name, account: account_name })
          : t("ui.password.set_lead")
      }
    >
      <Form
        className={styles.form}
        problem={save.problem}
        errors={fault}
        onSubmit={() => {
          const length = [...password].length;
          const short = length < kShortestPassword;
          const words = t("ui.password.too_short", { shortest: kShortestPassword, count: length });
          setFault(short ? { password: words } : {});
          if (!short) save.go(password);
        }}
      >
        <TextInput
          label={t("ui.login.email")}
          type="email"
          autoComplete="username"
          readOnly
          value={email}
          onChange={() => undefined}
        />
        <NewPassword label={t("ui.password.new")} value={password} onChange={setPassword} />
        <Button type="submit" variant="primary" size="large" wide pending={save.pending}>
          {t("ui.password.save")}
        </Button>
      </Form>
      {invited && <Decline address={address} onDone={() => setDeclined(true)} />}
    </Door>
  );
}

/** For whom the invitation was not meant: said once, nobody writes to him again. */
function Decline({ address, onDone }: { address: string; onDone: () => void }) {
  const t = useText();
  const decline = useCommand({
    run: (path: string, call) => api.post(path, {}, { key: call.key }),
    onDone,
    onProblem: () => true,
  });
  return (
    <div className={styles.after}>
      {decline.problem && <ErrorLine problem={decline.problem} />}
      <p>
        {t("ui.password.not_meant")}{" "}
        <button
          type="button"
          className={styles.link}
          onClick={() => decline.go(`${address}/decline`)}
        >
          {t("ui.password.decline")}
        </button>
      </p>
    </div>
  );
}
