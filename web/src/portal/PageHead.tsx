import { type ReactNode, useEffect } from "react";
import { useText } from "../i18n/index";
import { classes } from "../ui/classes";
import styles from "./Portal.module.css";

/** The head of a page: its title, which takes the focus after a change of page, and a sentence. */
export function PageHead({
  title,
  hidden,
  children,
}: {
  title: string;
  hidden?: boolean;
  children?: ReactNode;
}) {
  const t = useText();
  const portal = t("ui.portal.title");
  useEffect(() => {
    document.title = title === portal ? portal : `${title} · ${portal}`;
  }, [title, portal]);
  return (
    <header className={classes(styles.head, hidden && "visually-hidden")}>
      <h1 tabIndex={-1}>{title}</h1>
      {children && <p>{children}</p>}
    </header>
  );
}
