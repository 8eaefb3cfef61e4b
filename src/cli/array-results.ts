/** How commands that write arrays say what they wrote. */
import type { ArrayOutput } from "../data/npy-header.ts";
import type { CommonOptions } from "./common-options.ts";
import type { Effects } from "./effects.ts";

/** Arrays by the names of CONTRACT.md, in the order in which they are written. */
export type Arrays = Record<string, ArrayOutput>;

/**
 * Writes the arrays, then tells of it: one JSON document with `--json`, else a few lines.
 * @param summary headline figures; the JSON document holds them beside `out` and the arrays' shapes
 */
export async function writeResults(
  {
    path,
    arrays,
    summary,
    notes,
  }: { path: string; arrays: Arrays; summary: object; notes: readonly string[] },
  { json = false, quiet = false }: CommonOptions,
  effects: Effects,
): Promise<void> {
  await effects.writeNpz(path, arrays);
  if (json) {
    const shapes = Object.fromEntries(Object.entries(arrays).map(([name, { shape }]) => [name, shape]));
    effects.stdout.write(`${JSON.stringify({ out: path, ...summary, arrays: shapes }, null, 2)}\n`);
  } else if (!quiet) effects.stdout.write([...notes, `wrote ${path}`, ""].join("\n"));
}

/** Arrays of consecutive batches of rows, joined along their first axis. At least one batch. */
export function joinArrays(parts: readonly Arrays[]): Arrays {
  const names = Object.keys(parts[0]);
  return Object.fromEntries(names.map((name) => [name, joinRows(parts.map((part) => part[name]))]));
}

function joinRows(parts: readonly ArrayOutput[]): ArrayOutput {
  const [first] = parts as [ArrayOutput];
  if (parts.length === 1) return first;
  const rows = parts.reduce((sum, { shape }) => sum + shape[0], 0);
  const shape = [rows, ...first.shape.slice(1)];
  const Kind = first.data.constructor as new (length: number) => ArrayOutput["data"];
  const data = new Kind(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { data, shape };
}

/** The middle of the finite values (lower of the two for an even number); null where there is none. */
export function finiteMedian(values: ArrayLike<number>): number | null {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  return sorted[(sorted.length - 1) >> 1] ?? null;
}

/** A number for a person: four digits; "none" for null. */
export function brief(value: number | null): string {
  return value === null ? "none" : String(Number(value.toPrecision(4)));
}
