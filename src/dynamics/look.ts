/** One look at all samples: their geometry, what it does to reach, align and slide, and what is recorded of it. */
import { present } from "../arrays/present.ts";
import { type Geometry, geometry } from "../density/geometry.ts";
import { laplacianGradient } from "../density/third-moment.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { alignAt, alignCurves, attributionOf } from "./align-curves.ts";
import { levelError, splitSquares } from "./decomposition.ts";
import {
  carryPredictions,
  finalPredictions,
  hasDiverged,
  startAttributions,
  startPredictions,
} from "./predictions.ts";
import { reach, reachOrders } from "./reach.ts";
import type { Look, Run } from "./run.ts";
import { slide } from "./slide.ts";
import { carryPaths, slideEnds, startPaths } from "./slide-paths.ts";
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
  const { posteriorMean: mean } = found;
  const attributed = posteriorMean !== undefined && isAttributed(run);
  const third =
    attributed && hasThird(run) ? laplacianGradient(density, level, { x, posteriorMean: mean }) : undefined;
  const stretch = await stretchAt(run, state, found);
  const now: Look = { time, x, learned: posteriorMean, geometry: found, error, third, stretch };
  if (run.previous) await carry(run, { previous: run.previous, now }, state);
  else if (attributed) startAttributions(run, now);
  slide(run, now);
  startPredictions(run, now);
  run.previous = now;
  if (!recorded) return;
  await reach(run, now);
  startPaths(run, now);
  run.times.push(time);
  run.errors.push(levelError(time, splitSquares(gap, found.tangent, { d: density.d, dim: options.dim })));
  run.align.push(alignAt(run, now));
  keepSnapshot(run, now);
}

async function carry(
  run: Run,
  ends: Record<"previous" | "now", Look>,
  { noise: told }: DynamicsState,
): Promise<void> {
  carryPredictions(run, ends, told);
  await carryPaths(run, { ...ends, told });
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

/** A third moment may take this many operations a look where it is needed, and where it only makes the attribution finer. */
const MOST_OPERATIONS = { needed: 1e9, finer: 1e7 };

/** Whether causes are told apart: at η < 1 they need a third moment over all training points. */
function isAttributed(run: Run): boolean {
  const { stochasticity: eta = 1 } = run.options;
  return eta === 1 || hasThird(run);
}

/** Whether third moments are made. */
function hasThird({ options, density: { n, d }, alignment }: Run): boolean {
  const { stochasticity: eta = 1 } = options;
  return alignment.length * n * d <= MOST_OPERATIONS[eta === 1 ? "finer" : "needed"];
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
export async function summarise(run: Run): Promise<Dynamics> {
  const last = present(run.previous);
  const { expected, given } = finalPredictions(run, last);
  const { orders, ...reachTest } = reachOrders(run, last.geometry.m);
  return {
    times: Float64Array.from(run.times),
    withRidge: Float64Array.from(run.withRidge),
    insideTube: Float64Array.from(run.insideTube),
    ...alignCurves(run),
    attribution: attributionOf(run, last),
    errors: run.errors,
    ridgeTime: run.ridgeTime,
    reachTime: run.reachTime,
    ...reachTest,
    finalDistance: last.geometry.newtonDistance,
    predictedFinal: expected,
    predictedFinalGivenNoise: given,
    slideEnds: await slideEnds(run, last),
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
