import { Download, FileText } from "lucide-react";
import { useState } from "react";
import { addressOf } from "../api/client";
import type { FileView } from "../api/types";
import { fileSize } from "../i18n/format";
import { useText } from "../i18n/index";
import { buttonClass } from "../ui/Button";
import { classes } from "../ui/classes";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import styles from "./Files.module.css";
import { RichText, type ShownPicture } from "./RichText";

const kTypes: Record<string, string> = {
  "application/pdf": "PDF",
  "application/zip": "ZIP",
  "text/csv": "CSV",
  "text/plain": "TXT",
  "message/rfc822": "EML",
};

/** "PDF", "PNG"; where the type says nothing, the name's ending. */
export function typeWord({ media_type, name }: FileView): string {
  const known = kTypes[media_type];
  if (known) return known;
  const [kind, sort = ""] = media_type.split("/");
  if (kind === "image") return sort.replace(/\+xml$/, "").toUpperCase();
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1];
  return ending ? ending.toUpperCase() : "";
}

/** The words of an entry and its files: pictures that the words do not show stand below them, other
 *  files as chips. A picture opens large. */
export function Said({
  html,
  text,
  files,
}: {
  html: string | undefined;
  text: string;
  files: FileView[];
}) {
  const [large, setLarge] = useState<ShownPicture | null>(null);
  const below = files.filter((one) => !html?.includes(`/files/${one.id}/content`));
  return (
    <>
      {(html ?? text) !== "" && <RichText html={html} text={text} onPicture={setLarge} />}
      {below.length > 0 && <KeptFiles files={below} onPicture={setLarge} />}
      {large && <LargePicture picture={large} onClose={() => setLarge(null)} />}
    </>
  );
}

function KeptFiles({
  files,
  onPicture,
}: {
  files: FileView[];
  onPicture: (picture: ShownPicture) => void;
}) {
  const t = useText();
  return (
    <ul className={styles.kept} aria-label={t("ui.files.files")}>
      {files.map((one) => {
        const words = (
          <span>
            <b>{one.name}</b>
            <br />
            {[typeWord(one), fileSize(one.size_bytes)].filter(Boolean).join(", ")}
          </span>
        );
        return (
          <li key={one.id}>
            {one.is_picture ? (
              <button
                type="button"
                className={classes(styles.file, styles.picture)}
                onClick={() => onPicture(one)}
              >
                <img
                  src={addressOf(`/files/${one.id}/thumbnail`)}
                  alt={t("ui.files.open_large")}
                  loading="lazy"
                />
                {words}
              </button>
            ) : (
              <a className={styles.file} href={addressOf(`/files/${one.id}/content`)} download>
                <Icon of={FileText} size={20} />
                {words}
                <span className="visually-hidden">{t("ui.files.save")}</span>
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function LargePicture({ picture, onClose }: { picture: ShownPicture; onClose: () => void }) {
  const t = useText();
  const content = `/files/${picture.id}/content`;
  return (
    <Dialog
      open
      size="wide"
      title={picture.name || t("ui.files.picture")}
      onClose={onClose}
      actions={
        <a className={buttonClass("outline")} href={addressOf(content)} download>
          <Icon of={Download} />
          {t("ui.files.save")}
        </a>
      }
    >
      <img className={styles.large} src={addressOf(content, { inline: 1 })} alt={picture.name} />
    </Dialog>
  );
}
