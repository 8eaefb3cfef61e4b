/**
 * Figures on disk, without loss. `figures/figures.json` holds `{ format: 1, figures: [...] }` with each typed array
 * replaced by `{ "$array": key, "type": "float64" | "int32" }`, the key being an array of `arrays/figures.npz`, and each
 * number that JSON lacks by `{ "$number": "NaN" | "Infinity" | "-Infinity" }`.
 */

import type { ArrayOutput } from "../data/npy-header.ts";
import { expected } from "../errors/argument-error.ts";
import { InputError, quoted } from "../errors/input-error.ts";
import type { Figure } from "../figure/figure.ts";
import { checkFigureId, figureFault, isFigureId, isFigureKind } from "./draw-figure.ts";

/** Figures in two parts: a document for JSON, and the arrays that it refers to. */
export interface StoredFigures {
  readonly document: unknown;
  readonly arrays: Readonly<Record<string, ArrayOutput>>;
}

/**
 * Takes figures apart for writing; an array that occurs twice is kept once.
 * @throws RangeError if an id is not kebab-case or occurs twice
 */
export function packFigures(figures: readonly Figure[]): StoredFigures {
  checkIds(figures);
  const arrays: Record<string, ArrayOutput> = {};
  const keys = new Map<object, string>();
  const pack = (value: unknown, path: string): unknown => {
    if (value instanceof Float64Array || value instanceof Int32Array) {
      const key = keys.get(value) ?? path;
      keys.set(value, key);
      arrays[key] = { data: value, shape: [value.length] };
      return { $array: key, type: value instanceof Int32Array ? "int32" : "float64" };
    }
    if (typeof value === "number") return Number.isFinite(value) ? value : { $number: String(value) };
    if (Array.isArray(value)) return value.map((inner, i) => pack(inner, `${path}.${i}`));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, pack(inner, `${path}.${name}`)]),
    );
  };
  return { document: { format: 1, figures: figures.map((figure) => pack(figure, figure.id)) }, arrays };
}

function checkIds(figures: readonly Figure[]): void {
  const seen = new Set<string>();
  for (const { id } of figures) {
    checkFigureId(id);
    if (seen.has(id)) throw expected("figure id", "ids that differ", `${quoted(id)} twice`);
    seen.add(id);
  }
}

/**
 * Puts figures together again.
 * @param file named in errors
 * @throws {InputError} where the document is not one of `packFigures`, or lacks an array
 */
export function unpackFigures(
  file: string,
  document: unknown,
  arrays: ReadonlyMap<string, { readonly data: Float64Array }>,
): Figure[] {
  const { format, figures } = (document ?? {}) as { format?: unknown; figures?: unknown };
  if (format !== 1 || !Array.isArray(figures))
    throw new InputError(file, "figures in format 1", quoted(JSON.stringify(format) ?? "none"));
  // One array for one key, so that packing again keeps it once again.
  const made = new Map<string, Float64Array | Int32Array>();
  const unpack = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(unpack);
    if (typeof value !== "object" || value === null) return value;
    if ("$number" in value) return Number(value.$number);
    if ("$array" in value) {
      const key = String(value.$array);
      const array = made.get(key) ?? arrayAt(file, value as { $array: unknown; type?: unknown }, arrays);
      made.set(key, array);
      return array;
    }
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unpack(inner)]));
  };
  return figures.map((figure) => requireFigure(file, unpack(figure)));
}

function arrayAt(
  file: string,
  { $array, type }: { readonly $array: unknown; readonly type?: unknown },
  arrays: ReadonlyMap<string, { readonly data: Float64Array }>,
): Float64Array | Int32Array {
  const found = arrays.get(String($array));
  if (!found) throw new InputError(file, "arrays that arrays/figures.npz holds", quoted(String($array)));
  return type === "int32" ? Int32Array.from(found.data) : Float64Array.from(found.data);
}

function requireFigure(file: string, value: unknown): Figure {
  const { id, kind, title, caption } = (value ?? {}) as Record<string, unknown>;
  const texts = [id, kind, title, caption].every((one) => typeof one === "string");
  if (!texts || !isFigureKind(kind) || !isFigureId(String(id)))
    throw new InputError(file, "figures with id, kind, title and caption", quoted(`${id} (${kind})`));
  const fault = figureFault(kind, value);
  if (fault) {
    const { path, cause } = fault;
    throw new InputError(file, "figures that can be drawn", quoted(`${id} (${path})`)).because(cause);
  }
  return value as Figure;
}
