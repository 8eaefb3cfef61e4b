import { describe, expect, it } from "vitest";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import { meanMap, PREDICTION_KINDS, PREDICTIONS, predictionLevel } from "../../src/score/prediction.ts";

const [clean, noise] = [1.7, -0.4];

describe.each(PREDICTION_KINDS)("predicting %s", (kind) => {
  it.each([
    ["of a variance-preserving level", ouLevel(0.3), undefined],
    ["of the flow", { scale: 0.7, variance: 0.09 }, { scale: -1, noise: 1 }],
  ])("is read back to the clean point that it was made of, %s", (_, level, velocity) => {
    const { ofData, ofNoise } = PREDICTIONS[kind].target(predictionLevel(level, velocity));
    const x = level.scale * clean + Math.sqrt(level.variance) * noise;
    const { ofInput, ofOutput } = meanMap(kind, level, velocity);
    const mean = ofInput * x + ofOutput * (ofData * clean + ofNoise * noise);
    expect(mean).toBeCloseTo(level.scale * clean, 12);
  });

  it("has an error that is the score's times h over what it moves the posterior mean by", () => {
    const level = predictionLevel(ouLevel(0.3));
    const moved = Math.abs(meanMap(kind, level).ofOutput);
    expect(PREDICTIONS[kind].toScore(level)).toBeCloseTo(moved / level.variance, 12);
  });
});
