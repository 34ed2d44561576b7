// What the lists over the message box hold, and what choosing from them puts into the text.
import { Link } from "@tanstack/react-router";
import type { ChainedCommands } from "@tiptap/core";
import type { ReactNode } from "react";
import type { Order } from "../api/types";
import { useSession } from "../app/session";
import { kLocaleNames, useText } from "../i18n/index";
import { usePeople } from "../orders/lookups";
import { blocksFor, filled, matches, useTextBlocks, valuesOf } from "./blocks";
import type { Choice } from "./Choices";
import type { Opened } from "./editing";
import type { TalkMode } from "./types";

export interface ChoiceSource {
  label: string;
  choices: Choice[];
  count: string;
  none: string;
  foot?: ReactNode;
  insert: (chain: ChainedCommands, choice: Choice) => void;
}

const kMostShown = 50;

export function useBlockChoices(
  order: Order,
  mode: TalkMode,
  words: string,
  open: Opened | undefined,
): ChoiceSource {
  const t = useText();
  const { user } = useSession();
  const blocks = useTextBlocks(open === "block").data ?? [];
  const values = valuesOf(order, user.name);
  // The team's notes are in the writer's language, messages in the customer's.
  const locale = mode === "note" ? user.locale : order.locale;
  const fitting = blocksFor(blocks, mode, locale);
  const choices = fitting
    .filter((one) => matches(words, `${one.name} ${one.body}`))
    .slice(0, kMostShown)
    .map((one) => ({
      id: one.id,
      label: one.name,
      aside: one.locale === locale ? "" : kLocaleNames[one.locale],
      detail: filled(one.body, values)
        .replace(/\\(.)/g, "$1")
        .replace(/[*_`>#]+|\s+/g, " "),
    }));
  return {
    label: t("ui.compose.search_blocks"),
    choices,
    count: t("ui.compose.blocks_count", { count: choices.length }),
    none: t(blocks.length === 0 ? "ui.compose.no_blocks" : "ui.compose.no_block"),
    foot: (
      <Link to="/settings/text-blocks" className="link">
        {t("ui.compose.blocks_manage")}
      </Link>
    ),
    insert: (chain, { id }) => {
      const block = blocks.find((one) => one.id === id);
      if (block) chain.insertContent(filled(block.body, values), { contentType: "markdown" });
    },
  };
}

export function usePersonChoices(words: string, open: Opened | undefined): ChoiceSource {
  const t = useText();
  const { user } = useSession();
  const people = usePeople().data ?? [];
  const choices =
    open === "mention"
      ? people
          .filter((one) => one.id !== user.id && matches(words, one.name))
          .slice(0, kMostShown)
          .map((one) => ({ id: one.id, label: one.name }))
      : [];
  return {
    label: t("ui.compose.search_people"),
    choices,
    count: t("ui.compose.people_count", { count: choices.length }),
    none: t("ui.compose.mention_none"),
    insert: (chain, { id, label }) =>
      chain.insertContent([
        { type: "mention", attrs: { id, name: label } },
        { type: "text", text: " " },
      ]),
  };
}
