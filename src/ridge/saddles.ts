/** Index-1 saddles of the smoothed empirical density between pairs of modes. */

import { dot, norm } from "../arrays/vectors.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry } from "../density/geometry.ts";
import { posterior } from "../density/posterior.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import { createPlaces, SAME_PLACE } from "./modes.ts";

/** Stationary points with exactly one positive eigenvalue. */
export interface Saddles {
  /** Saddles in descending order of density, count × d, in the noised scale. */
  readonly points: Float64Array;
  readonly logDensity: Float64Array;
  /** The unstable direction v_1 at each saddle, count × d. */
  readonly direction: Float64Array;
  readonly count: number;
}

/** Options of {@link findSaddles}. */
export interface SaddlesOptions {
  /** Points in the noised scale, such as modes, count × d. */
  points: Float64Array;
  /** Flat indices into `points`, two per pair. */
  pairs: Int32Array;
  maxIterations?: number;
  tolerance?: number;
}

/** Probes along a segment; three rounds of refinement follow. */
const PROBES = 33;

/**
 * Saddles found from the density minima on the segments between the given pairs of points, by eigenvector
 * following: a Newton step that goes down along v_1 and up along all other directions. Points are of the noised scale.
 * @example
 * const pairs = Int32Array.of(0, 1);
 * (await findSaddles(twoModes, veLevel(1), { points: twoModes.data, pairs })).points; // → [0, 0]
 */
export async function findSaddles(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { points, pairs, ...rest }: SaddlesOptions,
): Promise<Saddles> {
  return saddlesFrom(density, level, {
    from: await segmentMinima(density, level, { points, pairs }),
    ...rest,
  });
}

/** Saddles found by eigenvector following from the starts, M × d in the noised scale. */
export async function saddlesFrom(
  density: EmpiricalDensity,
  level: NoiseLevel,
  {
    from,
    maxIterations = 200,
    tolerance = 1e-8,
  }: Omit<SaddlesOptions, "points" | "pairs"> & { from: Float64Array },
): Promise<Saddles> {
  const state = await follow(density, level, { x: from.slice(), maxIterations, tolerance });
  return distinct(state, density.d, SAME_PLACE * Math.sqrt(level.variance));
}

/** The lowest point of the log density on each segment, located to 1/33³ of its length. */
export async function segmentMinima(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { points, pairs }: Pick<SaddlesOptions, "points" | "pairs">,
): Promise<Float64Array> {
  const { d } = density;
  const count = pairs.length / 2;
  if (count === 0) return new Float64Array(0);
  const low = new Float64Array(count);
  const high = new Float64Array(count).fill(1);
  const pointInto = (out: Float64Array, s: number, u: number) => {
    const [a, b] = [pairs[2 * s] * d, pairs[2 * s + 1] * d];
    for (let j = 0; j < d; j++) out[j] = points[a + j] + u * (points[b + j] - points[a + j]);
  };
  for (let round = 0; round < 3; round++) {
    const probes = new Float64Array(count * PROBES * d);
    const where = (s: number, p: number) => low[s] + ((p + 1) * (high[s] - low[s])) / (PROBES + 1);
    for (let s = 0; s < count; s++) {
      for (let p = 0; p < PROBES; p++) {
        const row = (s * PROBES + p) * d;
        pointInto(probes.subarray(row, row + d), s, where(s, p));
      }
    }
    const { logDensity } = await posterior(density, level, { x: probes });
    for (let s = 0; s < count; s++) {
      const values = logDensity.subarray(s * PROBES, (s + 1) * PROBES);
      const best = values.indexOf(Math.min(...values));
      [low[s], high[s]] = [where(s, best - 1), where(s, best + 1)];
    }
  }
  const minima = new Float64Array(count * d);
  for (let s = 0; s < count; s++) {
    pointInto(minima.subarray(s * d, (s + 1) * d), s, 0.5 * (low[s] + high[s]));
  }
  return minima;
}

