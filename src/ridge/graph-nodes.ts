/** Modes and saddles of the ridge graph, and the ways up from each saddle. */
import { lastOf } from "../arrays/present.ts";
import { joinRows } from "../arrays/rows.ts";
import { squaredDistance } from "../arrays/vectors.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { expected } from "../errors/argument-error.ts";
import type { PointSet } from "../kernels/kernels.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import { type Climb, climb } from "./ascent.ts";
import { findModes, type Modes, nearestMode, SAME_PLACE } from "./modes.ts";
import { type Saddles, saddlesFrom, segmentMinima } from "./saddles.ts";

/** The ways up from saddle s are number 2 s, against its direction, and number 2 s + 1, along it. */
export interface Nodes {
  readonly modes: Modes;
  readonly saddles: Saddles;
  readonly climbs: readonly Climb[];
}

/**
 * Modes and the saddles between near ones. A density can have modes that no data point leads to: where a way up from a
 * saddle, or from the lowest point between two modes, ends at one, it is added, and saddles are looked for again.
 * @throws RangeError if there are more than `maxModes` modes
 */
export async function findNodes(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { maxModes, neighbours }: { maxModes: number; neighbours: number },
): Promise<Nodes> {
  let modes = await findModes(density, level);
  for (;;) {
    if (modes.count > maxModes)
      throw expected("modes", `at most ${maxModes} (a larger noise level merges them)`, modes.count);
    const pairs = nearbyPairs({ data: modes.points, n: modes.count, d: density.d }, neighbours);
    const from = await segmentMinima(density, level, { points: modes.points, pairs });
    const saddles = await saddlesFrom(density, level, { from });
    const climbs = await climb(density, level, bothSides(saddles));
    const others = await climb(density, level, { from });
    const more = await withEnds(density, level, { modes, climbs: [...climbs, ...others] });
    if (more.count <= modes.count) return { modes, saddles, climbs };
    modes = more;
  }
}

/** Index pairs (flat, lower first) of each point and its nearest others. */
export function nearbyPairs(points: PointSet, neighbours: number): Int32Array {
  const pairs = new Set<string>();
  const at = (i: number) => points.data.subarray(i * points.d, (i + 1) * points.d);
  for (let i = 0; i < points.n; i++) {
    const others = Array.from({ length: points.n }, (_, j) => j).filter((j) => j !== i);
    const gap = (j: number) => squaredDistance(at(i), at(j));
    others.sort((a, b) => gap(a) - gap(b) || a - b);
    for (const j of others.slice(0, neighbours)) pairs.add(`${Math.min(i, j)} ${Math.max(i, j)}`);
  }
  return Int32Array.from([...pairs].flatMap((pair) => pair.split(" ").map(Number)));
}

/** Starts at each saddle, against its direction and along it. */
function bothSides({ points, direction, count }: Saddles): { from: Float64Array; towards: Float64Array } {
  const d = points.length / count;
  const saddles = Array.from({ length: count }, (_, s) => [s * d, (s + 1) * d]);
  const twice = (rows: Float64Array, sign: number) =>
    joinRows(
      saddles.flatMap(([from, to]) => {
        const row = rows.slice(from, to);
        return [row.map((value) => sign * value), row];
      }),
    );
  return { from: twice(points, 1), towards: twice(direction, -1) };
}

/** The modes, and those beside them that ways up end at; basins and ends of data points as they were. */
async function withEnds(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { modes, climbs }: { modes: Modes; climbs: readonly Climb[] },
): Promise<Modes> {
  const ends = climbs
    .filter((one) => one.isDone && endOf(one, modes, level) < 0)
    .map(({ points }) => lastOf(points));
  if (ends.length === 0) return modes;
  const starts = density.data.map((value) => level.scale * value);
  const more = await findModes(density, level, { from: joinRows([starts, ...ends]) });
  const of = more.of.slice(0, density.n);
  const basin = new Int32Array(more.count);
  for (const mode of of) if (mode >= 0) basin[mode]++;
  return { ...more, of, basin };
}

/** The mode that a way up ends at; -1 where it ends at none of them. */
export function endOf({ points, isDone }: Climb, modes: Modes, level: NoiseLevel): number {
  const [nearest, distance] = nearestMode(lastOf(points), modes);
  return isDone && distance < SAME_PLACE * Math.sqrt(level.variance) ? nearest : -1;
}
