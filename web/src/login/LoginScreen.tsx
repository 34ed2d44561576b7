import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { api } from "../api/client";
import type { Session } from "../api/types";
import { isCustomer, replaceSession, useSessionQuery } from "../app/session";
import { useText } from "../i18n/index";
import { Chip } from "../ui/signs";
import { Door } from "./Door";
import styles from "./Login.module.css";
import { LoginForm } from "./LoginForm";
import { Points } from "./Points";

export function LoginScreen() {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ strict: false });
  const session = useSessionQuery();

  // Only an address of our own: `next` comes from the page's address, and anyone can write that.
  const wanted = next && /^\/(?![/\\])/.test(next) ? next : null;
  const enter = (known: Session) => {
    const target = wanted ?? (isCustomer(known) ? "/portal" : "/");
    if (/^\/(a|portal)(\/|$)/.test(target)) window.location.assign(target);
    else void navigate({ to: target, replace: true });
  };
  const known = session.data;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for who is signed in already
  useEffect(() => {
    if (known) enter(known);
    else {
      void api.get<{ needed: boolean }>("/setup").then(
        ({ needed }) => needed && void navigate({ to: "/setup", replace: true }),
        () => undefined,
      );
    }
  }, [Boolean(known)]);

  return (
    <Door house="desk" title={t("ui.login.title")} aside={<Preview />}>
      <LoginForm
        house="desk"
        forgot={
          <Link to="/password/forgot" className={styles.link}>
            {t("ui.login.forgot")}
          </Link>
        }
        onDone={(fresh) => replaceSession(client, fresh)}
      />
    </Door>
  );
}

/** What waits behind the door; a drawing, not data. */
function Preview() {
  const t = useText();
  return (
    <div>
      <p className={styles.big}>{t("ui.login.aside_title")}</p>
      <p className={styles.small}>{t("ui.login.aside_text")}</p>
      <div className={styles.card} aria-hidden="true">
        <p>
          <b className="id">104498</b>
          <Chip tone="info">{t("state.order.processing")}</Chip>
        </p>
        <p className="muted">{t("ui.login.aside_example")}</p>
        <span className={styles.steps}>
          <i />
          <i />
          <i />
          <i />
        </span>
      </div>
      <Points of={["ui.login.point_first", "ui.login.point_second", "ui.login.point_third"]} />
    </div>
  );
}
