import { useQueryClient } from "@tanstack/react-query";
import { Moon, Sun } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { applyTheme } from "../app/theme";
import { kLocaleNames, kLocales, useLocale, useText } from "../i18n/index";
import { changeLocale, readSetting } from "../i18n/load";
import { Button } from "../ui/Button";
import styles from "./Door.module.css";

export type House = "desk" | "portal";

/** The door last used in this browser: the links of our mails do not say which one is meant. Either
 *  lets everybody in and brings him to where he is at home. */
export function lastHouse(): House {
  return readSetting(kHouseSetting) === "desk" ? "desk" : "portal";
}
export const kHouseSetting = "kontor.door";

export function loginOf(house: House): string {
  return house === "portal" ? "/portal" : "/login";
}

// The first page of a visit leaves the focus where the browser puts it.
let entered = false;

/** The frame of every page in front of a login, for the staff and for customers: language and theme
 *  on top, one piece of work, and at the foot the way to the other door (R04). */
export function Door({
  house,
  title,
  lead,
  aside,
  alone,
  children,
}: {
  house: House;
  title: string;
  lead?: ReactNode;
  aside?: ReactNode;
  /** Without the other door: where there is none yet. */
  alone?: boolean;
  children: ReactNode;
}) {
  const t = useText();
  const name = house === "portal" ? t("ui.portal.title") : "Kontor";
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new title is a new page
  useEffect(() => {
    if (entered && document.activeElement === document.body) heading.current?.focus();
    entered = true;
  }, [title]);
  return (
    <div className={styles.door} data-look="public" data-aside={aside ? "" : undefined}>
      <section className={styles.work}>
        <header className={styles.head}>
          <span className={styles.brand}>
            <span className={styles.logo} aria-hidden="true">
              K
            </span>
            <span>
              {name}
              {house === "desk" && <small>{t("ui.login.product")}</small>}
            </span>
          </span>
          <LanguageButtons />
          <ThemeButton />
        </header>
        <main className={styles.main} id="main">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p className={styles.lead}>{lead}</p>}
          {children}
        </main>
        <footer className={styles.foot}>{!alone && <OtherDoor house={house} />}</footer>
      </section>
      {aside && <aside className={styles.aside}>{aside}</aside>}
    </div>
  );
}

function OtherDoor({ house }: { house: House }) {
  const t = useText();
  const portal = house === "portal";
  return (
    <span>
      {t(portal ? "ui.portal.staff_question" : "ui.login.customer_question")}{" "}
      <a className={styles.link} href={loginOf(portal ? "desk" : "portal")}>
        {t(portal ? "ui.portal.staff_login" : "ui.login.to_portal")}
      </a>
    </span>
  );
}

function LanguageButtons() {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  return (
    <nav className={styles.languages} aria-label={t("ui.common.language")}>
      {kLocales.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          aria-pressed={one === locale}
          // What the server said is read again in the new language; what was typed stays.
          onClick={() => void changeLocale(one).then(() => client.invalidateQueries())}
        >
          <span aria-hidden="true">{one.toUpperCase()}</span>
          <span className="visually-hidden">{kLocaleNames[one]}</span>
        </button>
      ))}
    </nav>
  );
}

function ThemeButton() {
  const t = useText();
  const [dark, setDark] = useState(document.documentElement.dataset.theme === "dark");
  return (
    <Button
      icon={dark ? Sun : Moon}
      onClick={() => {
        applyTheme(dark ? "light" : "dark");
        setDark(!dark);
      }}
    >
      <span className={styles.theme_word}>{t(dark ? "ui.login.light" : "ui.login.dark")}</span>
    </Button>
  );
}
