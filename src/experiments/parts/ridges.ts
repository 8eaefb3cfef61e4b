/** Ridge polylines, ridge graphs and merge trees of small data sets, ready to be drawn. */
import { mapInTurn } from "../../arrays/in-turn.ts";
import { logSpaced, takeRows } from "../../arrays/rows.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import type { GraphFigure, TreeFigure } from "../../figure/figure.ts";
import { dataRidges } from "../../ridge/data-ridges.ts";
import { ridgeGraph } from "../../ridge/graph.ts";
import { mergeTree } from "../../ridge/merge-tree.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { brief } from "../../text/numbers.ts";
import { type Section, section } from "../section.ts";
import type { Plane } from "./plane.ts";

/** More training points than this, and no ridge is traced: a picture of them would be a blot. */
const TRACEABLE = 64;

/** 1-ridges of the density at OU time t, followed within the data's box and a margin; each count × 2. */
export async function ridgePolylines(
  density: EmpiricalDensity,
  time: number,
  plane: Plane,
): Promise<Float64Array[]> {
  if (density.n > TRACEABLE || density.d < 2) return [];
  const level = ouLevel(time);
  const lines = await dataRidges(density, level);
  return lines.map(({ points }) => plane.project(points, level.scale)).filter((line) => line.length > 4);
}

/** The ridge graph at a few times, as a figure. */
async function graphFigure(
  density: EmpiricalDensity,
  times: readonly number[],
  plane: Plane,
): Promise<GraphFigure> {
  const panels = await mapInTurn(times, async (time) => {
    const level = ouLevel(time);
    const { modes, edges, saddles } = await ridgeGraph(density, level);
    return {
      title: `t = ${brief(time)}`,
      modes: plane.project(modes.points, level.scale),
      logDensity: modes.logDensity,
      edges: edges.map(({ path, drop, saddle }) => ({
        path: plane.project(path.points, level.scale),
        drop,
        saddle: plane.project(takeRows(saddles.points, [saddle], density.d), level.scale),
      })),
    };
  });
  return {
    kind: "graph",
    id: "ridge-graph",
    title: "Ridge graph: which modes can be joined",
    caption:
      "Modes of the smoothed training density and the ridge paths between them; the number on a path is the fall of the log density at its saddle, so a small number is an easy crossing.",
    ...plane.labels,
    panels,
  };
}

/** The merge tree of modes over t, as a figure. */
async function treeFigure(density: EmpiricalDensity, times: readonly number[]): Promise<TreeFigure> {
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

/** Ridge graph and merge tree, where there are few enough modes to draw. */
export async function topologySection(
  density: EmpiricalDensity,
  { min, horizon }: { min: number; horizon: number },
  plane: Plane,
): Promise<Section> {
  if (density.n > TRACEABLE || density.d < 2) return section("Topology");
  const graphTimes = [0.02, 0.2, 0.6].filter((time) => time >= min);
  const treeTimes = logSpaced(Math.max(min, 1e-3), Math.min(horizon, 5), 40);
  return section("Topology", {
    figures: [await graphFigure(density, graphTimes, plane), await treeFigure(density, treeTimes)],
  });
}
