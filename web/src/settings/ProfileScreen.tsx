import { useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Density } from "../api/types";
import { Card, PageBody, Screen } from "../app/Screen";
import { replaceSession, useSession } from "../app/session";
import { applyDensity } from "../app/theme";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { FieldRow, Select } from "../ui/Field";
import { showToast } from "../ui/toast";
import {
  EmailForm,
  LanguageField,
  PasswordForm,
  PersonForm,
  SessionList,
  ThemeField,
  useMyChange,
} from "./ProfileForms";
import styles from "./settings.module.css";

/** One's own data: name, language, look, password, mail address, open sessions. */
export function ProfileScreen() {
  const t = useText();
  const { user } = useSession();
  return (
    <Screen title={t("ui.profile.title")} search={<LogoutButton />}>
      <PageBody narrow>
        <Card title={t("ui.profile.person")}>
          <PersonForm />
        </Card>
        <Card title={t("ui.profile.look")}>
          <div className={styles.stack}>
            <FieldRow>
              <LanguageField />
              <DensityField />
            </FieldRow>
            <ThemeField />
          </div>
        </Card>
        <Card title={t("ui.profile.password")}>
          <PasswordForm />
        </Card>
        <Card title={t("ui.profile.email")} aside={<span className="muted">{user.email}</span>}>
          <EmailForm
            onDone={(email) =>
              showToast({ text: t("ui.profile.email_sent", { email }), stay_ms: 0 })
            }
          />
        </Card>
        <Card title={t("ui.profile.sessions")} flush>
          <SessionList />
        </Card>
      </PageBody>
    </Screen>
  );
}

function DensityField() {
  const t = useText();
  const { user } = useSession();
  const change = useMyChange();
  return (
    <Select
      label={t("ui.profile.density")}
      value={user.density}
      onChange={(value) => {
        applyDensity(value as Density);
        change.go({ density: value as Density });
      }}
      options={(["comfortable", "normal", "compact"] as const).map((one) => ({
        value: one,
        label: t(`ui.profile.density_${one}`),
      }))}
    />
  );
}

function LogoutButton() {
  const t = useText();
  const client = useQueryClient();
  const logout = useCommand({
    run: () => api.del("/session"),
    onDone: () => replaceSession(client, null),
  });
  return (
    <Button icon={LogOut} pending={logout.pending} onClick={() => logout.go(undefined)}>
      {t("ui.profile.sign_out")}
    </Button>
  );
}
