import { Editor } from "@tiptap/core";
import {
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { Order } from "../api/types";
import { pageNonce } from "../app/nonce";
import { classes } from "../ui/classes";
import { type Choice, Choices, moveChoice } from "./Choices";
import { cleanPaste } from "./cleanPaste";
import { type EditorHandle, type Format, kFormats, type Opened, typedBefore } from "./editing";
import { kExtensions } from "./extensions";
import { LinkField } from "./LinkField";
import styles from "./TextEditor.module.css";
import type { TalkMode } from "./types";
import { type ChoiceSource, useBlockChoices, usePersonChoices } from "./useChoices";

export interface TextEditorProps {
  ref: Ref<EditorHandle>;
  order: Order;
  mode: TalkMode;
  label: string;
  placeholder: string;
  /** What it begins with; later its text is its own. */
  markdown: string;
  focus: boolean;
  /** It is being sent: what is typed now would be lost with what was sent. */
  busy: boolean;
  /** Something was asked of it before it was there. */
  first: Format | Opened | null;
  onChange: (markdown: string) => void;
  onFormats: (active: Format[]) => void;
  onSend: () => void;
  onFiles: (files: File[]) => void;
  onFocus: () => void;
}

interface Open {
  what: Opened;
  words: string;
  /** Typed in the text: so many characters before the cursor are its own. */
  length: number | null;
}

/** The message box once somebody writes in it: rich text that is Markdown outside. */
export default function TextEditor(props: TextEditorProps) {
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const [editor, setEditor] = useState<Editor | null>(null);
  const [empty, setEmpty] = useState(props.markdown === "");
  const [open, setOpen] = useState<Open | null>(null);
  const [at, setAt] = useState(0);
  const blocks = useBlockChoices(props.order, props.mode, open?.words ?? "", open?.what);
  const people = usePersonChoices(open?.words ?? "", open?.what);
  const source = open?.what === "block" ? blocks : people;
  const listed = open !== null && open.what !== "link";

  const show = (next: Open | null) => {
    setOpen(next);
    setAt(0);
  };
  const close = () => {
    const was_field = open?.length === null;
    dismissed.current = open !== null && !was_field;
    show(null);
    if (was_field) editor?.commands.focus();
  };
  const choose = (choice: Choice) => {
    if (!editor || !open) return;
    const to = editor.state.selection.from;
    const chain = editor.chain().focus();
    if (open.length) chain.deleteRange({ from: to - open.length, to });
    source.insert(chain, choice);
    chain.run();
    show(null);
  };
  const keys = useRef<(key: string) => boolean>(() => false);
  keys.current = (key) =>
    listed &&
    open.length !== null &&
    moveChoice(key, at, source.choices, { onAt: setAt, onChoose: choose, onClose: close });

  const dismissed = useRef(false);
  const follow = useRef<(now: Editor) => void>(() => undefined);
  follow.current = (now) => {
    latest.current.onFormats(activeFormats(now));
    setEmpty(now.isEmpty);
    if (open && open.length === null) return;
    const typed = typedHere(now, latest.current.mode === "note");
    if (!typed) dismissed.current = false;
    if (!typed || dismissed.current) {
      if (open) show(null);
    } else if (open?.what !== typed.what || open.words !== typed.words) {
      show(typed);
    }
  };

  useLayoutEffect(() => {
    const made = makeEditor(place.current, latest, keys, follow);
    setEditor(made);
    const { focus, first, onFormats } = latest.current;
    if (focus) takeCursor(made);
    if (first) ask(made, first, setOpen);
    return () => {
      made.destroy();
      onFormats([]);
    };
  }, []);

  useEffect(() => {
    const box = editor?.view.dom;
    if (!box) return;
    const typed_list = listed && open.length !== null;
    const marked = typed_list && source.choices[at] ? `${id}-${at}` : null;
    const set = (name: string, value: string | null) =>
      value ? box.setAttribute(name, value) : box.removeAttribute(name);
    set("aria-controls", typed_list ? id : null);
    set("aria-activedescendant", marked);
  });

  useImperativeHandle(props.ref, () => handleOf(() => editor, setOpen), [editor]);

  return (
    <div className={styles.editor} data-empty={empty || undefined}>
      {listed && (
        <Panel
          id={id}
          source={source}
          open={open}
          at={at}
          onAt={setAt}
          onChoose={choose}
          onClose={close}
          onWords={(words) => show({ ...open, words })}
        />
      )}
      {open?.what === "link" && editor && <LinkField editor={editor} onClose={close} />}
      <div ref={place} className={styles.place} data-placeholder={props.placeholder} />
    </div>
  );
}

function Panel({
  source,
  open,
  onWords,
  ...rest
}: {
  id: string;
  source: ChoiceSource;
  open: Open;
  at: number;
  onAt: (at: number) => void;
  onChoose: (choice: Choice) => void;
  onClose: () => void;
  onWords: (words: string) => void;
}): ReactNode {
  const search = open.length === null ? { value: open.words, onChange: onWords } : null;
  const { label, choices, count, none, foot } = source;
  return <Choices {...rest} {...{ label, choices, count, none, foot, search }} />;
}

const kNames: Record<Format, string> = {
  bold: "bold",
  italic: "italic",
  strike: "strike",
  bullets: "bulletList",
  numbers: "orderedList",
  quote: "blockquote",
  code: "code",
};

function activeFormats(editor: Editor): Format[] {
  return kFormats.filter((one) => editor.isActive(kNames[one]));
}

function run(editor: Editor, format: Format): void {
  const chain = editor.chain().focus();
  switch (format) {
    case "bold":
      return void chain.toggleBold().run();
    case "italic":
      return void chain.toggleItalic().run();
    case "strike":
      return void chain.toggleStrike().run();
    case "bullets":
      return void chain.toggleBulletList().run();
    case "numbers":
      return void chain.toggleOrderedList().run();
    case "quote":
      return void chain.toggleBlockquote().run();
    case "code":
      return void chain.toggleCode().run();
  }
}

function ask(editor: Editor, what: Format | Opened, setOpen: (open: Open) => void): void {
  if (what === "block" || what === "mention" || what === "link") {
    setOpen({ what, words: "", length: null });
  } else {
    run(editor, what);
  }
}

/** Now: the library's own command waits for the next drawing, and a key in between would go to the
 *  page's shortcuts. */
function takeCursor(editor: Editor): void {
  editor.commands.setTextSelection(editor.state.doc.content.size);
  editor.view.focus();
}

function handleOf(of: () => Editor | null, setOpen: (open: Open) => void): EditorHandle {
  return {
    focus: () => {
      const editor = of();
      if (editor) takeCursor(editor);
    },
    run: (format) => {
      const editor = of();
      if (editor) run(editor, format);
    },
    open: (what) => setOpen({ what, words: "", length: null }),
    showPicture: (id, alt) =>
      void of()
        ?.chain()
        .insertContent([
          { type: "picture", attrs: { id, alt } },
          { type: "text", text: " " },
        ])
        .run(),
    dropPicture: (id) => {
      const editor = of();
      const found: number[] = [];
      editor?.state.doc.descendants((node, pos) => {
        if (node.type.name === "picture" && node.attrs.id === id) found.unshift(pos);
      });
      for (const from of found) editor?.commands.deleteRange({ from, to: from + 1 });
    },
  };
}

function typedHere(editor: Editor, may_mention: boolean): Open | null {
  const { selection } = editor.state;
  if (!selection.empty || !editor.isFocused || editor.isActive("codeBlock")) return null;
  const { $from } = selection;
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, "\ufffc");
  return typedBefore(before, may_mention);
}

