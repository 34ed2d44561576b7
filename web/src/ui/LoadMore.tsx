import { useEffect, useRef } from "react";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button } from "./Button";
import styles from "./LoadMore.module.css";

/** The end of a keyset list: says how much is shown and loads more, by itself when it comes into
 *  view and by its button. */
export function LoadMore({
  shown,
  total,
  more,
  loading,
  onMore,
}: {
  shown: number;
  total: { count: number; capped: boolean } | null | undefined;
  more: boolean;
  loading: boolean;
  onMore: () => void;
}) {
  const t = useText();
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    if (!more || loading || typeof IntersectionObserver === "undefined") return;
    const watch = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && latest.current(),
      { rootMargin: "400px" },
    );
    if (place.current) watch.observe(place.current);
    return () => watch.disconnect();
  }, [more, loading]);
  return (
    <div ref={place} className={styles.more}>
      <span>
        {total
          ? t("ui.table.shown_of", { shown: count(shown), total: count(total.count, total.capped) })
          : t("ui.table.shown", { count: shown })}
      </span>
      {more && (
        <Button size="small" variant="soft" pending={loading} onClick={onMore}>
          {t("ui.table.more")}
        </Button>
      )}
    </div>
  );
}
