import {
  House,
  ListChecks,
  LogOut,
  type LucideIcon,
  Moon,
  Sun,
  UserRound,
  Users,
} from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { api } from "../api/client";
import { queries, useCommand } from "../api/query";
import type { OwnMembership, Session } from "../api/types";
import { replaceSession } from "../app/session";
import { applyTheme } from "../app/theme";
import { kLocaleNames, kLocales, useText } from "../i18n/index";
import { useMyChange, useMyLocale } from "../settings/ProfileForms";
import { Button, IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { AccountSwitcher } from "./AccountSwitcher";
import { addressOf, go, usePlace } from "./address";
import styles from "./Frame.module.css";
import { Go } from "./Go";

/** Around every page: the account at the top left (C8), the pages on top or, on a phone, in reach
 *  of the thumb; language and theme one tap away. */
export function Frame({
  session,
  own,
  acting,
  children,
}: {
  session: Session;
  own: OwnMembership[];
  acting: OwnMembership | null;
  children: ReactNode;
}) {
  const t = useText();
  const { page } = usePlace();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(page);
  useEffect(() => {
    if (shown.current === page) return;
    shown.current = page;
    // After a link the reader stands at the head of the new page, not on a link that is gone.
    main.current?.querySelector("h1")?.focus();
  }, [page]);
  return (
    <div className={styles.frame}>
      <a href="#main" className={styles.skip}>
        {t("ui.portal.skip")}
      </a>
      <header className={styles.top}>
        <div className={styles.bar}>
          <span className={styles.brand}>
            <span className={styles.logo} aria-hidden="true">
              {session.tenant.name.slice(0, 1)}
            </span>
            <span className={styles.brand_words}>
              {session.tenant.name}
              <small>{t("ui.portal.title")}</small>
            </span>
          </span>
          <AccountSwitcher own={own} acting={acting} />
          <Tabs session={session} acting={acting} look={styles.nav ?? ""} />
          <span className={styles.tools}>
            <span className={styles.wide_only}>
              <Languages session={session} />
            </span>
            <ThemeButton />
            <span className={styles.wide_only}>
              <LogoutButton small />
            </span>
          </span>
        </div>
      </header>
      <main className={styles.main} id="main" tabIndex={-1} ref={main}>
        {children}
      </main>
      <footer className={styles.foot}>
        <Languages session={session} />
        <LogoutButton />
      </footer>
      <Tabs session={session} acting={acting} look={styles.tabs ?? ""} icons />
    </div>
  );
}

interface Tab {
  href: string;
  page?: string;
  label: string;
  icon: LucideIcon;
}

/** Both navigations are in the page and one of them is shown; the other is in no reading order. */
function Tabs({
  session,
  acting,
  look,
  icons,
}: {
  session: Session;
  acting: OwnMembership | null;
  look: string;
  icons?: boolean;
}) {
  const t = useText();
  const { page } = usePlace();
  const number = acting?.account.number ?? null;
  const tabs: Tab[] = [
    { href: addressOf("", number), page: "", label: t("ui.portal.home"), icon: House },
  ];
  if (acting && session.permissions.includes("order_read")) {
    tabs.push({ href: deskAddress(acting), label: t("ui.portal.orders"), icon: ListChecks });
  }
  if (acting && session.permissions.includes("user_read")) {
    const label = t("ui.users.title");
    tabs.push({ href: addressOf("people", number), page: "people", label, icon: Users });
  }
  tabs.push({
    href: addressOf("data", number),
    page: "data",
    label: t("ui.portal.my_data"),
    icon: UserRound,
  });
  return (
    <nav className={look} aria-label={t("ui.portal.pages")}>
      {tabs.map((tab) => {
        const inside = (
          <>
            {icons && <Icon of={tab.icon} size={20} />}
            {tab.label}
          </>
        );
        // The orders are shown by the desk's own pages, which are another program to load.
        if (tab.page === undefined)
          return (
            <a key={tab.href} href={tab.href}>
              {inside}
            </a>
          );
        return (
          <Go key={tab.href} href={tab.href} aria-current={tab.page === page ? "page" : undefined}>
            {inside}
          </Go>
        );
      })}
    </nav>
  );
}

/** The list of orders of this account, in the desk. */
export function deskAddress({ account }: Pick<OwnMembership, "account">, view = "all"): string {
  return `/a/${encodeURIComponent(account.number)}/orders?view=${view}`;
}

function Languages({ session }: { session: Session }) {
  const t = useText();
  const change = useMyLocale();
  return (
    <nav className={styles.languages} aria-label={t("ui.common.language")}>
      {kLocales.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          aria-pressed={one === session.user.locale}
          onClick={() => change(one)}
        >
          <span aria-hidden="true">{one.toUpperCase()}</span>
          <span className="visually-hidden">{kLocaleNames[one]}</span>
        </button>
      ))}
    </nav>
  );
}

/** Turns what is seen now; "wie das System" is one of the choices in Meine Daten. */
function ThemeButton() {
  const t = useText();
  const change = useMyChange();
  const dark = document.documentElement.dataset.theme === "dark";
  return (
    <IconButton
      icon={dark ? Sun : Moon}
      label={t(dark ? "ui.portal.light" : "ui.portal.dark")}
      onClick={() => {
        const theme = dark ? "light" : "dark";
        applyTheme(theme);
        change.go({ theme });
      }}
    />
  );
}

function LogoutButton({ small }: { small?: boolean }) {
  const t = useText();
  const logout = useCommand({
    run: () => api.del("/session"),
    onDone: () => {
      go(addressOf("", null));
      replaceSession(queries, null);
    },
  });
  const leave = () => logout.go(undefined);
  if (small) return <IconButton icon={LogOut} label={t("ui.profile.sign_out")} onClick={leave} />;
  return (
    <Button variant="ghost" icon={LogOut} pending={logout.pending} onClick={leave}>
      {t("ui.profile.sign_out")}
    </Button>
  );
}
