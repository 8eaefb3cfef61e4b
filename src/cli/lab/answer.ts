/** Answers as values, and how one is sent. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import { promisify } from "node:util";
import { createGzip, gzip } from "node:zlib";
import { COMMON_HEADERS, COMPRESSED_KINDS, kindOf, MEDIA_TYPES } from "./headers.ts";

/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes, or a file's bytes as they are read. */
  readonly body: Uint8Array | (() => Readable);
}

/** A file to answer with; `name` decides its media type. */
export interface ServedFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly body: Uint8Array | (() => Readable);
  /** Beside or instead of the common headers. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Files under this many bytes are sent as they are. */
const LEAST_COMPRESSED = 1024;
const compress = promisify(gzip);
/** Of files that are kept in memory, so that each is compressed once. */
const packed = new WeakMap<Uint8Array, Promise<Uint8Array>>();

/** A refusal: one line of text. */
export function refusal(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const type = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" };
  const body = Buffer.from(`${text}\n`);
  return { status, headers: { ...type, "Content-Length": String(body.length), ...headers }, body };
}

/** A file as an answer, compressed where that helps and `accepted` (the Accept-Encoding header) allows it. */
export async function fileAnswer(file: ServedFile, accepted: string): Promise<Answer> {
  const kind = kindOf(file.name);
  const headers = { "Content-Type": MEDIA_TYPES[kind] ?? "application/octet-stream", ...file.headers };
  if (!COMPRESSED_KINDS.has(kind))
    return { status: 200, headers: { ...headers, "Content-Length": String(file.size) }, body: file.body };
  const varying = { ...headers, Vary: "Accept-Encoding" };
  if (file.size < LEAST_COMPRESSED || !acceptsGzip(accepted))
    return { status: 200, headers: { ...varying, "Content-Length": String(file.size) }, body: file.body };
  return packedAnswer({ ...varying, "Content-Encoding": "gzip" }, file.body);
}

async function packedAnswer(headers: Record<string, string>, body: ServedFile["body"]): Promise<Answer> {
  if (typeof body === "function")
    return { status: 200, headers, body: () => pipeline(body(), createGzip(), () => {}) };
  const known = packed.get(body) ?? compress(body);
  packed.set(body, known);
  const bytes = await known;
  return { status: 200, headers: { ...headers, "Content-Length": String(bytes.length) }, body: bytes };
}

function acceptsGzip(accepted: string): boolean {
  return accepted.split(",").some((one) => /^\s*gzip\s*(;\s*q=(1|0?\.\d*[1-9])\d*.*)?$/i.test(one));
}

/** Writes an answer; only headers where the request was HEAD. A reader that goes away ends it quietly. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...COMMON_HEADERS, ...answer.headers });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const { body } = answer;
  pipeline(typeof body === "function" ? body() : Readable.from([body]), response, () => {});
}
