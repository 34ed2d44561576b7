import { useText } from "../i18n/index";
import DialogImpl from "../ui/DialogImpl";
import { Kbd } from "../ui/Kbd";
import styles from "./CheatSheet.module.css";
import { closeCheatSheet } from "./palette";
import { type Shortcut, shortcutMode, useAllShortcuts } from "./shortcuts";

/** All keys that work on the screen behind it, by group. */
export default function CheatSheet() {
  const t = useText();
  const all = useAllShortcuts();
  const groups = new Map<Shortcut["group"], Shortcut[]>();
  for (const one of all) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  const mode = shortcutMode();
  return (
    <DialogImpl
      open
      onClose={closeCheatSheet}
      title={t("ui.keys.title")}
      lead={t(`ui.keys.mode_${mode}`)}
      size="wide"
    >
      <div className={styles.groups}>
        {[...groups].map(([group, shortcuts]) => (
          <section key={group}>
            <h3>{t(group)}</h3>
            <dl>
              {shortcuts.map((one) => (
                <div key={one.keys}>
                  <dt>{t(one.label)}</dt>
                  <dd>
                    <span className="visually-hidden">{one.keys}</span>
                    {keyCaps(one.keys, mode === "ctrl" && !one.always, t("ui.keys.ctrl")).map(
                      (cap) => (
                        <Kbd key={cap}>{cap}</Kbd>
                      ),
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </DialogImpl>
  );
}

function keyCaps(keys: string, with_ctrl: boolean, ctrl: string): string[] {
  const caps = keys
    .split(/[ +]/)
    .map((key) => (key === "Ctrl" ? ctrl : key.length === 1 ? key.toUpperCase() : key));
  return with_ctrl ? [ctrl, ...caps] : caps;
}
