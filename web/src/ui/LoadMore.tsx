import { useEffect, useRef } from "react";
import type { List } from "../api/lists";
import { Problem } from "../api/problem";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button } from "./Button";
import { ErrorLine } from "./feedback";
import styles from "./LoadMore.module.css";

/** The end of a keyset list: says how much is shown and loads more, by itself when it comes into
 *  view and by its button. After a failure only by its button. */
export function LoadMore({
  shown,
  list,
}: {
  shown: number;
  list: Pick<List<unknown>, "total" | "more" | "loading_more" | "more_error" | "onMore">;
}) {
  const t = useText();
  const { total, more, loading_more: loading, more_error: error, onMore } = list;
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    if (!more || loading || error || typeof IntersectionObserver === "undefined") return;
    const watch = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && latest.current(),
      { rootMargin: "400px" },
    );
    if (place.current) watch.observe(place.current);
    return () => watch.disconnect();
  }, [more, loading, error]);
  return (
    <div ref={place} className={styles.more}>
      {error && !loading && <ErrorLine problem={Problem.from(error)} />}
      <span>
        {total
          ? t("ui.table.shown_of", { shown: count(shown), total: count(total.count, total.capped) })
          : t("ui.table.shown", { count: shown })}
      </span>
      {more && (
        <Button size="small" variant="soft" pending={loading} onClick={onMore}>
          {t(error ? "ui.common.retry" : "ui.table.more")}
        </Button>
      )}
    </div>
  );
}
