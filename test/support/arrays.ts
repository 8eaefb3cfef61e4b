import { fileURLToPath } from "node:url";
import { readArrays, readMatrix } from "../../src/data/read-matrix.ts";

/** Path of a file under test/fixtures. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

export async function fixtureMatrix(name: string): Promise<{ data: Float64Array; n: number; d: number }> {
  const { data, rows, columns } = await readMatrix(fixture(name));
  return { data, n: rows, d: columns };
}

export async function fixtureArrays(name: string): Promise<Record<string, Float64Array>> {
  const arrays = await readArrays(fixture(name));
  return Object.fromEntries([...arrays].map(([key, array]) => [key, Float64Array.from(array.data)]));
}

/** |actual - expected| / |expected|, Euclidean norms of whole arrays. */
export function relativeNorm(actual: ArrayLike<number>, expected: Float64Array): number {
  const wrong = expected.reduce((sum, value, at) => sum + (value - actual[at]) ** 2, 0);
  return Math.sqrt(wrong / expected.reduce((sum, value) => sum + value ** 2, 0));
}

/** Largest |actual - expected| / max(|expected|, floor). */
export function worstRelative(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  floor = 1e-300,
): number {
  let worst = actual.length === expected.length ? 0 : Infinity;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]) / Math.max(Math.abs(expected[i]), floor);
    if (!(error <= worst) && !(Number.isNaN(actual[i]) && Number.isNaN(expected[i]))) worst = error;
  }
  return worst;
}
