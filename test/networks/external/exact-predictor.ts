/** Models whose truth is known: the exact score of a data set, in any prediction, schedule and units. */
import type { EmpiricalDensity } from "../../../src/density/empirical-density.ts";
import { posterior } from "../../../src/density/posterior.ts";
import type { ModelFrame, Predictor } from "../../../src/networks/external/index.ts";
import type { ModelTime } from "../../../src/schedule/model-clock.ts";
import type { PredictionKind } from "../../../src/score/prediction.ts";

/** Answers with the exact prediction of `density`, whose data are in the units that the model sees. */
export function exactPredictor(
  density: EmpiricalDensity,
  kind: PredictionKind,
  { clock }: Pick<ModelFrame, "clock">,
): Predictor {
  return {
    source: "exact",
    d: density.d,
    integerTime: clock.discrete !== undefined,
    async predict(x, time) {
      const own = timeOf(clock, time);
      if (!own) return x.map(() => NaN);
      const { posteriorMean } = await posterior(density, own.level, { x });
      return x.map((value, i) => predictionOf(kind, own, value, posteriorMean[i]));
    },
    close: async () => {},
  };
}

/** Undefined where the schedule has no such time; networks answer with something, or with NaN. */
function timeOf(clock: ModelFrame["clock"], time: number): ModelTime | undefined {
  try {
    return clock.of(time);
  } catch {
    return undefined;
  }
}

function predictionOf(kind: PredictionKind, { level, velocity }: ModelTime, x: number, mean: number): number {
  const sigma = Math.sqrt(level.variance);
  const [clean, noise] = [mean / level.scale, (x - mean) / sigma];
  return {
    noise,
    score: (mean - x) / level.variance,
    "posterior-mean": mean,
    x0: clean,
    v: velocity.scale * clean + velocity.noise * noise,
  }[kind];
}
