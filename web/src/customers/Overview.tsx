import { Link } from "@tanstack/react-router";
import { Pencil, Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useList } from "../api/lists";
import type { Account, AccountRow, OrderRow } from "../api/types";
import { Columns, Facts } from "../app/Record";
import { Card } from "../app/Screen";
import type { Search } from "../app/search";
import { useCan, useSession } from "../app/session";
import { count } from "../i18n/format";
import { kLocaleNames, useText } from "../i18n/index";
import { usePriceLists } from "../prices/priceLists";
import { Button, buttonClass } from "../ui/Button";
import { ErrorState, Skeleton } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { LoadMore } from "../ui/LoadMore";
import { StateChip } from "../ui/signs";
import { Money } from "../ui/Values";
import { Addresses } from "./Addresses";
import { refusalOf } from "./account";
import styles from "./Customers.module.css";

const EditAccount = lazy(() => import("./EditAccount"));

/** Master data and addresses; beside them orders, carts and what stands below. */
export function Overview({ account }: { account: Account }) {
  const can = useCan();
  return (
    <Columns
      side={
        <>
          {can("order_read") && account.kind !== "operator" && <Orders account={account} />}
          {refusalOf(account, "add_child") !== undefined && <Below account={account} />}
        </>
      }
    >
      <MasterData account={account} />
      <Addresses account={account} />
    </Columns>
  );
}

function MasterData({ account }: { account: Account }) {
  const t = useText();
  const { staff } = useSession();
  const lists = usePriceLists().data ?? [];
  const [editing, setEditing] = useState(false);
  const standard = lists.find((list) => list.is_default);
  const own = lists.find((list) => list.id === account.price_list_id);
  const price_list =
    own?.name ?? (standard ? t("ui.customers.standard_list", { name: standard.name }) : "");
  return (
    <Card
      title={t("ui.customers.master_data")}
      aside={
        <Button
          size="small"
          icon={Pencil}
          refused={refusalOf(account, "edit") ?? null}
          onClick={() => setEditing(true)}
        >
          {t("ui.common.edit")}
        </Button>
      }
    >
      <Facts
        rows={[
          [t("ui.customers.name"), account.name],
          [
            t("ui.customers.buys_as"),
            t(account.consumer ? "field.consumer" : "ui.customers.business"),
          ],
          ...(account.consumer ? [] : [[t("field.vat_id"), account.vat_id] as [string, string]]),
          [
            t("field.email"),
            account.email && (
              <a className="link" href={`mailto:${account.email}`}>
                {account.email}
              </a>
            ),
          ],
          [
            t("field.phone"),
            account.phone && (
              <a className="link" href={`tel:${account.phone.replace(/[^+\d]/g, "")}`}>
                {account.phone}
              </a>
            ),
          ],
          [t("ui.customers.language"), kLocaleNames[account.locale]],
          ...(staff
            ? ([
                [t("field.price_list_id"), price_list],
                [
                  t("field.power_of_attorney"),
                  t(account.power_of_attorney ? "ui.common.true" : "ui.common.false"),
                ],
              ] as [string, string][])
            : []),
        ]}
      />
      {editing && (
        <Suspense fallback={null}>
          <EditAccount account={account} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </Card>
  );
}

/** What is under way, and the way into the order system for this customer. */
function Orders({ account }: { account: Account }) {
  const t = useText();
  const last = useList<OrderRow>("orders", "/orders", {
    account: account.number,
    state: "!cart",
    sort: "-arrived",
    limit: 5,
  });
  return (
    <Card
      flush
      title={t("ui.customers.orders_and_carts")}
      aside={
        <Link to="/orders" search={{ account: account.number } as Search} className="link">
          {t("ui.customers.all_orders")}
        </Link>
      }
    >
      <div className={styles.figures}>
        <Link
          to="/orders"
          search={{ account: account.number, state: "pending,processing,confirmed" } as Search}
        >
          <b>{count(account.open_orders)}</b> {t("ui.customers.open_orders")}
        </Link>
        <Link to="/carts/$account" params={{ account: account.number }}>
          <b>{count(account.open_carts)}</b> {t("ui.customers.carts")}
        </Link>
      </div>
      {last.loading && <Skeleton lines={3} />}
      {last.error && <ErrorState error={last.error} retry={last.retry} />}
      {!last.loading && !last.error && last.items.length === 0 && (
        <p className={styles.none}>{t("ui.customers.no_orders")}</p>
      )}
      <ul className={styles.rows}>
        {last.items.map((row) => (
          <li key={row.id}>
            <Link to="/orders/$number" params={{ number: row.number }} className={styles.below}>
              <b className="id">{row.number}</b>
              <small className="dim ellipsis">{row.name || row.summary}</small>
            </Link>
            <span className={styles.sum}>
              <Money cents={row.total_cents} currency={row.currency} />
              <StateChip state={row.state} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The firms right below this one. */
function Below({ account }: { account: Account }) {
  const t = useText();
  const list = useList<AccountRow>("accounts", "/accounts", { parent: account.id, limit: 12 });
  const refused = refusalOf(account, "add_child");
  return (
    <Card
      flush
      title={t("ui.customers.below")}
      aside={
        refused === null && (
          <Link
            to="/customers"
            search={{ new: "customer", under: account.number } as Search}
            className={buttonClass("outline", "small")}
          >
            <Icon of={Plus} />
            {t("ui.customers.add")}
          </Link>
        )
      }
    >
      {list.loading && <Skeleton lines={3} />}
      {list.error && <ErrorState error={list.error} retry={list.retry} />}
      {!list.loading && !list.error && list.items.length === 0 && (
        <p className={styles.none}>{t("ui.customers.none_below")}</p>
      )}
      <ul className={styles.rows}>
        {list.items.map((row) => (
          <li key={row.id}>
            <Link to="/customers/$number" params={{ number: row.number }} className={styles.below}>
              <b>{row.name}</b>
              <small className="dim">
                <span className="id">{row.number}</span> {t(`state.account_kind.${row.kind}`)}
              </small>
            </Link>
          </li>
        ))}
      </ul>
      {list.more && <LoadMore shown={list.items.length} list={list} />}
    </Card>
  );
}
