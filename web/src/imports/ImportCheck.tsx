import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { ImportFile } from "../api/types";
import { Card } from "../app/Screen";
import { count } from "../i18n/format";
import { useText } from "../i18n/index";
import { Button } from "../ui/Button";
import { FormActions, Select } from "../ui/Field";
import { Banner, ErrorLine } from "../ui/feedback";
import styles from "./Imports.module.css";

const kFigures = ["created", "updated", "unchanged", "skipped", "bad"] as const;

/** What the file holds, which column means what, and what taking it in would do. */
export function ImportCheck({ file }: { file: ImportFile }) {
  const t = useText();
  const client = useQueryClient();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [pending, setPending] = useState(false);
  const done = file.state === "done";
  const running = file.state === "running";
  const call = async (run: () => Promise<ImportFile>) => {
    setPending(true);
    setProblem(null);
    try {
      client.setQueryData(["imports", file.id], await run());
    } catch (error) {
      setProblem(Problem.from(error));
    }
    setPending(false);
  };
  const choose = (index: number, field: string) =>
    call(() =>
      api.patch<ImportFile>(`/imports/${file.id}`, {
        columns: [{ index, field: field || null }],
      }),
    );
  const missing = file.missing.map(
    (name) => file.fields.find((field) => field.name === name)?.label ?? name,
  );
  return (
    <>
      <Card
        title={`${t(`ui.imports.kind_${file.kind}`)}: ${file.file_name}`}
        aside={t("ui.imports.about", {
          preset: t(`ui.imports.preset_${file.preset}`),
          separator: t(`ui.imports.separator_${file.separator}`),
          encoding: file.encoding,
        })}
      >
        {missing.length > 0 && (
          <Banner title={t("ui.imports.missing", { fields: missing.join(", ") })} action={null} />
        )}
        <dl className={styles.figures}>
          {kFigures.map((name) => (
            <div key={name}>
              <dd className={name === "bad" && file.counts.bad > 0 ? "bad" : undefined}>
                {count(file.counts[name], false)}
              </dd>
              <dt>{t(`ui.imports.${done ? "done" : "will"}_${name}`)}</dt>
            </div>
          ))}
        </dl>
        {running && (
          <p role="status">
            {t("ui.imports.running", { done: file.items_done, total: file.items_total })}
          </p>
        )}
        {done && <p role="status">{t("ui.imports.done")}</p>}
        {file.hints.map((hint) => (
          <p key={hint.message} className={styles.text}>
            {hint.message}
          </p>
        ))}
        {problem && <ErrorLine problem={problem} />}
        <FormActions>
          {file.counts.bad > 0 && (
            <a className="link" href={`/api/v1/imports/${file.id}/errors.csv`} download>
              {t("ui.imports.errors_file")}
            </a>
          )}
          <Link className="link" to="/imports" search={{} as Record<string, string>}>
            {t("ui.imports.another")}
          </Link>
          {!done && (
            <Button
              variant="primary"
              pending={pending || running}
              refused={missing.length > 0 ? t("ui.imports.assign_first") : null}
              onClick={() => void call(() => api.post<ImportFile>(`/imports/${file.id}/run`))}
            >
              {t("ui.imports.run", { count: file.counts.good })}
            </Button>
          )}
        </FormActions>
      </Card>
      {!done && <Columns file={file} disabled={pending || running} choose={choose} />}
      <Preview file={file} />
    </>
  );
}

function Columns({
  file,
  disabled,
  choose,
}: {
  file: ImportFile;
  disabled: boolean;
  choose: (index: number, field: string) => void;
}) {
  const t = useText();
  const options = [
    { value: "", label: t("ui.imports.not_used") },
    ...file.fields.map((field) => ({
      value: field.name,
      label: field.required ? `${field.label} *` : field.label,
    })),
  ];
  return (
    <Card title={t("ui.imports.columns")}>
      <ul className={styles.columns}>
        {file.columns.map((column) => (
          <li key={column.index}>
            <Select
              label={column.header}
              hint={column.sample.filter(Boolean).slice(0, 2).join(" · ")}
              value={column.field ?? ""}
              disabled={disabled}
              onChange={(field) => choose(column.index, field)}
              options={options}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The first lines with what is wrong in them. */
function Preview({ file }: { file: ImportFile }) {
  const t = useText();
  return (
    <Card title={t("ui.imports.preview")} flush>
      <div
        className={styles.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables are scrolled by key
        tabIndex={0}
        role="region"
        aria-label={t("ui.imports.preview")}
      >
        <table className={styles.preview}>
          <thead>
            <tr>
              <th scope="col">{t("ui.imports.line")}</th>
              {file.columns.map((column) => (
                <th key={column.index} scope="col">
                  {column.header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {file.preview.map((line) => (
              <PreviewLine key={line.line} line={line} width={file.columns.length} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function PreviewLine({ line, width }: { line: ImportFile["preview"][number]; width: number }) {
  return (
    <>
      <tr>
        <td className="dim">{line.line}</td>
        {line.values.map((value, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: cells stand by their column
          <td key={at}>{value}</td>
        ))}
      </tr>
      {line.errors.map((error) => (
        <tr key={`${error.column}${error.code}`}>
          <td />
          <td colSpan={width} className="bad">
            {error.column ? `${error.column}: ` : ""}
            {error.message}
          </td>
        </tr>
      ))}
    </>
  );
}
