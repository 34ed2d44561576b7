import { CircleAlert, FileText, RotateCcw, X } from "lucide-react";
import { addressOf } from "../api/client";
import { fileSize } from "../i18n/format";
import { useText } from "../i18n/index";
import { IconButton } from "../ui/Button";
import { classes } from "../ui/classes";
import { Icon } from "../ui/Icon";
import styles from "./Files.module.css";
import type { Going } from "./useUploads";

/** The files of a message that is being written: how far, what went wrong, away with it. */
export function FileList({
  files,
  onRetry,
  onRemove,
}: {
  files: Going[];
  onRetry: (file: Going) => void;
  onRemove: (file: Going) => void;
}) {
  const t = useText();
  if (files.length === 0) return null;
  const last = files.filter((one) => one.state !== "going").at(-1);
  return (
    <>
      <ul className={styles.list} aria-label={t("ui.files.files")}>
        {files.map((one) => (
          <li key={one.key} className={classes(styles.chip, one.state === "failed" && styles.bad)}>
            <Face file={one} />
            <span className={styles.name}>
              <b className="ellipsis" title={one.name}>
                {one.name}
              </b>
              <State file={one} />
            </span>
            {one.state === "failed" && !one.hopeless && (
              <IconButton
                icon={RotateCcw}
                label={t("ui.files.retry", { name: one.name })}
                onClick={() => onRetry(one)}
              />
            )}
            <IconButton
              icon={X}
              label={t(one.state === "going" ? "ui.files.cancel" : "ui.files.remove", {
                name: one.name,
              })}
              onClick={() => onRemove(one)}
            />
          </li>
        ))}
      </ul>
      <span className="visually-hidden" role="status">
        {last?.state === "ready" && t("ui.files.ready", { name: last.name })}
        {last?.state === "failed" && t("ui.files.failed", { name: last.name, why: last.why ?? "" })}
      </span>
    </>
  );
}

function Face({ file }: { file: Going }) {
  if (file.state === "failed") return <Icon of={CircleAlert} size={20} />;
  if (!file.view?.is_picture) return <Icon of={FileText} size={20} />;
  return (
    <img className={styles.thumb} src={addressOf(`/files/${file.view.id}/thumbnail`)} alt="" />
  );
}

function State({ file }: { file: Going }) {
  const t = useText();
  if (file.state === "failed") {
    const why = file.why ?? "";
    return <small>{file.hopeless ? why : t("ui.files.not_uploaded", { why })}</small>;
  }
  if (file.state === "ready") return <small>{fileSize(file.size_bytes)}</small>;
  const percent = Math.round(file.part * 100);
  return (
    <progress
      className={styles.progress}
      max={100}
      value={percent}
      aria-label={t("ui.files.progress", { name: file.name, percent })}
    />
  );
}
