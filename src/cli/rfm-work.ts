/** The work of `ridgescope rfm`, from features and data to a trained family with its errors. */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { Rng } from "../random/rng.ts";
import { createDataQuadrature } from "../random-features/data-quadrature.ts";
import type { FeatureMap } from "../random-features/feature-map.ts";
import type { LossWeight, MomentProblem, Parameterization } from "../random-features/moment-problem.ts";
import { featureMoments, type MomentError } from "../random-features/moments.ts";
import { type SamplingError, samplingError } from "../random-features/sampling-error.ts";
import { type FeatureSolution, outputWeights, solveFeatures } from "../random-features/solve.ts";
import type { TimeRule } from "../random-features/time-rule.ts";
import type { Effects } from "./effects.ts";
import { type MeasuredSplit, measureErrors, REPLICATES } from "./feature-errors.ts";
import { createProgress } from "./progress.ts";

/** Everything that decides the result but the data. */
export interface RfmSettings {
  readonly features: FeatureMap;
  readonly rule: TimeRule;
  readonly weight: LossWeight;
  readonly parameterization: Parameterization;
  readonly tau: readonly number[];
  readonly dim: number;
  readonly rowsPerNode: number | undefined;
  readonly errorSamples: number | undefined;
  readonly quiet: boolean;
  readonly rng: Rng;
}

/** A trained family, one entry for each τ, and how well it is known. */
export interface RfmResult {
  readonly moments: {
    readonly second: Float64Array;
    readonly cross: Float64Array;
    readonly error: MomentError;
  };
  /** What the choice of data rows at each time node leaves out. */
  readonly sampling: SamplingError;
  readonly solution: FeatureSolution;
  /** A of each training time, d × p. */
  readonly outputs: readonly Float64Array[];
  readonly splits: readonly MeasuredSplit[];
  /** Draws of p_t behind each error, at each time node. */
  readonly errorSamples: number;
}

/** Moments, their solution, and the errors at each τ. */
export async function trainAndMeasure(
  density: EmpiricalDensity,
  settings: RfmSettings,
  effects: Pick<Effects, "stderr" | "now">,
): Promise<RfmResult> {
  const { kernels } = density;
  const { features, rng } = settings;
  const problem = momentProblem(density, settings);
  announce(effects, problem, settings.quiet);
  const moments = await featureMoments(kernels, problem, { rng: rng.split("entries") });
  const sampling = await samplingError(kernels, problem, { rng: rng.split("sampling") });
  const solution = await solveFeatures(kernels, { features, moments });
  const outputs: Float64Array[] = [];
  for (const tau of settings.tau) outputs.push(await outputWeights(kernels, solution, tau));
  const limit = await outputWeights(kernels, solution, Infinity);
  const measured = await measure(density, { ...settings, trained: { problem, outputs, limit } }, effects);
  return { moments, sampling, solution, outputs, ...measured };
}

function momentProblem(density: EmpiricalDensity, settings: RfmSettings): MomentProblem {
  const { features, rule, weight, parameterization, rowsPerNode, rng } = settings;
  const rows = { count: density.n, rng: rng.split("rows"), ...(rowsPerNode ? { rowsPerNode } : {}) };
  const quadrature = createDataQuadrature(rule, rows);
  return { features, data: density, quadrature, weight, parameterization };
}

async function measure(
  density: EmpiricalDensity,
  {
    trained,
    dim,
    errorSamples,
    quiet,
    rng,
  }: RfmSettings & { readonly trained: Parameters<typeof measureErrors>[1] },
  effects: Pick<Effects, "stderr" | "now">,
): Promise<Pick<RfmResult, "splits" | "errorSamples">> {
  const nodes = trained.problem.quadrature.times.length;
  const modelCost = MODEL_COST * trained.problem.features.p * (trained.outputs.length + 2);
  const oneEach = nodes * density.d * (density.n + modelCost);
  const perNode = Math.ceil((errorSamples ?? affordable(oneEach)) / REPLICATES);
  const total = nodes * REPLICATES;
  const progress = createProgress(effects, { label: "errors", total, unit: "time nodes", quiet });
  const onProgress = (done: number) => progress.update(done);
  const splits = await measureErrors(density, trained, {
    dim,
    perNode,
    rng: rng.split("errors"),
    onProgress,
  });
  progress.end();
  return { splits, errorSamples: perNode * REPLICATES };
}

/** About this many multiplications go into all draws, counted as those of the exact posterior. */
const ERROR_COST = 2e10;
/** What one of the model costs in comparison. */
const MODEL_COST = 5;

function affordable(costOfOneEach: number): number {
  return Math.min(256, Math.max(4 * REPLICATES, Math.floor(ERROR_COST / costOfOneEach)));
}

/** Matrix products of about this cost take some seconds, which deserve a word beforehand. */
const LONG = 1e11;

function announce(
  { stderr }: Pick<Effects, "stderr">,
  { features, quadrature }: MomentProblem,
  quiet: boolean,
): void {
  const { p } = features;
  const nodes = quadrature.times.length;
  if (quiet || p * p * nodes * quadrature.rowsPerNode < LONG) return;
  stderr.write(`moments of ${p} features at ${nodes} time nodes × ${quadrature.rowsPerNode} data rows\n`);
}
