import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import { useCommand } from "../api/query";
import type { PasswordReset } from "../api/types";
import { useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { Form, TextInput } from "../ui/Field";
import { ErrorState, Skeleton } from "../ui/feedback";
import { showToast } from "../ui/toast";
import { Door } from "./Door";
import styles from "./Login.module.css";
import { kShortestPassword, NewPassword } from "./PasswordFields";

/** Sets a password by the link of a mail: a reset or an invitation. Looking at it uses
 *  nothing up. */
export function PasswordScreen() {
  const t = useText();
  const navigate = useNavigate();
  const { token = "" } = useParams({ strict: false });
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<Record<string, string>>({});
  const link = useQuery({
    queryKey: ["password-reset", token],
    queryFn: () => api.get<PasswordReset>(`/password-resets/${encodeURIComponent(token)}`),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const save = useCommand({
    run: (value: string, call) =>
      api.post(
        `/password-resets/${encodeURIComponent(token)}`,
        { password: value },
        { key: call.key },
      ),
    onDone: () => {
      showToast({ text: t("ui.password.saved") });
      void navigate({ to: "/login", replace: true });
    },
    onProblem: () => true,
  });

  if (link.isPending) {
    return (
      <Door title={t("ui.password.set_title")}>
        <Skeleton />
      </Door>
    );
  }
  if (link.error) {
    const problem = Problem.from(link.error);
    const dead = problem.status === 404 || problem.status === 410;
    return (
      <Door title={t(dead ? "ui.password.dead_title" : "ui.password.set_title")}>
        {dead ? (
          <div className={styles.note}>
            <p>{problem.sentence}</p>
            <Link to="/password/forgot" className={buttonClass("primary", "large")}>
              {t("ui.password.ask_again")}
            </Link>
          </div>
        ) : (
          <ErrorState error={problem} retry={() => void link.refetch()} />
        )}
      </Door>
    );
  }
  const { email, purpose, name, account_name } = link.data;
  const invited = purpose === "invitation";
  return (
    <Door
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
          const short = [...password].length < kShortestPassword;
          setFault(
            short
              ? {
                  password: t("ui.password.too_short", {
                    shortest: kShortestPassword,
                    count: [...password].length,
                  }),
                }
              : {},
          );
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
    </Door>
  );
}
