import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import styles from "./Button.module.css";
import { classes } from "./classes";
import { Icon } from "./Icon";
import { Kbd } from "./Kbd";
import { Tooltip } from "./Tooltip";

export type ButtonVariant = "primary" | "outline" | "danger" | "soft" | "ghost" | "note" | "send";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> {
  children: ReactNode;
  variant?: ButtonVariant;
  size?: "normal" | "small" | "large";
  icon?: LucideIcon;
  /** The request is under way: the button keeps its width and its focus and takes no second
   *  click. */
  pending?: boolean;
  /** Why it cannot be pressed now. The button stays reachable, so that the reason can be read. */
  refused?: string | null;
  /** The key that does the same; shown as a hint. */
  shortcut?: string;
  wide?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button(props: ButtonProps) {
  const {
    children,
    variant = "outline",
    size = "normal",
    icon,
    pending = false,
    refused,
    shortcut,
    wide,
    className,
    onClick,
    disabled,
    type = "button",
    ...rest
  } = props;
  const blocked = pending || Boolean(refused);
  const button = (
    <button
      {...rest}
      type={type}
      disabled={disabled}
      aria-disabled={blocked || undefined}
      aria-busy={pending || undefined}
      className={classes(buttonClass(variant, size), wide && styles.wide, className)}
      onClick={(event) => {
        if (blocked) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {pending ? (
        <span className={styles.spinner} aria-hidden="true" />
      ) : (
        icon && <Icon of={icon} />
      )}
      {children}
      {shortcut && <Kbd>{shortcut}</Kbd>}
    </button>
  );
  return refused ? <Tooltip text={refused}>{button}</Tooltip> : button;
}

/** The look of a button for a link: `<Link className={buttonClass("outline")}>`. */
export function buttonClass(
  variant: ButtonVariant = "outline",
  size: "normal" | "small" | "large" = "normal",
): string {
  return classes(styles.button, styles[variant], size !== "normal" && styles[size]);
}

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: LucideIcon;
  /** What it does, in words; shown as a tooltip. */
  label: string;
  ref?: Ref<HTMLButtonElement>;
}

/** Only where the drawing is known to everyone (close, previous, next). */
export function IconButton({ icon, label, className, type = "button", ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <button {...rest} type={type} aria-label={label} className={classes(styles.icon, className)}>
        <Icon of={icon} />
      </button>
    </Tooltip>
  );
}
