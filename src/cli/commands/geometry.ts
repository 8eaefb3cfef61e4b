/** `ridgescope geometry`: log density, score, spectrum and ridge distances at given points. */

import { present } from "../../arrays/present.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import type { Geometry } from "../../density/geometry.ts";
import type { NoiseLevel } from "../../schedule/noise-level.ts";
import { type Arrays, brief, finiteMedian, joinArrays, writeResults } from "../array-results.ts";
import type { CommandDefinition } from "../command.ts";
import {
  addCommonOptions,
  addNoiseOptions,
  type CommonOptions,
  type NoiseOptions,
  noiseLevel,
  required,
  requiredNpz,
} from "../common-options.ts";
import type { Effects } from "../effects.ts";
import { integerParser } from "../numbers.ts";
import { createProgress } from "../progress.ts";

/** Flags of `ridgescope geometry`, in camel case; files as the user named them. */
export interface GeometryCommandOptions extends CommonOptions, NoiseOptions {
  readonly data?: string;
  readonly at?: string;
  readonly dim?: number;
  readonly naive?: boolean;
}

/** See CONTRACT.md for the arrays that it writes. */
export const geometryCommand: CommandDefinition<GeometryCommandOptions> = {
  name: "geometry",
  summary: "Density, score, Hessian spectrum and ridge distances of a data set at given points.",
  configure(command) {
    command
      .option("--data <D>", "training points: a file, mnist:train, synthetic:two-modes, …")
      .option("--at <X>", "points to evaluate at, in the noised scale")
      .option("--dim <k>", "ridge dimension", integerParser("--dim", 0))
      .option(
        "--naive",
        "directions of a float64 covariance alone, as in published histograms; those below 1e-14 of the largest are left out",
      );
    addNoiseOptions(command);
    addCommonOptions(command, "the .npz to write");
  },
  run: runGeometry,
};

/**
 * Computes the geometry and writes it.
 * @throws {InputError} where an option or a file cannot be used
 */
async function runGeometry(options: GeometryCommandOptions, effects: Effects): Promise<number> {
  const path = requiredNpz(options.out);
  effects.requireWritable(path, [options.data, options.at]);
  const dim = required("--dim", "a ridge dimension", options.dim);
  const level = noiseLevel(options);
  const { readInputs, requireRidgeDim, withDensity } = await import("../load-density.ts");
  const dataSpec = required("--data", "a data set", options.data);
  const inputs = await readInputs(effects, dataSpec, required("--at", "points to evaluate at", options.at));
  requireRidgeDim(dim, inputs.data);
  const { quiet = false, naive = false } = options;
  const arrays = await withDensity(inputs, options, (density) =>
    evaluate(density, { x: present(inputs.points).data, level, dim, quiet, naive }, effects),
  );
  await writeResults({ path, arrays, ...describe(arrays, { level, dim, naive }) }, options, effects);
  return 0;
}

/** About this many multiplications go between two signs of progress. */
const BATCH_COST = 4e9;

/** What the geometry is of. */
interface Shown {
  readonly level: NoiseLevel;
  readonly dim: number;
  readonly naive: boolean;
}

/** Points are independent of each other, so taking them in batches changes nothing but the progress. */
async function evaluate(
  density: EmpiricalDensity,
  { x, level, dim, quiet, naive }: Shown & { x: Float64Array; quiet: boolean },
  effects: Effects,
): Promise<Arrays> {
  const { geometry } = await import("../../density/geometry.ts");
  const { n, d } = density;
  const m = x.length / d;
  const batch = Math.max(64, Math.ceil(BATCH_COST / (n * d)));
  const progress = createProgress(effects, { label: "geometry", total: m, unit: "points", quiet });
  const parts: Arrays[] = [];
  for (let first = 0; first < m; first += batch) {
    const rows = x.subarray(first * d, Math.min(m, first + batch) * d);
    parts.push(arraysOf(await geometry(density, level, { x: rows, dim, naive })));
    progress.update(Math.min(m, first + batch));
  }
  progress.end();
  return joinArrays(parts);
}

function describe(arrays: Arrays, { level, dim, naive }: Shown): { summary: object; notes: string[] } {
  const { score, normal_score_norm: normal, newton_distance: newton } = arrays;
  const [m = 0, d = 0] = score.shape;
  const undefinedNewton = newton.data.filter(Number.isNaN).length;
  const [residual, distance] = [finiteMedian(normal.data), finiteMedian(newton.data)];
  const summary = {
    points: m,
    columns: d,
    dim,
    ...(naive && { naive }),
    scale: level.scale,
    variance: level.variance,
    normal_score_norm: { median: residual },
    newton_distance: { median: distance, undefined: undefinedNewton },
  };
  const notes = [
    `${m} points in ${d} dimensions, ridge dimension ${dim}, a = ${brief(level.scale)}, h = ${brief(level.variance)}`,
    `median |P_N s| ${brief(residual)}, median Newton distance ${brief(distance)} (undefined at ${undefinedNewton})`,
  ];
  return { summary, notes };
}

function arraysOf(found: Geometry): Arrays {
  const { m, d, width, dim } = found;
  return {
    log_density: { data: found.logDensity, shape: [m] },
    score: { data: found.score, shape: [m, d] },
    posterior_mean: { data: found.posteriorMean, shape: [m, d] },
    eigenvalues: { data: found.eigenvalues, shape: [m, width] },
    normal_score_norm: { data: found.normalScoreNorm, shape: [m] },
    relative_residual: { data: found.relativeResidual, shape: [m] },
    newton_distance: { data: found.newtonDistance, shape: [m] },
    curvature: { data: found.curvature, shape: [m] },
    log_variance: { data: found.logVariance, shape: [m, dim + 1] },
    resolved: { data: found.resolved, shape: [m] },
    gap: { data: found.gap, shape: [m] },
    nearest: { data: found.nearest, shape: [m] },
    nearest_distance: { data: found.nearestDistance, shape: [m] },
    nearest_ratio: { data: found.nearestRatio, shape: [m] },
  };
}
