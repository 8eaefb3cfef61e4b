/** The lab's server: the built page and, where a folder is named, the runs in it. Reads only. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { InputError, systemErrorCode } from "../../errors/input-error.ts";
import { type Answer, fileAnswer, refusal, send } from "./answer.ts";
import { COMMON_HEADERS } from "./headers.ts";
import { builtPageFolder, type Page, readPage } from "./page.ts";
import { bracketed, isForeign, knownHosts, pathParts, refuse } from "./request-rules.ts";
import { openRuns, type Runs, type ServedRun } from "./runs.ts";

/** What is served, and where. */
export interface LabOptions {
  /** A run directory or a folder of them. */
  readonly dir?: string;
  /** Default 127.0.0.1, which other machines cannot reach. */
  readonly host?: string;
  /** 0: any that is free; undefined: 4173 or one of those after it. */
  readonly port?: number;
  /** The folder of the built page; default: the package's own. */
  readonly page?: string;
}

/** A server that is listening. */
export interface LabServer {
  readonly url: string;
  readonly port: number;
  /** The runs there are; undefined: no folder was named. */
  runs(): Promise<ServedRun[] | undefined>;
  /** Ends all connections and frees the port. */
  close(): Promise<void>;
}

const FIRST_PORT = 4173;
const PORTS_TRIED = 20;
/** Where the page finds runs, relative to itself. */
const RUNS = "runs/";

/**
 * Starts to serve.
 * @throws {InputError} where the page is not built, the folder holds no run, or the port is taken
 */
export async function startLab({ dir, host = "127.0.0.1", port, page }: LabOptions = {}): Promise<LabServer> {
  const runs = dir === undefined ? undefined : await openRuns(dir);
  const files = await readPage(page ?? builtPageFolder(), runs && RUNS);
  const server = createServer({ requestTimeout: 30_000 });
  const bound = await listen(server, host, port);
  const hosts = knownHosts({ host, port: bound });
  server.on("request", (request, response) => {
    answer(request, hosts, { page: files, runs }).then(
      (found) => send(request, response, found),
      () => send(request, response, refusal(500, "This could not be read.")),
    );
  });
  server.on("clientError", (_, socket) => {
    if (socket.writable) socket.end(badRequest());
  });
  return {
    url: `http://${bracketed(host)}:${bound}/`,
    port: bound,
    runs: async () => runs?.list(),
    close: () => closed(server),
  };
}

async function answer(
  request: IncomingMessage,
  hosts: ReadonlySet<string>,
  { page, runs }: { page: Page; runs: Runs | undefined },
): Promise<Answer> {
  const refused = refuse(request, hosts);
  if (refused) return refused;
  const parts = pathParts(request.url ?? "");
  if (!parts) return refusal(400, "This is no path of this server.");
  const accepted = String(request.headers["accept-encoding"] ?? "");
  const file = parts[0] === "runs" ? undefined : page.get(parts.join("/"));
  if (file) return fileAnswer(file, accepted);
  if (parts[0] !== "runs" || !runs) return refusal(404, "There is nothing here.");
  if (isForeign(request)) return refusal(403, "Pages of other origins may not read this.");
  return runAnswer(runs, parts.slice(1), accepted);
}

async function runAnswer(runs: Runs, parts: readonly string[], accepted: string): Promise<Answer> {
  if (parts.length === 1 && parts[0] === "index.json") {
    const body = Buffer.from(JSON.stringify({ runs: await runs.list() }));
    const headers = { "Cache-Control": "no-store" };
    return fileAnswer({ name: "index.json", size: body.length, body, headers }, accepted);
  }
  const file = await runs.find(parts);
  return file ? fileAnswer(file, accepted) : refusal(404, "There is no such file of a run.");
}

/** A request that cannot be read. */
function badRequest(): string {
  const headers = Object.entries(COMMON_HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 400 Bad Request\r\n${headers.join("")}Content-Length: 0\r\nConnection: close\r\n\r\n`;
}

async function listen(server: Server, host: string, port: number | undefined): Promise<number> {
  if (port !== undefined) return listenOn(server, host, port);
  for (let next = FIRST_PORT; next < FIRST_PORT + PORTS_TRIED; next++) {
    const bound = await listenOn(server, host, next).catch((error: unknown) => {
      if (systemErrorCode((error as Error).cause) === "EADDRINUSE") return undefined;
      throw error;
    });
    if (bound !== undefined) return bound;
  }
  return listenOn(server, host, 0);
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(placeError(error, host, port));
    server.once("error", fail);
    server.listen({ host, port, exclusive: true }, () => {
      server.off("error", fail);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function placeError(cause: Error, host: string, port: number): unknown {
  const code = systemErrorCode(cause);
  if (code === "EADDRINUSE")
    return new InputError("--port", "a free port", `${port} (in use)`).because(cause);
  if (code === "EACCES")
    return new InputError("--port", "a port that may be used", `${port} (${code})`).because(cause);
  if (code === undefined) return cause;
  return new InputError("--host", "an address of this machine", `${host} (${code})`).because(cause);
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
