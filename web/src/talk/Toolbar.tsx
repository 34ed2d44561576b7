import {
  AtSign,
  Bold,
  BookText,
  Code,
  FilePlus2,
  Italic,
  Link,
  List,
  ListOrdered,
  type LucideIcon,
  Quote,
  Strikethrough,
} from "lucide-react";
import { type ReactNode, useId, useRef } from "react";
import { useText } from "../i18n/index";
import { Icon } from "../ui/Icon";
import { Tooltip } from "../ui/Tooltip";
import type { Format, Opened } from "./editing";
import styles from "./Toolbar.module.css";

const kButtons: { format: Format; icon: LucideIcon; keys: string }[] = [
  { format: "bold", icon: Bold, keys: "B" },
  { format: "italic", icon: Italic, keys: "I" },
  { format: "strike", icon: Strikethrough, keys: "Shift+S" },
  { format: "bullets", icon: List, keys: "Shift+8" },
  { format: "numbers", icon: ListOrdered, keys: "Shift+7" },
  { format: "quote", icon: Quote, keys: "Shift+B" },
  { format: "code", icon: Code, keys: "E" },
];

/** How the text looks, and what can be put into it. Each button is named in words; what people do
 *  not know from elsewhere shows them too. */
export function Toolbar({
  active,
  may_mention,
  blocks,
  onFormat,
  onOpen,
  onFiles,
}: {
  active: Format[];
  may_mention: boolean;
  blocks: boolean;
  onFormat: (format: Format) => void;
  onOpen: (what: Opened) => void;
  onFiles: (files: File[]) => void;
}) {
  const t = useText();
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.bar}>
      <div className={styles.group} role="group" aria-label={t("ui.compose.format")}>
        {kButtons.map(({ format, icon, keys }) => (
          <Tool
            key={format}
            icon={icon}
            name={t(`ui.compose.${format}`)}
            hint={`${t("ui.compose.ctrl")}+${keys}`}
            pressed={active.includes(format)}
            onPress={() => onFormat(format)}
          />
        ))}
        <Tool icon={Link} name={t("ui.compose.link")} onPress={() => onOpen("link")} />
      </div>
      <div className={styles.group}>
        {may_mention && (
          <Tool
            icon={AtSign}
            name={t("ui.compose.mention")}
            hint="@"
            onPress={() => onOpen("mention")}
          />
        )}
        {blocks && (
          <Tool
            icon={BookText}
            name={t("ui.compose.blocks")}
            hint={t("ui.compose.blocks_hint")}
            onPress={() => onOpen("block")}
          >
            {t("ui.compose.blocks")}
          </Tool>
        )}
        <Tool
          icon={FilePlus2}
          name={t("ui.files.add")}
          described_by={id}
          first
          onPress={() => file.current?.click()}
        >
          {t("ui.files.add")}
        </Tool>
        <span id={id} hidden>
          {t("ui.files.add_hint")}
        </span>
        <input
          ref={file}
          type="file"
          multiple
          hidden
          data-files=""
          onChange={(event) => {
            onFiles([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </div>
    </div>
  );
}

function Tool({
  icon,
  name,
  hint,
  pressed,
  described_by,
  first = false,
  onPress,
  children,
}: {
  icon: LucideIcon;
  name: string;
  /** The key that does the same. */
  hint?: string;
  pressed?: boolean;
  described_by?: string;
  /** Its words are the last to go where there is little room. */
  first?: boolean;
  onPress: () => void;
  /** Words beside the drawing, where there is room. */
  children?: ReactNode;
}) {
  return (
    <Tooltip text={hint ? `${name} (${hint})` : name}>
      <button
        type="button"
        className={styles.tool}
        aria-label={name}
        aria-pressed={pressed}
        aria-describedby={described_by}
        // The cursor stays in the text.
        onPointerDown={(event) => event.preventDefault()}
        onClick={onPress}
      >
        <Icon of={icon} size={16} />
        {children && (
          <span className={styles.words} data-always={first || undefined}>
            {children}
          </span>
        )}
      </button>
    </Tooltip>
  );
}
