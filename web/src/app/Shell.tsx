import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  ArrowLeft,
  AtSign,
  Banknote,
  Building2,
  ChevronsUpDown,
  ClockAlert,
  Coins,
  Download,
  FileText,
  Hourglass,
  House,
  Inbox,
  ListChecks,
  type LucideIcon,
  Mail,
  MailQuestionMark,
  Package,
  PackageOpen,
  Percent,
  Settings,
  ShoppingCart,
  UserRound,
  Users,
} from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { api } from "../api/client";
import type {
  Page,
  Permission,
  PriceRequestRow,
  SavedView,
  ViewCount,
  ViewCounts,
} from "../api/types";
import { count } from "../i18n/format";
import { textOf, useText } from "../i18n/index";
import { kMostCounted, useInboundCounts } from "../inbound/counts";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { labelColor } from "../ui/signs";
import { closeDrawer, useDrawer } from "./drawer";
import { Guarded } from "./Guarded";
import styles from "./Shell.module.css";
import { parseSearch } from "./search";
import { actingMembership, ownNumber, useCan, useSession } from "./session";

// The built-in views of the orders list, in the rail's order. Their filters live on the server,
// by key.
const kViews: { key: string; icon: LucideIcon; dot?: boolean; when_any?: boolean }[] = [
  { key: "inbox", icon: Inbox },
  { key: "mentioned", icon: AtSign, dot: true, when_any: true },
  { key: "waiting_customer", icon: Hourglass },
  { key: "in_progress", icon: PackageOpen },
  { key: "overdue", icon: ClockAlert, dot: true },
  { key: "unpaid", icon: Coins },
  { key: "mine", icon: UserRound },
];

const kAreas: {
  to: string;
  text: AreaText;
  icon: LucideIcon;
  needs: Permission;
  /** Another right that opens it too. */
  or?: Permission;
  view?: string;
}[] = [
  { to: "/orders", text: "ui.nav.all_orders", icon: ListChecks, needs: "order_read" },
  {
    to: "/orders",
    view: "carts",
    text: "ui.nav.carts",
    icon: ShoppingCart,
    needs: "order_read",
  },
  {
    to: "/price-requests",
    text: "ui.nav.price_requests",
    icon: Percent,
    needs: "price_request_decide",
    or: "price_request_ask",
  },
  { to: "/quotes", text: "ui.nav.quotes", icon: FileText, needs: "order_read" },
  { to: "/customers", text: "ui.nav.customers", icon: Users, needs: "account_read" },
  { to: "/products", text: "ui.nav.products", icon: Package, needs: "catalog_read" },
  { to: "/price-lists", text: "ui.nav.price_lists", icon: Banknote, needs: "settings_read" },
  { to: "/imports", text: "ui.nav.imports", icon: Download, needs: "data_import" },
  { to: "/outbox", text: "ui.nav.outbox", icon: Mail, needs: "outbox_read" },
  { to: "/inbound-mails", text: "ui.nav.inbound", icon: MailQuestionMark, needs: "outbox_read" },
];
type AreaText =
  | "ui.nav.all_orders"
  | "ui.nav.carts"
  | "ui.nav.price_requests"
  | "ui.nav.quotes"
  | "ui.nav.customers"
  | "ui.nav.products"
  | "ui.nav.price_lists"
  | "ui.nav.imports"
  | "ui.nav.outbox"
  | "ui.nav.inbound";

export function useViewCounts() {
  return useQuery({
    queryKey: ["views", "counts"],
    queryFn: () => api.get<ViewCounts>("/views/counts"),
  });
}

/** The price requests that wait for an answer, for who may give it: those of the first page. */
function useOpenPriceRequests(): Pick<ViewCount, "count" | "capped"> | undefined {
  const can = useCan();
  const first = useQuery({
    queryKey: ["price_requests", "open"],
    queryFn: () => api.get<Page<PriceRequestRow>>("/price-requests"),
    enabled: can("price_request_decide"),
  });
  return first.data && { count: first.data.items.length, capped: first.data.next_cursor !== null };
}

