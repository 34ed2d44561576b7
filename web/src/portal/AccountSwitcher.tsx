import { Check, ChevronDown } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { OwnMembership } from "../api/types";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { initials } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import styles from "./AccountSwitcher.module.css";
import { addressOf, usePlace } from "./address";
import { PortalSearch } from "./PortalSearch";

/** From how many accounts on one types rather than reads. */
const kSearchFrom = 8;

/** At the top left: for which account this tab acts, and the way to the others (C8, R19). Each is a
 *  link, so that it can also be opened beside this one. */
export function AccountSwitcher({
  own,
  acting,
}: {
  own: OwnMembership[];
  acting: OwnMembership | null;
}) {
  const t = useText();
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return;
    const close = (event: Event) => {
      if (event.target instanceof Node && place.current?.contains(event.target)) return;
      setOpen(false);
    };
    const keys = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("focusin", close);
    document.addEventListener("keydown", keys);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("focusin", close);
      document.removeEventListener("keydown", keys);
    };
  }, [open]);

  const head = acting && (
    <>
      <span className={styles.sign} aria-hidden="true">
        {initials(acting.account.name)}
      </span>
      <span className={styles.words}>
        <b className="ellipsis">{acting.account.name}</b>
        <small className="ellipsis">{detailOf(acting)}</small>
      </span>
    </>
  );
  if (own.length === 0) return <span />;
  if (acting && own.length === 1) return <div className={styles.account}>{head}</div>;
  return (
    <div className={styles.place} ref={place}>
      <button
        type="button"
        ref={button}
        className={styles.account}
        aria-expanded={open}
        aria-controls={id}
        title={acting?.account.name}
        onClick={() => setOpen(!open)}
      >
        <span className="visually-hidden">{t("ui.portal.switch_account")} </span>
        {head ?? t("ui.portal.choose_account")}
        <Icon of={ChevronDown} size={18} />
      </button>
      {open && <Panel id={id} own={own} acting={acting} />}
    </div>
  );
}

function detailOf({ account }: OwnMembership): string {
  return [account.number, account.city].filter(Boolean).join(", ");
}

function Panel({
  id,
  own,
  acting,
}: {
  id: string;
  own: OwnMembership[];
  acting: OwnMembership | null;
}) {
  const t = useText();
  const { page } = usePlace();
  const [words, setWords] = useState("");
  const wanted = words.trim().toLocaleLowerCase();
  const shown = own.filter(({ account }) =>
    `${account.name} ${account.number} ${account.city}`.toLocaleLowerCase().includes(wanted),
  );
  return (
    <div id={id} className={styles.panel}>
      {own.length >= kSearchFrom && (
        <PortalSearch label={t("ui.portal.find_account")} value={words} onChange={setWords} focus />
      )}
      <ul aria-label={t("ui.portal.your_accounts")}>
        {shown.map((one) => (
          <li key={one.id}>
            <a
              href={addressOf(page, one.account.number)}
              aria-current={one.id === acting?.id ? "true" : undefined}
            >
              <span className={styles.sign} aria-hidden="true">
                {initials(one.account.name)}
              </span>
              <span className={styles.words}>
                <b>{one.account.name}</b>
                <small>
                  {detailOf(one)}, {t(`role.${one.role}`)}
                </small>
                {one.waiting_count > 0 && (
                  <small className={styles.waiting}>
                    {t("ui.portal.waiting", { count: one.waiting_count })}
                  </small>
                )}
              </span>
              {one.id === acting?.id && <Icon of={Check} size={18} />}
            </a>
          </li>
        ))}
      </ul>
      <p role="status" className={shown.length ? "visually-hidden" : styles.none}>
        {shown.length
          ? t("ui.portal.accounts_shown", { count: shown.length })
          : t("ui.portal.no_such_account", { words, total: count(own.length) })}
      </p>
    </div>
  );
}
