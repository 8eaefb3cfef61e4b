/**
 * Corners of a 1-ridge: at a mode with edges to several neighbours the leading direction turns with the least step, and with it
 * what is tangent. There the branch that a sample is on, an edge of the ridge graph drawn out beyond its ends, says it
 * (THEORY.md section 6, F5).
 */
import { takeRows } from "../arrays/rows.ts";
import { addScaled, dot, norm, squaredDistance } from "../arrays/vectors.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { typicalSpacing } from "../diagnosis/ridge-test.ts";
import type { Rng } from "../random/rng.ts";
import { ridgeGraph } from "../ridge/graph.ts";
import { dataVariance, ouLevel } from "../schedule/noise-level.ts";
import { createExactScore } from "../score/exact.ts";
import type { ScoreModel } from "../score/score-model.ts";

/** A polyline in the data's scale, count × d, of two points and more. */
export type Branch = Float64Array;

/** More training points than this have no corners looked for. */
const MOST_POINTS = 32;
/** The noise at which the graph is drawn, as a share of the spacing of the points: modes are apart, and joined to their neighbours. */
const NOISE = 0.25;
/** Edges whose lines meet at a mode with a cosine below this make a corner. */
const CORNER = 0.7;

/** Branches, and the OU time at which they were found: before it there is no branch to be on. */
export interface Branches {
  readonly time: number;
  readonly paths: readonly Branch[];
}

/** The edges of the ridge graph as branches, where a mode has two that meet at an angle; undefined where there is no corner. */
export async function cornerBranches(density: EmpiricalDensity): Promise<Branches | undefined> {
  const { n, d } = density;
  if (n < 3 || n > MOST_POINTS || d < 2) return undefined;
  const time = 0.5 * Math.log1p((NOISE * (await typicalSpacing(density))) ** 2);
  const level = ouLevel(time);
  const { edges } = await ridgeGraph(density, level, { maxModes: MOST_POINTS });
  const joined = edges.filter(({ modes, path }) => modes[0] >= 0 && modes[1] >= 0 && path.points.length > d);
  const branches = joined.map(({ path }) =>
    thinned(
      path.points.map((value) => value / level.scale),
      d,
    ),
  );
  const isCorner = joined.some(({ modes }, i) =>
    joined.some(
      (other, j) =>
        j > i &&
        meets(modes, other.modes) &&
        angle(branches[i], branches[j], { modes, other: other.modes, d }) < CORNER,
    ),
  );
  return isCorner ? { time, paths: branches } : undefined;
}

/** A branch may leave the traced edge by this share of the distance between its ends. */
const TOLERANCE = 0.005;

/** As few of the points as stay within the tolerance (Ramer, Douglas and Peucker): edges are mostly straight. */
function thinned(points: Float64Array, d: number): Branch {
  const row = (i: number) => points.slice(i * d, (i + 1) * d);
  const last = points.length / d - 1;
  const tolerance = TOLERANCE * Math.sqrt(squaredDistance(row(0), row(last)));
  const between = (from: number, to: number): number[] => {
    const chord = Float64Array.of(...row(from), ...row(to));
    let [furthest, most] = [from, tolerance];
    for (let i = from + 1; i < to; i++) {
      const { away } = placeOn(chord, row(i), d);
      if (away > most) [furthest, most] = [i, away];
    }
    return furthest === from ? [] : [...between(from, furthest), furthest, ...between(furthest, to)];
  };
  return takeRows(points, [0, ...between(0, last), last], d);
}

function meets(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a.some((mode) => b.includes(mode));
}

/** |cos| between two branches at the first mode that they share. */
function angle(
  a: Branch,
  b: Branch,
  { modes, other, d }: { modes: readonly [number, number]; other: readonly [number, number]; d: number },
): number {
  const shared = modes[0] === other[0] || modes[0] === other[1] ? modes[0] : modes[1];
  const ends = [
    endDirection(a, { atStart: modes[0] === shared, d }),
    endDirection(b, { atStart: other[0] === shared, d }),
  ];
  return Math.abs(dot(ends[0], ends[1]));
}

function endDirection(branch: Branch, { atStart, d }: { atStart: boolean; d: number }): Float64Array {
  const last = branch.length / d - 1;
  return segment(branch, atStart ? 0 : last - 1, d).direction;
}

function segment(
  branch: Branch,
  i: number,
  d: number,
): { from: Float64Array; direction: Float64Array; length: number } {
  const from = branch.subarray(i * d, (i + 1) * d);
  const gap = branch.subarray((i + 1) * d, (i + 2) * d).map((value, j) => value - from[j]);
  const length = norm(gap);
  return { from, direction: gap.map((value) => value / (length || 1)), length };
}

