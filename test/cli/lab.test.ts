import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { PAGE_POLICY } from "../../src/cli/lab/headers.ts";
import { type LabServer, startLab } from "../../src/cli/lab/server.ts";
import { temporaryFolder } from "../data/build.ts";
import { ensureLabBuilt, finished, ridgescope, start } from "./ridgescope.ts";

const folder = temporaryFolder();
const page = join(folder, "page");
const served = join(folder, "served");
const SECRET = "nobody may read this";
const SCRIPT = `console.log("${"a".repeat(4000)}");`;
let lab: LabServer;

beforeAll(async () => {
  write("page/index.html", '<head><meta name="ridgescope-runs" content="none" /></head>');
  write("page/assets/index-AbCd_123.js", SCRIPT);
  write("page/assets/kernels-AbCd_124.wasm", "wasm");
  write("page/notes.txt", SECRET);
  write("secret.json", SECRET);
  write("served/secret.json", SECRET);
  write("served/first/summary.json", JSON.stringify({ title: "The first" }));
  write("served/first/config.json", "{}");
  write("served/first/metrics.jsonl", "");
  write("served/first/arrays/data.npz", "PK");
  write("served/first/arrays/evil.js", SECRET);
  write("served/first/report.html", "<style>p{}</style>");
  write("served/first/.env", SECRET);
  write("served/first/arrays/.hidden.npz", SECRET);
  write("served/50%2e2e/summary.json", "not JSON");
  write("served/plain/data.npz", SECRET);
  write("outside/summary.json", SECRET);
  symlinkSync(join(folder, "secret.json"), join(served, "first/environment.json"));
  symlinkSync(join(folder, "outside"), join(served, "link"));
  lab = await startLab({ dir: served, port: 0, page });
});
afterAll(() => lab.close());

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Exactly these bytes to the server, and what it answers until it closes. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(lab.port, "127.0.0.1", () => socket.write(text));
    socket.setTimeout(5000, () => socket.destroy(new Error("no answer")));
    socket.on("data", (bytes) => {
      answer += bytes.toString("latin1");
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

function ask(path: string, headers: readonly string[] = [], method = "GET"): Promise<string> {
  const host = headers.some((header) => /^host:/i.test(header)) ? [] : [`Host: 127.0.0.1:${lab.port}`];
  return raw(
    `${method} ${path} HTTP/1.1\r\n${[...host, ...headers, "Connection: close"].join("\r\n")}\r\n\r\n`,
  );
}

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port: lab.port, path, headers, method };
    const sent = httpRequest(options, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("end", () =>
        resolve({
          status: present(response.statusCode),
          headers: response.headers as Record<string, string>,
          body: Buffer.concat(pieces),
        }),
      );
    });
    sent.on("error", reject).end();
  });
}

