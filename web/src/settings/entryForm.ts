// What the forms for one entry of a settings list have in common: a label, a way to pay.
import type { QueryKey } from "@tanstack/react-query";
import { useState } from "react";
import { type Call, useCommand } from "../api/query";
import { useText } from "../i18n/index";
import { useDraft } from "../ui/draft";
import { showToast } from "../ui/toast";

/** A new entry (`present` is null) or a change of one. It writes against what its reader saw when
 *  it opened; saved, it says so and closes. */
export function useEntryForm<Values extends object, Sent, Entry extends { version: number }>({
  present,
  start,
  write,
  stale,
  onClose,
}: {
  present: Entry | null;
  start: Values;
  write: (body: Sent, call: Call) => Promise<Entry>;
  stale: QueryKey[];
  onClose: () => void;
}) {
  const t = useText();
  const [version] = useState(present?.version);
  const [first] = useState(start);
  const form = useDraft(first);
  const save = useCommand<Sent, Entry>({
    version,
    run: write,
    invalidates: stale,
    onProblem: () => true,
    onTheirs: onClose,
    onDone: () => {
      showToast({ text: t("ui.common.saved") });
      onClose();
    },
  });
  return {
    form,
    save,
    /** For the dialog: its button, what it waits for, what was refused. */
    frame: {
      size: "small" as const,
      submit: t(present ? "ui.common.save" : "ui.common.create"),
      pending: save.pending,
      problem: save.problem,
      onClose,
    },
  };
}
