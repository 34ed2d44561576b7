import { ChevronDown, PackageCheck, PackageX, Pencil, Undo2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { api } from "../api/client";
import type { Order, Shipment, ShipmentLine } from "../api/types";
import { quantity, shortDate } from "../i18n/format";
import { textOf, useText } from "../i18n/index";
import type { OrderDialog } from "../orders/OrderDialogs";
import { useOrderWrite } from "../orders/useOrder";
import { offered, refusedBy } from "../payments/eventItems";
import { useShipments } from "../payments/money";
import { Button } from "../ui/Button";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { Chip, type ChipTone } from "../ui/signs";
import { showToast } from "../ui/toast";
import styles from "./Shipments.module.css";
import { carrierWords, Trackings } from "./Trackings";

const ParcelDialog = lazy(() => import("./ParcelDialog"));
const StepDialog = lazy(() => import("./StepDialog"));

const kTones: Record<Shipment["state"], ChipTone> = {
  planned: "plain",
  ready: "warn",
  shipped: "info",
  delivered: "info",
  lost: "bad",
  returned: "warn",
  cancelled: "plain",
};

/** What ends a shipment otherwise than well: asked before it is done. */
export type ShipmentStep = "lose" | "take_back" | "cancel";

/** What went out, with whom, and what is still to go. A customer reads the same and follows it. */
export default function ShipmentCard({
  order,
  open,
}: {
  order: Order;
  open: (dialog: OrderDialog) => void;
}) {
  const t = useText();
  const shipments = useShipments(order.id);
  if (shipments.error && !shipments.data) {
    return <ErrorState error={shipments.error} retry={() => void shipments.refetch()} />;
  }
  if (!shipments.data) return <Skeleton lines={2} />;
  const { items, open: left } = shipments.data;
  const ship = offered(order).find((one) => one.name === "ship");
  return (
    <>
      {items.map((shipment) => (
        <One key={shipment.id} order={order} shipment={shipment} />
      ))}
      {left.length > 0 ? (
        <div className={styles.open}>
          {items.length > 0 && <h4>{t("ui.event.still_open")}</h4>}
          <Lines lines={left} />
        </div>
      ) : (
        items.length === 0 && <p className="dim sm">{t("ui.event.nothing_to_ship")}</p>
      )}
      {ship && left.length > 0 && (
        <div className={styles.buttons}>
          <Button size="small" refused={refusedBy(ship)} onClick={() => open("ship")}>
            {t("ui.orders.action.ship_dots")}
          </Button>
        </div>
      )}
    </>
  );
}

function Lines({ lines }: { lines: ShipmentLine[] }) {
  return (
    <ul className={styles.lines}>
      {lines.map((line) => (
        <li key={line.line_id}>
          {quantity(line.quantity_milli)} × {line.name}
        </li>
      ))}
    </ul>
  );
}

function One({ order, shipment }: { order: Order; shipment: Shipment }) {
  const [dialog, setDialog] = useState<ShipmentStep | "parcel" | null>(null);
  const at_ms = shipment.ended_at_ms ?? shipment.shipped_at_ms;
  return (
    <section className={styles.shipment}>
      <p className={styles.head}>
        <Chip tone={kTones[shipment.state]}>{textOf(`state.shipment.${shipment.state}`)}</Chip>
        {at_ms !== null && <span className="xs dim num">{shortDate(at_ms)}</span>}
        {shipment.actions.length > 0 && (
          <StepMenu order={order} shipment={shipment} open={setDialog} />
        )}
      </p>
      {(shipment.carrier !== "none" || shipment.trackings.length > 0) && (
        <div className={styles.parcel}>
          {shipment.carrier !== "none" && (
            <span>{carrierWords(shipment.carrier, shipment.carrier_name)}</span>
          )}
          <Trackings trackings={shipment.trackings} />
        </div>
      )}
      <Lines lines={shipment.lines} />
      <Suspense fallback={null}>
        {dialog === "parcel" && (
          <ParcelDialog order={order} shipment={shipment} onClose={() => setDialog(null)} />
        )}
        {dialog && dialog !== "parcel" && (
          <StepDialog
            order={order}
            shipment={shipment}
            step={dialog}
            onClose={() => setDialog(null)}
          />
        )}
      </Suspense>
    </section>
  );
}

const kIcons = { lose: PackageX, take_back: Undo2, cancel: Undo2 } as const;

function StepMenu({
  order,
  shipment,
  open,
}: {
  order: Order;
  shipment: Shipment;
  open: (dialog: ShipmentStep | "parcel") => void;
}) {
  const t = useText();
  const deliver = useOrderWrite<null>(
    order,
    (_, call) => api.post(`/orders/${order.id}/shipments/${shipment.id}/deliver`, {}, call),
    { onDone: (next) => showToast({ text: t("ui.event.done.deliver", { number: next.number }) }) },
  );
  const can = (name: string) => shipment.actions.includes(name);
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className={styles.change}>
          {t("ui.orders.change")}
          <Icon of={ChevronDown} size={14} />
        </button>
      }
      groups={[
        {
          items: [
            { label: t("ui.event.parcel"), icon: Pencil, run: () => open("parcel") },
            ...(can("deliver")
              ? [
                  {
                    label: t("ui.event.step.deliver"),
                    icon: PackageCheck,
                    run: () => deliver.go(null),
                  },
                ]
              : []),
          ],
        },
        {
          items: (["lose", "take_back", "cancel"] as const).filter(can).map((step) => ({
            label: t(`ui.event.step.${step}`),
            icon: kIcons[step],
            danger: step === "lose",
            run: () => open(step),
          })),
        },
      ]}
    />
  );
}
