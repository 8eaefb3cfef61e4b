/**
 * All 1-ridges near many starts. What comes out is what tracing one line after the other gives, each ending where it
 * meets an earlier one; but lines are traced in lockstep, and a line that meets an earlier one that is not yet finished
 * waits to see whether that one stays.
 */
import { lastOf } from "../arrays/present.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry } from "../density/geometry.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import { type Cover, createCover } from "./cover.ts";
import { type Head, type HeadOptions, headsAt, stepHeads } from "./heads.ts";
import { projectToRidge } from "./project.ts";
import { headOptions, joinTraces, type Polyline, polylineOf, type TraceOptions } from "./trace.ts";

/** Lines that are traced at a time. */
const ABREAST = 128;

/** A line that is being traced both ways; its rank says which came first. */
interface Candidate {
  readonly rank: number;
  readonly ways: readonly [forward: Head, backward: Head];
  /** Points of each way that are in the cover of lines on trial. */
  readonly laid: [number, number];
  /** How many lines were decided when each way was found to wait; it waits at least until there are more. */
  readonly waitsSince: [number, number];
}

interface Search {
  readonly density: EmpiricalDensity;
  readonly settings: HeadOptions;
  /** Points of lines that stay, and of lines on trial labelled with their rank. */
  readonly kept: Cover;
  readonly onTrial: Cover;
  /** Lines on trial, in the order of their ranks. */
  candidates: Candidate[];
  readonly ranks: Set<number>;
  readonly lines: Polyline[];
  /** How many candidates have been kept or dropped. */
  decided: number;
}

/**
 * All 1-ridges that pass near the given starts (M × d), as polylines: starts are projected, each one not yet covered
 * is followed both ways, those of the highest density first. With `maxDrop` the faint ends are cut.
 * @throws RangeError if the starts do not fit
 * @example
 * const lines = await traceRidges(twoModes, veLevel(1), { starts: Float64Array.of(-1, 1, 1, 1), maxDrop: 2 });
 * lines.length; // → 1
 */
export async function traceRidges(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { starts, ...options }: TraceOptions & { starts: Float64Array },
): Promise<Polyline[]> {
  const { d } = density;
  const feet = await projectToRidge(density, level, { from: starts, dim: 1, beta: options.beta ?? 0 });
  const order = [...feet.onRidge.keys()]
    .filter((q) => feet.onRidge[q] === 1)
    .sort((a, b) => feet.logDensity[b] - feet.logDensity[a] || a - b);
  const points = Float64Array.from(order.flatMap((q) => [...feet.points.subarray(q * d, (q + 1) * d)]));
  const search = startSearch(density, level, options);
  let next = 0;
  while (next < order.length || search.candidates.length > 0) {
    next = await addCandidates(search, points, next);
    const going = search.candidates.flatMap((line) => goingHeads(search, line));
    await stepHeads(density, going, search.settings);
    for (const candidate of search.candidates) lay(search, candidate);
    settle(search);
  }
  return search.lines;
}

function startSearch(density: EmpiricalDensity, level: NoiseLevel, options: TraceOptions): Search {
  const settings = headOptions(options, level);
  const reach = 0.6 * (options.step ?? 0.25) * Math.sqrt(level.variance);
  return {
    density,
    settings,
    kept: createCover(density.d, reach),
    onTrial: createCover(density.d, reach),
    candidates: [],
    ranks: new Set(),
    lines: [],
    decided: 0,
  };
}

/** Begins lines at the next starts that no kept line covers, when there is room; gives where to go on. */
async function addCandidates(search: Search, points: Float64Array, next: number): Promise<number> {
  const { density, settings, candidates, ranks } = search;
  const { d } = density;
  const count = points.length / d;
  // Few calls with many starts: new ones only when half of the places are free.
  if (candidates.length > ABREAST / 2) return next;
  const chosen: number[] = [];
  let at = next;
  for (; at < count && candidates.length + chosen.length < ABREAST; at++)
    if (!isCovered(search, points, at)) chosen.push(at);
  if (chosen.length === 0) return at;
  const starts = Float64Array.from(chosen.flatMap((rank) => [...points.subarray(rank * d, (rank + 1) * d)]));
  const looked = await geometry(density, settings.level, { x: starts, dim: 1 });
  const { step } = settings;
  const forward = headsAt(starts, looked, { sign: 1, step });
  const backward = headsAt(starts, looked, { sign: -1, step });
  chosen.forEach((rank, i) => {
    const candidate: Candidate = {
      rank,
      ways: [forward[i], backward[i]],
      laid: [0, 0],
      waitsSince: [-1, -1],
    };
    ranks.add(rank);
    candidates.push(candidate);
    lay(search, candidate);
  });
  return at;
}

const always = () => true;

function isCovered({ kept }: Search, points: Float64Array, row: number): boolean {
  return kept.least(points, row, always) >= 0;
}

/** Heads that are worth a look: not ended, not on a kept line, not waiting for an earlier line. */
function goingHeads(search: Search, { rank, ways, waitsSince }: Candidate): Head[] {
  const isOpen = (point: Float64Array) =>
    !isCovered(search, point, 0) &&
    search.onTrial.least(point, 0, (label) => label < rank && search.ranks.has(label)) < 0;
  return ways.filter(({ end, points, trial }, way) => {
    if (end !== undefined || waitsSince[way] === search.decided) return false;
    // Within a step nothing has changed for it.
    if (trial !== undefined || (isOpen(points[0]) && isOpen(lastOf(points)))) return true;
    waitsSince[way] = search.decided;
    return false;
  });
}

/** Puts the points that a line has gained into the cover of lines on trial. */
function lay({ onTrial }: Search, { rank, ways, laid }: Candidate): void {
  ways.forEach(({ points }, way) => {
    for (let i = laid[way]; i < points.length; i++) onTrial.add(points[i], 0, rank);
    laid[way] = points.length;
  });
}

/** Decides about the earliest lines on trial, as long as they are finished. */
function settle(search: Search): void {
  for (;;) {
    const [first] = search.candidates;
    if (!first) return;
    if (!isCovered(search, first.ways[0].points[0], 0)) {
      const line = finishedLine(search, first);
      if (!line) return;
      const { d } = search.density;
      for (let i = 0; i < line.points.length / d; i++) search.kept.add(line.points, i, first.rank);
      search.lines.push(line);
    }
    search.candidates.shift();
    search.decided++;
    search.ranks.delete(first.rank);
  }
}

/** The line of a candidate, all earlier ones being known; undefined while it is not finished. */
function finishedLine(search: Search, { ways }: Candidate): Polyline | undefined {
  const forward = finishedWay(search, ways[0]);
  if (!forward || forward.end === "closed") return forward;
  const backward = finishedWay(search, ways[1]);
  return backward && joinTraces(backward, forward, search.density.d);
}

/** One way of a line up to where it meets a kept line, that point included; undefined while it is not finished. */
function finishedWay(search: Search, head: Head): Polyline | undefined {
  for (let i = 1; i < head.points.length; i++)
    if (isCovered(search, head.points[i], 0)) return polylineOf(head, i + 1, "stopped");
  return head.end && polylineOf(head, head.points.length, head.end);
}
