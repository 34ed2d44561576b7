import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Ban, Ellipsis, FolderInput, Plus, ShoppingCart, UserPlus } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import type { Account } from "../api/types";
import { LoadingPage } from "../app/LoadingPage";
import { RecordHead, RecordLog } from "../app/Record";
import { PageBody, Screen } from "../app/Screen";
import type { Search } from "../app/search";
import { useCan } from "../app/session";
import { date } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { Banner, ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { Chip } from "../ui/signs";
import { Tabs } from "../ui/Tabs";
import { refusalOf, useAccountByNumber, useParents } from "./account";
import { Overview } from "./Overview";

const Dialogs = lazy(() => import("./AccountDialogs"));
const People = lazy(() => import("./People"));
export type Question = "become_customer" | "move" | "close";
const kTabs = ["overview", "people", "log"] as const;

/** One customer or partner: master data, addresses, people, log, the way to orders and carts. */
export function CustomerScreen() {
  const t = useText();
  const can = useCan();
  const navigate = useNavigate();
  const { number = "" } = useParams({ strict: false });
  const search = useSearch({ strict: false }) as Search;
  const account = useAccountByNumber(number);
  const data = account.data;
  const current = data?.number;
  const tabs = kTabs.filter((tab) => tab !== "people" || can("user_read"));
  const tab = tabs.find((one) => one === search.tab) ?? "overview";
  // A number of before leads here too; the address then says the present one.
  useEffect(() => {
    if (!current || current.toUpperCase() === number.toUpperCase()) return;
    void navigate({ to: "/customers/$number", params: { number: current }, replace: true });
  }, [current, number, navigate]);
  const go = (change: Record<string, string | undefined>) =>
    void navigate({
      to: "/customers/$number",
      params: { number },
      search: { ...search, ...change } as Search,
      replace: true,
    });
  return (
    <Screen
      title={data?.name ?? number}
      count={data?.number}
      bar={
        <Tabs
          segmented
          label={t("ui.customers.parts")}
          value={tab}
          onChange={(next) =>
            go({
              tab: next === "overview" ? undefined : next,
              sel: undefined,
              state: undefined,
              q: undefined,
            })
          }
          tabs={tabs.map((key) => ({ key, label: t(`ui.customers.tab_${key}`) }))}
        />
      }
    >
      {account.isPending && <LoadingPage side />}
      {account.error && !data && (
        <ErrorState
          error={account.error}
          retry={() => void account.refetch()}
          instead={
            <Link to="/customers" className={buttonClass("primary")}>
              {t("ui.customers.to_list")}
            </Link>
          }
        />
      )}
      {data && (
        <>
          <PageBody>
            <Head account={data} />
            {data.state === "closed" && <Closed account={data} />}
            {tab === "overview" && <Overview account={data} />}
          </PageBody>
          {tab === "people" && (
            <Suspense fallback={<Skeleton lines={4} />}>
              <People account={data} search={search} onFilter={go} />
            </Suspense>
          )}
          {tab === "log" && (
            <RecordLog subject={["account", data.id]} path={`/accounts/${data.id}/events`} />
          )}
        </>
      )}
    </Screen>
  );
}

function Head({ account }: { account: Account }) {
  const t = useText();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Question | null>(null);
  const parents = useParents(account).data ?? [];
  const become = refusalOf(account, "become_customer");
  const child = refusalOf(account, "add_child");
  const carts = account.kind !== "operator" && account.state === "active";
  const previous = account.previous_numbers.join(", ");
  return (
    <>
      <RecordHead
        crumbs={[
          { label: t("ui.nav.customers"), to: "/customers" },
          ...parents.map((parent) => ({
            label: parent.name,
            to: `/customers/${encodeURIComponent(parent.number)}`,
          })),
        ]}
        signs={
          <>
            <Chip tone={account.kind === "prospect" ? "info" : "plain"}>
              {t(`state.account_kind.${account.kind}`)}
            </Chip>
            {account.state === "closed" && (
              <Chip tone="warn" icon={Ban}>
                {t("ui.customers.closed")}
              </Chip>
            )}
            {previous && <span>{t("ui.customers.previously", { numbers: previous })}</span>}
          </>
        }
        actions={
          <>
            <Menu
              align="end"
              trigger={
                <Button variant="soft" icon={Ellipsis}>
                  {t("ui.customers.more")}
                </Button>
              }
              groups={[
                {
                  items: [
                    ...(child !== undefined
                      ? [
                          {
                            label: t("ui.customers.add_below"),
                            icon: Plus,
                            refused: child,
                            run: () =>
                              void navigate({
                                to: "/customers",
                                search: { new: "customer", under: account.number } as Search,
                              }),
                          },
                        ]
                      : []),
                    {
                      label: t("ui.customers.move"),
                      icon: FolderInput,
                      refused: refusalOf(account, "move") ?? null,
                      run: () => setAsked("move"),
                    },
                  ],
                },
                {
                  items: [
                    {
                      label: t("ui.customers.close"),
                      icon: Ban,
                      danger: true,
                      refused: refusalOf(account, "close") ?? null,
                      run: () => setAsked("close"),
                    },
                  ],
                },
              ]}
            />
            {carts && (
              <Link
                to="/carts/$account"
                params={{ account: account.number }}
                className={buttonClass(become === undefined ? "primary" : "outline")}
              >
                <Icon of={ShoppingCart} />
                {t("ui.customers.open_carts")}
              </Link>
            )}
            {become !== undefined && account.state === "active" && (
              <Button
                variant="primary"
                icon={UserPlus}
                refused={become}
                onClick={() => setAsked("become_customer")}
              >
                {t("ui.customers.become")}
              </Button>
            )}
          </>
        }
      />
      {asked && (
        <Suspense fallback={null}>
          <Dialogs account={account} asked={asked} onClose={() => setAsked(null)} />
        </Suspense>
      )}
    </>
  );
}

function Closed({ account }: { account: Account }) {
  const t = useText();
  const at = account.closed_at_ms;
  return (
    <Banner
      icon={Ban}
      title={
        at === null ? t("ui.customers.closed") : t("ui.customers.closed_on", { date: date(at) })
      }
      action={
        <Link
          to="/orders"
          search={{ account: account.number } as Search}
          className={buttonClass("outline")}
        >
          {t("ui.customers.orders")}
        </Link>
      }
    >
      {account.close_reason && <p>{account.close_reason}</p>}
      <p>{t("ui.customers.closed_text")}</p>
    </Banner>
  );
}
