/**
 * The errors of a trained random feature model, normal and tangent to the ridge of its data, integrated over
 * time: independent draws of p_t, so that the spread between them says how well each figure is known.
 * THEORY.md sections 4 and 7.
 */
import { lastOf, present } from "../arrays/present.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry } from "../density/geometry.ts";
import type { Rng } from "../random/rng.ts";
import { drawErrorSamples, type ErrorSamples, predictAll } from "../random-features/error-samples.ts";
import { type ErrorParts, type ErrorSplit, splitErrors } from "../random-features/error-split.ts";
import type { MomentProblem } from "../random-features/moment-problem.ts";
import { ouLevel } from "../schedule/noise-level.ts";

/** Output weights A of each training time, d × p, and those at the end of training. */
export interface TrainedOutputs {
  readonly problem: MomentProblem;
  readonly outputs: readonly Float64Array[];
  readonly limit: Float64Array;
}

/** How to measure. */
export interface FeatureErrorOptions {
  readonly dim: number;
  /** Draws at each time node in each replicate. */
  readonly perNode: number;
  readonly rng: Rng;
  readonly onProgress?: (nodes: number) => void;
}

/** The mean of an {@link ErrorSplit} over replicates, and the standard errors of that mean. */
export interface MeasuredSplit {
  readonly mean: ErrorSplit;
  readonly standardError: ErrorSplit;
}

/** Independent repetitions of the draws. */
export const REPLICATES = 4;
/** Doubles held at once, about. */
const CHUNK_DOUBLES = 4e6;

/** One measured split for each of the outputs. */
export async function measureErrors(
  density: EmpiricalDensity,
  trained: TrainedOutputs,
  options: FeatureErrorOptions,
): Promise<MeasuredSplit[]> {
  const { times } = trained.problem.quadrature;
  const replicates: ErrorSplit[][] = [];
  for (let i = 0; i < REPLICATES; i++) {
    const rng = options.rng.split("replicate", i);
    const onProgress = (nodes: number) => options.onProgress?.(i * times.length + nodes);
    replicates.push(await measureOnce(density, trained, { ...options, rng, onProgress }));
  }
  return trained.outputs.map((_, at) => summarize(replicates.map((splits) => splits[at])));
}

async function measureOnce(
  density: EmpiricalDensity,
  { problem, outputs, limit }: TrainedOutputs,
  { dim, perNode, rng, onProgress }: FeatureErrorOptions,
): Promise<ErrorSplit[]> {
  const { quadrature, features, weight, parameterization } = problem;
  const { times, weights } = quadrature;
  const perNodeDoubles = perNode * density.d * (outputs.length + dim + 3);
  const chunk = Math.max(1, Math.floor(CHUNK_DOUBLES / perNodeDoubles));
  let sums: ErrorSplit[] | undefined;
  for (let first = 0; first < times.length; first += chunk) {
    const end = Math.min(times.length, first + chunk);
    const rule = { times: times.subarray(first, end), weights: weights.subarray(first, end) };
    const samples = drawErrorSamples({
      data: density,
      rule,
      weight,
      perNode,
      rng: rng.split("chunk", first),
    });
    const models = { features, outputs: [...outputs, limit], parameterization };
    const predicted = await predictAll(density.kernels, samples, models);
    const onNode = (node: number) => onProgress?.(first + node);
    const exact = await exactGeometry(density, samples, { dim, onNode });
    const splits = outputs.map((_, at) =>
      splitErrors({ samples, ...exact, trained: predicted[at], limit: lastOf(predicted), dim }),
    );
    sums = sums ? splits.map((split, at) => combine([present(sums)[at], split], (a, b) => a + b)) : splits;
  }
  return present(sums);
}

/** m* and the tangent directions at the samples, a time node at a time. */
async function exactGeometry(
  density: EmpiricalDensity,
  { points, times, perNode, d }: ErrorSamples,
  { dim, onNode }: { dim: number; onNode: (node: number) => void },
): Promise<{ exact: Float64Array; tangent: Float64Array }> {
  const exact = new Float64Array(points.length);
  const tangent = new Float64Array(points.length * dim);
  for (const [node, time] of times.entries()) {
    const [begin, end] = [node * perNode * d, (node + 1) * perNode * d];
    const found = await geometry(density, ouLevel(time), { x: points.subarray(begin, end), dim });
    exact.set(found.posteriorMean, begin);
    tangent.set(found.tangent, begin * dim);
    onNode(node + 1);
  }
  return { exact, tangent };
}

function summarize(splits: readonly ErrorSplit[]): MeasuredSplit {
  const count = splits.length;
  const mean = (...values: number[]) => values.reduce((sum, value) => sum + value, 0) / count;
  const standardError = (...values: number[]) => {
    const middle = mean(...values);
    const square = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
    return Math.sqrt(square / (count * (count - 1)));
  };
  return { mean: combine(splits, mean), standardError: combine(splits, standardError) };
}

/** Combines each figure of several splits. */
function combine(splits: readonly ErrorSplit[], join: (...values: number[]) => number): ErrorSplit {
  const parts = (side: keyof ErrorSplit): ErrorParts => {
    const one = (part: keyof ErrorParts) => join(...splits.map((split) => split[side][part]));
    return {
      total: one("total"),
      architecture: one("architecture"),
      optimization: one("optimization"),
      cross: one("cross"),
    };
  };
  return { normal: parts("normal"), tangent: parts("tangent") };
}
