/** NumPy's .npy format, versions 1 to 3. Object arrays hold pickles and are refused, never run. */

import { InputError, quoted } from "../errors/input-error.ts";
import type { ByteSource } from "./byte-source.ts";
import { type ByteStream, plainStream } from "./byte-stream.ts";
import { latin1, viewOf } from "./bytes.ts";
import type { ElementType } from "./element-type.ts";
import { type NumericArray, readElements } from "./read-elements.ts";
import { countEntries, type Shape } from "./shape.ts";

/** What the header of an .npy says, and how long it is. */
interface NpyHeader {
  readonly type: ElementType;
  readonly fortran: boolean;
  readonly shape: Shape;
  /** Bytes before the first number. */
  readonly length: number;
}

const MAX_HEADER = 1 << 20;

/** Reads an .npy that is all of `source`. @throws {InputError} where it is none, or holds anything but numbers */
export function readNpySource(source: ByteSource): Promise<NumericArray> {
  return readNpyStream(plainStream(source), source.size);
}

/**
 * Reads an .npy from a stream that should be `size` bytes long.
 * @throws {InputError} where the header is damaged or does not fit `size`
 */
export async function readNpyStream(stream: ByteStream, size: number): Promise<NumericArray> {
  const header = await readHeader(stream);
  const expected = header.length + countEntries(stream.name, header.shape) * header.type.bytes;
  if (expected !== size)
    throw new InputError(stream.name, `${expected} bytes for shape (${header.shape.join(", ")})`, `${size}`);
  return readElements(stream, header);
}

async function readHeader(stream: ByteStream): Promise<NpyHeader> {
  const start = new Uint8Array(8);
  await stream.readInto(start);
  if (latin1(start.subarray(0, 6)) !== "\x93NUMPY")
    throw new InputError(stream.name, "an .npy file", "no NumPy signature");
  const version = start[6];
  if (version < 1 || version > 3) throw new InputError(stream.name, ".npy version 1, 2 or 3", `${version}`);
  const lengthBytes = new Uint8Array(version === 1 ? 2 : 4);
  await stream.readInto(lengthBytes);
  const view = viewOf(lengthBytes);
  const length = version === 1 ? view.getUint16(0, true) : view.getUint32(0, true);
  if (length > MAX_HEADER)
    throw new InputError(stream.name, `a header of at most ${MAX_HEADER} bytes`, `${length}`);
  const text = new Uint8Array(length);
  await stream.readInto(text);
  return { ...parseHeader(stream.name, text), length: 8 + lengthBytes.length + length };
}

/** The header is a Python dictionary with three known keys: read as such, nothing is evaluated. */
function parseHeader(name: string, bytes: Uint8Array): Omit<NpyHeader, "length"> {
  const text = latin1(bytes).trim();
  const fields = dictionary(text);
  const descr = fields?.get("descr");
  const order = fields?.get("fortran_order");
  const shape = fields?.get("shape");
  if (
    fields?.size !== 3 ||
    descr === undefined ||
    shape === undefined ||
    (order !== "True" && order !== "False")
  )
    throw new InputError(name, "a header with descr, fortran_order and shape", quoted(text));
  return { type: parseDescr(name, descr), fortran: order === "True", shape: parseShape(name, shape) };
}

const FIELD =
  /\s*(['"])(descr|fortran_order|shape)\1\s*:\s*('[^']*'|"[^"]*"|True|False|\([\d\s,L-]*\)|\[.*\])\s*(?:,|$)/y;

function dictionary(text: string): Map<string, string> | undefined {
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  const inside = text.slice(1, -1).trim();
  const fields = new Map<string, string>();
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < inside.length) {
    const match = FIELD.exec(inside);
    if (!match || fields.has(match[2])) return undefined;
    fields.set(match[2], match[3]);
  }
  return fields;
}

const KINDS: Readonly<Record<string, ElementType["kind"]>> = { f: "float", i: "int", u: "uint", b: "bool" };

function parseDescr(name: string, descr: string): ElementType {
  const inner = /^['"]([<>=|]?)([a-zA-Z?])(\d*)['"]$/.exec(descr);
  if (inner?.[2] === "O") throw new InputError(name, "numbers", "pickled Python objects (dtype object)");
  const kind = inner && KINDS[inner[2] === "?" ? "b" : inner[2]];
  const bytes = inner?.[2] === "?" ? 1 : Number(inner?.[3]);
  if (!kind || !isWidth(kind, bytes))
    throw new InputError(
      name,
      "floats of 16, 32 or 64 bits, integers or booleans",
      `dtype ${descr.slice(0, 60)}`,
    );
  return { kind, bytes, bigEndian: inner[1] === ">" };
}

function isWidth(kind: ElementType["kind"], bytes: number): bytes is ElementType["bytes"] {
  const widths = kind === "bool" ? [1] : kind === "float" ? [2, 4, 8] : [1, 2, 4, 8];
  return widths.includes(bytes);
}

function parseShape(name: string, tuple: string): Shape {
  const parts = tuple
    .slice(1, -1)
    .split(",")
    .map((part) => part.trim());
  if (parts.at(-1) === "") parts.pop();
  if (!tuple.startsWith("(") || parts.some((part) => !/^-?\d+L?$/.test(part)))
    throw new InputError(name, "a shape of integers", quoted(tuple));
  return parts.map((part) => Number.parseInt(part, 10));
}
