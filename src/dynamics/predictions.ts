/**
 * The align prediction of each sample: it begins where a sample is in the tube, is carried from look to look, and is lost
 * where its assumption breaks.
 */
import { tubeRadius } from "../ridge/tube.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { advanceAlignment, flatAt, normalSquares, startAlignment } from "./alignment.ts";
import { type AttributionState, advanceAttribution, startAttribution } from "./attribution.ts";
import { kicksOf, noiseSince } from "./path-noise.ts";
import type { Look, Run } from "./run.ts";
import type { PathNoise } from "./types.ts";

/** Carries prediction and attribution of every sample from a look to the next, with the noise between them where it is told. */
export function carryPredictions(
  run: Run,
  { previous, now }: Record<"previous" | "now", Look>,
  told: readonly PathNoise[] | undefined,
): void {
  const { stochasticity: eta = 1 } = run.options;
  const { d } = run.density;
  if (previous.learned === undefined || now.learned === undefined) return;
  const noise = noiseSince({ previous, now }, { eta, told });
  run.alignment.forEach((alignment, q) => {
    const ends = { before: stateOf(previous, q), now: stateOf(now, q) };
    const options = { eta, kicks: kicksOf(noise, q, d) };
    if (alignment) advanceAlignment(alignment, ends, options);
    const parts = run.attribution?.[q];
    if (parts) advanceAttribution(parts, ends, options);
  });
}

/** All samples begin their attribution at the first look. */
export function startAttributions(run: Run, { geometry: { score, d, m } }: Look): void {
  run.attribution = Array.from({ length: m }, (_, q) => startAttribution(score.subarray(q * d, (q + 1) * d)));
}

/** Sample q at a look. Tangent are the leading directions that the data determine. */
export function stateOf({ time, geometry, error, third }: Look, q: number): AttributionState {
  const { d, dim, eigenvalues, frame, score, resolved } = geometry;
  const row = (array: Float64Array) => array.subarray(q * d, (q + 1) * d);
  return {
    time,
    eigenvalues: row(eigenvalues),
    frame: frame.subarray(q * d * d, (q + 1) * d * d),
    score: row(score),
    error: row(error),
    third: third && row(third),
    first: Math.min(dim, resolved[q]),
  };
}

/** Samples inside the tube start their prediction from where they are; those that break its assumption lose it. */
export function startPredictions(run: Run, now: Look): void {
  const { time, geometry } = now;
  const { newtonDistance, d, dim, m } = geometry;
  const { stochasticity: eta = 1, tubeSize: size } = run.options;
  const radius = tubeRadius(ouLevel(time), { d, dim, size });
  for (let q = 0; q < m; q++) {
    const usable = isUsable(run, now, q);
    if (!usable) run.alignment[q] = undefined;
    if (!(usable && newtonDistance[q] <= radius) || run.alignment[q] !== undefined) continue;
    run.since[q] = time;
    // What is never carried has no variance to keep.
    run.alignment[q] = startAlignment(stateOf(now, q), now.learned ? eta : 0);
  }
}

/** Samples this many times as far out as the data have diverged. */
const DIVERGED = 100;
/** Predictions that began later than this many times the last time say nothing about the end. */
const EARLIEST = 5;

/** Whether the ridge bends down on both sides: all normal directions are concave. */
function isUsable(run: Run, now: Look, q: number): boolean {
  return now.geometry.curvature[q] <= flatAt(now.time) && !hasDiverged(run, now, q);
}

/** Whether sample q is far beyond the data. */
export function hasDiverged({ radius }: Run, { time, x, geometry: { d } }: Look, q: number): boolean {
  const { scale, variance } = ouLevel(time);
  return (
    Math.hypot(...x.subarray(q * d, (q + 1) * d)) > DIVERGED * (scale * radius + Math.sqrt(variance * d))
  );
}

/** |δ| at one look, M each; NaN where there is no prediction. */
export interface Predictions {
  /** Square root of the mean square over the noise. */
  readonly expected: Float64Array;
  /** With the noise that each sample had. */
  readonly given: Float64Array;
}

/** What is predicted of all samples at a look. */
export function predictionsAt({ alignment }: Run, now: Look): Predictions {
  const m = alignment.length;
  const out = { expected: new Float64Array(m).fill(NaN), given: new Float64Array(m).fill(NaN) };
  alignment.forEach((one, q) => {
    if (one === undefined || Number.isNaN(now.error[q * now.geometry.d])) return;
    const state = stateOf(now, q);
    const squares = normalSquares(one, state, state.first);
    out.expected[q] = Math.sqrt(squares.expected);
    out.given[q] = Math.sqrt(squares.given);
  });
  return out;
}

/** Predictions at the last look that began early enough. */
export function finalPredictions(run: Run, last: Look): Predictions {
  const { expected, given } = predictionsAt(run, last);
  const early = (values: Float64Array) =>
    values.map((value, q) => (run.since[q] >= EARLIEST * last.time ? value : NaN));
  return { expected: early(expected), given: early(given) };
}