/** The mails that nobody could assign yet; nothing where there are none. */
function useUnassignedMails(): Pick<ViewCount, "count" | "capped"> | undefined {
  const can = useCan();
  const waiting = useInboundCounts(can("outbox_read"))?.unassigned ?? 0;
  return waiting > 0 ? { count: waiting, capped: waiting >= kMostCounted } : undefined;
}

export function useSavedViews() {
  return useQuery({
    queryKey: ["views", "saved"],
    queryFn: () => api.get<SavedView[]>("/views"),
    select: (views) => views.toSorted((a, b) => a.position - b.position),
  });
}

export function DeskShell() {
  return <Frame rail={<DeskRail />} />;
}

/** Rail and screen. Below 1024 px the rail is a drawer over the screen. */
export function Frame({ rail }: { rail: ReactNode }) {
  const t = useText();
  const open = useDrawer();
  useEffect(() => {
    if (!open) return;
    const close = (event: KeyboardEvent) => event.key === "Escape" && closeDrawer();
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, [open]);
  return (
    <div className={styles.frame} data-drawer={open || undefined}>
      <a href="#main" className={styles.skip}>
        {t("ui.shell.skip")}
      </a>
      {open && (
        <button
          type="button"
          className={styles.scrim}
          aria-label={t("ui.shell.close_menu")}
          onClick={closeDrawer}
        />
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: only closes the drawer after a link inside */}
      <nav
        className={styles.rail}
        aria-label={t("ui.shell.main_navigation")}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest("a")) closeDrawer();
        }}
      >
        <AccountSwitcher />
        {rail}
        <UserBox />
      </nav>
      <Guarded />
    </div>
  );
}

function DeskRail() {
  const t = useText();
  const can = useCan();
  const session = useSession();
  const { staff } = session;
  const counts = useViewCounts().data;
  const asked = useOpenPriceRequests();
  const unassigned = useUnassignedMails();
  const waiting: Record<string, Pick<ViewCount, "count" | "capped"> | undefined> = {
    "/price-requests": asked,
    "/inbound-mails": unassigned,
  };
  const saved = useSavedViews().data ?? [];
  const of = (key: string) => counts?.views.find((view) => view.key === key);
  // Reading empties it; it stays in the rail under the hand that has just used it.
  const had = useRef(new Set<string>());
  const isShown = ({ key, when_any }: (typeof kViews)[number]) => {
    if ((of(key)?.count ?? 0) > 0) had.current.add(key);
    return !when_any || had.current.has(key);
  };
  const alone = ownNumber(session) !== null;
  const areas = kAreas.filter(
    (area) =>
      (can(area.needs) || (area.or && can(area.or))) && !(alone && area.needs === "account_read"),
  );
  return (
    <div className={styles.nav}>
      {!staff && (
        <a
          className={styles.link}
          href={`/portal/a/${encodeURIComponent(actingMembership(session)?.account.number ?? "")}/`}
        >
          <Icon of={ArrowLeft} />
          <span className="ellipsis">{t("ui.portal.title")}</span>
        </a>
      )}
      {(staff || !alone) && (
        <>
          <RailLink to="/" icon={House} label={t("ui.nav.start")} exact />
          <div className={styles.gap} />
        </>
      )}
      {staff &&
        can("order_read") &&
        kViews
          .filter(isShown)
          .map(({ key, icon, dot }) => (
            <RailLink
              key={key}
              to="/orders"
              search={{ view: key }}
              icon={icon}
              label={textOf(`ui.view.${key}`)}
              count={of(key)}
              dot={dot && (of(key)?.count ?? 0) > 0}
            />
          ))}
      {saved.length > 0 && (
        <>
          <h2>{t("ui.nav.own_views")}</h2>
          {saved.map((view) => (
            <RailLink
              key={view.id}
              to="/orders"
              search={{ ...parseSearch(view.query), saved: view.id }}
              swatch={labelColor(view.color)}
              label={view.name}
              count={view.badge ? counts?.saved.find((one) => one.id === view.id) : undefined}
            />
          ))}
        </>
      )}
      {staff && <h2>{t("ui.nav.areas")}</h2>}
      {areas.map((area) => (
        <RailLink
          key={area.text}
          to={area.view === "carts" && !staff ? "/carts" : area.to}
          search={area.view && staff ? { view: area.view } : {}}
          icon={area.icon}
          label={t(area.text)}
          count={waiting[area.to]}
          dot={(waiting[area.to]?.count ?? 0) > 0}
          exact={area.to === "/orders"}
        />
      ))}
    </div>
  );
}

