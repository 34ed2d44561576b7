import { useQueryClient } from "@tanstack/react-query";
import { Moon, Sun } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { changeLocale } from "../app/locale";
import { applyTheme } from "../app/theme";
import { kLocales, useLocale, useText } from "../i18n/index";
import { Button } from "../ui/Button";
import styles from "./Door.module.css";

const kNames = { de: "Deutsch", en: "English", fr: "Français" };

/** The frame of every page in front of the login: language and theme on top, one card of work. */
export function Door({
  title,
  lead,
  aside,
  children,
  foot,
}: {
  title: string;
  lead?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  foot?: ReactNode;
}) {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const [dark, setDark] = useState(document.documentElement.dataset.theme === "dark");
  useEffect(() => {
    document.title = `${title} · Kontor`;
  }, [title]);
  return (
    <div className={styles.door} data-aside={aside ? "" : undefined}>
      <section className={styles.work}>
        <header className={styles.head}>
          <span className={styles.brand}>
            <span className={styles.logo} aria-hidden="true">
              K
            </span>
            <span>
              Kontor
              <small>{t("ui.login.product")}</small>
            </span>
          </span>
          <nav className={styles.languages} aria-label={t("ui.common.language")}>
            {kLocales.map((one) => (
              <button
                key={one}
                type="button"
                lang={one}
                aria-pressed={one === locale}
                onClick={() => void changeLocale(one).then(() => client.resetQueries())}
              >
                <span aria-hidden="true">{one.toUpperCase()}</span>
                <span className="visually-hidden">{kNames[one]}</span>
              </button>
            ))}
          </nav>
          <Button
            icon={dark ? Sun : Moon}
            onClick={() => {
              applyTheme(dark ? "light" : "dark");
              setDark(!dark);
            }}
          >
            {t(dark ? "ui.login.light" : "ui.login.dark")}
          </Button>
        </header>
        <main className={styles.main} id="main">
          <h1>{title}</h1>
          {lead && <p className={styles.lead}>{lead}</p>}
          {children}
        </main>
        <footer className={styles.foot}>{foot}</footer>
      </section>
      {aside && <aside className={styles.aside}>{aside}</aside>}
    </div>
  );
}