function makeEditor(
  element: HTMLElement | null,
  latest: { current: TextEditorProps },
  keys: { current: (key: string) => boolean },
  follow: { current: (editor: Editor) => void },
): Editor {
  const { markdown, label } = latest.current;
  const nonce = pageNonce();
  const editor = new Editor({
    element,
    extensions: kExtensions,
    content: markdown,
    contentType: "markdown",
    ...(nonce && { injectNonce: nonce }),
    editorProps: {
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label,
        "aria-autocomplete": "list",
        class: classes(styles.text),
      },
      transformPastedHTML: cleanPaste,
      handleKeyDown: (_, event) => {
        if (latest.current.busy) return event.key !== "Tab";
        if (event.isComposing) return false;
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
          latest.current.onSend();
          return true;
        }
        return keys.current(event.key);
      },
      handleTextInput: () => latest.current.busy,
      handlePaste: (_, event) => {
        if (latest.current.busy) return true;
        const files = [...(event.clipboardData?.files ?? [])];
        // Word brings a picture of its words along; the words are meant.
        const words = event.clipboardData?.getData("text/plain").trim();
        if (files.length === 0 || words) return false;
        latest.current.onFiles(files);
        return true;
      },
      // The box around takes them.
      handleDrop: (_, event) => (event.dataTransfer?.files.length ?? 0) > 0,
    },
    onUpdate: ({ editor: now }) => latest.current.onChange(now.getMarkdown().trim()),
    onTransaction: ({ editor: now }) => follow.current(now),
    onFocus: () => latest.current.onFocus(),
    onBlur: ({ editor: now }) => follow.current(now),
  });
  return editor;
}
