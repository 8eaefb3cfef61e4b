/** Distinct places of points: copies of one point are one place. */
import { createDensity, type EmpiricalDensity } from "./empirical-density.ts";

/** The places of n points, in the order in which they first occur. */
export interface Places {
  /** count × d. */
  readonly points: Float64Array;
  readonly count: number;
  /** Place of each point, n. */
  readonly of: Int32Array;
}

/**
 * Finds the places of points (n × d); 0 and -0 are one number.
 * @example
 * placesOf(Float64Array.of(1, 2, 3, 4, 1, 2), 2).of; // → [0, 1, 0]
 */
export function placesOf(data: Float64Array, d: number): Places {
  const n = data.length / d;
  const of = new Int32Array(n);
  const first: number[] = [];
  const buckets = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const key = hashOf(data, i * d, d);
    const bucket = buckets.get(key) ?? [];
    const known = bucket.find((place) => isSame(data, { a: first[place] * d, b: i * d, d }));
    of[i] = known ?? first.length;
    if (known !== undefined) continue;
    buckets.set(key, [...bucket, first.length]);
    first.push(i);
  }
  const points = new Float64Array(first.length * d);
  first.forEach((row, place) => {
    points.set(data.subarray(row * d, (row + 1) * d), place * d);
  });
  return { points, count: first.length, of };
}

/** A density of each place once, with the place of each point of the density that it was made of, n. */
export interface DistinctPlaces {
  readonly distinct: EmpiricalDensity;
  readonly of: Int32Array;
}

const FOUND = new WeakMap<EmpiricalDensity, DistinctPlaces>();

/** The places of a density, found once; the density itself where no two points are at one place. */
export function distinctPlaces(density: EmpiricalDensity): DistinctPlaces {
  const known = FOUND.get(density);
  if (known) return known;
  const { kernels, data, n, d } = density;
  const { points, count, of } = placesOf(data, d);
  const distinct = count === n ? density : createDensity(kernels, { data: points, n: count, d });
  const found = { distinct, of };
  FOUND.set(density, found);
  return found;
}

/** Share of points that have a copy among the others. */
export function repeatedShare(of: Int32Array): number {
  const sizes = new Int32Array(of.length);
  for (const place of of) sizes[place]++;
  return of.filter((place) => sizes[place] > 1).length / of.length;
}

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);

function hashOf(data: Float64Array, start: number, d: number): number {
  let hash = 0;
  for (let j = start; j < start + d; j++) {
    number[0] = data[j] + 0; // -0 becomes 0
    hash = Math.imul(hash ^ words[0], 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15) ^ words[1], 0x85ebca6b);
  }
  return hash ^ (hash >>> 13);
}

function isSame(data: Float64Array, { a, b, d }: { a: number; b: number; d: number }): boolean {
  for (let j = 0; j < d; j++) if (data[a + j] !== data[b + j]) return false;
  return true;
}
