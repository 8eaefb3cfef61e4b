/** What the data alone say at one noise level, ready to be drawn: log density on a grid, ridges, modes and saddles. */
import { posterior } from "../density/posterior.ts";
import { dataRidges } from "../ridge/data-ridges.ts";
import { ridgeGraph } from "../ridge/graph.ts";
import { mergeTree } from "../ridge/merge-tree.ts";
import { findModes } from "../ridge/modes.ts";
import { tubeRadius } from "../ridge/tube.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import type { Scene } from "./scene.ts";

/** Values on a grid over a rectangle, row by row from its low corner. */
export interface GridField {
  readonly columns: number;
  readonly rows: number;
  /** x low, y low, x high, y high; the outermost grid points lie on it. */
  readonly box: readonly [number, number, number, number];
  readonly values: Float64Array;
}

/** A ridge path between two modes (indices; -1: none), with the drop of the log density to its saddle. */
export interface LandscapeEdge {
  readonly modes: readonly [number, number];
  readonly saddle: number;
  /** count × 2. */
  readonly path: Float64Array;
  readonly drop: number;
}

/** The landscape at one time; points in its coordinates, two columns. */
export interface Landscape {
  readonly time: number;
  readonly logDensity: GridField;
  /** Ridge polylines, each count × 2. */
  readonly ridges: readonly Float64Array[];
  /** Radius of the tube. */
  readonly tubeRadius: number;
  /** Modes, count × 2, with their log density; saddles, count × 2. */
  readonly modes: Float64Array;
  readonly modeDensity: Float64Array;
  readonly saddles: Float64Array;
  readonly edges: readonly LandscapeEdge[];
  /** Whether saddles and edges were looked for. */
  readonly hasGraph: boolean;
  /** Why parts are missing, in words for the reader; empty: nothing is. */
  readonly notes: readonly string[];
}

/** More points than these, and ridges or the graph are left out, which the notes say. */
const MOST_TRACED = 400;
const MOST_JOINED = 64;
/** Grid points along the longer side of the log density. */
const GRID = 144;

/**
 * The landscape of a scene at OU time `time`; saddles and edges only where `graph` is asked for.
 * @throws RangeError unless the time is positive and finite
 * @example
 * const { modes, tubeRadius: radius } = await landscapeAt(scene, 0.1);
 * // 3 e^-0.1, and 3 √(1 - e^-0.2)
 * [Math.abs(modes[0]), radius]; // → [2.715, 1.277]
 */
export async function landscapeAt(
  { density, config }: Scene,
  time: number,
  { graph = false }: { graph?: boolean } = {},
): Promise<Landscape> {
  const level = ouLevel(time);
  const { n } = density;
  const notes: string[] = [];
  if (n > MOST_TRACED) notes.push(`ridges are traced for up to ${MOST_TRACED} points; there are ${n}`);
  if (config.ridge.dim !== 1) notes.push("k = 0: the ridge is the modes alone");
  const traced = n <= MOST_TRACED && config.ridge.dim === 1;
  const lines = traced ? await dataRidges(density, level) : [];
  const lost = lines.filter(({ end }) => end === "lost" || end === "length").length;
  if (lost > 0) notes.push(`${lost} of ${lines.length} ridge lines end where their direction turns too fast`);
  const joined = graph && n <= MOST_JOINED;
  if (graph && !joined)
    notes.push(`saddles are looked for among up to ${MOST_JOINED} points; there are ${n}`);
  const found = joined ? await ridgeGraph(density, level) : undefined;
  const modes = found?.modes ?? (await findModes(density, level));
  return {
    time,
    logDensity: await logDensityGrid(density, time),
    ridges: lines.map(({ points }) => points).filter((points) => points.length > 4),
    tubeRadius: tubeRadius(level, { d: density.d, dim: config.ridge.dim }),
    modes: modes.points,
    modeDensity: modes.logDensity,
    saddles: found?.saddles.points ?? new Float64Array(0),
    edges: (found?.edges ?? []).map(({ modes: ends, saddle, path, drop }) => ({
      modes: ends,
      saddle,
      drop,
      path: path.points,
    })),
    hasGraph: joined,
    notes,
  };
}

/** Noise widths about the data, so far that contours close: there log p has fallen by 64 and more. */
const REACH = 11.5;

/** log p_t over the box of the scaled data and what lies about it. */
async function logDensityGrid(density: Scene["density"], time: number): Promise<GridField> {
  const level = ouLevel(time);
  const box = dataBox(density.data, level.scale, REACH * Math.sqrt(level.variance));
  const [width, height] = [box[2] - box[0], box[3] - box[1]];
  const step = Math.max(width, height) / (GRID - 1);
  const columns = Math.max(2, Math.round(width / step) + 1);
  const rows = Math.max(2, Math.round(height / step) + 1);
  const x = new Float64Array(2 * columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = 2 * (row * columns + column);
      x[at] = box[0] + (width * column) / (columns - 1);
      x[at + 1] = box[1] + (height * row) / (rows - 1);
    }
  }
  const { logDensity } = await posterior(density, level, { x });
  return { columns, rows, box, values: logDensity };
}

function dataBox(data: Float64Array, scale: number, margin: number): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  data.forEach((value, i) => {
    const column = i % 2;
    box[column] = Math.min(box[column], scale * value - margin);
    box[column + 2] = Math.max(box[column + 2], scale * value + margin);
  });
  return box;
}

/** When modes merge as noise grows. */
export interface MergeBranches {
  /** Increasing times. */
  readonly times: Float64Array;
  /** Modes at each time in data units, each count × 2. */
  readonly points: readonly Float64Array[];
  /** Per time, per mode of the time before, the mode it flows to (empty at the first). */
  readonly parents: readonly Int32Array[];
}

/** Times of the merge tree. */
const TREE_LEVELS = 25;

/**
 * The merge tree of a scene's modes from t_min to the horizon.
 * @example
 * const { points } = await mergeBranches(scene);
 * // two modes at t_min, one at the horizon
 * [points[0].length / 2, points[points.length - 1].length / 2]; // → [2, 1]
 */
export async function mergeBranches({ density, config }: Scene): Promise<MergeBranches> {
  const { min, horizon } = config.time;
  const times = Array.from(
    { length: TREE_LEVELS },
    (_, i) => min * (horizon / min) ** (i / (TREE_LEVELS - 1)),
  );
  const levels = await mergeTree(density, times);
  return {
    times: Float64Array.from(levels, (level) => level.time),
    points: levels.map((level) => level.points),
    parents: levels.map((level) => level.parent),
  };
}
