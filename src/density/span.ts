/**
 * The span of points: the affine subspace in which they lie, to the rounding of float32 numbers (THEORY.md section 6).
 * Columns may be in different units, so each is measured in its largest number, and what float32 rounding of that may do is
 * the tolerance.
 */
import { columnMeans, joinRows } from "../arrays/rows.ts";
import { dot, norm } from "../arrays/vectors.ts";
import type { Eigenpairs, Kernels } from "../kernels/kernels.ts";
import type { EmpiricalDensity } from "./empirical-density.ts";
import { distinctPlaces } from "./places.ts";

/** The affine subspace in which n points of dimension d lie. */
export interface Span {
  readonly d: number;
  /** Its dimension. */
  readonly rank: number;
  /** Of the places, d. */
  readonly mean: Float64Array;
  /** Unit of each column, d: its largest size. */
  readonly units: Float64Array;
  /** Orthonormal rows, (d - rank) × d: what they make of the columns in their units is the same for all points. */
  readonly relations: Float64Array;
  /** Variances along the span, descending, and orthonormal directions (rank × d), both of the columns in their units. */
  readonly basis: Eigenpairs;
  /** Orthonormal directions across the span in the data's own units, (d - rank) × d. */
  readonly across: Float64Array;
  /** Places without which the others span less: where there are some, new points may leave the span too. */
  readonly alone: number;
}

/** Four times the rounding of float32 numbers: root mean squares of relations up to this are rounding. */
const ROUNDING = 2 ** -22;
/** Directions with less variance are looked at again: the Gram matrix has the squares of what is small, and rounds them. */
const SMALL = 1e-10;
/** Places with this leverage or more are alone in a direction; it is 1 to rounding. */
const ALONE = 1 - 1e-4;
/** Columns that are smaller than this beside the largest number of all are rounding of arithmetic. */
const LEAST_UNIT = 2 ** -40;
/** More columns would take long. */
const MOST_COLUMNS = 1024;
const BLOCK = 4096;

const FOUND = new WeakMap<EmpiricalDensity, Promise<Span | undefined>>();

/**
 * The span of a density's places, found once; undefined where they are no more than their columns, which some span always
 * holds, and above 1024 columns.
 */
export function spanOf(density: EmpiricalDensity): Promise<Span | undefined> {
  const { distinct } = distinctPlaces(density);
  const known = FOUND.get(distinct);
  if (known) return known;
  const { n, d } = distinct;
  const found = n <= d || d > MOST_COLUMNS ? Promise.resolve(undefined) : findSpan(distinct);
  FOUND.set(distinct, found);
  return found;
}

/** Points in the units of their columns, with the kernels to multiply them. */
interface Scaled extends EmpiricalDensity {
  readonly mean: Float64Array;
  readonly units: Float64Array;
}

async function findSpan(density: EmpiricalDensity): Promise<Span> {
  const { d, data } = density;
  const mean = columnMeans(data, d);
  const units = unitsOf(data, d);
  const { relations, basis } = await directionsOf({ ...density, mean, units });
  const across = orthonormal(
    relations.map((value, i) => value / units[i % d]),
    d,
  );
  const alone = relations.length > 0 ? await countAlone({ ...density, mean, units }, basis) : 0;
  return { d, rank: basis.values.length, mean, units, relations, basis, across, alone };
}

function unitsOf(data: Float64Array, d: number): Float64Array {
  const units = new Float64Array(d);
  data.forEach((value, i) => {
    units[i % d] = Math.max(units[i % d], Math.abs(value));
  });
  const largest = units.reduce((most, value) => Math.max(most, value));
  return units.map((value) => Math.max(value, LEAST_UNIT * largest) || 1);
}

/** Relations, and the directions in which points vary with their variances; both in the units of the columns. */
async function directionsOf(points: Scaled): Promise<{ relations: Float64Array; basis: Eigenpairs }> {
  const { kernels, d } = points;
  const first = await kernels.eigen(await gram(points), d);
  const large = first.values.filter((value) => value > SMALL).length;
  if (large === d) return { relations: new Float64Array(), basis: first };
  const small = first.vectors.slice(large * d);
  // Their Gram matrix has nothing that is larger, and so rounds far below the tolerance.
  const again = await kernels.eigen(await gram(points, small), d - large);
  const vectors = await kernels.multiply({
    a: again.vectors,
    b: small,
    rows: d - large,
    inner: d - large,
    columns: d,
  });
  const kept = again.values.filter((value) => value > ROUNDING ** 2).length;
  const basis = {
    values: joinRows([first.values.subarray(0, large), again.values.subarray(0, kept)]),
    vectors: joinRows([first.vectors.subarray(0, large * d), vectors.subarray(0, kept * d)]),
  };
  return { relations: vectors.slice(kept * d), basis };
}

