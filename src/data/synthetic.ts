/** The small data sets of THEORY.md section 9, by name, and the seeded high-dimensional ones. */

import { dot } from "../arrays/vectors.ts";
import { expected } from "../errors/argument-error.ts";
import { InputError, quoted } from "../errors/input-error.ts";
import { float64 } from "../kernels/shared.ts";
import { createRng } from "../random/rng.ts";

/** A point set with a name; `data` is n × d. */
export interface SyntheticSet {
  readonly name: string;
  readonly data: Float64Array;
  readonly n: number;
  readonly d: number;
}

/** Parameters of {@link highDimension}. */
export interface HighDimensionOptions {
  /** How many points, default 16. */
  readonly modes?: number;
  /** Dimension of the space, default 64; at least 2 for a plane and 4 for a curve. */
  readonly d?: number;
  readonly shape?: "plane" | "curve";
  /** Of the embedding, default 0. */
  readonly seed?: number;
}

const CORNERS: readonly number[] = [0, 0, 5, 0, 0, 5];
const SETS: Readonly<Record<string, () => readonly number[]>> = {
  "two-modes": () => [-3, 0, 3, 0],
  "three-modes": () => CORNERS,
  "four-modes": () => [...CORNERS, 5, 5],
  "triangle-plus-midpoint": () => [...CORNERS, 2.5, 2.5],
  "five-modes": () => [...CORNERS, 5, 5, 2.5, 2.5],
  "nine-modes": () => Array.from({ length: 9 }, (_, i) => [i % 3, Math.floor(i / 3)]).flat(),
  "thirteen-points": () => Array.from({ length: 13 }, (_, i) => wave((i - 6) / 6)).flat(),
};

/** Names that {@link syntheticSet} knows, in the order of THEORY.md. */
export const SYNTHETIC_NAMES: readonly string[] = [...Object.keys(SETS), "high-dimension"];

/** (3s, 2 sin πs); exactly 0 where the sine is. */
function wave(s: number): number[] {
  return [3 * s, Number.isInteger(s) ? 0 : 2 * Math.sin(Math.PI * s)];
}

/**
 * A set by name, possibly with parameters: `two-modes`, `high-dimension:modes=8,d=16,shape=curve,seed=0`.
 * @throws {InputError} where there is no such set, or a parameter is wrong
 * @example
 * syntheticSet("three-modes").data; // → [0, 0, 5, 0, 0, 5]
 */
export function syntheticSet(spec: string): SyntheticSet {
  const [name = "", ...rest] = spec.split(":");
  if (name === "high-dimension") return { ...highDimension(parseOptions(rest.join(":"))), name: spec };
  const points = Object.hasOwn(SETS, spec) ? SETS[spec] : undefined;
  if (!points) throw new InputError("synthetic", `one of ${SYNTHETIC_NAMES.join(", ")}`, quoted(spec));
  const data = shared(points());
  return { name, data, n: data.length / 2, d: 2 };
}

/**
 * Points on a square grid of spacing 5 in a 2-plane, or along a curve in a 4-space, carried into R^d by
 * seeded orthonormal directions: distances are those of the small space.
 * @throws {RangeError} where `modes` or `d` is too small or too large
 * @example
 * const { data } = highDimension({ modes: 4, d: 8 });
 * // the first point is at the origin, the second one step of the grid away
 * Math.hypot(...data.subarray(8, 16)); // → 5
 */
export function highDimension(options: HighDimensionOptions = {}): SyntheticSet {
  const { modes = 16, d = 64, shape = "plane", seed = 0 } = options;
  const inner = shape === "plane" ? 2 : 4;
  requireInteger("modes", modes, [2, 1_000_000]);
  requireInteger("d", d, [inner, 65_536]);
  const flat = shape === "plane" ? gridPoints(modes) : curvePoints(modes);
  const directions = orthonormalRows(inner, d, seed);
  const data = float64(modes * d);
  for (let i = 0; i < modes; i++)
    for (let q = 0; q < inner; q++)
      for (let j = 0; j < d; j++) data[i * d + j] += flat[i * inner + q] * directions[q * d + j];
  return { name: "high-dimension", data, n: modes, d };
}

function gridPoints(modes: number): number[] {
  const side = Math.ceil(Math.sqrt(modes));
  return Array.from({ length: modes }, (_, i) => [5 * (i % side), 5 * Math.floor(i / side)]).flat();
}

/** A wave that leaves every plane, stretched so that neighbours stay about as far apart as thirteen points are. */
function curvePoints(modes: number): number[] {
  const stretch = (modes - 1) / 12;
  return Array.from({ length: modes }, (_, i) => {
    const s = (2 * i) / (modes - 1) - 1;
    const angle = Math.PI * s;
    return [3 * s, 2 * Math.sin(angle), 2 * Math.cos(angle), Math.sin(2 * angle)].map((x) => x * stretch);
  }).flat();
}

/** `count` orthonormal rows of length d: Gram–Schmidt, twice, on seeded normals. */
function orthonormalRows(count: number, d: number, seed: number): Float64Array {
  const rows = createRng(seed)
    .split("high-dimension")
    .normals(count * d);
  for (let q = 0; q < count; q++) {
    const row = rows.subarray(q * d, (q + 1) * d);
    for (let pass = 0; pass < 2; pass++)
      for (let other = 0; other < q; other++) removeComponent(row, rows.subarray(other * d, (other + 1) * d));
    const length = Math.sqrt(dot(row, row));
    for (let j = 0; j < d; j++) row[j] /= length;
  }
  return rows;
}

function removeComponent(row: Float64Array, unit: Float64Array): void {
  const along = dot(row, unit);
  for (let j = 0; j < row.length; j++) row[j] -= along * unit[j];
}

function parseOptions(text: string): HighDimensionOptions {
  const options: Record<string, number | string> = {};
  for (const part of text === "" ? [] : text.split(",")) {
    const [key = "", value = ""] = part.split("=");
    const known =
      key === "shape" ? /^(plane|curve)$/ : /^(modes|d|seed)$/.test(key) ? /^\d{1,9}$/ : undefined;
    if (!known?.test(value))
      throw new InputError("synthetic:high-dimension", "modes=n,d=n,shape=plane|curve,seed=n", quoted(part));
    options[key] = key === "shape" ? value : Number(value);
  }
  return options as HighDimensionOptions;
}

function requireInteger(name: string, value: number, [least, most]: readonly [number, number]): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw expected(name, `an integer from ${least} to ${most}`, value);
}

function shared(values: readonly number[]): Float64Array {
  const data = float64(values.length);
  data.set(values);
  return data;
}
