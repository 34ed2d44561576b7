// Why a cart stands still. Most do not, so this is loaded with the first lock.
import { Lock } from "lucide-react";
import type { CartPriceRequests, Order } from "../api/types";
import { useText } from "../i18n/index";
import { RequestLock } from "../pricing/RequestCard";
import { Banner } from "../ui/feedback";
import { QuoteLock } from "./CartQuotes";
import { isQuoteLock } from "./quotes";

export default function Locks({
  order,
  rounds,
}: {
  order: Order;
  rounds: CartPriceRequests | undefined;
}) {
  const t = useText();
  return order.locks.map((lock) => {
    if (lock.cause === "price_request") {
      return <RequestLock key={lock.cause} order={order} lock={lock} cart={rounds} />;
    }
    if (isQuoteLock(lock)) {
      return <QuoteLock key={lock.cause} order={order} lock={lock} />;
    }
    return (
      <Banner
        key={lock.cause}
        icon={Lock}
        title={lock.message}
        action={t("ui.orders.release_by", { name: lock.by })}
      />
    );
  });
}
