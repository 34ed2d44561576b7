import { Card } from "../app/Screen";
import { weekday } from "../i18n/format";
import { useText } from "../i18n/index";
import { Checkbox, FieldRow, TextArea, TextInput } from "../ui/Field";
import { minuteOf, timeOf } from "./mailbox";
import styles from "./settings.module.css";

export interface Away {
  away_text: string;
  /** "1111100": somebody is there from Monday to Friday. */
  away_days: string;
  away_from_minute: number;
  away_until_minute: number;
}

const kDays = [0, 1, 2, 3, 4, 5, 6];

/** What is answered by itself while nobody is at the desk, once a week to each sender. */
export function AwayCard({
  value,
  onChange,
}: {
  value: Away;
  onChange: <Name extends keyof Away>(name: Name, to: Away[Name]) => void;
}) {
  const t = useText();
  const days = value.away_days.padEnd(7, "0");
  return (
    <Card title={t("ui.mailbox.away")}>
      <div className={styles.stack}>
        <TextArea
          label={t("ui.mailbox.away_text")}
          hint={t("ui.mailbox.away_hint")}
          name="away_text"
          rows={4}
          maxLength={2000}
          value={value.away_text}
          onChange={(text) => onChange("away_text", text)}
        />
        <fieldset className={styles.days}>
          <legend>{t("ui.mailbox.open_days")}</legend>
          {kDays.map((day) => (
            <Checkbox
              key={day}
              label={weekday(day)}
              checked={days[day] === "1"}
              onChange={(on) =>
                onChange("away_days", days.slice(0, day) + (on ? "1" : "0") + days.slice(day + 1))
              }
            />
          ))}
        </fieldset>
        <FieldRow>
          <TextInput
            label={t("ui.mailbox.open_from")}
            type="time"
            value={timeOf(value.away_until_minute)}
            onChange={(time) => onChange("away_until_minute", minuteOf(time))}
          />
          <TextInput
            label={t("ui.mailbox.open_until")}
            type="time"
            value={timeOf(value.away_from_minute)}
            onChange={(time) => onChange("away_from_minute", minuteOf(time))}
          />
        </FieldRow>
      </div>
    </Card>
  );
}
