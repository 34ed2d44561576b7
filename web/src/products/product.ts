// Reading and writing one article.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client";
import { type Call, useCommand } from "../api/query";
import type { Product, Variant, VariantInput } from "../api/types";

export function useProduct(id: string) {
  return useQuery({
    queryKey: ["product", id],
    queryFn: () => api.get<Product>(`/products/${id}`),
    retry: false,
  });
}

/** A write to an article; the answer, the article, then stands everywhere. */
export function useProductWrite<Vars>(
  product: Product,
  run: (vars: Vars, call: Call) => Promise<Product>,
  options: {
    onDone: (next: Product, vars: Vars) => void;
    onTheirs?: () => void;
    /** There is no form that could say a refusal. */
    as_toast?: boolean;
  },
) {
  const client = useQueryClient();
  return useCommand<Vars, Product>({
    run,
    version: product.version,
    invalidates: [["product", product.id], ["products"], ["catalog"], ["prices"]],
    onProblem: () => !options.as_toast,
    ...(options.onTheirs && { onTheirs: options.onTheirs }),
    onDone: (next, vars) => {
      client.setQueryData(["product", product.id], next);
      options.onDone(next, vars);
    },
  });
}

/** One variant put in its place, or taken off sale. */
export type VariantChange = { put: VariantInput } | { archive: Variant };

/** Writes one variant at a time: the others are taken as they stand when it is sent. */
export function useVariantWrite(
  product: Product,
  options: Parameters<typeof useProductWrite<VariantChange>>[2],
) {
  const client = useQueryClient();
  return useProductWrite<VariantChange>(
    product,
    (change, call) => {
      const known = client.getQueryData<Product>(["product", product.id]) ?? product;
      return api.patch<Product>(
        `/products/${product.id}`,
        { variants: changed(known.variants, change) },
        { version: call.version },
      );
    },
    options,
  );
}

function changed(variants: Variant[], change: VariantChange): VariantInput[] {
  if ("archive" in change) {
    return variants.filter((one) => one.id !== change.archive.id).map(kept);
  }
  const { put } = change;
  const at = placeOf(variants, put.id ?? null);
  const next = variants.map((one, index) => (index === at ? put : kept(one)));
  return at < variants.length ? next : [...next, put];
}

/** Prices and the hint are left out: what is not sent stays as it is. */
export function kept({ id, sku, name, options, stock_milli }: Variant): VariantInput {
  return { id, sku, name, options, stock_milli };
}

/** Where the variant stands in the list that is sent; a new one at its end. */
export function placeOf(variants: Variant[], id: string | null): number {
  const at = variants.findIndex((one) => one.id === id);
  return at < 0 ? variants.length : at;
}
