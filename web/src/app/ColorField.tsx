import type { LabelColor } from "../api/types";
import { useText } from "../i18n/index";
import { Select } from "../ui/Field";

const kColors: LabelColor[] = ["petrol", "green", "amber", "red", "blue", "plum", "grey"];

/** The colour of a label or of a view. */
export function ColorField<Color extends string>(bind: {
  name: string;
  value: Color;
  onChange: (color: Color) => void;
}) {
  const t = useText();
  return (
    <Select
      label={t("field.color")}
      {...bind}
      onChange={(color) => bind.onChange(color as Color)}
      options={kColors.map((color) => ({ value: color, label: t(`ui.orders.colors.${color}`) }))}
    />
  );
}
