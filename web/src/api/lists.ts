import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { api, type QueryValue } from "./client";
import type { Page } from "./types";

/** What `useList` answers, for the parts that show it. */
export type List<Item> = ReturnType<typeof useList<Item>>;

/** A keyset list, read page by page. `name` is the first part of its query key, the one that hints
 *  of the server make old (see hints.ts). */
export function useList<Item>(
  name: string,
  path: string,
  filters: Record<string, QueryValue> = {},
  options: { enabled?: boolean } = {},
) {
  const query = useInfiniteQuery({
    queryKey: [name, path, filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Item>>(path, { ...filters, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
  });
  return {
    items: query.data?.pages.flatMap((page) => page.items) ?? [],
    total: query.data?.pages[0]?.total ?? null,
    ignored: query.data?.pages[0]?.ignored ?? [],
    loading: query.isPending,
    error: query.data ? null : query.error,
    more: query.hasNextPage,
    loading_more: query.isFetchingNextPage,
    /** The next page could not be read; what is there stays. */
    more_error: query.isFetchNextPageError ? query.error : null,
    onMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    retry: () => void query.refetch(),
  };
}
