import type { Editor } from "@tiptap/core";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import panel from "./Choices.module.css";
import { isAllowedLink } from "./extensions";
import styles from "./TextEditor.module.css";

/** "petra@…" is a mail address, digits are a phone, "nordwerk.example" a page. */
export function linkOf(typed: string): string | null {
  const words = typed.trim();
  if (words === "" || /\s/.test(words.replace(/^\+?[\d\s/()-]+$/, ""))) return null;
  if (/^[a-z][a-z0-9+.-]*:/i.test(words)) return isAllowedLink(words) ? words : null;
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(words)) return `mailto:${words}`;
  if (/^\+?[\d\s/()-]{6,}$/.test(words)) return `tel:${words.replace(/[^\d+]/g, "")}`;
  return /^[^\s/]+\.[^\s/]{2,}/.test(words) ? `https://${words}` : null;
}

/** Where a link leads, asked over the text. */
export function LinkField({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const t = useText();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [before] = useState(() => String(editor.getAttributes("link").href ?? ""));
  const [typed, setTyped] = useState(before);
  const [wrong, setWrong] = useState(false);
  useEffect(() => field.current?.focus(), []);
  const set = (event: FormEvent) => {
    event.preventDefault();
    const href = linkOf(typed);
    if (!href) {
      setWrong(true);
      field.current?.focus();
      return;
    }
    const chain = editor.chain().focus();
    if (editor.state.selection.empty && !editor.isActive("link")) {
      const text = typed.trim();
      chain.insertContent([{ type: "text", text, marks: [{ type: "link", attrs: { href } }] }]);
    } else {
      chain.extendMarkRange("link").setLink({ href });
    }
    chain.run();
    onClose();
  };
  return (
    <form
      className={panel.panel}
      onSubmit={set}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <div className={styles.link}>
        <label htmlFor={id}>{t("ui.compose.link_address")}</label>
        <input
          ref={field}
          id={id}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          inputMode="url"
          aria-invalid={wrong || undefined}
          aria-describedby={wrong ? `${id}e` : undefined}
          onChange={(event) => {
            setTyped(event.target.value);
            setWrong(false);
          }}
        />
        {wrong && (
          <p id={`${id}e`} className="bad">
            {t("ui.compose.link_wrong")}
          </p>
        )}
        <span className={styles.link_buttons}>
          {before && (
            <Button
              size="small"
              onClick={() => {
                editor.chain().focus().extendMarkRange("link").unsetLink().run();
                onClose();
              }}
            >
              {t("ui.compose.link_none")}
            </Button>
          )}
          <Button size="small" onClick={onClose}>
            {t("ui.common.cancel")}
          </Button>
          <Button size="small" type="submit">
            {t("ui.compose.link_set")}
          </Button>
        </span>
      </div>
    </form>
  );
}
