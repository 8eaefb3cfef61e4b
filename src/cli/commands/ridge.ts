/** `ridgescope ridge`: projects points onto the ridge and says of each whether it got there. */
import { present } from "../../arrays/present.ts";
import type { Projection } from "../../ridge/project.ts";
import type { NoiseLevel } from "../../schedule/noise-level.ts";
import { type Arrays, brief, finiteMedian, writeResults } from "../array-results.ts";
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
import type { Inputs } from "../load-density.ts";
import { integerParser, numberParser } from "../numbers.ts";
import { createProgress, type Progress } from "../progress.ts";

/** Flags of `ridgescope ridge`, in camel case; files as the user named them. */
export interface RidgeCommandOptions extends CommonOptions, NoiseOptions {
  readonly data?: string;
  readonly from?: string;
  readonly dim?: number;
  readonly beta: number;
  readonly tol: number;
  readonly maxIterations: number;
}

/** See CONTRACT.md for the arrays that it writes. */
export const ridgeCommand: CommandDefinition<RidgeCommandOptions> = {
  name: "ridge",
  summary: "Projects points onto the log-density ridge of a data set.",
  configure(command) {
    const beta = numberParser("--beta", "a number >= 0", { least: 0 });
    const tolerance = numberParser("--tol", "a positive number", { above: 0 });
    command
      .option("--data <D>", "training points: a file, mnist:train, synthetic:two-modes, …")
      .option("--from <X>", "starts, in the noised scale (default: the scaled data)")
      .option("--dim <k>", "ridge dimension", integerParser("--dim", 0))
      .option("--beta <b>", "the ridge needs an eigenvalue k + 1 of at most -b", beta, 0)
      .option("--tol <r>", "residual |P_N s| sqrt(h) at which a point has converged", tolerance, 1e-9)
      .option("--max-iterations <n>", "steps per point", integerParser("--max-iterations", 1, 1e9), 1000);
    addNoiseOptions(command);
    addCommonOptions(command, "the .npz to write");
  },
  run: runRidge,
};

/**
 * Projects and writes; points that do not converge are written as such.
 * @throws {InputError} where an option or a file cannot be used
 */
async function runRidge(options: RidgeCommandOptions, effects: Effects): Promise<number> {
  const path = requiredNpz(options.out);
  effects.requireWritable(path, [options.data, options.from]);
  const dim = required("--dim", "a ridge dimension", options.dim);
  const level = noiseLevel(options);
  const { readInputs, requireRidgeDim } = await import("../load-density.ts");
  const inputs = await readInputs(effects, required("--data", "a data set", options.data), options.from);
  requireRidgeDim(dim, inputs.data);
  const found = await project(inputs, { ...options, level, dim }, effects);
  const d = inputs.data.columns;
  await writeResults({ path, ...describe(found, { level, dim, d }) }, options, effects);
  return 0;
}

async function project(
  inputs: Inputs,
  options: RidgeCommandOptions & { level: NoiseLevel; dim: number },
  effects: Effects,
): Promise<Projection> {
  const { projectToRidge } = await import("../../ridge/project.ts");
  const { withDensity } = await import("../load-density.ts");
  const { level, dim, beta, tol: tolerance, maxIterations, quiet = false } = options;
  const from = inputs.points?.data ?? inputs.data.data.map((value) => value * level.scale);
  const total = from.length / inputs.data.columns;
  const progress = createProgress(effects, { label: "ridge", total, unit: "points", quiet });
  const onProgress = (moving: number) => progress.update(total - moving);
  const onStep = stepProgress(effects, quiet);
  return withDensity(inputs, options, async (density) => {
    const found = await projectToRidge(density, level, {
      from,
      dim,
      beta,
      tolerance,
      maxIterations,
      onProgress,
      onStep,
    });
    progress.end();
    return found;
  });
}

/** A line of its own for every iteration, seen only where iterations are long. */
function stepProgress(
  effects: Effects,
  quiet: boolean,
): (done: number, of: number, iteration: number) => void {
  let progress: Progress | undefined;
  let current = -1;
  return (done, of, iteration) => {
    if (iteration !== current) {
      progress = createProgress(effects, {
        label: `ridge, step ${iteration}`,
        total: of,
        unit: "points",
        quiet,
      });
    }
    current = iteration;
    present(progress).update(done);
  };
}

function describe(
  found: Projection,
  { level, dim, d }: { level: NoiseLevel; dim: number; d: number },
): { arrays: Arrays; summary: object; notes: string[] } {
  const m = found.converged.length;
  const [converged, onRidge] = [count(found.converged), count(found.onRidge)];
  const distance = finiteMedian(found.distance);
  const summary = {
    points: m,
    columns: d,
    dim,
    scale: level.scale,
    variance: level.variance,
    converged,
    on_ridge: onRidge,
    distance: { median: distance },
    iterations: { median: finiteMedian(found.iterations) },
  };
  const notes = [
    `${m} points in ${d} dimensions, ridge dimension ${dim}, a = ${brief(level.scale)}, h = ${brief(level.variance)}`,
    `${converged} converged, ${onRidge} of them on the ridge, median distance ${brief(distance)}`,
  ];
  if (converged < m)
    notes.push(`${m - converged} did not converge: try more --max-iterations or a larger --tol`);
  return { arrays: arraysOf(found, m, d), summary, notes };
}

function count(flags: Uint8Array): number {
  return flags.reduce((sum, flag) => sum + flag, 0);
}

function arraysOf(found: Projection, m: number, d: number): Arrays {
  return {
    points: { data: found.points, shape: [m, d] },
    converged: { data: found.converged, shape: [m] },
    on_ridge: { data: found.onRidge, shape: [m] },
    normal_score_norm: { data: found.normalScoreNorm, shape: [m] },
    curvature: { data: found.curvature, shape: [m] },
    iterations: { data: found.iterations, shape: [m] },
    distance: { data: found.distance, shape: [m] },
  };
}
