import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import type { OrderMoney, OrderShipments } from "../api/types";

/** What was paid and paid back. It hangs below the order's key: a hint renews both. */
export function useOrderMoney(id: string) {
  return useQuery({
    queryKey: ["order", id, "payments"],
    queryFn: () => api.get<OrderMoney>(`/orders/${id}/payments`),
  });
}

/** What went out, and what is still open. */
export function useShipments(id: string) {
  return useQuery({
    queryKey: ["order", id, "shipments"],
    queryFn: () => api.get<OrderShipments>(`/orders/${id}/shipments`),
  });
}
