/**
 * The ridge graph at one noise level: nodes are modes, an edge is a 1-ridge path between two modes through an index-1
 * saddle, weighted by the log-density drop along it (THEORY.md section 3). It says which inter-mode generations can
 * exist.
 */

import { lastOf } from "../arrays/present.ts";
import { joinRows } from "../arrays/rows.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import type { Climb } from "./ascent.ts";
import { endOf, findNodes, type Nodes } from "./graph-nodes.ts";
import { type Modes, nearestMode } from "./modes.ts";
import type { Saddles } from "./saddles.ts";
import { joinTraces, type Polyline, traceRidge } from "./trace.ts";

/** A 1-ridge path between two modes through a saddle. */
export interface RidgeEdge {
  /** Indices of the two modes, lower first; -1 where ascent did not come to one. */
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
 * The graph of the density at `level`. The modes of an edge are those that steepest ascent from its saddle leads to, to
 * either side; where a ridge between them is lost on the way (at a round mode it has no direction), its path is that of
 * the ascent.
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
  const nodes = await findNodes(density, level, { maxModes, neighbours });
  const { modes, saddles } = nodes;
  const edges: RidgeEdge[] = [];
  for (let s = 0; s < saddles.count; s++) {
    edges.push(await edgeThrough(density, level, { ...nodes, s }));
    onProgress?.(s + 1, saddles.count, "edges");
  }
  return { modes, saddles, edges };
}

async function edgeThrough(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { modes, saddles, climbs, s }: Nodes & { s: number },
): Promise<RidgeEdge> {
  const { d } = density;
  const start = saddles.points.slice(s * d, (s + 1) * d);
  const direction = saddles.direction.slice(s * d, (s + 1) * d);
  const [below, above] = [climbs[2 * s], climbs[2 * s + 1]];
  const [a, b] = [below, above].map((one) => endOf(one, modes, level));
  const reverse = direction.map((v) => -v);
  const back = await sideOf(density, level, { modes, climb: below, start, direction: reverse, mode: a });
  const front = await sideOf(density, level, { modes, climb: above, start, direction, mode: b });
  const path = a <= b ? joinTraces(back, front, d) : joinTraces(front, back, d);
  const drop = Math.min(...[a, b].map((i) => modes.logDensity[i] ?? NaN)) - saddles.logDensity[s];
  return { modes: [Math.min(a, b), Math.max(a, b)], saddle: s, path, drop };
}

interface Side {
  readonly modes: Modes;
  readonly climb: Climb;
  readonly start: Float64Array;
  readonly direction: Float64Array;
  /** Where the climb ends. */
  readonly mode: number;
}

/** From a saddle to the mode on one side: along the ridge if it comes to that mode, else by the climb. */
async function sideOf(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { modes, climb: { points, logDensity, curvature }, start, direction, mode }: Side,
): Promise<Polyline> {
  const { d } = density;
  const reach = 0.2 * Math.sqrt(level.variance);
  const stopAt = (point: Float64Array) => nearestMode(point, modes)[1] < reach;
  const ridge = await traceRidge(density, level, { start, direction, step: 0.15, stopAt });
  if (ridge.end === "stopped" && nearestMode(ridge.points.subarray(-d), modes)[0] === mode)
    return withMode(ridge, modes, mode);
  const way: Polyline = {
    points: joinRows(points.slice(0, -1)),
    logDensity: Float64Array.from(logDensity.slice(0, -1)),
    curvature: Float64Array.from(curvature.slice(0, -1)),
    end: mode < 0 ? "lost" : "stopped",
  };
  return withMode(way, modes, mode);
}

/** The line with the mode that it leads to as its last point. */
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
