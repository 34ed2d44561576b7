import { useQueryClient } from "@tanstack/react-query";
import { Banknote, CircleCheck, Package } from "lucide-react";
import { api } from "../api/client";
import type { Order } from "../api/types";
import { useText } from "../i18n/index";
import { useOrderWrite } from "../orders/useOrder";
import { Button } from "../ui/Button";
import { showToast } from "../ui/toast";
import { mayBePaid, mayBeShipped, offered, refusedBy } from "./eventItems";
import { leaveLists } from "./leave";
import { useQuickEvent } from "./quick";

/** A confirmed order's next steps. What is not confirmed yet has them in its menu: there the next
 *  step is another. */
export function EventButtons({ order }: { order: Order }) {
  const t = useText();
  const quick = useQuickEvent(order);
  const complete = useComplete(order);
  const action = (name: string) => offered(order).find((one) => one.name === name);
  const ship = mayBeShipped(order) ? action("ship") : undefined;
  const ships = ship && ship.reason !== "nothing_to_ship";
  if (!["confirmed", "completed"].includes(order.state)) return null;
  return (
    <>
      {ships && (
        <Button
          variant="primary"
          icon={Package}
          pending={quick.pending}
          refused={refusedBy(ship)}
          onClick={() => quick.go("ship")}
        >
          {t("ui.orders.action.ship")}
        </Button>
      )}
      {mayBePaid(order) && action("pay") && (
        <Button
          variant={ships ? "outline" : "primary"}
          icon={Banknote}
          pending={quick.pending}
          refused={refusedBy(action("pay"))}
          onClick={() => quick.go("pay")}
        >
          {t("ui.orders.action.pay")}
        </Button>
      )}
      {action("complete")?.allowed && (
        <Button
          variant="primary"
          icon={CircleCheck}
          pending={complete.pending}
          onClick={() => complete.go(null)}
        >
          {t("ui.orders.action.complete")}
        </Button>
      )}
    </>
  );
}

export function useComplete(order: Pick<Order, "id" | "version">) {
  const t = useText();
  const client = useQueryClient();
  return useOrderWrite<null>(
    order,
    (_, call) => api.post(`/orders/${order.id}/complete`, {}, call),
    {
      onDone: (next) => {
        showToast({ text: t("ui.event.done.complete", { number: next.number }) });
        void leaveLists(client, next);
      },
    },
  );
}
