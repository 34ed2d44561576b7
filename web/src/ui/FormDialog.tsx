import { type ReactNode, useId } from "react";
import type { Problem } from "../api/problem";
import { useText } from "../i18n/index";
import { Button } from "./Button";
import { Dialog, type DialogProps } from "./Dialog";
import { Form } from "./Field";

/** A dialog or sheet with one form in it: cancel left, what leads on right. Ctrl+Enter sends it
 *  from any field. */
export function FormDialog({
  submit,
  variant = "primary",
  pending = false,
  problem = null,
  errors,
  fields_of_code,
  onSubmit,
  children,
  ...dialog
}: Omit<DialogProps, "open" | "actions" | "children"> & {
  /** What the button says. */
  submit: string;
  variant?: "primary" | "danger";
  pending?: boolean;
  problem?: Problem | null;
  errors?: Record<string, string>;
  fields_of_code?: Record<string, string>;
  onSubmit: () => void;
  children: ReactNode;
}) {
  const t = useText();
  const id = useId();
  return (
    <Dialog
      {...dialog}
      open
      actions={
        <>
          <Button onClick={dialog.onClose}>{t("ui.common.cancel")}</Button>
          <Button type="submit" form={id} variant={variant} pending={pending}>
            {submit}
          </Button>
        </>
      }
    >
      <Form
        id={id}
        onSubmit={onSubmit}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          if (!pending) onSubmit();
        }}
        problem={problem}
        errors={errors ?? {}}
        fields_of_code={fields_of_code ?? {}}
      >
        {children}
      </Form>
    </Dialog>
  );
}
