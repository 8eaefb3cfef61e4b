/**
 * The ridge graph at one noise level: nodes are modes, an edge is a 1-ridge path between two modes through an index-1
 * saddle, weighted by the log-density drop along it (THEORY.md section 3). It says which inter-mode generations can
 * exist.
 */

import { lastOf } from "../arrays/present.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { expected } from "../errors/argument-error.ts";
import type { PointSet } from "../kernels/kernels.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import { findModes, type Modes } from "./modes.ts";
import { findSaddles, type Saddles } from "./saddles.ts";
import { joinTraces, type Polyline, traceRidge } from "./trace.ts";

/** A 1-ridge path between two modes through a saddle. */
export interface RidgeEdge {
  /** Indices of the two modes, lower first; -1 where the path did not end at a mode. */
  readonly modes: readonly [number, number];
  readonly saddle: number;
  /** Ordered points from the first mode to the second. */
  readonly path: Polyline;
  /** log p of the lower of the two modes minus log p at the saddle. */
  readonly drop: number;
}

/** The ridge graph at one noise level (THEORY.md section 3); points in the noised scale. */
export interface RidgeGraph {
  readonly modes: Modes;
  readonly saddles: Saddles;
  readonly edges: RidgeEdge[];
}

/** Options of {@link ridgeGraph}. */
export interface RidgeGraphOptions {
  /** Give up with a RangeError beyond this many modes. */
  maxModes?: number;
  /** Each mode is tried against this many nearest other modes. */
  neighbours?: number;
  onProgress?: (done: number, total: number, what: string) => void;
}

/**
 * The graph of the density at `level`.
 * @throws RangeError if there are more than `maxModes` modes
 * @example
 * const { edges } = await ridgeGraph(twoModes, veLevel(1));
 * edges[0].modes; // → [0, 1]
 * // log p is log ½ at a mode and -3² / 2 between them
 * edges[0].drop; // → 3.807
 */
export async function ridgeGraph(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { maxModes = 200, neighbours = 8, onProgress }: RidgeGraphOptions = {},
): Promise<RidgeGraph> {
  const modes = await findModes(density, level);
  if (modes.count > maxModes) {
    throw expected("modes", `at most ${maxModes} (a larger noise level merges them)`, modes.count);
  }
  const pairs = nearbyPairs({ data: modes.points, n: modes.count, d: density.d }, neighbours);
  const saddles = await findSaddles(density, level, { points: modes.points, pairs });
  const edges: RidgeEdge[] = [];
  for (let s = 0; s < saddles.count; s++) {
    edges.push(await edgeThrough(density, level, { modes, saddles, s }));
    onProgress?.(s + 1, saddles.count, "edges");
  }
  return { modes, saddles, edges };
}

/** Index pairs (flat, lower first) of each point and its nearest others. */
export function nearbyPairs(points: PointSet, neighbours: number): Int32Array {
  const pairs = new Set<string>();
  for (let i = 0; i < points.n; i++) {
    const others = Array.from({ length: points.n }, (_, j) => j).filter((j) => j !== i);
    const gap = (j: number) => squaredDistance(points, i, j);
    others.sort((a, b) => gap(a) - gap(b) || a - b);
    for (const j of others.slice(0, neighbours)) pairs.add(`${Math.min(i, j)} ${Math.max(i, j)}`);
  }
  return Int32Array.from([...pairs].flatMap((pair) => pair.split(" ").map(Number)));
}

function squaredDistance({ data, d }: PointSet, i: number, k: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += (data[i * d + j] - data[k * d + j]) ** 2;
  return sum;
}

async function edgeThrough(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { modes, saddles, s }: { modes: Modes; saddles: Saddles; s: number },
): Promise<RidgeEdge> {
  const { d } = density;
  const start = saddles.points.slice(s * d, (s + 1) * d);
  const direction = saddles.direction.slice(s * d, (s + 1) * d);
  // The start's neighbourhood of a mode must not swallow the saddle of a shallow edge.
  const reach = 0.2 * Math.sqrt(level.variance);
  const nearest = (point: Float64Array) => nearestMode(point, modes, d);
  const stopAt = (point: Float64Array) => nearest(point)[1] < reach;
  const forward = await traceRidge(density, level, { start, direction, step: 0.15, stopAt });
  const backward = await traceRidge(density, level, {
    start,
    direction: direction.map((v) => -v),
    step: 0.15,
    stopAt,
  });
  const modeAt = (line: Polyline) => (line.end === "stopped" ? nearest(line.points.subarray(-d))[0] : -1);
  const [a, b] = [modeAt(backward), modeAt(forward)];
  const [back, front] = [withMode(backward, modes, a), withMode(forward, modes, b)];
  const path = a <= b ? joinTraces(back, front, d) : joinTraces(front, back, d);
  const heights = [a, b].filter((i) => i >= 0).map((i) => modes.logDensity[i]);
  const drop = heights.length > 0 ? Math.min(...heights) - saddles.logDensity[s] : NaN;
  return { modes: [Math.min(a, b), Math.max(a, b)], saddle: s, path, drop };
}

/** The trace with the mode that it stopped near as its last point. */
function withMode(line: Polyline, modes: Modes, mode: number): Polyline {
  if (mode < 0) return line;
  const d = modes.points.length / modes.count;
  return {
    points: Float64Array.from([...line.points, ...modes.points.subarray(mode * d, (mode + 1) * d)]),
    logDensity: Float64Array.from([...line.logDensity, modes.logDensity[mode]]),
    curvature: Float64Array.from([...line.curvature, lastOf(line.curvature)]),
    end: line.end,
  };
}

function nearestMode(point: Float64Array, modes: Modes, d: number): [index: number, distance: number] {
  let best = -1;
  let square = Infinity;
  for (let i = 0; i < modes.count; i++) {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += (modes.points[i * d + j] - point[j]) ** 2;
    if (sum < square) [best, square] = [i, sum];
  }
  return [best, Math.sqrt(square)];
}
