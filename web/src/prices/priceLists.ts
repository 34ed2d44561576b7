import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { Page, PriceInput, PriceList, PriceRow } from "../api/types";
import { kPriceListsKey } from "../app/changeWords";

/** All price lists; customers and partners get their own. */
export function usePriceLists() {
  return useQuery({
    queryKey: kPriceListsKey,
    queryFn: async () => (await api.get<Page<PriceList>>("/price-lists")).items,
    staleTime: 5 * 60_000,
  });
}

/** Writes prices of one article in one list, one after the other. */
export function usePriceWrite(
  list: PriceList,
  row: PriceRow,
  options: { onDone: () => void; as_toast?: boolean },
) {
  return useCommand<PriceInput[], void>({
    run: async (inputs) => {
      for (const input of inputs) {
        await api.put(`/price-lists/${list.id}/prices/${row.variant_id}`, input);
      }
    },
    invalidates: [["prices"], ["products"], ["product", row.product_id], ["catalog"]],
    onProblem: () => !options.as_toast,
    onDone: options.onDone,
  });
}
