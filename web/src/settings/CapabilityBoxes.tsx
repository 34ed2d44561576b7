import type { AccountKind, Capability } from "../api/types";
import { useText } from "../i18n/index";
import { Checkbox } from "../ui/Field";
import styles from "./Members.module.css";
import { capabilitiesFor } from "./roles";

/** Rights beside the role. */
export function CapabilityBoxes({
  kind,
  value,
  onChange,
  disabled,
}: {
  kind: AccountKind;
  value: Capability[];
  onChange: (value: Capability[]) => void;
  disabled?: boolean;
}) {
  const t = useText();
  return (
    <fieldset className={styles.capabilities}>
      <legend>{t("ui.users.extra_rights")}</legend>
      {capabilitiesFor(kind).map((capability) => (
        <Checkbox
          key={capability}
          label={t(`role.capability.${capability}`)}
          checked={value.includes(capability)}
          disabled={disabled}
          onChange={(on) =>
            onChange(on ? [...value, capability] : value.filter((one) => one !== capability))
          }
        />
      ))}
    </fieldset>
  );
}
