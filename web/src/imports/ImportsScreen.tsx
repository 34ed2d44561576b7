import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { useState } from "react";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { ImportFile, ImportKind } from "../api/types";
import { Card, PageBody, Screen } from "../app/Screen";
import { useText } from "../i18n/index";
import { Button, buttonClass } from "../ui/Button";
import { FormActions, Select } from "../ui/Field";
import { ErrorLine, ErrorState, Skeleton } from "../ui/feedback";
import { FileDrop } from "./FileDrop";
import { ImportCheck } from "./ImportCheck";
import styles from "./Imports.module.css";
import { PastImports } from "./PastImports";

export const kImportKinds: readonly ImportKind[] = ["products", "customers", "prices"];

/** A file of articles, customers or prices: choose it, look at what it would do, take it in. */
export function ImportsScreen() {
  const t = useText();
  const search = useSearch({ strict: false }) as { id?: string; kind?: string };
  return (
    <Screen title={t("ui.nav.imports")}>
      <PageBody>{search.id ? <Chosen id={search.id} /> : <Choose wanted={search.kind} />}</PageBody>
    </Screen>
  );
}

function Choose({ wanted }: { wanted: string | undefined }) {
  const t = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [kind, setKind] = useState<ImportKind>(
    kImportKinds.find((one) => one === wanted) ?? "products",
  );
  const [file, setFile] = useState<File | null>(null);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async () => {
    if (!file) return;
    setPending(true);
    setProblem(null);
    const form = new FormData();
    form.set("kind", kind);
    form.set("file", file);
    try {
      const made = await api.post<ImportFile>("/imports", form);
      client.setQueryData(["imports", made.id], made);
      await navigate({ to: "/imports", search: { id: made.id } as Record<string, string> });
    } catch (error) {
      setProblem(Problem.from(error));
    }
    setPending(false);
  };
  return (
    <>
      <Card title={t("ui.imports.choose_title")}>
        <div className={styles.choose}>
          <Select
            label={t("ui.imports.kind")}
            value={kind}
            onChange={(value) => setKind(value as ImportKind)}
            options={kImportKinds.map((one) => ({
              value: one,
              label: t(`ui.imports.kind_${one}`),
            }))}
          />
          <FileDrop file={file} onFile={setFile} />
        </div>
        {problem && <ErrorLine problem={problem} />}
        <FormActions>
          <Button
            variant="primary"
            icon={Upload}
            pending={pending}
            refused={file ? null : t("ui.imports.file_missing")}
            onClick={() => void send()}
          >
            {t("ui.imports.check")}
          </Button>
        </FormActions>
      </Card>
      <PastImports />
      <Card title={t("ui.imports.export_title")}>
        <p className={styles.text}>{t("ui.imports.export_text")}</p>
        <p className={styles.links}>
          {kImportKinds.map((one) => (
            <a key={one} className="link" href={`/api/v1/exports/${one}.csv`} download>
              {t(`ui.imports.kind_${one}`)}
            </a>
          ))}
        </p>
      </Card>
    </>
  );
}

const isBusy = (state: string | undefined) => state === "running" || state === "uploaded";

function Chosen({ id }: { id: string }) {
  const t = useText();
  const found = useQuery({
    queryKey: ["imports", id],
    queryFn: () => api.get<ImportFile>(`/imports/${id}`),
    refetchInterval: (query) => (isBusy(query.state.data?.state) ? 700 : false),
  });
  if (found.error && !found.data) {
    return (
      <ErrorState
        error={found.error}
        retry={() => void found.refetch()}
        instead={
          <Link to="/imports" className={buttonClass("primary")}>
            {t("ui.imports.another")}
          </Link>
        }
      />
    );
  }
  if (!found.data) return <Skeleton lines={8} />;
  return <ImportCheck file={found.data} />;
}
