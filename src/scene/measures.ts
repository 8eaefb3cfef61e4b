/** What is measured of generated paths: reach, align, slide on the way, classes at the end. */
import { lastOf } from "../arrays/present.ts";
import { type Classes, classify, type RidgeCriterion } from "../diagnosis/classes.ts";
import {
  type Dynamics,
  type FollowOptions,
  followStates,
  lookSteps,
  type PathNoise,
  stretchOf,
} from "../dynamics/dynamics.ts";
import { kickNoise } from "../dynamics/path-noise.ts";
import { median } from "../metrics/statistics.ts";
import { finishedSamples, sampleNoise } from "../sample/sampler.ts";
import { SOLVERS } from "../sample/solvers.ts";
import type { ScoreModel } from "../score/score-model.ts";
import type { Paths } from "./paths.ts";
import { type Scene, sceneCriterion } from "./scene.ts";

/** Paths measured: dynamics over the looks, and the class of every finished sample. */
export interface Measured {
  readonly criterion: RidgeCriterion;
  /** With a snapshot at every recorded look. */
  readonly dynamics: Dynamics;
  readonly classes: Classes;
  /** Headline figures, as summary.json names them. */
  readonly figures: Readonly<Record<string, number>>;
}

/**
 * Measures paths that `model` generated in the scene.
 * @throws RangeError where samples are not finite
 * @example
 * const model = createExactScore(scene.density);
 * const { figures } = await measurePaths(scene, model, await generatePaths(scene, model));
 * figures.memorised; // → 1
 */
export async function measurePaths(
  scene: Scene,
  model: ScoreModel,
  paths: Paths & Pick<FollowOptions, "slideEnds">,
): Promise<Measured> {
  const { config, density, times } = scene;
  const criterion = await sceneCriterion(scene);
  const steps = lookSteps(times, { every: config.analysis.every, longestGap: longestGap(scene) });
  const length = paths.count * density.d;
  const looks = [...steps];
  const noise = noiseOf(scene, paths);
  function* states() {
    for (const [i, [step, recorded]] of looks.entries()) {
      const rows = (array: Float64Array) => array.subarray(step * length, (step + 1) * length);
      const [x, posteriorMean] = [rows(paths.x), rows(paths.posteriorMean)];
      const since = noise({ after: looks[i - 1]?.[0] ?? 0, until: step });
      yield { time: times[step], x, posteriorMean, recorded, noise: since };
    }
  }
  const dynamics = await followStates(states(), density, {
    dim: criterion.dim,
    stochasticity: config.sampling.stochasticity,
    snapshotTimes: looks.flatMap(([step, recorded]) => (recorded ? [times[step]] : [])),
    stretch: stretchOf(model),
    ...(paths.slideEnds === false && { slideEnds: false }),
  });
  const finished = finishedSamples(dynamics.x, lastOf(times));
  const classes = await classify(density, finished, criterion);
  return { criterion, dynamics, classes, figures: headlines(dynamics, classes) };
}

/** The noise that paths were made with, between two of their steps. */
function noiseOf({ config, density, rng, times }: Scene, { count }: Paths) {
  const { stochasticity: eta, solver } = config.sampling;
  const source = sampleNoise({ rng: rng.split("samples"), count }, density.d);
  return ({ after, until }: { after: number; until: number }): PathNoise[] =>
    Array.from({ length: eta > 0 ? until - after : 0 }, (_, i) => {
      const [from, to] = [times[after + i], times[after + i + 1]];
      const size = SOLVERS[solver].spread(from, to, eta);
      return kickNoise({ normals: source.path(after + i), size }, { from, to });
    });
}

/** Predictions are carried over an eighth of the period of the fastest time feature at most. */
function longestGap({ config }: Scene): number {
  if (config.model !== "random-features") return Infinity;
  return config.time.horizon / (8 * Math.max(1, config.features.harmonics));
}

function headlines(dynamics: Dynamics, { fractions }: Classes): Record<string, number> {
  const last = lastOf(dynamics.errors);
  return {
    memorised: fractions.memorised.value,
    inter_mode: fractions.interMode.value,
    off_ridge: fractions.offRidge.value,
    inside_tube: lastOf(dynamics.insideTube),
    measured_distance: lastOf(dynamics.measuredDistance),
    predicted_distance: lastOf(dynamics.predictedDistance),
    normal_error: last.normal,
    tangent_error: last.tangent,
    median_reach_time: median(dynamics.reachTime),
    half_slide_time: median(dynamics.halfSlideTime),
    median_slide_exponent: median(dynamics.exponent),
    diverged: dynamics.diverged,
  };
}
