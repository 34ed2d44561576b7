import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { AccessRequest, Role } from "../api/types";
import { LoadingPage } from "../app/LoadingPage";
import { Card, PageBody, Screen } from "../app/Screen";
import { findAccounts } from "../customers/account";
import { kKinds } from "../customers/kinds";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { Select, TextArea } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { EmptyState, ErrorState } from "../ui/feedback";
import { type Picked, Picker } from "../ui/Picker";
import { Chip } from "../ui/signs";
import { Tabs } from "../ui/Tabs";
import { showToast } from "../ui/toast";
import { RelativeTime } from "../ui/Values";
import { rolesFor } from "./roles";
import styles from "./settings.module.css";

const kStates = ["open", "approved", "refused"] as const;
type Question = { kind: "approve" | "refuse"; request: AccessRequest };

/** People who asked for access at the portal (R03): let in with account and role, or refused. */
export function AccessScreen() {
  const t = useText();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const state = kStates.find((one) => one === search.state) ?? "open";
  const [question, setQuestion] = useState<Question | null>(null);
  const requests = useQuery({
    queryKey: ["access_requests", state],
    queryFn: () => api.get<AccessRequest[]>("/access-requests", { state }),
  });
  return (
    <Screen
      title={t("ui.nav.access")}
      bar={
        <Tabs
          segmented
          label={t("ui.access.state")}
          value={state}
          onChange={(next) => void navigate({ to: "/settings/access", search: { state: next } })}
          tabs={kStates.map((one) => ({ key: one, label: t(`ui.access.tab_${one}`) }))}
        />
      }
    >
      {requests.isPending && <LoadingPage narrow />}
      {requests.error && !requests.data && (
        <ErrorState error={requests.error} retry={() => void requests.refetch()} />
      )}
      {requests.data?.length === 0 && (
        <EmptyState
          kind={state === "open" ? "done" : "no_hits"}
          title={t(state === "open" ? "ui.access.none_open" : "ui.access.none")}
        >
          {t("ui.access.none_text")}
        </EmptyState>
      )}
      {requests.data !== undefined && requests.data.length > 0 && (
        <PageBody narrow>
          <Card flush>
            <ul className={styles.rows}>
              {requests.data.map((request) => (
                <li key={request.id}>
                  <div className={styles.grow}>
                    <p>
                      <b>{request.name}</b>, {request.company}{" "}
                      {request.state !== "open" && (
                        <Chip tone={request.state === "approved" ? "ok" : "plain"}>
                          {t(`ui.access.tab_${request.state}`)}
                        </Chip>
                      )}
                    </p>
                    <p className="dim">
                      {request.email} · <RelativeTime at_ms={request.created_at_ms} />
                    </p>
                    {request.message && (
                      <p className="muted">
                        <q>{request.message}</q>
                      </p>
                    )}
                    {request.reason && (
                      <p className="muted">{t("ui.access.because", { reason: request.reason })}</p>
                    )}
                  </div>
                  {request.state === "open" && (
                    <span className="row">
                      <Button
                        variant="danger"
                        onClick={() => setQuestion({ kind: "refuse", request })}
                      >
                        {t("ui.access.refuse")}
                      </Button>
                      <Button onClick={() => setQuestion({ kind: "approve", request })}>
                        {t("ui.access.approve")}
                      </Button>
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </Card>
        </PageBody>
      )}
      {question?.kind === "approve" && (
        <ApproveDialog request={question.request} onClose={() => setQuestion(null)} />
      )}
      {question?.kind === "refuse" && (
        <RefuseDialog request={question.request} onClose={() => setQuestion(null)} />
      )}
    </Screen>
  );
}

function ApproveDialog({ request, onClose }: { request: AccessRequest; onClose: () => void }) {
  const t = useText();
  const [account, setAccount] = useState<Picked | null>(null);
  const [role, setRole] = useState<Role>("buyer");
  const [missing, setMissing] = useState(false);
  const approve = useCommand({
    run: (body: { account_id: string; role: Role }, call) =>
      api.post(`/access-requests/${request.id}/approve`, body, { key: call.key }),
    invalidates: [["access_requests"], ["memberships"]],
    onDone: () => {
      showToast({ text: t("ui.access.approved", { name: request.name }) });
      onClose();
    },
    onProblem: () => true,
  });
  return (
    <FormDialog
      title={t("ui.access.approve_title", { name: request.name })}
      lead={t("ui.access.approve_lead")}
      submit={t("ui.access.approve_now")}
      pending={approve.pending}
      problem={approve.problem}
      errors={missing ? { account_id: t("ui.access.account_missing") } : {}}
      onSubmit={() => {
        setMissing(account === null);
        if (account) approve.go({ account_id: account.id, role });
      }}
      onClose={onClose}
    >
      <Picker
        label={t("ui.access.account")}
        name="account_id"
        hint={request.company && t("ui.access.company_typed", { company: request.company })}
        value={account}
        onChange={setAccount}
        source="access"
        find={findAccounts(kKinds)}
        start={request.company}
        placeholder={t("ui.customers.find")}
      />
      <Select
        label={t("ui.users.role")}
        name="role"
        value={role}
        onChange={(next) => setRole(next as Role)}
        options={rolesFor("customer").map((one) => ({ value: one, label: t(`role.${one}`) }))}
        hint={t(`role.about.${role}`)}
      />
    </FormDialog>
  );
}

function RefuseDialog({ request, onClose }: { request: AccessRequest; onClose: () => void }) {
  const t = useText();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const refuse = useCommand({
    run: (words: string, call) =>
      api.post(`/access-requests/${request.id}/refuse`, { reason: words }, { key: call.key }),
    invalidates: [["access_requests"]],
    onDone: () => {
      showToast({ text: t("ui.access.refused", { name: request.name }) });
      onClose();
    },
    onProblem: () => true,
  });
  return (
    <FormDialog
      size="small"
      title={t("ui.access.refuse_title", { name: request.name })}
      lead={t("ui.access.refuse_lead", { email: request.email })}
      submit={t("ui.access.refuse_now")}
      variant="danger"
      pending={refuse.pending}
      problem={refuse.problem}
      errors={missing ? { reason: t("ui.access.reason_missing") } : {}}
      onSubmit={() => {
        setMissing(!reason.trim());
        if (reason.trim()) refuse.go(reason);
      }}
      onClose={onClose}
    >
      <TextArea label={t("ui.access.reason")} name="reason" value={reason} onChange={setReason} />
    </FormDialog>
  );
}
