import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { api } from "../api/client";
import { useCommand } from "../api/query";
import type { SavedView } from "../api/types";
import { type Search, stringifySearch } from "../app/search";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { showToast } from "../ui/toast";
import styles from "./FilterBar.module.css";
import { filterPart } from "./filter";

const SaveViewDialog = lazy(() => import("./SaveViewDialog"));

/** "Geändert · Speichern · Als neue Sicht" as soon as the filter is no longer that of the view. */
export default function ViewButtons({
  search,
  saved,
  onChange,
}: {
  search: Search;
  saved: SavedView | undefined;
  onChange: (search: Search) => void;
}) {
  const t = useText();
  const client = useQueryClient();
  const [naming, setNaming] = useState(false);
  const save = useCommand({
    run: (query: string, call) =>
      api.patch<SavedView>(`/views/${saved?.id}`, { query }, { version: call.version }),
    version: saved?.version,
    invalidates: [["views"]],
    onDone: () => showToast({ text: t("ui.inbox.view_saved") }),
  });
  const query = stringifySearch(filterPart(search)).slice(1);
  return (
    <>
      <span className={styles.edited}>{t("ui.inbox.edited")}</span>
      {saved && (
        <Button variant="soft" size="small" pending={save.pending} onClick={() => save.go(query)}>
          {t("ui.common.save")}
        </Button>
      )}
      <Button variant="soft" size="small" onClick={() => setNaming(true)}>
        {t("ui.inbox.save_as")}
      </Button>
      <span className={styles.line} />
      {naming && (
        <Suspense fallback={null}>
          <SaveViewDialog
            query={query}
            onClose={() => setNaming(false)}
            onSaved={(view) => {
              setNaming(false);
              void client.invalidateQueries({ queryKey: ["views"] });
              onChange({ ...filterPart(search), saved: view.id });
            }}
          />
        </Suspense>
      )}
    </>
  );
}
