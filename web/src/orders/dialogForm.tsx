// What the dialogs of an order share.
import type { Order } from "../api/types";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";

export interface DialogProps {
  order: Order;
  onClose: () => void;
  /** The order has left the reader's list. */
  onEnded: () => void;
}

export const kForm = "order-dialog";

export function useActions(
  write: { pending: boolean },
  label: string,
  onClose: () => void,
  variant: "primary" | "danger" = "primary",
) {
  const t = useText();
  return (
    <>
      <Button onClick={onClose}>{t("ui.common.cancel")}</Button>
      <Button type="submit" form={kForm} variant={variant} pending={write.pending}>
        {label}
      </Button>
    </>
  );
}

/** Declining and cancelling: a reason for us, words for the customer, a note for the team. */
