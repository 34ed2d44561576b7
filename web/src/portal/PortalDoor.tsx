import files from "virtual:texts/portal";
import { Moon, Sun } from "lucide-react";
import { type ReactNode, useState } from "react";
import { applyTheme } from "../app/theme";
import { kLocales, useLocale, useText } from "../i18n/index";
import { loadLocale } from "../i18n/load";
import door from "../login/Door.module.css";
import { Button } from "../ui/Button";

const kNames = { de: "Deutsch", en: "English", fr: "Français" };

/** The frame in front of the portal's login. */
export function PortalDoor({ title, children }: { title: string; children: ReactNode }) {
  const t = useText();
  const locale = useLocale();
  const [dark, setDark] = useState(document.documentElement.dataset.theme === "dark");
  return (
    <div className={door.door}>
      <section className={door.work}>
        <header className={door.head}>
          <span className={door.brand}>
            <span>{t("ui.portal.title")}</span>
          </span>
          <nav className={door.languages} aria-label={t("ui.common.language")}>
            {kLocales.map((one) => (
              <button
                key={one}
                type="button"
                lang={one}
                aria-pressed={one === locale}
                onClick={() => void loadLocale(files, one)}
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
        <main className={door.main} id="main">
          <h1>{title}</h1>
          {children}
        </main>
        <footer className={door.foot}>
          <span>
            {t("ui.portal.staff_question")}{" "}
            <a className="link" href="/login">
              {t("ui.portal.staff_login")}
            </a>
          </span>
        </footer>
      </section>
    </div>
  );
}
