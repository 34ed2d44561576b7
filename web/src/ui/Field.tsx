import { ChevronDown } from "lucide-react";
import {
  type ComponentProps,
  createContext,
  type ReactNode,
  type FormEvent as SubmitOf,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import type { FieldError, Problem } from "../api/problem";
import { minorDigits, parseDecimal, typedDecimal } from "../i18n/format";
import { useText } from "../i18n/index";
import { classes } from "./classes";
import styles from "./Field.module.css";
import { ErrorLine } from "./feedback";
import { Icon } from "./Icon";

/** What the server or the form itself found wrong, by field name ("/lines/0/sku" is
 *  "lines/0/sku"). */
const Errors = createContext<Record<string, string>>({});

export interface FormProps extends Omit<ComponentProps<"form">, "onSubmit"> {
  onSubmit: () => void;
  /** The refusal of the last try. Its field errors go to the fields, the rest stands on top. */
  problem?: Problem | null;
  /** Refusals that name no field but belong to one: code to field name. */
  fields_of_code?: Record<string, string>;
  /** What the form found wrong before sending: field name to sentence. */
  errors?: Record<string, string>;
  children: ReactNode;
}

/** A form that says every fault beside its field, keeps what was typed and puts the cursor into the
 *  first field that needs mending. */
export function Form({
  onSubmit,
  problem,
  errors,
  fields_of_code,
  children,
  className,
  ...rest
}: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const all: Record<string, string> = { ...errors };
  for (const error of problem?.errors ?? []) all[fieldName(error)] ??= error.message;
  const placed = problem ? fields_of_code?.[problem.code] : undefined;
  if (problem && placed) all[placed] ??= problem.sentence;
  const stamp = JSON.stringify(all);

  useEffect(() => {
    if (stamp === "{}") return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [stamp]);

  return (
    <Errors.Provider value={all}>
      <form
        {...rest}
        ref={form}
        noValidate
        className={classes(styles.form, className)}
        onSubmit={(event: SubmitOf) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {problem && !problem.errors.length && !placed && <ErrorLine problem={problem} />}
        {children}
      </form>
    </Errors.Provider>
  );
}

export function fieldName(error: FieldError): string {
  return error.pointer.replace(/^\//, "");
}

export interface FieldProps {
  label: string;
  /** The field's name in the API; its error is found by it. */
  name?: string;
  hint?: ReactNode;
  error?: string | undefined;
  required?: boolean;
  /** Stands at the right of the label: "freiwillig", a counter, a link. */
  aside?: ReactNode;
  /** The label is read but not seen; only where the place says it (a search box, a table cell). */
  hide_label?: boolean;
  className?: string | undefined;
}

interface Wiring {
  id: string;
  name?: string | undefined;
  required?: boolean | undefined;
  "aria-invalid"?: true | undefined;
  "aria-describedby"?: string | undefined;
}

/** Label, hint and error around any control; the control takes what `children` is given. */
export function Field({
  label,
  name,
  hint,
  error,
  required,
  aside,
  hide_label,
  className,
  children,
}: FieldProps & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const errors = useContext(Errors);
  const wrong = error ?? (name ? errors[name] : undefined);
  const described = [wrong && `${id}e`, hint && `${id}h`].filter(Boolean).join(" ");
  return (
    <div className={classes(styles.field, className)}>
      <div className={hide_label ? "visually-hidden" : styles.head}>
        <label htmlFor={id}>{label}</label>
        {aside && <span className={styles.aside}>{aside}</span>}
      </div>
      {children({
        id,
        name,
        required,
        "aria-invalid": wrong ? true : undefined,
        "aria-describedby": described || undefined,
      })}
      {wrong && (
        <p id={`${id}e`} className={styles.error}>
          {wrong}
        </p>
      )}
      {hint && (
        <p id={`${id}h`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}

type Native<Tag extends "input" | "select" | "textarea"> = Omit<
  ComponentProps<Tag>,
  "onChange" | "value" | "name" | "required" | "className" | "children"
>;

function split<P extends FieldProps>(props: P): [FieldProps, Omit<P, keyof FieldProps>] {
  const { label, name, hint, error, required, aside, hide_label, className, ...rest } = props;
  return [{ label, name, hint, error, required, aside, hide_label, className } as FieldProps, rest];
}

export function TextInput(
  props: FieldProps & Native<"input"> & { value: string; onChange: (value: string) => void },
) {
  const [field, { value, onChange, ...rest }] = split(props);
  return (
    <Field {...field}>
      {(wiring) => (
        <input
          {...rest}
          {...wiring}
          className={styles.control}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export function TextArea(
  props: FieldProps & Native<"textarea"> & { value: string; onChange: (value: string) => void },
) {
  const [field, { value, onChange, ...rest }] = split(props);
  return (
    <Field {...field}>
      {(wiring) => (
        <textarea
          rows={3}
          {...rest}
          {...wiring}
          className={classes(styles.control, styles.area)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export interface NumberInputProps extends FieldProps, Omit<Native<"input">, "type"> {
  /** The number in units of 1/10^digits (a quantity: digits 3), null when empty. */
  value: number | null;
  onChange: (value: number | null) => void;
  digits?: number;
  min_digits?: number;
  unit?: string;
}

/** Takes numbers as people write them ("1.234,50"). What cannot be read stays in the field with a
 *  sentence beside it; the form's value is then unchanged. */
export function NumberInput(props: NumberInputProps) {
  const t = useText();
  const [field, { value, onChange, digits = 0, min_digits = 0, unit, onBlur, ...rest }] =
    split(props);
  const shown = value === null ? "" : typedDecimal(value, digits, min_digits);
  const [typed, setTyped] = useState(shown);
  const [known, setKnown] = useState(value);
  const [bad, setBad] = useState(false);
  if (value !== known) {
    setKnown(value);
    setTyped(shown);
    setBad(false);
  }
  return (
    <Field {...field} error={bad ? t("ui.field.no_number", { digits }) : field.error}>
      {(wiring) => (
        <span className={styles.with_unit}>
          <input
            inputMode="decimal"
            autoComplete="off"
            {...rest}
            {...wiring}
            className={classes(styles.control, styles.number)}
            value={typed}
            onChange={(event) => {
              const next = event.target.value;
              setTyped(next);
              const read = next.trim() === "" ? null : parseDecimal(next, digits);
              if (read === undefined) return;
              setBad(false);
              setKnown(read);
              onChange(read);
            }}
            onBlur={(event) => {
              onBlur?.(event);
              const unread = typed.trim() !== "" && parseDecimal(typed, digits) === undefined;
              setBad(unread);
              if (!unread) setTyped(shown);
            }}
          />
          {unit && <span className={styles.unit}>{unit}</span>}
        </span>
      )}
    </Field>
  );
}

/** Money in cents, or a unit price in 1/10,000 with `unit_price`. */
export function MoneyInput({
  currency,
  unit_price = false,
  ...props
}: Omit<NumberInputProps, "digits" | "unit"> & { currency: string; unit_price?: boolean }) {
  const minor = minorDigits(currency);
  return (
    <NumberInput {...props} digits={unit_price ? 4 : minor} min_digits={minor} unit={currency} />
  );
}

export interface Option {
  value: string;
  label: string;
  disabled?: boolean;
}

/** The system's own list: it works with every keyboard, phone and screen reader, at no weight. */
export function Select(
  props: FieldProps &
    Native<"select"> & {
      value: string;
      onChange: (value: string) => void;
      options: Option[];
      /** Shown while nothing is chosen. */
      placeholder?: string;
    },
) {
  const [field, { value, onChange, options, placeholder, ...rest }] = split(props);
  return (
    <Field {...field}>
      {(wiring) => (
        <span className={styles.choice}>
          <select
            {...rest}
            {...wiring}
            className={classes(styles.control, styles.select)}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          >
            {placeholder !== undefined && <option value="">{placeholder}</option>}
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon of={ChevronDown} />
        </span>
      )}
    </Field>
  );
}

/** A day as YYYY-MM-DD; empty text for none. */
export function DateInput(
  props: FieldProps & Native<"input"> & { value: string; onChange: (value: string) => void },
) {
  return <TextInput {...props} type="date" />;
}

interface ToggleProps extends Omit<ComponentProps<"input">, "onChange" | "type" | "value"> {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint?: ReactNode;
  hide_label?: boolean;
  /** Some of what stands below is chosen. */
  mixed?: boolean;
}

function Toggle({
  label,
  checked,
  onChange,
  hint,
  hide_label,
  mixed,
  look,
  ...rest
}: ToggleProps & { look: string | undefined }) {
  const id = useId();
  const errors = useContext(Errors);
  const wrong = rest.name ? errors[rest.name] : undefined;
  const described = [wrong && `${id}e`, hint && `${id}h`].filter(Boolean).join(" ");
  return (
    <div>
      <label className={classes(styles.toggle, rest.disabled && styles.off)}>
        <input
          {...rest}
          type="checkbox"
          className={look}
          checked={checked}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={described || undefined}
          ref={(node) => {
            if (node) node.indeterminate = Boolean(mixed);
          }}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span className={hide_label ? "visually-hidden" : undefined}>{label}</span>
      </label>
      {wrong && (
        <p id={`${id}e`} className={classes(styles.error, styles.indent)}>
          {wrong}
        </p>
      )}
      {hint && (
        <p id={`${id}h`} className={classes(styles.hint, styles.indent)}>
          {hint}
        </p>
      )}
    </div>
  );
}

export function Checkbox(props: ToggleProps) {
  return <Toggle {...props} look={styles.box} />;
}

/** A setting that takes effect at once; for a choice inside a form take Checkbox. */
export function Switch(props: ToggleProps) {
  return <Toggle {...props} role="switch" look={styles.switch} />;
}

export function RadioGroup({
  label,
  name,
  value,
  onChange,
  options,
  hide_label,
  inline,
}: {
  label: string;
  name?: string;
  value: string;
  onChange: (value: string) => void;
  options: (Option & { hint?: ReactNode })[];
  hide_label?: boolean;
  inline?: boolean;
}) {
  const id = useId();
  const errors = useContext(Errors);
  const wrong = name ? errors[name] : undefined;
  return (
    <fieldset className={styles.field} aria-describedby={wrong ? `${id}e` : undefined}>
      <legend className={hide_label ? "visually-hidden" : styles.legend}>{label}</legend>
      <div className={inline ? styles.inline : styles.stack}>
        {options.map((option) => (
          <div key={option.value}>
            <label className={classes(styles.toggle, option.disabled && styles.off)}>
              <input
                type="radio"
                name={name ?? id}
                className={styles.radio}
                value={option.value}
                checked={value === option.value}
                disabled={option.disabled}
                aria-invalid={wrong ? true : undefined}
                onChange={() => onChange(option.value)}
              />
              <span>{option.label}</span>
            </label>
            {option.hint && <p className={classes(styles.hint, styles.indent)}>{option.hint}</p>}
          </div>
        ))}
      </div>
      {wrong && (
        <p id={`${id}e`} className={styles.error}>
          {wrong}
        </p>
      )}
    </fieldset>
  );
}

/** Fields side by side where there is room, below each other on a phone. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={styles.fields}>{children}</div>;
}

/** The end of a form: what leads on stands right, filled; the way back left of it. */
export function FormActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
