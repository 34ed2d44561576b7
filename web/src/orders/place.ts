// What a list of orders is called, and whether there is room for an order beside it.
import { useSavedViews } from "../app/Shell";
import type { Search } from "../app/search";
import { textOf, useText } from "../i18n/index";
import { filterPart } from "./filter";

/** From this width on list and order stand side by side (U7). */
export const kSplit = "(min-width: 1280px)";

export function useOrdersTitle(search: Search): string {
  const t = useText();
  const saved = useSavedViews().data?.find((view) => view.id === search.saved);
  if (saved) return saved.name;
  if (search.view) return textOf(`ui.view.${search.view}`, undefined, t("ui.inbox.orders"));
  return t(Object.keys(filterPart(search)).length ? "ui.inbox.orders" : "ui.view.all");
}
