// What the log says of money that moved and of parcels: sums, carrier, numbers with their links.
import type { Carrier, LogEvent, Tracking } from "../api/types";
import { carrierWords, Trackings } from "../fulfilment/Trackings";
import { money } from "../i18n/format";
import { useText } from "../i18n/index";

interface MoneyData {
  amount_cents?: number;
  owed_cents?: number;
  currency?: string;
  reason?: string;
}
interface ShipmentData {
  carrier?: Carrier;
  carrier_name?: string;
  trackings?: Tracking[];
  lines?: string[];
  partial?: boolean;
}

export function EventFacts({ event }: { event: LogEvent }) {
  const data = event.data ?? {};
  if (event.kind.startsWith("payment.")) return <MoneyFacts data={data as MoneyData} />;
  if (event.kind.startsWith("shipment.")) return <ParcelFacts data={data as ShipmentData} />;
  return null;
}

function MoneyFacts({ data }: { data: MoneyData }) {
  const t = useText();
  const { amount_cents, owed_cents = 0, currency, reason } = data;
  if (amount_cents === undefined || !currency) return null;
  const amount = money(amount_cents, currency);
  return (
    <>
      <p>
        {owed_cents > 0
          ? t("ui.event.amount_of", { amount, owed: money(owed_cents, currency) })
          : amount}
      </p>
      {reason && <p>{reason}</p>}
    </>
  );
}

function ParcelFacts({ data }: { data: ShipmentData }) {
  const t = useText();
  const { carrier = "none", carrier_name = "", trackings = [], lines = [], partial } = data;
  return (
    <>
      {carrier !== "none" && <p>{carrierWords(carrier, carrier_name)}</p>}
      {trackings.length > 0 && <Trackings trackings={trackings} />}
      {lines.length > 0 && <p>{lines.join(", ")}</p>}
      {partial && <p>{t("ui.event.more_to_come")}</p>}
    </>
  );
}
