// What the tests of headers put around the server: a page of a stranger, and TLS in front.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Serves `pages` (path -> HTML) on a port of its own: as `site` another site than the desk's, as
 *  `neighbour` another origin of the same site, whose requests SameSite lets pass. */
export async function serveStranger(pages) {
  const server = createServer((asked, answer) => {
    const html = pages[asked.url];
    answer.writeHead(html === undefined ? 404 : 200, { "content-type": "text/html" });
    answer.end(html);
  });
  const port = await listen(server);
  return {
    site: `http://localhost:${port}`,
    neighbour: `http://127.0.0.1:${port}`,
    close: () => close(server),
  };
}

/** A reverse proxy with TLS before `url`, as docs/operating.md describes it. */
export async function serveTls(url) {
  const server = createTlsServer(certificate(), (asked, answer) => {
    const headers = {
      ...asked.headers,
      "x-forwarded-for": asked.socket.remoteAddress,
      "x-forwarded-proto": "https",
    };
    const passed = request(`${url}${asked.url}`, { method: asked.method, headers }, (from) => {
      answer.writeHead(from.statusCode, from.rawHeaders);
      from.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  const port = await listen(server);
  return { url: `https://127.0.0.1:${port}`, close: () => close(server) };
}

function certificate() {
  const folder = mkdtempSync(join(tmpdir(), "kontor-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const made = spawnSync(
    "openssl",
    [
      ..."req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1".split(" "),
      ...["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
    ],
    { encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`openssl: ${made.error ?? made.stderr}`);
  const result = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return result;
}

function listen(server) {
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done(server.address().port));
  });
}

function close(server) {
  server.closeAllConnections();
  return new Promise((done) => server.close(done));
}
