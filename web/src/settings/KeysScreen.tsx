import type { ShortcutMode } from "../api/types";
import { openCheatSheet } from "../app/palette";
import { Card, PageBody, Screen } from "../app/Screen";
import { useSession } from "../app/session";
import { setShortcutMode } from "../app/shortcuts";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { RadioGroup } from "../ui/Field";
import { useMyChange } from "./ProfileForms";
import styles from "./settings.module.css";

export function KeysScreen() {
  const t = useText();
  const { user } = useSession();
  const change = useMyChange();
  return (
    <Screen title={t("ui.nav.shortcuts")}>
      <PageBody narrow>
        <Card title={t("ui.keys.setting")}>
          <div className={styles.stack}>
            <RadioGroup
              label={t("ui.keys.setting_label")}
              value={user.shortcuts}
              onChange={(value) => {
                setShortcutMode(value as ShortcutMode);
                change.go({ shortcuts: value as ShortcutMode });
              }}
              options={(["on", "ctrl", "off"] as const).map((mode) => ({
                value: mode,
                label: t(`ui.keys.choice_${mode}`),
                hint: t(`ui.keys.mode_${mode}`),
              }))}
            />
            <p>
              <Button onClick={openCheatSheet}>{t("ui.keys.cheat_sheet")}</Button>
            </p>
          </div>
        </Card>
      </PageBody>
    </Screen>
  );
}
