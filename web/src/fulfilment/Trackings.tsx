import { ExternalLink } from "lucide-react";
import type { Carrier, Tracking } from "../api/types";
import { textOf, useText } from "../i18n/index";
import { Icon } from "../ui/Icon";
import styles from "./Shipments.module.css";

export function carrierWords(carrier: Carrier, name: string): string {
  return name || textOf(`state.carrier.${carrier}`);
}

/** The numbers of a parcel, each a way to follow it where its carrier has one. */
export function Trackings({ trackings }: { trackings: Tracking[] }) {
  const t = useText();
  return (
    <ul className={styles.trackings}>
      {trackings.map(({ number, url }) => (
        <li key={number}>
          {url ? (
            <a className="link" href={url} target="_blank" rel="noreferrer noopener">
              <span className="visually-hidden">{t("ui.event.follow")} </span>
              <span className="id">{number}</span>
              <Icon of={ExternalLink} size={12} />
            </a>
          ) : (
            <span className="id">{number}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