/** Where a point is by a branch. */
export interface BranchPlace {
  /** Length along it from its start; below 0 and beyond its length where it is drawn out. */
  readonly along: number;
  /** Distance from it, drawn out. */
  readonly across: number;
  /** Distance from it as it is. */
  readonly away: number;
  /** Unit tangent there, d. */
  readonly direction: Float64Array;
}

/**
 * The nearest place of a branch, whose first and last segments go on beyond its ends.
 * @example
 * const { along, across, away } = placeOn(Float64Array.of(0, 0, 2, 0), Float64Array.of(-1, 1), 2);
 * [along, across, away]; // → [-1, 1, 1.4142]
 */
export function placeOn(branch: Branch, x: Float64Array, d: number): BranchPlace {
  const count = branch.length / d - 1;
  let [best, away, before]: [Omit<BranchPlace, "away"> | undefined, number, number] = [
    undefined,
    Infinity,
    0,
  ];
  for (let i = 0; i < count; i++) {
    const { from, direction, length } = segment(branch, i, d);
    const gap = x.map((value, j) => value - from[j]);
    const on = dot(gap, direction);
    const clamped = Math.min(length, Math.max(0, on));
    const drawn = Math.min(i === count - 1 ? Infinity : length, Math.max(i === 0 ? -Infinity : 0, on));
    const distance = (place: number) => {
      const left = gap.slice();
      addScaled(left, -place, direction);
      return norm(left);
    };
    away = Math.min(away, distance(clamped));
    const across = distance(drawn);
    if (best === undefined || across < best.across) best = { along: before + drawn, across, direction };
    before += length;
  }
  return { along: 0, across: 0, direction: new Float64Array(d), ...best, away };
}

/** A state's branches differ in distance by less than this, in noise widths of the data's scale: then it says nothing. */
const EQUALLY_NEAR = 0.1;

/**
 * Notes for every state (M × d, at an OU time) the branch that it is nearest to, where that is not a matter of chance; `on` (M) keeps
 * the last. Before the time of the branches there is nothing to note.
 */
export function noteBranches(
  on: Int32Array,
  { x, time, branches }: { readonly x: Float64Array; readonly time: number; readonly branches: Branches },
): void {
  if (time > branches.time) return;
  const d = x.length / on.length;
  const level = ouLevel(time);
  const width = Math.sqrt(dataVariance(level));
  for (let q = 0; q < on.length; q++) {
    const point = x.subarray(q * d, (q + 1) * d).map((value) => value / level.scale);
    const distances = branches.paths.map((branch) => placeOn(branch, point, d).away);
    const nearest = distances.indexOf(Math.min(...distances));
    const second = Math.min(...distances.filter((_, i) => i !== nearest));
    if (on[q] < 0 || second - distances[nearest] > EQUALLY_NEAR * width) on[q] = nearest;
  }
}

/** Places of samples (M × d, the data's units) on their own branches, M each. */
export function placesOn(
  own: readonly Branch[],
  samples: Float64Array,
): Record<"along" | "across", Float64Array> {
  const d = samples.length / own.length;
  const places = own.map((branch, q) => placeOn(branch, samples.subarray(q * d, (q + 1) * d), d));
  return {
    along: Float64Array.from(places, (place) => place.along),
    across: Float64Array.from(places, (place) => place.across),
  };
}

interface BranchError {
  /** Lengths in the data's units. */
  readonly tangent?: number;
  readonly normal?: number;
  readonly rng: Rng;
}

/**
 * The exact score of as many samples as there are branches in `own`, with an error of known length along the branch that each is on, or
 * across it: the part of one fixed random direction. The error sets in
 * at the OU time `since`: before there is a ridge no part of it is tangent.
 */
export function createBranchScore(
  density: EmpiricalDensity,
  { own, since }: { readonly own: readonly Branch[]; readonly since: number },
  { tangent = 0, normal = 0, rng }: BranchError,
): ScoreModel {
  const { d } = density;
  const exact = createExactScore(density);
  const fixed = rng.split("direction").normals(d);
  return {
    name: `exact + tangent ${tangent} + normal ${normal} by branch`,
    d,
    async posteriorMean(x, time) {
      const { scale } = ouLevel(time);
      const out = Float64Array.from(await exact.posteriorMean(x, time));
      if (time > since) return out;
      for (const [q, branch] of own.entries()) {
        const { direction } = placeOn(
          branch,
          x.subarray(q * d, (q + 1) * d).map((value) => value / scale),
          d,
        );
        const along = dot(fixed, direction);
        const across = fixed.slice();
        addScaled(across, -along, direction);
        const row = out.subarray(q * d, (q + 1) * d);
        addScaled(row, Math.sign(along) * tangent, direction);
        addScaled(row, normal / (norm(across) || 1), across);
      }
      return out;
    },
  };
}