/** Second moments of the points about their mean along the columns, or along some directions (rows). */
async function gram(points: Scaled, directions?: Float64Array): Promise<Float64Array> {
  const { kernels, n, d } = points;
  const width = directions ? directions.length / d : d;
  const sum = new Float64Array(width * width);
  for (const block of blocksOf(points)) {
    const a = directions ? await along(kernels, block, { directions, d }) : block;
    const part = await kernels.multiply({
      a,
      b: a,
      rows: width,
      inner: a.length / width,
      columns: width,
      transposeA: true,
    });
    part.forEach((value, i) => {
      sum[i] += value / n;
    });
  }
  return sum.map((value, i) => 0.5 * (value + sum[(i % width) * width + Math.floor(i / width)]));
}

function* blocksOf({ data, n, d, mean, units }: Scaled): Generator<Float64Array> {
  for (let first = 0; first < n; first += BLOCK) {
    yield inUnits(data.subarray(first * d, Math.min(first + BLOCK, n) * d), { mean, units });
  }
}

/** Components of points (M × d) along the basis of a span, M × rank. */
export function componentsIn(
  kernels: Kernels,
  { d, mean, units, basis }: Span,
  points: Float64Array,
): Promise<Float64Array> {
  return along(kernels, inUnits(points, { mean, units }), { directions: basis.vectors, d });
}

function inUnits(points: Float64Array, { mean, units }: Pick<Span, "mean" | "units">): Float64Array {
  const d = mean.length;
  return points.map((value, i) => (value - mean[i % d]) / units[i % d]);
}

/** Components of rows along directions, rows × directions. */
function along(
  kernels: Kernels,
  rows: Float64Array,
  { directions, d }: { directions: Float64Array; d: number },
): Promise<Float64Array> {
  return kernels.multiply({
    a: rows,
    b: directions,
    rows: rows.length / d,
    inner: d,
    columns: directions.length / d,
    transposeB: true,
  });
}

/** Leverage is 1 where a point alone gives a direction its variance. */
async function countAlone(points: Scaled, { values, vectors }: Eigenpairs): Promise<number> {
  const { n, d, kernels } = points;
  const rank = values.length;
  let alone = 0;
  for (const block of blocksOf(points)) {
    const components = await along(kernels, block, { directions: vectors, d });
    for (let at = 0; at < components.length; at += rank) {
      const leverage = values.reduce((sum, value, j) => sum + components[at + j] ** 2 / value, 1);
      if (leverage >= ALONE * n) alone++;
    }
  }
  return alone;
}

/** Gram and Schmidt, twice. */
function orthonormal(rows: Float64Array, d: number): Float64Array {
  const out = Float64Array.from(rows);
  for (let at = 0; at < out.length; at += d) {
    const row = out.subarray(at, at + d);
    for (let pass = 0; pass < 2; pass++) {
      removeAlong(row, out.subarray(0, at), d);
      scaleTo(row, 1);
    }
  }
  return out;
}

/** Takes from a row what it has along orthonormal directions. */
function removeAlong(row: Float64Array, directions: Float64Array, d: number): void {
  for (let at = 0; at < directions.length; at += d) {
    const direction = directions.subarray(at, at + d);
    const length = dot(direction, row);
    for (let j = 0; j < d; j++) row[j] -= length * direction[j];
  }
}

function scaleTo(row: Float64Array, length: number): void {
  const factor = length / norm(row);
  for (let j = 0; j < row.length; j++) row[j] *= factor;
}

/**
 * How far points (M × d) are outside a span, in what float32 rounding of their numbers and the data's may do, M: above 1 is
 * outside.
 */
export function beyondSpan({ d, mean, units, relations }: Span, points: Float64Array): Float64Array {
  const squares = relations.map((value) => value * value);
  return Float64Array.from({ length: points.length / d }, (_, q) => {
    const x = points.subarray(q * d, (q + 1) * d);
    const scaled = inUnits(x, { mean, units });
    const sizes = x.map((value, j) => Math.max(1, Math.abs(value / units[j])) ** 2);
    let [square, rounding] = [0, 0];
    for (let at = 0; at < relations.length; at += d) {
      square += dot(relations.subarray(at, at + d), scaled) ** 2;
      rounding += dot(squares.subarray(at, at + d), sizes);
    }
    return Math.sqrt(square) / (ROUNDING * Math.sqrt(rounding));
  });
}

/** The parts of vectors (M × d) that lie in the directions of a span, M × d. */
export function alongSpan({ d, across }: Span, vectors: Float64Array): Float64Array {
  const out = Float64Array.from(vectors);
  for (let at = 0; at < out.length; at += d) removeAlong(out.subarray(at, at + d), across, d);
  return out;
}
