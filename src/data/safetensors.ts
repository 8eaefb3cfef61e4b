/** The safetensors format: a JSON header, then raw little-endian tensors without gaps or overlaps. */

import { InputError, listed, quoted } from "../errors/input-error.ts";
import type { ByteSource } from "./byte-source.ts";
import { plainStream } from "./byte-stream.ts";
import { viewOf } from "./bytes.ts";
import type { ElementType } from "./element-type.ts";
import { type NumericArray, readElements } from "./read-elements.ts";
import { countEntries, type Shape } from "./shape.ts";

interface Tensor {
  readonly dtype: string;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

const MAX_HEADER = 100_000_000;
const TYPES: Readonly<Record<string, Omit<ElementType, "bigEndian">>> = {
  F64: { kind: "float", bytes: 8 },
  F32: { kind: "float", bytes: 4 },
  F16: { kind: "float", bytes: 2 },
  BF16: { kind: "bfloat", bytes: 2 },
  I64: { kind: "int", bytes: 8 },
  I32: { kind: "int", bytes: 4 },
  I16: { kind: "int", bytes: 2 },
  I8: { kind: "int", bytes: 1 },
  U64: { kind: "uint", bytes: 8 },
  U32: { kind: "uint", bytes: 4 },
  U16: { kind: "uint", bytes: 2 },
  U8: { kind: "uint", bytes: 1 },
  BOOL: { kind: "bool", bytes: 1 },
};

/**
 * Reads one tensor; `key` may be left out where the file holds exactly one.
 * @throws {InputError} where the header is damaged, or there is no such tensor (the message lists those there are)
 */
export async function readSafetensorsSource(source: ByteSource, key?: string): Promise<NumericArray> {
  const { tensors, start } = await readHeader(source);
  const { name, tensor } = pick(source.name, tensors, key);
  const what = `${source.name}:${name}`;
  const type = Object.hasOwn(TYPES, tensor.dtype) ? TYPES[tensor.dtype] : undefined;
  if (!type) throw new InputError(what, `a dtype of ${Object.keys(TYPES).join(", ")}`, quoted(tensor.dtype));
  const expected = countEntries(what, tensor.shape) * type.bytes;
  if (expected !== tensor.end - tensor.begin)
    throw new InputError(what, `${expected} bytes for its shape`, `${tensor.end - tensor.begin}`);
  const stream = plainStream(source, start + tensor.begin, start + tensor.end);
  return readElements(stream, { type: { ...type, bigEndian: false }, shape: tensor.shape });
}

async function readHeader(source: ByteSource): Promise<{ tensors: Map<string, Tensor>; start: number }> {
  const prefix = new Uint8Array(8);
  await source.readInto(prefix, 0);
  const length = viewOf(prefix).getBigUint64(0, true);
  if (length > BigInt(Math.min(MAX_HEADER, source.size - 8)))
    throw new InputError(source.name, "a safetensors header inside the file", `${length} bytes of header`);
  const text = new Uint8Array(Number(length));
  await source.readInto(text, 8);
  const start = 8 + text.length;
  const tensors = parseHeader(source.name, text);
  requireContiguous(source.name, [...tensors.values()], source.size - start);
  return { tensors, start };
}

function parseHeader(name: string, bytes: Uint8Array): Map<string, Tensor> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new InputError(name, "a safetensors header in JSON", (cause as Error).message).because(cause);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new InputError(name, "a safetensors header that is an object", "another kind");
  const named = Object.entries(json).filter(([key]) => key !== "__metadata__");
  return new Map(named.map(([key, value]) => [key, parseTensor(`${name}:${key}`, value)]));
}

function parseTensor(what: string, value: unknown): Tensor {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== "string" || !isIntegers(shape) || !isIntegers(offsets) || offsets.length !== 2)
    throw new InputError(what, "dtype, shape and data_offsets", quoted(JSON.stringify(value)));
  return { dtype, shape, begin: offsets[0], end: offsets[1] };
}

function isIntegers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/** Names of the tensors in a file. @throws {InputError} where its header is damaged */
export async function safetensorsKeysSource(source: ByteSource): Promise<string[]> {
  return [...(await readHeader(source)).tensors.keys()];
}

function requireContiguous(name: string, tensors: readonly Tensor[], size: number): void {
  let at = 0;
  for (const { begin, end } of [...tensors].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at || end < begin)
      throw new InputError(name, `a tensor that begins at byte ${at}`, `data_offsets [${begin}, ${end}]`);
    at = end;
  }
  if (at !== size) throw new InputError(name, `${at} bytes of tensors`, `${size}`);
}

function pick(
  file: string,
  tensors: ReadonlyMap<string, Tensor>,
  key?: string,
): { name: string; tensor: Tensor } {
  const name = key ?? (tensors.size === 1 ? [...tensors.keys()][0] : undefined);
  const names = listed([...tensors.keys()]);
  if (name === undefined) throw new InputError(file, `file.safetensors:key with a key of ${names}`, "no key");
  const tensor = tensors.get(name);
  if (!tensor) throw new InputError(file, `a key of ${names}`, quoted(name));
  return { name, tensor };
}
