import { Menu as MenuIcon, Search } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { useText } from "../i18n/index";
import { IconButton } from "../ui/Button";
import { classes } from "../ui/classes";
import { Icon } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { openDrawer } from "./drawer";
import { openPalette } from "./palette";
import styles from "./Screen.module.css";

export interface ScreenProps {
  title: string;
  /** "41 Aufträge, 12 ungelesen": how many the list below holds; announced when it changes. */
  count?: ReactNode;
  /** The same place, for words that are not announced (a date). */
  note?: ReactNode;
  /** Buttons at the right of the bar; at most one of them primary. */
  actions?: ReactNode;
  /** In place of the search box that opens the palette: the screen's own search. */
  search?: ReactNode;
  /** Second bar, 44 px: filters. */
  bar?: ReactNode;
  /** "Sie arbeiten für …": in place of the title. */
  context?: ReactNode;
  /** The body scrolls by itself (lists, split panes); otherwise the screen scrolls as a whole. */
  fixed?: boolean;
  children: ReactNode;
}

/** The frame of every desk screen: top bar 52, an optional filter bar 44, the body. */
export function Screen(props: ScreenProps) {
  const { title, count, note, actions, search, bar, context, fixed, children } = props;
  const t = useText();
  useEffect(() => {
    document.title = `${title} · Kontor`;
  }, [title]);
  return (
    <div className={styles.screen}>
      <header
        className={classes(
          styles.top,
          Boolean(context) && styles.context,
          Boolean(search && actions) && styles.two_rows,
        )}
      >
        <IconButton
          className={styles.burger}
          icon={MenuIcon}
          label={t("ui.shell.open_menu")}
          onClick={openDrawer}
        />
        {context ?? <h1>{title}</h1>}
        {context && <h1 className="visually-hidden">{title}</h1>}
        {count && (
          <span className={styles.count} role="status">
            {count}
          </span>
        )}
        {note && <span className={styles.count}>{note}</span>}
        <div className={styles.right}>
          {search ?? <PaletteBox />}
          {actions}
        </div>
      </header>
      {bar && <div className={styles.bar}>{bar}</div>}
      <main id="main" tabIndex={-1} className={fixed ? styles.fixed : styles.body}>
        {children}
      </main>
    </div>
  );
}

function PaletteBox() {
  const t = useText();
  return (
    <button type="button" className={styles.search} onClick={openPalette}>
      <Icon of={Search} />
      <span className="ellipsis">{t("ui.shell.search_hint")}</span>
      <Kbd>{t("ui.shell.search_key")}</Kbd>
    </button>
  );
}

/** Padding and width of a page that is not a list. */
export function PageBody({ children, narrow }: { children: ReactNode; narrow?: boolean }) {
  return <div className={classes(styles.page, narrow && styles.narrow)}>{children}</div>;
}

/** A card on such a page. */
export function Card({
  title,
  aside,
  children,
  flush,
  id,
}: {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  /** The content reaches the card's edge (tables, rows). */
  flush?: boolean;
  id?: string;
}) {
  return (
    <section className={styles.card} id={id}>
      {title && (
        <header className={styles.card_head}>
          <h2>{title}</h2>
          {aside && <div className={styles.card_aside}>{aside}</div>}
        </header>
      )}
      <div className={flush ? undefined : styles.card_body}>{children}</div>
    </section>
  );
}
