import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { ApiKey, Scope } from "../api/types";
import { Card, PageBody, Screen } from "../app/Screen";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { CopyButton } from "../ui/CopyButton";
import { Dialog } from "../ui/Dialog";
import { Checkbox, TextInput } from "../ui/Field";
import { FormDialog } from "../ui/FormDialog";
import { EmptyState, ErrorState, Skeleton } from "../ui/feedback";
import { showToast } from "../ui/toast";
import { RelativeTime } from "../ui/Values";
import styles from "./settings.module.css";

const kScopes: Scope[] = ["read", "orders_write", "catalog_write", "accounts_write"];

/** Keys for programs that use the API in this account's name. */
export function ApiKeysScreen() {
  const t = useText();
  const [making, setMaking] = useState(false);
  const [doomed, setDoomed] = useState<ApiKey | null>(null);
  const keys = useQuery({
    queryKey: ["api_keys"],
    queryFn: () => api.get<ApiKey[]>("/api-keys"),
  });
  const revoke = useCommand({
    run: (id: string) => api.del(`/api-keys/${id}`),
    invalidates: [["api_keys"]],
    onDone: () => {
      setDoomed(null);
      showToast({ text: t("ui.api_keys.revoked") });
    },
  });
  const add = (
    <Button variant="primary" icon={Plus} onClick={() => setMaking(true)}>
      {t("ui.api_keys.new")}
    </Button>
  );
  return (
    <Screen title={t("ui.nav.api_keys")} actions={keys.data && keys.data.length > 0 && add}>
      <PageBody narrow>
        <Card
          flush
          title={t("ui.nav.api_keys")}
          aside={
            <a className="link" href="/api/docs">
              {t("ui.api_keys.docs")}
            </a>
          }
        >
          {keys.isPending && <Skeleton />}
          {keys.error && !keys.data && (
            <ErrorState error={keys.error} retry={() => void keys.refetch()} />
          )}
          {keys.data?.length === 0 && (
            <EmptyState kind="nothing" title={t("ui.api_keys.empty_title")} actions={add}>
              {t("ui.api_keys.empty_text")}
            </EmptyState>
          )}
          <ul className={styles.rows}>
            {keys.data?.map((key) => (
              <li key={key.id}>
                <div className={styles.grow}>
                  <p>
                    <b>{key.name}</b> <code className="dim">{key.prefix}…</code>
                  </p>
                  <p className="xs dim">
                    {key.scopes.map((scope) => t(`ui.api_keys.scope.${scope}`)).join(", ")} ·{" "}
                    {key.last_used_at_ms === null ? (
                      t("ui.api_keys.never_used")
                    ) : (
                      <>
                        {t("ui.api_keys.last_used")} <RelativeTime at_ms={key.last_used_at_ms} />
                      </>
                    )}
                  </p>
                </div>
                <Button size="small" variant="danger" onClick={() => setDoomed(key)}>
                  {t("ui.api_keys.revoke")}
                </Button>
              </li>
            ))}
          </ul>
        </Card>
      </PageBody>
      {making && <NewKeyDialog onClose={() => setMaking(false)} />}
      <Dialog
        open={doomed !== null}
        onClose={() => setDoomed(null)}
        size="small"
        title={t("ui.api_keys.revoke_title", { name: doomed?.name })}
        lead={t("ui.api_keys.revoke_lead")}
        actions={
          <>
            <Button onClick={() => setDoomed(null)}>{t("ui.common.cancel")}</Button>
            <Button
              variant="danger"
              pending={revoke.pending}
              onClick={() => doomed && revoke.go(doomed.id)}
            >
              {t("ui.api_keys.revoke_now")}
            </Button>
          </>
        }
      />
    </Screen>
  );
}

function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["read"]);
  const [missing, setMissing] = useState(false);
  const [token, setToken] = useState<string | null>(null);
  const create = useCommand({
    run: (body: { name: string; scopes: Scope[] }, call) =>
      api.post<ApiKey & { token: string }>("/api-keys", body, { key: call.key }),
    invalidates: [["api_keys"]],
    onDone: (made) => setToken(made.token),
    onProblem: () => true,
  });
  if (token !== null) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={t("ui.api_keys.made_title")}
        lead={t("ui.api_keys.made_lead")}
        actions={
          <Button variant="primary" onClick={onClose}>
            {t("ui.api_keys.kept")}
          </Button>
        }
      >
        <p className={styles.secret}>
          <code>{token}</code>
          <CopyButton value={token} />
        </p>
      </Dialog>
    );
  }
  return (
    <FormDialog
      title={t("ui.api_keys.new")}
      lead={t("ui.api_keys.new_lead")}
      submit={t("ui.api_keys.create")}
      pending={create.pending}
      problem={create.problem}
      errors={missing ? { name: t("ui.api_keys.name_missing") } : {}}
      onSubmit={() => {
        setMissing(!name.trim());
        if (name.trim()) create.go({ name, scopes });
      }}
      onClose={onClose}
    >
      <TextInput
        label={t("ui.api_keys.name")}
        hint={t("ui.api_keys.name_hint")}
        name="name"
        value={name}
        onChange={setName}
      />
      <fieldset className={styles.boxes}>
        <legend>{t("ui.api_keys.scopes")}</legend>
        {kScopes.map((scope) => (
          <Checkbox
            key={scope}
            label={t(`ui.api_keys.scope.${scope}`)}
            checked={scopes.includes(scope)}
            onChange={(on) =>
              setScopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope))
            }
          />
        ))}
      </fieldset>
    </FormDialog>
  );
}