describe("the page", () => {
  test("comes with any query, and is told where the runs are", async () => {
    for (const path of ["/", "/?tau=30&seed=1", "/index.html?x=%00"]) {
      const { status, headers, body } = await get(path);
      expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
      expect(body.toString()).toBe('<head><meta name="ridgescope-runs" content="runs/" /></head>');
    }
  });

  test("says none where no folder is served, and then serves no runs", async () => {
    const alone = await startLab({ port: 0, page });
    const found = await Promise.all([fetch(alone.url), fetch(`${alone.url}runs/index.json`)]);
    await alone.close();
    expect(await found[0].text()).toContain('content="none"');
    expect(found[1].status).toBe(404);
  });

  test("compresses text for those who can read it, and names types so that WASM streams", async () => {
    const packed = await get("/assets/index-AbCd_123.js", { "Accept-Encoding": "br, gzip;q=0.8" });
    expect([packed.headers["content-encoding"], packed.headers["vary"]]).toEqual(["gzip", "Accept-Encoding"]);
    expect(gunzipSync(packed.body).toString()).toBe(SCRIPT);
    const plain = await get("/assets/index-AbCd_123.js", { "Accept-Encoding": "gzip;q=0" });
    expect([plain.headers["content-encoding"], plain.body.toString()]).toEqual([undefined, SCRIPT]);
    expect(plain.headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect(plain.headers["cache-control"]).toContain("immutable");
    expect((await get("/assets/kernels-AbCd_124.wasm")).headers["content-type"]).toBe("application/wasm");
  });

  test("answers HEAD with headers alone", async () => {
    const { status, headers, body } = await get("/assets/index-AbCd_123.js", {}, "HEAD");
    expect([status, headers["content-length"], body.length]).toEqual([200, String(SCRIPT.length), 0]);
  });
});

describe("every answer", () => {
  test.each(["/", "/runs/index.json", "/runs/first/summary.json", "/nothing", "/runs/../secret.json"])(
    "%s isolates itself from other origins",
    async (path) => {
      const { headers } = await get(path);
      expect(headers).toMatchObject({
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      });
      const policy = headers["content-security-policy"];
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(
        /script-src[^;]*unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|https?:|\*/,
      );
    },
  );

  test("lets a report bring its own styles but run nothing", async () => {
    const { headers } = await get("/runs/first/report.html");
    const policy = headers["content-security-policy"];
    expect(policy).toMatch(/default-src 'none'.*sandbox/);
    expect(policy).not.toContain("script-src");
  });
});

describe("runs", () => {
  test("are listed with their titles and the files that may be read", async () => {
    const { headers, body } = await get("/runs/index.json");
    expect(headers["cache-control"]).toBe("no-store");
    expect(JSON.parse(body.toString())).toEqual({
      runs: [
        { name: "50%2e2e", title: "50%2e2e", files: [{ path: "summary.json", size: 8 }] },
        {
          name: "first",
          title: "The first",
          files: [
            { path: "arrays/data.npz", size: 2 },
            { path: "config.json", size: 2 },
            { path: "metrics.jsonl", size: 0 },
            { path: "report.html", size: 18 },
            { path: "summary.json", size: 21 },
          ],
        },
      ],
    });
  });

  test("give their files, an empty one and a name that has to be encoded included", async () => {
    const data = await get("/runs/first/arrays/data.npz", { "Accept-Encoding": "gzip" });
    expect([data.status, data.body.toString(), data.headers["content-encoding"]]).toEqual([
      200,
      "PK",
      undefined,
    ]);
    expect((await get("/runs/first/metrics.jsonl")).body.length).toBe(0);
    expect((await get("/runs/50%252e2e/summary.json")).body.toString()).toBe("not JSON");
  });

  test("of a single run directory are found under its name", async () => {
    const single = await startLab({ dir: join(served, "first"), port: 0, page });
    const found = await single.runs();
    const summary = await fetch(`${single.url}runs/first/summary.json`);
    await single.close();
    expect(present(found).map(({ name }) => name)).toEqual(["first"]);
    expect(await summary.json()).toEqual({ title: "The first" });
  });

  test("need a folder that holds some", async () => {
    const refused = (dir: string) => startLab({ dir, port: 0, page }).catch((error: Error) => error.message);
    const expected = "expected a run directory or a folder of them";
    expect(await refused(page)).toBe(`${page}: ${expected}, got no summary.json there or one below`);
    expect(await refused(join(folder, "none"))).toBe(
      `${join(folder, "none")}: ${expected}, got no such folder`,
    );
    const file = join(folder, "secret.json");
    expect(await refused(file)).toBe(`${file}: ${expected}, got a file`);
  });
});

describe("a hostile request gets nothing", () => {
  const paths: readonly [string, number][] = [
    ["/runs/../secret.json", 400],
    ["/runs/first/../../../secret.json", 400],
    ["/runs/%2e%2e/secret.json", 400],
    ["/runs/first/%2e%2e/%2e%2e/secret.json", 400],
    ["/runs/..%2fsecret.json", 400],
    ["/runs/first%2f..%2f..%2fsecret.json", 400],
    ["/runs/..%5csecret.json", 400],
    ["/runs/first/..\\..\\secret.json", 400],
    ["/runs/%252e%252e/secret.json", 404],
    ["/runs/first/%252e%252e%252fsecret.json", 404],
    ["/runs/first/summary.json%00.npz", 400],
    ["/runs/first/%00", 400],
    ["/runs/first/%ff%fe", 400],
    ["/runs/first/%c0%ae%c0%ae/secret.json", 400],
    ["/runs/first/%", 400],
    ["/runs//etc/passwd", 400],
    ["//etc/passwd", 400],
    ["/etc/passwd", 404],
    ["/runs/%2fetc%2fpasswd", 400],
    ["/runs/C:%5csecret.json", 400],
    ["http://127.0.0.1/runs/first/summary.json", 400],
    ["file:///etc/passwd", 400],
    ["runs/first/summary.json", 400],
    ["*", 400],
    ["/runs/secret.json", 404],
    ["/runs/first", 404],
    ["/runs/first/", 404],
    ["/runs/first/arrays/", 404],
    ["/runs/first/.env", 404],
    ["/runs/first/arrays/.hidden.npz", 404],
    ["/runs/first/arrays/evil.js", 404],
    ["/runs/plain/data.npz", 404],
    ["/runs/first/environment.json", 404],
    ["/runs/link/summary.json", 404],
    ["/runs/__proto__/summary.json", 404],
    ["/runs/first/constructor", 404],
    ["/notes.txt", 404],
    ["/assets", 404],
    ["/assets/../notes.txt", 400],
    [`/${"a/".repeat(500)}`, 404],
  ];
  test.each(paths)("for the path %s", async (path, status) => {
    const answer = await ask(path);
    expect(statusOf(answer)).toBe(status);
    expect(answer).not.toContain(SECRET);
  });

  test.each([
    [["Host: evil.example"], 403],
    [["Host: evil.example:PORT"], 403],
    [["Host: 127.0.0.1"], 403],
    [["Host: 127.0.0.1:1"], 403],
    [["Host: 127.0.0.1:PORT.evil.example"], 403],
    [["Host: "], 403],
    [["Host: 127.0.0.1:PORT", "Host: evil.example"], 403],
    [["Origin: http://evil.example"], 403],
    [["Origin: null"], 403],
    [["Origin: https://127.0.0.1:PORT"], 403],
    [["Origin: http://127.0.0.1:1"], 403],
    [["Origin: http://localhost:PORT"], 403],
    [["Sec-Fetch-Site: cross-site"], 403],
    [["Sec-Fetch-Site: same-site"], 403],
    [["Sec-Fetch-Site: same-origin", "Origin: http://127.0.0.1:PORT"], 200],
    [["Sec-Fetch-Site: none"], 200],
    [["Host: localhost:PORT"], 200],
    [["Host: LOCALHOST:PORT"], 200],
    [["Host: [::1]:PORT"], 200],
  ])("for a run with %j: %i", async (headers, status) => {
    const answer = await ask(
      "/runs/first/summary.json",
      headers.map((header) => header.replace("PORT", String(lab.port))),
    );
    expect(statusOf(answer)).toBe(status);
    expect(answer.includes("The first")).toBe(status === 200);
  });

  test.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])("for the method %s", async (method) => {
    const answer = await ask("/", [], method);
    expect(statusOf(answer)).toBe(405);
    expect(answer).toContain("Allow: GET, HEAD");
  });

  test("for no HTTP at all, no Host, or headers without end", async () => {
    expect(statusOf(await raw("\x16\x03\x01 hello\r\n\r\n"))).toBe(400);
    expect(statusOf(await raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"))).toBe(400);
    expect(statusOf(await raw(`GET / HTTP/1.1\r\nX: ${"x".repeat(100_000)}\r\n\r\n`))).toBe(400);
    expect((await get("/")).status).toBe(200);
  });
});

describe("ridgescope lab", () => {
  beforeAll(ensureLabBuilt, 240_000);

  test("prints its address, serves the built page, and ends with 130 on Ctrl+C", async () => {
    const child = start(["lab", served, "--port", "0", "--json"]);
    const ended = finished(child);
    const text = await new Promise<string>((resolve) =>
      present(child.stdout).once("data", (data) => resolve(`${data}`)),
    );
    const { url, port, runs } = JSON.parse(text) as { url: string; port: number; runs: unknown };
    const html = await (await fetch(url)).text();
    child.kill("SIGINT");
    expect(await ended).toEqual({ code: 130, stdout: text, stderr: "2 runs. Ctrl+C ends it.\n" });
    expect([url, runs]).toEqual([
      `http://127.0.0.1:${port}/`,
      [
        { name: "50%2e2e", title: "50%2e2e" },
        { name: "first", title: "The first" },
      ],
    ]);
    expect(html).toContain('<meta name="ridgescope-runs" content="runs/" />');
  });

  test("the built page has the policy of the server, but for what only a header can say", async () => {
    const html = readFileSync(new URL("../../dist/lab/index.html", import.meta.url), "utf8");
    const found = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1];
    expect(`${present(found).replaceAll("&#39;", "'")}; frame-ancestors 'none'`).toBe(PAGE_POLICY);
  });

  test("takes the next port where its own is in use, and one line says so of a port that was asked for", async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
    const { port } = blocker.address() as AddressInfo;
    const refused = await ridgescope("lab", "--port", String(port));
    blocker.close();
    const line = `ridgescope: --port: expected a free port, got ${port} (in use)\n`;
    expect(refused).toEqual({ code: 2, stdout: "", stderr: line });
    const [one, two] = [await startLab({ page }), await startLab({ page })];
    await Promise.all([one.close(), two.close()]);
    expect(two.port).toBeGreaterThan(one.port);
  });

  test.each([
    [["--port", "65536"], '--port: expected an integer from 0 to 65535, got "65536"'],
    [["--host", "192.0.2.1"], "--host: expected an address of this machine, got 192.0.2.1 (EADDRNOTAVAIL)"],
    [["--out", "x"], "--out: expected none, as nothing is written, got x"],
  ])("refuses %j", async (args, line) => {
    expect(await ridgescope("lab", ...args)).toEqual({
      code: 2,
      stdout: "",
      stderr: `ridgescope: ${line}\n`,
    });
  });

  test("says what to do where the page is not built", async () => {
    await expect(startLab({ page: served })).rejects.toThrow(
      `lab: expected its built page (npm run build:lab), got none in ${served}`,
    );
  });
});
