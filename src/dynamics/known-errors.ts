/** The controlled experiment behind F5: the same noise under the exact score and under one known error at a time. */

import { norm } from "../arrays/vectors.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry, normalPart } from "../density/geometry.ts";
import { classify, type RidgeCriterion } from "../diagnosis/classes.ts";
import type { Rng } from "../random/rng.ts";
import { finalSamples, finishedSamples } from "../sample/sampler.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { createExactScore } from "../score/exact.ts";
import { createPerturbedScore } from "../score/perturbed.ts";
import type { ScoreModel } from "../score/score-model.ts";
import { type Branches, cornerBranches, createBranchScore, noteBranches, placesOn } from "./branches.ts";
import {
  type DirectionalRuns,
  directionsSeparate,
  exactScoreMemorises,
  type Verdict,
} from "./falsification.ts";

/** How the exact and the perturbed scores are sampled for F4 and F5. */
export interface KnownModelsOptions {
  readonly criterion: RidgeCriterion;
  /** Decreasing OU times. */
  readonly times: Float64Array;
  readonly count: number;
  readonly rng: Rng;
  /** Length of each error of the posterior mean, in the data's units; default: a twentieth of the data's RMS length. */
  readonly size?: number;
  onProgress?(done: number, total: number): void;
}

/**
 * F4 and F5 for a data set: they need no trained model. Where a 1-ridge has corners, tangent and normal are those of the branch that
 * each sample is on.
 */
export async function knownModelTests(
  density: EmpiricalDensity,
  options: KnownModelsOptions,
): Promise<{ F4: Verdict; F5: Verdict }> {
  const { criterion, rng } = options;
  const exact = createExactScore(density);
  const memorising = await generate(exact, options, { stochasticity: 1, run: 0 });
  const F4 = exactScoreMemorises(await classify(density, memorising, criterion));
  const branches = criterion.dim === 1 ? await cornerBranches(density) : undefined;
  const on = new Int32Array(options.count).fill(-1);
  const states = branches && { on, branches };
  const still = await generate(exact, options, { stochasticity: 0, run: 1, states });
  const runs = { density, options, from: still };
  const found = directionsSeparate(
    states ? await branchRuns(runs, states) : await frameRuns(runs),
    rng.split("F5"),
  );
  const meaning = states
    ? `${found.meaning} (of the branch that each sample is on, as the ridge has corners)`
    : found.meaning;
  return { F4, F5: { ...found, meaning } };
}

interface KnownRuns {
  readonly density: EmpiricalDensity;
  readonly options: KnownModelsOptions;
  /** Where the exact score leads without noise, M × d. */
  readonly from: Float64Array;
}

/** Which branch each sample is on, M. */
interface OnBranches {
  readonly on: Int32Array;
  readonly branches: Branches;
}

function sizeOf({ density: { data, n }, options: { size } }: KnownRuns): number {
  return size ?? 0.05 * Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / n);
}

/** Errors, distances and shifts by the frame at each sample. */
async function frameRuns(runs: KnownRuns): Promise<DirectionalRuns> {
  const { density, options, from } = runs;
  const { criterion, rng } = options;
  const { dim } = criterion;
  const size = sizeOf(runs);
  const made = (error: "tangent" | "normal", run: number) =>
    generate(createPerturbedScore(density, { dim, [error]: size, rng }), options, { stochasticity: 0, run });
  const tangent = await made("tangent", 2);
  const normal = await made("normal", 3);
  const distances = (x: Float64Array) => distancesAt(density, x, criterion);
  const shift = (moved: Float64Array) => shiftAlongRidge(density, { from, moved }, criterion);
  return {
    exact: await distances(from),
    tangent: await distances(tangent),
    normal: await distances(normal),
    shiftByTangent: await shift(tangent),
    shiftByNormal: await shift(normal),
  };
}

/** Errors, distances and shifts by the branch that each sample is on. */
async function branchRuns(runs: KnownRuns, { on, branches }: OnBranches): Promise<DirectionalRuns> {
  const { density, options, from } = runs;
  const size = sizeOf(runs);
  const own = Array.from(on, (branch) => branches.paths[branch]);
  const known = { own, since: branches.time };
  const made = (error: "tangent" | "normal", run: number) =>
    generate(createBranchScore(density, known, { [error]: size, rng: options.rng }), options, {
      stochasticity: 0,
      run,
    });
  const places = (x: Float64Array) => placesOn(own, x);
  const [exact, tangent, normal] = [
    places(from),
    places(await made("tangent", 2)),
    places(await made("normal", 3)),
  ];
  const shift = ({ along }: typeof exact) => along.map((value, q) => Math.abs(value - exact.along[q]));
  return {
    exact: exact.across,
    tangent: tangent.across,
    normal: normal.across,
    shiftByTangent: shift(tangent),
    shiftByNormal: shift(normal),
  };
}

/** Finished samples in the data's units; `run` of the four runs is told as progress, and branches are noted on the way. */
async function generate(
  model: ScoreModel,
  { times, count, rng, onProgress }: KnownModelsOptions,
  { stochasticity, run, states }: { stochasticity: number; run: number; states?: OnBranches | undefined },
): Promise<Float64Array> {
  const options = { rng: rng.split("samples"), count, times, stochasticity };
  const last = await finalSamples(model, options, ({ step, time, x }) => {
    if (states) noteBranches(states.on, { x, time, branches: states.branches });
    onProgress?.(run * times.length + step + 1, 4 * times.length);
  });
  return finishedSamples(last.x, last.time);
}

/** |δ| at the analysis time, M. */
async function distancesAt(
  density: EmpiricalDensity,
  samples: Float64Array,
  { time, dim }: RidgeCriterion,
): Promise<Float64Array> {
  const level = ouLevel(time);
  const x = samples.map((value) => level.scale * value);
  return (await geometry(density, level, { x, dim })).newtonDistance;
}

/** Length of the tangent part of `moved - from`, at the analysis time, M. */
async function shiftAlongRidge(
  density: EmpiricalDensity,
  { from, moved }: { from: Float64Array; moved: Float64Array },
  { time, dim }: RidgeCriterion,
): Promise<Float64Array> {
  const { d } = density;
  const level = ouLevel(time);
  const x = from.map((value) => level.scale * value);
  const { tangent, m } = await geometry(density, level, { x, dim });
  return Float64Array.from({ length: m }, (_, q) => {
    const gap = Float64Array.from(
      { length: d },
      (_, j) => level.scale * (moved[q * d + j] - from[q * d + j]),
    );
    const across = normalPart(gap, tangent.subarray(q * dim * d, (q + 1) * dim * d), dim);
    return norm(gap.map((value, j) => value - across[j]));
  });
}
