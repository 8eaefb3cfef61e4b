/** The frozen features of `ridgescope rfm --features`: an .npz with Wx, Wt, b and A0 (CONTRACT.md). */
import { present } from "../arrays/present.ts";
import { requireFinite } from "../data/matrix.ts";
import type { NumericArray } from "../data/read-elements.ts";
import { InputError } from "../errors/input-error.ts";
import { createFeatureMap, type FeatureMap } from "../random-features/feature-map.ts";
import type { Effects } from "./effects.ts";

const KEYS = ["Wx", "Wt", "b", "A0"] as const;

/**
 * Reads a feature map for data of `d` columns; p and K are as large as the arrays say.
 * @throws {InputError} naming the file and the key where an array is missing or has another shape
 */
export async function readFeatureMap(
  effects: Pick<Effects, "readArrays">,
  path: string,
  { d, horizon, like }: { d: number; horizon: number; like: string },
): Promise<FeatureMap> {
  const arrays = await effects.readArrays(path, KEYS);
  const [spatial, temporal, bias, initial] = KEYS.map((key) => present(arrays.get(key)));
  const p = spatial.shape[0] ?? 0;
  const width = temporal.shape[1] ?? 0;
  const as = `, as Wx has ${p} rows`;
  requireShape(`${path}:Wx`, spatial, { shape: [p, d], text: `(p, ${d}), as ${like} has ${d} columns` });
  requireShape(`${path}:Wt`, temporal, { shape: [p, width], text: `(${p}, 2K + 1)${as}` });
  if (width % 2 !== 1) throw new InputError(`${path}:Wt`, "an odd number 2K + 1 of columns", `${width}`);
  requireVector(`${path}:b`, bias, { length: p, as });
  requireShape(`${path}:A0`, initial, { shape: [d, p], text: `(${d}, ${p})${as}` });
  for (const [i, key] of KEYS.entries()) {
    const { data } = present(arrays.get(key));
    requireFinite(`${path}:${key}`, data, [d, width, 1, p][i]);
  }
  requireNoZeroRow(`${path}:Wx`, spatial.data, d);
  return createFeatureMap(
    { p, d, harmonics: (width - 1) / 2, horizon },
    { spatial: spatial.data, temporal: temporal.data, bias: bias.data, initial: initial.data },
  );
}

function requireShape(
  name: string,
  { shape }: NumericArray,
  wanted: { shape: readonly number[]; text: string },
): void {
  const fits = shape.length === wanted.shape.length && shape.every((size, i) => size === wanted.shape[i]);
  if (!fits || wanted.shape.includes(0))
    throw new InputError(name, `shape ${wanted.text}`, `(${shape.join(", ")})`);
}

/** A column or a row will do for a vector. */
function requireVector(
  name: string,
  { data, shape }: NumericArray,
  { length, as }: { length: number; as: string },
): void {
  if (data.length !== length || !shape.includes(length))
    throw new InputError(name, `shape (${length})${as}`, `(${shape.join(", ")})`);
}

function requireNoZeroRow(name: string, data: Float64Array, d: number): void {
  for (let at = 0; at < data.length; at += d) {
    if (data.subarray(at, at + d).every((value) => value === 0))
      throw new InputError(name, "rows that are not all zero", `zeros in row ${at / d} (from 0)`);
  }
}
