/** The controlled experiment behind F5: the same noise under the exact score and under one known error at a time. */

import { norm } from "../arrays/vectors.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry, normalPart } from "../density/geometry.ts";
import { classify, type RidgeCriterion } from "../diagnosis/classes.ts";
import type { Rng } from "../random/rng.ts";
import { finalSamples } from "../sample/sampler.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { createExactScore } from "../score/exact.ts";
import { createPerturbedScore } from "../score/perturbed.ts";
import type { ScoreModel } from "../score/score-model.ts";
import { directionsSeparate, exactScoreMemorises, type Verdict } from "./falsification.ts";

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

/** F4 and F5 for a data set: they need no trained model. */
export async function knownModelTests(
  density: EmpiricalDensity,
  options: KnownModelsOptions,
): Promise<{ F4: Verdict; F5: Verdict }> {
  const { criterion, rng, size = 0.05 * rmsLength(density) } = options;
  const { dim } = criterion;
  const models = {
    exact: createExactScore(density),
    tangent: createPerturbedScore(density, { dim, tangent: size, rng }),
    normal: createPerturbedScore(density, { dim, normal: size, rng }),
  };
  const memorising = await generate(models.exact, options, { stochasticity: 1, run: 0 });
  const F4 = exactScoreMemorises(await classify(density, memorising, criterion));
  const exact = await generate(models.exact, options, { stochasticity: 0, run: 1 });
  const tangent = await generate(models.tangent, options, { stochasticity: 0, run: 2 });
  const normal = await generate(models.normal, options, { stochasticity: 0, run: 3 });
  const distances = (x: Float64Array) => distancesAt(density, x, criterion);
  const shift = (x: Float64Array) => shiftAlongRidge(density, { from: exact, moved: x }, criterion);
  const F5 = directionsSeparate(
    {
      exact: await distances(exact),
      tangent: await distances(tangent),
      normal: await distances(normal),
      shiftByTangent: await shift(tangent),
      shiftByNormal: await shift(normal),
    },
    rng.split("F5"),
  );
  return { F4, F5 };
}

function rmsLength({ data, n }: EmpiricalDensity): number {
  return Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / n);
}

/** Finished samples in the data's units; `run` of the four runs is told as progress. */
async function generate(
  model: ScoreModel,
  { times, count, rng, onProgress }: KnownModelsOptions,
  { stochasticity, run }: { stochasticity: number; run: number },
): Promise<Float64Array> {
  const options = { rng: rng.split("samples"), count, times, stochasticity };
  const last = await finalSamples(model, options, ({ step }) =>
    onProgress?.(run * times.length + step + 1, 4 * times.length),
  );
  return last.x.map((value) => value * Math.exp(last.time));
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
