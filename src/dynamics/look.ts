/** One look at all samples: their geometry, what it does to reach, align and slide, and what is recorded of it. */
import { present } from "../arrays/present.ts";
import { type Geometry, geometry } from "../density/geometry.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { expectedSquare } from "./alignment.ts";
import { levelError, splitSquares } from "./decomposition.ts";
import { carryPredictions, hasDiverged, predictedDistances, startPredictions } from "./predictions.ts";
import { reach, reachOrders } from "./reach.ts";
import type { Look, Run } from "./run.ts";
import { slide } from "./slide.ts";
import type { Dynamics, DynamicsState } from "./types.ts";

/** Follows all samples to one more state, and records it where it is to be. */
export async function look(run: Run, state: DynamicsState): Promise<void> {
  const { density, options } = run;
  const { time, x, posteriorMean, recorded = true } = state;
  const level = ouLevel(time);
  const found = await geometry(density, level, { x, dim: options.dim, frame: true });
  const gap = posteriorMean
    ? posteriorMean.map((value, i) => value - found.posteriorMean[i])
    : new Float64Array(x.length).fill(NaN);
  const error = gap.map((value) => value / level.variance);
  const now: Look = { time, x, geometry: found, error, stretch: await stretchAt(run, state, found) };
  if (run.previous) carryPredictions(run, run.previous, now);
  slide(run, now);
  startPredictions(run, now);
  run.previous = now;
  if (!recorded) return;
  await reach(run, now);
  run.times.push(time);
  run.errors.push(levelError(time, splitSquares(gap, found.tangent, { d: density.d, dim: options.dim })));
  record(run, now);
  keepSnapshot(run, now);
}

/** (J - 1) / h, measured at recorded looks and held between them; zeros unless asked for. */
async function stretchAt(
  { options, previous }: Run,
  state: DynamicsState,
  found: Geometry,
): Promise<Float64Array> {
  if (!options.stretch) return new Float64Array(found.m);
  const { recorded = true } = state;
  return recorded || previous === undefined ? options.stretch(state, found) : previous.stretch;
}

/** RMS of measured and predicted distance over samples that have a prediction. */
function record(run: Run, { geometry: { newtonDistance, m }, error }: Look): void {
  let [measured, predicted, count] = [0, 0, 0];
  for (let q = 0; q < m; q++) {
    const alignment = run.alignment[q];
    if (alignment === undefined) continue;
    measured += newtonDistance[q] ** 2;
    predicted += expectedSquare(alignment);
    count++;
  }
  run.measured.push(Math.sqrt(measured / count));
  run.predicted.push(Number.isNaN(error[0]) ? NaN : Math.sqrt(predicted / count));
}

function keepSnapshot(run: Run, { time, x, geometry, error }: Look): void {
  const due = (run.options.snapshotTimes ?? []).filter((wanted) => time <= wanted * (1 + 1e-12));
  if (due.length <= run.snapshots.length) return;
  const { normalScoreNorm, relativeResidual, newtonDistance } = geometry;
  const { d, m } = geometry;
  const { variance } = ouLevel(time);
  const meanError = Float64Array.from(
    { length: m },
    (_, q) => variance * Math.hypot(...error.subarray(q * d, (q + 1) * d)),
  );
  run.snapshots.push({ time, x, normalScoreNorm, relativeResidual, newtonDistance, meanError });
}

/** What is measured from reach is unknown of samples that never get there. */
function whereReached({ reachTime }: Run, values: Float64Array): Float64Array {
  return values.map((value, q) => (Number.isNaN(reachTime[q]) ? NaN : value));
}

/** What a run has found after its last look. */
export function summarise(run: Run): Dynamics {
  const last = present(run.previous);
  const { orders, ...reachTest } = reachOrders(run, last.geometry.m);
  return {
    times: Float64Array.from(run.times),
    withRidge: Float64Array.from(run.withRidge),
    insideTube: Float64Array.from(run.insideTube),
    measuredDistance: Float64Array.from(run.measured),
    predictedDistance: Float64Array.from(run.predicted),
    errors: run.errors,
    ridgeTime: run.ridgeTime,
    reachTime: run.reachTime,
    ...reachTest,
    finalDistance: last.geometry.newtonDistance,
    predictedFinal: predictedDistances(run, last),
    slideExact: run.slideExact,
    slideError: run.slideError,
    slideLength: whereReached(run, run.slideLength),
    slideLengthTotal: Float64Array.from(orders, ({ motion }) => motion),
    halfSlideTime: Float64Array.from(orders, ({ half }) => half),
    exponent: run.options.stretch ? whereReached(run, run.exponent) : run.exponent,
    diverged: [...last.geometry.curvature.keys()].filter((q) => hasDiverged(run, last, q)).length,
    x: last.x,
    snapshots: run.snapshots,
  };
}
