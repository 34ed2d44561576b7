import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { CornerDownLeft, FileText, type LucideIcon, Package, Search, User } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type KeyboardEvent, useDeferredValue, useId, useMemo, useState } from "react";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { FoundOrder, SearchResult } from "../api/types";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { ErrorLine } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import styles from "./CommandPalette.module.css";
import { useCommands } from "./commands";
import { closePalette } from "./palette";

interface Entry {
  key: string;
  icon: LucideIcon;
  label: string;
  detail?: string;
  run: () => void;
}
interface Group {
  label: string;
  entries: Entry[];
}

/** Ctrl+K: exact numbers first (Enter jumps), then customers and articles, then commands; `>` shows
 *  commands only. */
export default function CommandPalette() {
  const t = useText();
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const { groups, searching, failed, again } = useHits(useDeferredValue(typed.trim()));
  const entries = groups.flatMap((group) => group.entries);
  const chosen = entries[Math.min(at, entries.length - 1)];

  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    closePalette();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      choose(chosen);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((entries.length + Math.min(at, entries.length - 1) + step) % (entries.length || 1));
    }
  };

  return (
    <Radix.Root open onOpenChange={(open) => !open && closePalette()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content className={styles.panel} aria-describedby={undefined}>
          <Radix.Title className="visually-hidden">{t("ui.shell.search")}</Radix.Title>
          <div className={styles.box}>
            <Icon of={Search} />
            <input
              role="combobox"
              aria-label={t("ui.shell.search_hint")}
              aria-expanded
              aria-controls={`${id}list`}
              aria-activedescendant={chosen ? `${id}${chosen.key}` : undefined}
              aria-autocomplete="list"
              autoComplete="off"
              spellCheck={false}
              placeholder={t("ui.shell.search_hint")}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setAt(0);
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <div
            role="listbox"
            id={`${id}list`}
            aria-label={t("ui.palette.hits")}
            className={styles.list}
          >
            {groups.map((group) => (
              <div role="group" key={group.label} aria-label={group.label}>
                <p className={styles.label} aria-hidden="true">
                  {group.label}
                </p>
                {group.entries.map((entry) => (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the combobox above
                  <div
                    key={entry.key}
                    id={`${id}${entry.key}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={entry === chosen}
                    className={styles.entry}
                    ref={(node) => {
                      if (node && entry === chosen) node.scrollIntoView({ block: "nearest" });
                    }}
                    onPointerMove={() => setAt(entries.indexOf(entry))}
                    onClick={() => choose(entry)}
                  >
                    <Icon of={entry.icon} />
                    <span className="ellipsis">{entry.label}</span>
                    {entry.detail && <span className={styles.detail}>{entry.detail}</span>}
                  </div>
                ))}
              </div>
            ))}
          </div>
          {searching && (
            <p className={styles.none} role="status">
              {t("ui.palette.searching")}
            </p>
          )}
          {failed && (
            <div className={styles.failed}>
              <ErrorLine problem={failed} />
              <Button onClick={again}>{t("ui.common.retry")}</Button>
            </div>
          )}
          {entries.length === 0 && !searching && !failed && (
            <p className={styles.none} role="status">
              {t("ui.palette.none", { typed })}
            </p>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** What fits the words, and whether the server's part of it is still to come or did not come. */
function useHits(typed: string) {
  const t = useText();
  const navigate = useNavigate();
  const commands = useCommands();
  const only_commands = typed.startsWith(">");
  const words = typed.replace(/^>\s*/, "");
  const hits = useQuery({
    queryKey: ["search", words],
    queryFn: ({ signal }) => api.get<SearchResult>("/search", { q: words }, signal),
    enabled: words.length >= 2 && !only_commands,
    placeholderData: (before) => before,
    staleTime: 10_000,
  });
  const groups = useMemo(() => {
    const found = only_commands || words.length < 2 ? undefined : hits.data;
    const go = (to: string) => () => void navigate({ to });
    const order = (hit: FoundOrder, icon: LucideIcon): Entry => ({
      key: `o${hit.id}`,
      icon,
      label: hit.number,
      detail: [t(`state.order.${hit.state}`), hit.account_name].filter(Boolean).join(" · "),
      run: go(`/orders/${encodeURIComponent(hit.number)}`),
    });
    const exact = found?.numbers ?? [];
    const groups: Group[] = [
      {
        label: t("ui.palette.numbers"),
        entries: exact.map((hit) => order(hit, CornerDownLeft)),
      },
      {
        label: t("ui.palette.orders"),
        entries: (found?.orders ?? [])
          .filter((hit) => !exact.some((one) => one.id === hit.id))
          .map((hit) => order(hit, FileText)),
      },
      {
        label: t("ui.palette.accounts"),
        entries: (found?.accounts ?? []).map((hit) => ({
          key: `a${hit.id}`,
          icon: User,
          label: hit.name,
          detail: [hit.number, hit.city].filter(Boolean).join(" · "),
          run: go(`/customers/${encodeURIComponent(hit.number)}`),
        })),
      },
      {
        label: t("ui.palette.products"),
        entries: (found?.articles ?? []).map((hit) => ({
          key: `p${hit.variant_id}`,
          icon: Package,
          label: hit.name,
          detail: hit.sku,
          run: go(`/products/${hit.product_id}`),
        })),
      },
      {
        label: t("ui.palette.commands"),
        entries: commands
          .filter((command) => fits(command.label, words))
          .map((command) => ({
            key: `c${command.label}`,
            icon: command.icon ?? FileText,
            label: command.label,
            run: command.run,
          })),
      },
    ];
    return groups.filter((group) => group.entries.length > 0);
  }, [t, navigate, commands, only_commands, words, hits.data]);
  const asked = words.length >= 2 && !only_commands;
  return {
    groups,
    searching: asked && hits.isPending,
    failed: asked && hits.error && !hits.data ? Problem.from(hits.error) : null,
    again: () => void hits.refetch(),
  };
}

function fits(label: string, words: string): boolean {
  const lower = label.toLocaleLowerCase();
  return words
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
