/**
 * The align prediction of each sample: it begins where a sample is in the tube, is carried from look to look, and is lost
 * where its assumption breaks.
 */
import { tubeRadius } from "../ridge/tube.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { advanceAlignment, expectedSquare, type NormalState, startAlignment } from "./alignment.ts";
import type { Look, Run } from "./run.ts";

/** Carries the prediction of every sample that has one from a look to the next. */
export function carryPredictions(run: Run, previous: Look, now: Look): void {
  const { dim, stochasticity: eta = 1 } = run.options;
  const { d } = run.density;
  const dt = previous.time - now.time;
  run.alignment.forEach((alignment, q) => {
    if (alignment) {
      const states = { before: stateOf(previous, q, d), now: stateOf(now, q, d) };
      advanceAlignment(alignment, states, { dt, eta, dim });
    }
  });
}

function stateOf({ geometry: { eigenvalues, frame }, error }: Look, q: number, d: number): NormalState {
  return {
    eigenvalues: eigenvalues.subarray(q * d, (q + 1) * d),
    frame: frame.subarray(q * d * d, (q + 1) * d * d),
    error: error.subarray(q * d, (q + 1) * d),
  };
}

/** Samples inside the tube start their prediction from where they are; those that break its assumption lose it. */
export function startPredictions(run: Run, now: Look): void {
  const { time, geometry } = now;
  const { newtonDistance, newtonStep, d, dim, m } = geometry;
  const radius = tubeRadius(ouLevel(time), { d, dim, size: run.options.tubeSize });
  for (let q = 0; q < m; q++) {
    const usable = isUsable(run, now, q);
    if (!usable) run.alignment[q] = undefined;
    if (!usable || !(newtonDistance[q] <= radius) || run.alignment[q] !== undefined) continue;
    run.since[q] = time;
    run.alignment[q] = startAlignment(newtonStep.subarray(q * d, (q + 1) * d), d, dim);
  }
}

/**
 * The prediction linearises about a ridge that bends down on both sides: where the normal curvature h λ_{k+1} nearly
 * vanishes neither it nor the first-order distance says anything.
 */
const LEAST_CURVATURE = 0.1;
/** Samples this many times as far out as the data have diverged. */
const DIVERGED = 100;
/** Predictions that began later than this many times the last time say nothing about the end. */
const EARLIEST = 5;

function isUsable(run: Run, now: Look, q: number): boolean {
  const flat = -LEAST_CURVATURE / ouLevel(now.time).variance;
  return now.geometry.curvature[q] <= flat && !hasDiverged(run, now, q);
}

/** Whether sample q is far beyond the data. */
export function hasDiverged({ radius }: Run, { time, x, geometry: { d } }: Look, q: number): boolean {
  const { scale, variance } = ouLevel(time);
  return (
    Math.hypot(...x.subarray(q * d, (q + 1) * d)) > DIVERGED * (scale * radius + Math.sqrt(variance * d))
  );
}

/** The predicted |δ| at the last look, M; NaN where there is no prediction that began early enough. */
export function predictedDistances({ alignment, since }: Run, last: Look): Float64Array {
  return Float64Array.from(alignment, (one, q) =>
    one && since[q] >= EARLIEST * last.time ? Math.sqrt(expectedSquare(one)) : NaN,
  );
}
