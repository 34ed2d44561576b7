import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Pencil, Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { MethodSetting } from "../api/types";
import { Card, PageBody, Screen } from "../app/Screen";
import { useCan } from "../app/session";
import { money } from "../i18n/format";
import { useLocale, useText } from "../i18n/index";
import { Button, IconButton } from "../ui/Button";
import { ErrorLine, ErrorState, Skeleton } from "../ui/feedback";
import { Chip } from "../ui/signs";
import styles from "./Methods.module.css";

const MethodForm = lazy(() => import("./MethodForm"));

export type MethodKind = "payment" | "shipping";
export const methodPath = (kind: MethodKind): string => `/settings/${kind}-methods`;
export const kStaleMethods = [["method_settings"], ["methods"]];

/** How customers may pay and what shipping costs, in the order in which they are offered. */
export function MethodsScreen() {
  const t = useText();
  return (
    <Screen title={t("ui.nav.methods")}>
      <PageBody narrow>
        <Methods kind="payment" />
        <Methods kind="shipping" />
      </PageBody>
    </Screen>
  );
}

function Methods({ kind }: { kind: MethodKind }) {
  const t = useText();
  const manage = useCan()("settings_manage");
  const [edited, setEdited] = useState<MethodSetting | "new" | null>(null);
  const client = useQueryClient();
  const key = ["method_settings", kind];
  const methods = useQuery({
    queryKey: key,
    queryFn: () => api.get<MethodSetting[]>(methodPath(kind)),
  });
  const sort = useCommand<string[], MethodSetting[]>({
    run: (codes, call) => api.put(methodPath(kind), { codes }, { key: call.key }),
    invalidates: kStaleMethods,
    // At once: the next step starts from this order, not from the one before.
    onDone: (sorted) => client.setQueryData(key, sorted),
    onProblem: () => true,
  });
  const rows = methods.data ?? [];
  const move = (at: number, by: number) => {
    const codes = rows.map((row) => row.code);
    codes.splice(at + by, 0, ...codes.splice(at, 1));
    sort.go(codes);
  };
  return (
    <Card
      flush
      title={t(`ui.methods.${kind}`)}
      aside={
        manage && (
          <Button size="small" icon={Plus} onClick={() => setEdited("new")}>
            {t(`ui.methods.new_${kind}`)}
          </Button>
        )
      }
    >
      {sort.problem && <ErrorLine problem={sort.problem} />}
      {methods.isPending && <Skeleton lines={4} />}
      {methods.error && !methods.data && (
        <ErrorState error={methods.error} retry={() => void methods.refetch()} />
      )}
      <ul>
        {rows.map((row, at) => (
          <li key={row.code} className={styles.method}>
            <Words row={row} first={at === 0} shipping={kind === "shipping"} />
            {manage && (
              <span className="nowrap">
                <IconButton
                  icon={ArrowUp}
                  label={t("ui.methods.up", { name: row.name_de })}
                  disabled={at === 0 || sort.pending}
                  onClick={() => move(at, -1)}
                />
                <IconButton
                  icon={ArrowDown}
                  label={t("ui.methods.down", { name: row.name_de })}
                  disabled={at === rows.length - 1 || sort.pending}
                  onClick={() => move(at, 1)}
                />
                <IconButton
                  icon={Pencil}
                  label={t("ui.methods.edit", { name: row.name_de })}
                  onClick={() => setEdited(row)}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
      {edited && (
        <Suspense fallback={null}>
          <MethodForm
            kind={kind}
            method={edited === "new" ? null : edited}
            onClose={() => setEdited(null)}
          />
        </Suspense>
      )}
    </Card>
  );
}

function Words({
  row,
  first,
  shipping,
}: {
  row: MethodSetting;
  first: boolean;
  shipping: boolean;
}) {
  const t = useText();
  const locale = useLocale();
  const names = { de: row.name_de, en: row.name_en, fr: row.name_fr };
  const others = (["de", "en", "fr"] as const).filter((one) => one !== locale);
  return (
    <span className={styles.words}>
      <b className={row.active ? undefined : "dim"}>{names[locale]}</b>
      {first && row.active && <Chip tone="info">{t("ui.methods.first")}</Chip>}
      {!row.active && <Chip tone="plain">{t("ui.methods.out_of_use")}</Chip>}
      <small>
        {shipping && <>{money(row.cost_cents, row.currency)} · </>}
        {others.map((one) => names[one]).join(" · ")}
      </small>
    </span>
  );
}