interface Followed {
  x: Float64Array;
  logDensity: Float64Array;
  direction: Float64Array;
  /** 1 where a saddle with exactly one positive eigenvalue was reached. */
  found: Uint8Array;
}

async function follow(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { x, maxIterations, tolerance }: { x: Float64Array; maxIterations: number; tolerance: number },
): Promise<Followed> {
  const { d } = density;
  const m = x.length / d;
  const out = {
    x,
    logDensity: new Float64Array(m),
    direction: new Float64Array(m * d),
    found: new Uint8Array(m),
  };
  let active = Array.from({ length: m }, (_, q) => q);
  for (let iteration = 0; iteration < maxIterations && active.length > 0; iteration++) {
    const part = gather(x, active, d);
    const g = await geometry(density, level, { x: part, dim: d - 1 });
    active = active.filter((q, i) => {
      const row = <T extends Float64Array>(array: T) => array.subarray(i * d, (i + 1) * d);
      const lambda = g.eigenvalues.subarray(i * g.width, (i + 1) * g.width);
      const score = row(g.score);
      if (Math.sqrt(level.variance) * norm(score) <= tolerance) {
        out.logDensity[q] = g.logDensity[i];
        out.direction.set(g.tangent.subarray(i * (d - 1) * d, i * (d - 1) * d + d), q * d);
        out.found[q] = lambda[0] > 0 && (d === 1 || lambda[1] < 0) ? 1 : 0;
        return false;
      }
      const tangent = g.tangent.subarray(i * (d - 1) * d, (i + 1) * (d - 1) * d);
      const step = saddleStep(score, { lambda, tangent }, level);
      for (let j = 0; j < d; j++) x[q * d + j] += step[j];
      return true;
    });
  }
  return out;
}

/** Down along v_1, up along the rest, by Newton's lengths, no longer than half a noise width. */
function saddleStep(
  score: Float64Array,
  { lambda, tangent }: { lambda: Float64Array; tangent: Float64Array },
  level: NoiseLevel,
): Float64Array {
  const d = score.length;
  const step = new Float64Array(d);
  const rest = Float64Array.from(score);
  for (let j = 0; j < d - 1; j++) {
    const v = tangent.subarray(j * d, (j + 1) * d);
    const along = dot(v, score);
    for (let i = 0; i < d; i++) {
      rest[i] -= along * v[i];
      step[i] += stepAlong(along, lambda[j], j === 0) * v[i];
    }
  }
  // What is left of the score lies along v_d.
  const last = stepAlong(1, lambda[d - 1], d === 1);
  for (let i = 0; i < d; i++) step[i] += last * rest[i];
  const longest = 0.5 * Math.sqrt(level.variance);
  const length = norm(step);
  return length > longest ? step.map((value) => (value * longest) / length) : step;
}

function stepAlong(slope: number, lambda: number, down: boolean): number {
  return (down ? -slope : slope) / Math.max(Math.abs(lambda), 1e-300);
}

function gather(x: Float64Array, rows: number[], d: number): Float64Array {
  const out = new Float64Array(rows.length * d);
  rows.forEach((q, i) => {
    out.set(x.subarray(q * d, (q + 1) * d), i * d);
  });
  return out;
}

function distinct({ x, logDensity, direction, found }: Followed, d: number, tolerance: number): Saddles {
  const places = createPlaces(d, tolerance);
  const order = [...found.keys()]
    .filter((q) => found[q] === 1)
    .sort((a, b) => logDensity[b] - logDensity[a] || a - b);
  const chosen = order.filter((q) => places.find(x.subarray(q * d, (q + 1) * d))[1]);
  return {
    points: gather(x, chosen, d),
    logDensity: Float64Array.from(chosen, (q) => logDensity[q]),
    direction: gather(direction, chosen, d),
    count: chosen.length,
  };
}
