/** Whether a model agrees with its data where any model of them must: at noise no smaller than they are. */
import { rootMeanSquare } from "../../metrics/statistics.ts";
import { PREDICTIONS, type PredictionKind, predictionLevel } from "../../score/prediction.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import type { LevelAnswers, SeenData } from "./answers.ts";
import { type ModelFrame, toModel } from "./model-frame.ts";

/** What a prediction is compared with. */
interface Compared {
  readonly prediction: PredictionKind;
  readonly frame: ModelFrame;
  readonly seen: SeenData;
  readonly references: readonly ScoreModel[];
}

/**
 * RMS over the levels with much noise of |answer - known prediction| / |target|, RMS over points, against the nearer of
 * the references: 0 for the exact score of the data, about 1 for a constant 0; NaN where answers are not finite.
 */
export async function errorAtLargeNoise(
  answers: readonly LevelAnswers[],
  compared: Compared,
): Promise<number> {
  const errors: number[] = [];
  for (const level of answers.filter(({ large }) => large)) errors.push(await errorAt(level, compared));
  return rootMeanSquare(errors);
}

async function errorAt(
  { own, time, x, given, answer }: LevelAnswers,
  { prediction, frame, seen, references }: Compared,
): Promise<number> {
  const level = predictionLevel(own.level, own.velocity);
  const { scale, sigma } = level;
  const { ofData, ofNoise } = PREDICTIONS[prediction].target(level);
  const size = ofData * ofData * seen.square + ofNoise * ofNoise;
  const errors: number[] = [];
  for (const reference of references) {
    const known = toModel(frame, await reference.posteriorMean(x, time), { time, own });
    const gaps = answer.map(
      (value, i) => value - (ofData * known[i]) / scale - (ofNoise * (given[i] - known[i])) / sigma,
    );
    errors.push(rootMeanSquare(gaps) / Math.sqrt(size));
  }
  return Math.min(...errors);
}
