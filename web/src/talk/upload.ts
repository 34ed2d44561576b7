// One file on its way to the server. `fetch` says nothing of progress, so this is a request of the
// older kind, with the headers of every other call.
import { addressOf, headersOf } from "../api/client";
import { Problem } from "../api/problem";
import type { FileView } from "../api/types";

export const kMostBytes = 25 * 1024 * 1024;
export const kMostFiles = 20;

export interface Upload {
  done: Promise<FileView>;
  cancel: () => void;
}

export function upload(
  path: string,
  file: File,
  {
    internal,
    key,
    onProgress,
  }: { internal: boolean; key: string; onProgress: (part: number) => void },
): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<FileView>((resolve, reject) => {
    request.open("POST", addressOf(path, internal ? { internal: true } : {}));
    request.withCredentials = true;
    for (const [name, value] of headersOf("POST", { key })) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => void answerOf(request).then(resolve, reject);
    request.onerror = () => reject(new Problem(0, {}));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
  return { done, cancel: () => request.abort() };
}

async function answerOf(request: XMLHttpRequest): Promise<FileView> {
  const headers = { "content-type": request.getResponseHeader("content-type") ?? "" };
  const answer = new Response(request.responseText, { status: request.status, headers });
  if (!answer.ok) throw await Problem.of(answer);
  return (await answer.json()) as FileView;
}
