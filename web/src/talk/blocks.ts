import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import type { LocaleCode, Order, TextBlock } from "../api/types";
import { useSession } from "../app/session";
import type { TalkMode } from "./types";

export const kBlocksKey = ["text_blocks"];

export function useTextBlocks(enabled = true) {
  const { staff } = useSession();
  return useQuery({
    queryKey: kBlocksKey,
    queryFn: () => api.get<TextBlock[]>("/text-blocks"),
    enabled: enabled && staff,
    staleTime: 5 * 60_000,
  });
}

/** What can be put in here, in the reader's language first: the customer's in a message. */
export function blocksFor(blocks: TextBlock[], mode: TalkMode, locale: LocaleCode): TextBlock[] {
  return blocks
    .filter((one) => one.used_in === "both" || one.used_in === mode)
    .toSorted((a, b) => Number(b.locale === locale) - Number(a.locale === locale));
}

export interface BlockValues {
  "order.number": string;
  "customer.name": string;
  "me.name": string;
}

export function valuesOf(order: Order, my_name: string): BlockValues {
  return {
    "order.number": order.number,
    "customer.name": order.account.name,
    "me.name": my_name,
  };
}

/** A name is words, whatever signs stand in it. */
const asWords = (value: string) => value.replace(/[\\`*_{}[\]()<>#+!|~&]/g, "\\$&");

export function filled(body: string, values: BlockValues): string {
  return body.replace(/\{\{\s*([a-z.]+)\s*\}\}/g, (all, name: string) =>
    Object.hasOwn(values, name) ? asWords(values[name as keyof BlockValues]) : all,
  );
}

/** All words begin a word of the text, however it is written: "typ" finds "Typenschild". */
export function matches(words: string, text: string): boolean {
  const plain = (one: string) => one.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  const there = ` ${plain(text).replace(/[^\p{L}\p{N}]+/gu, " ")}`;
  return plain(words)
    .split(/\s+/)
    .every((word) => there.includes(` ${word}`) || word === "");
}
