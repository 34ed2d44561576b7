// What all screens of carts have: for whom one works, and the gear.
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronRight, Handshake, Settings, ShoppingCart } from "lucide-react";
import type { Account } from "../api/types";
import { ownNumber, useSession } from "../app/session";
import { textOf, useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { Chip } from "../ui/signs";
import styles from "./Cart.module.css";

/** "Sie arbeiten für …": never out of sight while one works for a customer. */
export function ContextBar({ account }: { account: Account }) {
  const t = useText();
  const own = ownNumber(useSession()) === account.number;
  return (
    <div className={styles.context}>
      <Icon of={Handshake} />
      {!own && <span className={styles.for}>{t("ui.cart.working_for")}</span>}
      <Link to="/carts/$account" params={{ account: account.number }} className="ellipsis">
        <strong>{account.name}</strong>
      </Link>
      <span className="id nowrap">{account.number}</span>
      {account.kind === "prospect" && (
        <Chip tone="plain">{textOf("state.account_kind.prospect")}</Chip>
      )}
      <span className={styles.city}>{account.city}</span>
      {!own && (
        <Link to="/carts" className={buttonClass("outline", "small")}>
          {t("ui.cart.switch")}
        </Link>
      )}
    </div>
  );
}

/** The gear of a cart: the second way to all carts (P07). */
export function GearMenu({
  account,
  more = [],
}: {
  account: string;
  more?: Parameters<typeof Menu>[0]["groups"];
}) {
  const t = useText();
  const navigate = useNavigate();
  return (
    <Menu
      align="end"
      trigger={
        <Button variant="soft" icon={Settings}>
          {t("ui.cart.gear")}
        </Button>
      }
      groups={[
        {
          items: [
            {
              label: t("ui.cart.show_all_carts"),
              icon: ShoppingCart,
              run: () => void navigate({ to: "/orders", search: { view: "carts" } }),
            },
            {
              label: t("ui.cart.show_customer_carts"),
              icon: ChevronRight,
              run: () => void navigate({ to: "/carts/$account", params: { account } }),
            },
          ],
        },
        ...more,
      ]}
    />
  );
}
