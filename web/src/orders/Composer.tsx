import { Lock, Mail, Send } from "lucide-react";
import { type DragEvent, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { api } from "../api/client";
import type { Order } from "../api/types";
import { useCan, useSession } from "../app/session";
import { useShortcuts } from "../app/shortcuts";
import { useText } from "../i18n/index";
import type { EditorHandle, Format, Opened } from "../talk/editing";
import { FileList } from "../talk/FileList";
import { Toolbar } from "../talk/Toolbar";
import { keepTalkDraft, readTalkDraft } from "../talk/talkDraft";
import type { TalkMode } from "../talk/types";
import { useUploads } from "../talk/useUploads";
import { Button } from "../ui/Button";
import { classes } from "../ui/classes";
import { ErrorLine } from "../ui/feedback";
import { Icon } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { showToast } from "../ui/toast";
import styles from "./Composer.module.css";
import { useAccount } from "./lookups";
import { useOrderWrite } from "./useOrder";

type Editor = typeof import("../talk/TextEditor").default;
let loaded: Editor | null = null;

/** The editor weighs more than the whole list of orders: it comes when somebody is about to write.
 *  Until then, and where it cannot be loaded, the plain box takes what is typed: no key may be lost
 *  or taken for a shortcut meanwhile. */
async function loadEditor(): Promise<Editor | null> {
  loaded ??= await import("../talk/TextEditor").then((one) => one.default).catch(() => null);
  return loaded;
}
function useEditor(wanted: boolean): Editor | null {
  const [editor, setEditor] = useState(() => loaded);
  useEffect(() => {
    if (wanted && !editor) void loadEditor().then((one) => setEditor(() => one));
  }, [wanted, editor]);
  return editor;
}

export interface ComposerHandle {
  focus: (mode: TalkMode) => void;
}

const draftKey = (user: string, order: string, mode: TalkMode) => `${user}:${order}:${mode}`;
/** Where the server names a file that it does not take. */
const kFileIds = "/file_ids/";
const nameOnly = (file: string) => file.replace(/\.[a-z0-9]{1,5}$/i, "");

/** Writes an internal note (the default) or a message to the customer. Ground, drawing and words
 *  differ, so that nobody sends one for the other (U6). */
export function Composer({ order, ref }: { order: Order; ref?: Ref<ComposerHandle> }) {
  const t = useText();
  const can = useCan();
  const session = useSession();
  const [mode, setMode] = useState<TalkMode>(can("note_write") ? "note" : "message");
  const note = mode === "note";
  const box = useRef<HTMLElement>(null);
  const editor = useRef<EditorHandle>(null);
  const key = draftKey(session.user.id, order.id, mode);
  const written = useWritten(key);
  const TextEditor = useEditor(written.awake);
  const uploads = useUploads({
    order_id: order.id,
    draft: key,
    internal: note,
    onPicture: (view) => editor.current?.showPicture(view.id, nameOnly(view.name)),
  });
  const write = useSending(order, session.user.id, (sent) => {
    uploads.clear(draftKey(session.user.id, order.id, sent));
    written.renew();
  });

  const going = uploads.files.filter((one) => one.state === "going").length;
  const failed = uploads.files.some((one) => one.state === "failed");
  const file_ids = uploads.files.flatMap((one) => (one.view ? [one.view.id] : []));
  const [waiting, setWaiting] = useState(false);
  const sendNow = () => write.go({ mode, body: written.body.trim(), file_ids });
  const send = () => {
    if (write.pending) return;
    if (!written.body.trim() && uploads.files.length === 0) return focus();
    if (going > 0) setWaiting(true);
    else if (!failed) sendNow();
  };
  const refused = write.problem?.errors.filter((one) => one.pointer.startsWith(kFileIds)) ?? [];
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer
  useEffect(() => {
    for (const { pointer, message } of refused) {
      uploads.refuse(file_ids[Number(pointer.slice(kFileIds.length))] ?? "", message);
    }
  }, [write.problem]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the last upload has ended
  useEffect(() => {
    if (!waiting || going > 0) return;
    setWaiting(false);
    if (!failed && (written.body.trim() || file_ids.length > 0)) sendNow();
  }, [waiting, going]);

  const focus = () => {
    written.wake(true);
    // At once: the next key belongs to the text.
    box.current?.querySelector("textarea")?.focus();
    editor.current?.focus();
  };
  useImperativeHandle(ref, () => ({ focus: (next) => choose(next) }));
  useShortcuts([
    {
      keys: "Ctrl+Enter",
      label: "ui.orders.keys.send",
      group: "ui.orders.keys.group",
      run: () => box.current?.contains(document.activeElement) && send(),
      always: true,
    },
  ]);
  const choose = (next: TalkMode) => {
    if (next === mode) return focus();
    write.reset();
    setWaiting(false);
    setMode(next);
    focus();
  };
  const modes: TalkMode[] = [
    ...(can("note_write") ? (["note"] as const) : []),
    ...(can("message_write") ? (["message"] as const) : []),
  ];
  const drop = useDrop((files) => uploads.add(files, TextEditor !== null));
  if (modes.length === 0) return null;
  const message = session.staff
    ? t("ui.orders.log.message_out")
    : t("ui.orders.message_to", { merchant: session.tenant.name });
  const name = note ? t("ui.orders.log.note") : message;
  const hint = note ? t("ui.orders.note_hint") : message;
  return (
    <section
      ref={box}
      className={classes(styles.composer, note ? styles.note : styles.to_customer)}
      aria-label={t("ui.orders.compose")}
      onPointerEnter={() => void (session.staff && loadEditor())}
      {...drop.on}
    >
      <div className={styles.modes} role="group" aria-label={t("ui.orders.compose_as")}>
        {modes.map((one) => (
          <button key={one} type="button" aria-pressed={one === mode} onClick={() => choose(one)}>
            <Icon of={one === "note" ? Lock : Mail} size={14} />
            {one === "note" ? t("ui.orders.log.note") : message}
          </button>
        ))}
      </div>
      {write.problem && refused.length === 0 && <ErrorLine problem={write.problem} />}
      {TextEditor ? (
        <TextEditor
          key={`${key} ${written.round}`}
          ref={editor}
          order={order}
          mode={mode}
          label={name}
          placeholder={hint}
          markdown={written.body}
          focus={written.focused.current}
          busy={write.pending}
          first={written.first.current}
          onChange={written.change}
          onFormats={written.setFormats}
          onSend={send}
          onFiles={(files) => uploads.add(files, true)}
          onFocus={() => {
            written.focused.current = true;
            written.first.current = null;
          }}
        />
      ) : (
        <Plain written={written} name={name} hint={hint} />
      )}
      <FileList
        files={uploads.files}
        onRetry={uploads.retry}
        onRemove={(one) => {
          if (one.view) editor.current?.dropPicture(one.view.id);
          uploads.remove(one);
        }}
      />
      <Toolbar
        active={written.formats}
        may_mention={note}
        blocks={session.staff}
        onFormat={(format) =>
          editor.current ? editor.current.run(format) : written.wake(true, format)
        }
        onOpen={(what) => (editor.current ? editor.current.open(what) : written.wake(true, what))}
        onFiles={(files) => uploads.add(files, false)}
      />
      <Foot order={order} note={note}>
        <Button
          size="small"
          variant={note ? "note" : "send"}
          {...(note ? {} : { icon: Send })}
          pending={write.pending || waiting}
          refused={failed ? t("ui.files.first") : null}
          onClick={send}
        >
          {waiting
            ? t("ui.files.waiting", { count: going })
            : t(
                note
                  ? "ui.orders.save_note"
                  : session.staff
                    ? "ui.orders.send_message"
                    : "ui.common.send",
              )}
        </Button>
      </Foot>
      {drop.over && <p className={styles.drop}>{t("ui.files.drop")}</p>}
    </section>
  );
}

/** Who will read it, beside the button that sends it. */
function Foot({
  order,
  note,
  children,
}: {
  order: Order;
  note: boolean;
  children: React.ReactNode;
}) {
  const t = useText();
  const { staff } = useSession();
  const account = useAccount(order.account.id).data;
  const goes_to = account?.email
    ? t("ui.orders.goes_to", { email: account.email })
    : t("ui.orders.no_email");
  return (
    <div className={styles.foot}>
      {(note || staff) && <Icon of={note ? Lock : Mail} size={14} />}
      <span className={styles.hint}>{note ? t("ui.orders.note_only_team") : staff && goes_to}</span>
      <span className={styles.key}>
        <Kbd>{t("ui.orders.send_key")}</Kbd>
      </span>
      {children}
    </div>
  );
}

/** The text of the draft, and whether its editor is there yet. */
function useWritten(key: string) {
  const [held, setHeld] = useState(() => ({ key, body: readTalkDraft(key).body }));
  const body = held.key === key ? held.body : readTalkDraft(key).body;
  const [awake, setAwake] = useState(body !== "");
  const [round, setRound] = useState(0);
  const [formats, setFormats] = useState<Format[]>([]);
  const focused = useRef(false);
  const first = useRef<Format | Opened | null>(null);
  return {
    body,
    awake: awake || body !== "",
    round,
    formats,
    setFormats,
    focused,
    first,
    change: (next: string) => {
      setHeld({ key, body: next });
      keepTalkDraft(key, { body: next });
    },
    wake: (focus: boolean, what: Format | Opened | null = null) => {
      focused.current = focus;
      first.current = what;
      setAwake(true);
    },
    /** It was sent: an empty one, whose "undo" brings nothing back into another mode. */
    renew: () => {
      setHeld({ key, body: "" });
      setRound((before) => before + 1);
    },
  };
}

/** The box before its editor is there: what is typed meanwhile goes on in it. */
function Plain({
  written,
  name,
  hint,
}: {
  written: ReturnType<typeof useWritten>;
  name: string;
  hint: string;
}) {
  return (
    <textarea
      className={styles.text}
      rows={2}
      aria-label={name}
      placeholder={hint}
      value={written.body}
      onFocus={() => written.wake(true)}
      onBlur={() => {
        written.focused.current = false;
      }}
      onChange={(event) => written.change(event.target.value)}
    />
  );
}

function useSending(order: Order, user_id: string, onSent: (mode: TalkMode) => void) {
  const t = useText();
  return useOrderWrite<{ mode: TalkMode; body: string; file_ids: string[] }>(
    order,
    ({ mode, body, file_ids }, call) =>
      api.post<Order>(
        `/orders/${order.id}/${mode === "note" ? "notes" : "messages"}`,
        file_ids.length > 0 ? { body, file_ids } : { body },
        { key: call.key },
      ),
    {
      moves: true,
      in_form: true,
      onDone: (_, { mode }) => {
        keepTalkDraft(draftKey(user_id, order.id, mode), { body: "", files: [] });
        onSent(mode);
        showToast({
          text: t(mode === "note" ? "ui.orders.note_saved" : "ui.orders.message_sent"),
        });
      },
    },
  );
}

/** Files over the box; leaving one of its parts for another is not leaving it. */
function useDrop(onFiles: (files: File[]) => void) {
  const [over, setOver] = useState(false);
  const has_files = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return {
    over,
    on: {
      onDragOver: (event: DragEvent) => {
        if (!has_files(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false);
      },
      onDrop: (event: DragEvent) => {
        if (!has_files(event)) return;
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      },
    },
  };
}
