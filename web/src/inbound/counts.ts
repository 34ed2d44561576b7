import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import type { InboundCounts } from "../api/types";

export const kInboundKey = "inbound";
// More than these the server does not count.
export const kMostCounted = 1000;

/** How many mails wait for a person. */
export function useInboundCounts(wanted = true) {
  return useQuery({
    queryKey: [kInboundKey, "counts"],
    queryFn: () => api.get<{ counts: InboundCounts }>("/inbound-mails", { limit: 1 }),
    select: (page) => page.counts,
    enabled: wanted,
  }).data;
}
