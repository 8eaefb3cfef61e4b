/**
 * A model behind a small HTTP server of the user's: POST with `?t=…` and the points as an .npy body, answered by an .npy
 * of the same shape; `GET …/info` may describe it (docs/bring-your-own.md). Everything about an answer is checked.
 */
import { request } from "node:http";
import { memorySource } from "../../data/byte-source.ts";
import { readNpySource } from "../../data/npy.ts";
import { npyHeader, rawBytes } from "../../data/npy-header.ts";
import type { NumericArray } from "../../data/read-elements.ts";
import { InputError, quoted, systemErrorCode } from "../../errors/input-error.ts";
import { float64 } from "../../kernels/shared.ts";
import type { ModelDeclaration, ModelDescription } from "./description.ts";
import { parseDescription } from "./description.ts";
import type { Predictor } from "./predictor.ts";

/** Points of one request. */
const BATCH = 512;
/** Bytes that an answer may have beyond its numbers. */
const SLACK = 1 << 16;
/** Bytes of a description. */
const MOST_INFO = 1 << 20;

/**
 * Whether a model is named by an address.
 * @example
 * isAddress("http://127.0.0.1:8000"); // → true
 * isAddress("net.onnx"); // → false
 */
export function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/**
 * Opens a server's model for points of `columns` numbers; nothing is asked of it yet.
 * @throws {InputError} where the address or the declared shape cannot be right
 * @example
 * const predictor = openHttpModel({ source: server, dtype: "float32", timeout: 60 }, 2);
 * await predictor.predict(Float64Array.of(1, 2), 0.5); // → [1, 2]
 */
export function openHttpModel(
  declared: Pick<ModelDeclaration, "source" | "shape" | "dtype" | "timeout">,
  columns: number,
): Predictor {
  const { source, shape = [columns] } = declared;
  const address = parseAddress(source);
  const d = shape.reduce((product, extent) => product * extent, 1);
  return {
    source,
    d,
    integerTime: false,
    predict: async (x, time) => {
      const out = float64(x.length);
      const url = new URL(address);
      url.searchParams.set("t", String(time));
      for (let first = 0; first < x.length; first += BATCH * d) {
        const rows = x.subarray(first, Math.min(x.length, first + BATCH * d));
        out.set(await answerTo(declared, url, { rows, shape: [rows.length / d, ...shape] }), first);
      }
      return out;
    },
    close: async () => {},
  };
}

/**
 * What the server says of itself at `/info`; empty where it says nothing (status 404).
 * @throws {InputError} where there is no server, or it answers with something else than a description
 * @example
 * await describedByServer(server, 60); // → { prediction: "noise", schedule: "ou" }
 */
export async function describedByServer(source: string, timeout: number): Promise<ModelDescription> {
  const address = parseAddress(source);
  const url = new URL(address);
  url.pathname = `${address.pathname.replace(/\/$/, "")}/info`;
  const { status, body } = await exchange(url, { source, timeout, most: MOST_INFO });
  if (status === 404 || status === 405 || status === 501) return {};
  requireStatus(`${source} (/info)`, status, body);
  return parseDescription(`${source} (/info)`, body.toString("utf8"));
}

function parseAddress(source: string): URL {
  const url = URL.canParse(source) ? new URL(source) : undefined;
  if (url?.protocol !== "http:" || url.username !== "" || url.hash !== "")
    throw new InputError("--model", "an address like http://127.0.0.1:8000", quoted(source));
  return url;
}

async function answerTo(
  { source, dtype, timeout }: Pick<ModelDeclaration, "source" | "dtype" | "timeout">,
  url: URL,
  { rows, shape }: { rows: Float64Array; shape: readonly number[] },
): Promise<Float64Array> {
  const data = dtype === "float32" ? Float32Array.from(rows) : Float64Array.from(rows);
  const send = Buffer.concat([npyHeader("x", { data, shape }), rawBytes({ data, shape })]);
  const most = 8 * rows.length + SLACK;
  const { status, body } = await exchange(url, { source, timeout, most, send });
  requireStatus(source, status, body);
  const answer = await readAnswer(source, body);
  if (answer.shape.join() !== shape.join())
    throw new InputError(source, `an answer of shape (${shape.join(", ")})`, `(${answer.shape.join(", ")})`);
  return answer.data;
}

/** The array of an answer, which must hold floats: integers would be a rounded prediction. */
async function readAnswer(source: string, body: Buffer): Promise<NumericArray> {
  const name = `${source} (answer)`;
  const array = await readNpySource(memorySource(name, body));
  const [, kind = "?"] = /'descr':\s*'[<>=|]?([a-z?]\d*)'/i.exec(body.toString("latin1", 0, 200)) ?? [];
  if (!kind.startsWith("f")) throw new InputError(name, "floats", `dtype ${kind}`);
  return array;
}

function requireStatus(source: string, status: number, body: Buffer): void {
  if (status === 200) return;
  const text = body
    .toString("utf8")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  throw new InputError(source, "status 200", `${status}${text === "" ? "" : ` (${quoted(text, 100)})`}`);
}

interface Exchange {
  readonly source: string;
  /** Seconds for everything. */
  readonly timeout: number;
  /** Bytes that the answer may have. */
  readonly most: number;
  /** Body of a POST; absent: GET. */
  readonly send?: Buffer;
}

function exchange(
  url: URL,
  { source, timeout, most, send }: Exchange,
): Promise<{ status: number; body: Buffer }> {
  const signal = AbortSignal.timeout(Math.ceil(1000 * timeout));
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(failure(cause, source, signal.aborted ? timeout : undefined));
    const headers = send ? { "content-type": "application/octet-stream", "content-length": send.length } : {};
    const open = request(url, { method: send ? "POST" : "GET", headers, signal, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on("data", (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > most) open.destroy(new InputError(source, `an answer of at most ${most} bytes`, "more"));
      });
      answer.on("error", fail);
      answer.on("aborted", () => fail(new Error("the connection ended within the answer")));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
    });
    open.on("error", fail);
    open.end(send);
  });
}

function failure(cause: unknown, source: string, timedOut: number | undefined): InputError {
  if (cause instanceof InputError) return cause;
  if (timedOut !== undefined)
    return new InputError(source, `an answer within ${timedOut} s`, "none").because(cause);
  const got = systemErrorCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return new InputError(source, "a server that answers", got).because(cause);
}
