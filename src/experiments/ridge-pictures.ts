/** Ridge polylines, ridge graphs and merge trees of small data sets, ready to be drawn. */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { nearbyPairs, ridgeGraph } from "../ridge/graph.ts";
import { mergeTree } from "../ridge/merge-tree.ts";
import { traceRidges } from "../ridge/trace-all.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import type { GraphFigure, TreeFigure } from "./figure.ts";
import type { Plane } from "./plane.ts";

/** More training points than this, and no ridge is traced: a picture of them would be a blot. */
export const TRACEABLE: number = 64;
/** How far beyond the data a ridge is followed, as a share of the data's extent. */
const MARGIN = 0.25;

/** 1-ridges of the density at OU time t, followed within the data's box and a margin; each count × 2. */
export async function ridgePolylines(
  density: EmpiricalDensity,
  time: number,
  plane: Plane,
): Promise<Float64Array[]> {
  const { data, n, d } = density;
  if (n > TRACEABLE || d < 2) return [];
  const level = ouLevel(time);
  const scaled = data.map((value) => level.scale * value);
  const extent = level.scale * boxExtent(density);
  const sd = Math.sqrt(level.variance);
  const inside = insideBox(density, level.scale, MARGIN * extent + sd);
  const lines = await traceRidges(density, startsFor(scaled, n, d), level, {
    step: Math.max(0.25, extent / (250 * sd)),
    maxSteps: 1500,
    stopAt: (point) => !inside(point),
  });
  return lines.map(({ points }) => plane.project(points, level.scale)).filter((line) => line.length > 4);
}

/** The points and the middles between near ones. */
function startsFor(points: Float64Array, n: number, d: number): Float64Array {
  const pairs = nearbyPairs(points, n, d, 4);
  const middles = new Float64Array((pairs.length / 2) * d);
  for (let s = 0; s < pairs.length / 2; s++) {
    for (let j = 0; j < d; j++) {
      middles[s * d + j] = 0.5 * (points[pairs[2 * s]! * d + j]! + points[pairs[2 * s + 1]! * d + j]!);
    }
  }
  return Float64Array.from([...points, ...middles]);
}

/** Longest side of the data's bounding box. */
function boxExtent({ data, d }: EmpiricalDensity): number {
  let most = 0;
  for (let j = 0; j < d; j++) {
    const column = data.filter((_, i) => i % d === j);
    most = Math.max(most, Math.max(...column) - Math.min(...column));
  }
  return most;
}

function insideBox(
  { data, d }: EmpiricalDensity,
  scale: number,
  margin: number,
): (point: Float64Array) => boolean {
  const low = new Float64Array(d).fill(Infinity);
  const high = new Float64Array(d).fill(-Infinity);
  data.forEach((value, i) => {
    low[i % d] = Math.min(low[i % d]!, scale * value);
    high[i % d] = Math.max(high[i % d]!, scale * value);
  });
  return (point) => point.every((value, j) => value >= low[j]! - margin && value <= high[j]! + margin);
}

/** The ridge graph at a few times, as a figure. */
export async function graphFigure(
  density: EmpiricalDensity,
  times: readonly number[],
  plane: Plane,
): Promise<GraphFigure> {
  const panels: GraphFigure["panels"][number][] = [];
  for (const time of times) {
    const level = ouLevel(time);
    const { modes, edges, saddles } = await ridgeGraph(density, level);
    panels.push({
      title: `t = ${brief(time)}`,
      modes: plane.project(modes.points, level.scale),
      logDensity: modes.logDensity,
      edges: edges.map(({ path, drop, saddle }) => ({
        path: plane.project(path.points, level.scale),
        drop,
        saddle: plane.project(
          saddles.points.slice(saddle * density.d, (saddle + 1) * density.d),
          level.scale,
        ),
      })),
    });
  }
  return {
    kind: "graph",
    id: "ridge-graph",
    title: "Ridge graph: which modes can be joined",
    caption:
      "Modes of the smoothed training density and the ridge paths between them; the number on a path is the fall of the log density at its saddle, so a small number is an easy crossing.",
    xLabel: plane.xLabel,
    yLabel: plane.yLabel,
    panels,
  };
}

/** The merge tree of modes over t, as a figure. */
export async function treeFigure(density: EmpiricalDensity, times: readonly number[]): Promise<TreeFigure> {
  const levels = await mergeTree(density, times);
  return {
    kind: "tree",
    id: "merge-tree",
    title: "Merge tree of the modes",
    caption: "Each branch is a mode; where two meet, the noise level has grown too large to tell them apart.",
    times: Float64Array.from(levels, (level) => level.time),
    parents: levels.map((level) => level.parent),
    counts: Int32Array.from(levels, (level) => level.count),
  };
}

/** A number for titles: three significant digits. */
export function brief(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