export interface RailLinkProps {
  to: string;
  search?: Record<string, string>;
  icon?: LucideIcon;
  swatch?: string;
  label: string;
  count?: Pick<ViewCount, "count" | "capped"> | undefined;
  dot?: boolean | undefined;
  exact?: boolean;
}

export function RailLink({
  to,
  search = {},
  icon,
  swatch,
  label,
  count: n,
  dot,
  exact,
}: RailLinkProps) {
  const t = useText();
  return (
    <Link
      to={to}
      search={search}
      className={styles.link}
      activeOptions={{
        exact: exact ?? false,
        includeSearch: to === "/orders",
        explicitUndefined: false,
      }}
      activeProps={{ "aria-current": "page" }}
    >
      {icon && <Icon of={icon} />}
      {swatch && <i className={styles.swatch} style={{ background: swatch }} />}
      <span className="ellipsis">{label}</span>
      {n && (
        <span className={styles.count}>
          {dot && <i className={styles.dot} role="img" aria-label={t("ui.shell.needs_action")} />}
          {count(n.count, n.capped)}
        </span>
      )}
    </Link>
  );
}

function AccountSwitcher() {
  const t = useText();
  const session = useSession();
  const acting = actingMembership(session);
  const operator = acting?.account.kind === "operator";
  const head = (
    <>
      <span className={styles.logo} aria-hidden="true">
        {session.tenant.name.slice(0, 1)}
      </span>
      <span className={styles.brand_words}>
        <strong className="ellipsis">
          {operator ? session.tenant.name : acting?.account.name}
        </strong>
        <small className="ellipsis">
          {operator ? session.tenant.city : `${acting?.account.number} · ${session.tenant.name}`}
        </small>
      </span>
    </>
  );
  if (session.memberships.length < 2) return <div className={styles.brand}>{head}</div>;
  return (
    <Menu
      trigger={
        <button type="button" className={styles.brand}>
          <span className="visually-hidden">{t("ui.shell.switch_account")} </span>
          {head}
          <Icon of={ChevronsUpDown} size={14} />
        </button>
      }
      groups={[
        {
          label: t("ui.shell.switch_account"),
          items: session.memberships.map(({ account, role, waiting_count }) => ({
            label: account.name,
            detail: `${account.number} · ${t(`role.${role}`)}`,
            icon: Building2,
            checked: account.id === acting?.account.id,
            aside: waiting_count > 0 ? count(waiting_count) : undefined,
            href: `/a/${encodeURIComponent(account.number)}/`,
          })),
        },
      ]}
    />
  );
}

function UserBox() {
  const t = useText();
  const session = useSession();
  const acting = actingMembership(session);
  return (
    <div className={styles.me}>
      <Avatar name={session.user.name} silent />
      <span className={styles.who}>
        <strong className="ellipsis">{session.user.name}</strong>
        <small className="ellipsis">{acting && t(`role.${acting.role}`)}</small>
      </span>
      <Link
        to="/settings/profile"
        className={styles.settings}
        aria-label={t("ui.nav.settings")}
        title={t("ui.nav.settings")}
      >
        <Icon of={Settings} />
      </Link>
    </div>
  );
}
