import { useEffect, useRef, useState } from "react";
import { api, newKey } from "../api/client";
import { Problem } from "../api/problem";
import type { FileView } from "../api/types";
import { fileSize } from "../i18n/format";
import { useText } from "../i18n/index";
import { keepTalkDraft, readTalkDraft } from "./talkDraft";
import { kMostBytes, kMostFiles, type Upload, upload } from "./upload";

export interface Going {
  key: string;
  name: string;
  size_bytes: number;
  state: "going" | "ready" | "failed";
  /** 0 to 1. */
  part: number;
  /** Why it failed, in words. */
  why: string | null;
  /** A refusal that the same file would meet again. */
  hopeless: boolean;
  view: FileView | null;
}

function readyOf(view: FileView): Going {
  const { id, name, size_bytes } = view;
  const end = { state: "ready", part: 1, why: null, hopeless: false } as const;
  return { key: id, name, size_bytes, ...end, view };
}

/** The files of a message that is being written. They belong to its draft: what is uploaded stays
 *  there over a reload, and an upload goes on when its writer looks at something else. */
export function useUploads(options: {
  order_id: string;
  /** Of the draft: one for each order and mode. */
  draft: string;
  internal: boolean;
  /** A picture that was pasted or dropped into the text is there. */
  onPicture: (view: FileView) => void;
}) {
  const t = useText();
  const latest = useRef(options);
  latest.current = options;
  const { draft } = options;
  const [all, setAll] = useState<Record<string, Going[]>>({});
  const files = all[draft] ?? readTalkDraft(draft).files.map(readyOf);
  const sources = useRef(new Map<string, { file: File; shown: boolean; going: Upload | null }>());
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  const change = (of: string, with_them: (list: Going[]) => Going[]) =>
    setAll((before) => ({
      ...before,
      [of]: with_them(before[of] ?? readTalkDraft(of).files.map(readyOf)),
    }));
  const patch = (of: string, key: string, with_it: Partial<Going>) =>
    change(of, (list) => list.map((one) => (one.key === key ? { ...one, ...with_it } : one)));

  const start = (of: string, key: string) => {
    const source = sources.current.get(key);
    if (!source) return;
    const { order_id, internal } = latest.current;
    source.going = upload(`/orders/${order_id}/files`, source.file, {
      internal,
      key: newKey(),
      onProgress: (part) => patch(of, key, { part }),
    });
    source.going.done.then(
      (view) => {
        keepTalkDraft(of, { files: [...readTalkDraft(of).files, view] });
        patch(of, key, { state: "ready", part: 1, view, name: view.name });
        const { draft: shown_now, onPicture } = latest.current;
        if (mounted.current && source.shown && view.is_picture && shown_now === of) onPicture(view);
      },
      (error: unknown) => {
        if (error instanceof DOMException && error.name === "AbortError") return;
        const problem = Problem.from(error);
        const why = problem.errors[0]?.message || problem.sentence;
        const hopeless = problem.status >= 400 && problem.status < 500 && problem.status !== 429;
        patch(of, key, { state: "failed", why, hopeless });
      },
    );
  };

  const add = (given: File[], shown: boolean) => {
    const room = kMostFiles - files.length;
    const added = given.map((file, at): Going => {
      const key = newKey();
      const base = { key, name: file.name, size_bytes: file.size, part: 0, view: null };
      const no = (why: string): Going => ({ ...base, state: "failed", why, hopeless: true });
      if (at >= room) return no(t("ui.files.too_many"));
      if (file.size === 0) return no(t("ui.files.empty"));
      if (file.size > kMostBytes) {
        return no(t("ui.files.too_big", { size: fileSize(file.size) }));
      }
      sources.current.set(key, { file, shown, going: null });
      return { ...base, state: "going", why: null, hopeless: false };
    });
    change(draft, (list) => [...list, ...added]);
    for (const one of added) if (one.state === "going") start(draft, one.key);
  };

  const remove = (one: Going) => {
    sources.current.get(one.key)?.going?.cancel();
    sources.current.delete(one.key);
    change(draft, (list) => list.filter((other) => other.key !== one.key));
    const id = one.view?.id;
    if (!id) return;
    keepTalkDraft(draft, { files: readTalkDraft(draft).files.filter((file) => file.id !== id) });
    // What is left lying is swept by the server.
    void api.del(`/files/${id}`).catch(() => undefined);
  };

  return {
    files,
    add,
    remove,
    retry: (one: Going) => {
      patch(draft, one.key, { state: "going", part: 0, why: null });
      start(draft, one.key);
    },
    /** The server does not know it any more: it had lain for a day, or was sent from elsewhere. */
    refuse: (id: string, why: string) => {
      const known = files.find((one) => one.view?.id === id);
      if (known) patch(draft, known.key, { state: "failed", why, hopeless: true });
    },
    /** They were sent. */
    clear: (of: string) => change(of, () => []),
  };
}
