import { afterAll, describe, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { classify, type RidgeCriterion } from "../../src/diagnosis/classes.ts";
import { type SampleCards, sampleCards } from "../../src/diagnosis/sample-cards.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { dataVariance, ouLevel } from "../../src/schedule/noise-level.ts";

const kernels = await createKernels({ threads: 2 });
afterAll(() => kernels.close());

async function cardsOf(
  train: readonly number[],
  samples: readonly number[],
  { d = 2, dim = 1, time = 0.1 } = {},
): Promise<SampleCards> {
  const density = createDensity(kernels, { data: Float64Array.from(train), n: train.length / d, d });
  const criterion: RidgeCriterion = { dim, time, threshold: 1, source: "tube" };
  const x = Float64Array.from(samples);
  return sampleCards(density, x, { criterion, classes: await classify(density, x, criterion) });
}

describe("sample cards", () => {
  it("say by hand what is known between two modes", async () => {
    const time = 0.8;
    const cards = await cardsOf([3, 0, -3, 0], [1, 0, -1, 0.5], { time });
    const variance = dataVariance(ouLevel(time));
    const w = 1 / (1 + Math.exp((4 - 16) / (2 * variance)));
    expect(cards.modes.kind).toBe("modes");
    const right = cards.mode[0];
    expect([...cards.mode]).toEqual([right, 1 - right, 1 - right, right]);
    expect(cards.modeWeight[0]).toBeCloseTo(w, 12);
    expect(cards.modeWeight[1]).toBeCloseTo(1 - w, 12);
    expect(cards.largest[0]).toBeCloseTo(w, 12);
    expect(cards.entropySize[0]).toBeCloseTo(w ** -w * (1 - w) ** (w - 1), 10);
    // Modes are drawn towards the middle; the sample is nearer to its own.
    expect(cards.modes.points[2 * right]).toBeLessThan(3);
    expect(cards.modePosition[0]).toBeCloseTo(0.5 - 0.5 / cards.modes.points[2 * right], 8);
    expect(cards.modeDistance[1]).toBeCloseTo(0.5, 8);
    expect([...cards.nearest]).toEqual([0, 1, -1, 1, 0, -1]);
    expect(cards.nearestDistance[1]).toBe(4);
    // On the axis the score is tangent; beside it the normal part is -y / h.
    expect(cards.normalShare[0]).toBeCloseTo(0, 12);
    expect(cards.tangentShare[0]).toBeCloseTo(1, 12);
    const { scale, variance: h } = ouLevel(time);
    expect(cards.normalScoreNorm[1]).toBeCloseTo((scale * 0.5) / h, 10);
    expect(cards.ridgeDistance[1]).toBeCloseTo(scale * 0.5, 10);
  });

  it("give two training points that share a mode as one, and none as second where all do", async () => {
    const cards = await cardsOf([0, 0, 0.01, 0, 5, 0], [0.3, 0], { time: 0.1 });
    expect(cards.modes.points.length).toBe(4);
    expect(cards.modeWeight[0]).toBeGreaterThan(0.99);
    const merged = await cardsOf([0, 0, 0.01, 0], [0.3, 0], { time: 0.1 });
    expect([...merged.mode]).toEqual([0, -1]);
    expect(merged.modePosition[0]).toBeNaN();
  });

  it("name the next mode even where its weight is nothing", async () => {
    const cards = await cardsOf([0, 0, 5, 0, 50, 0], [0.1, 0], { time: 1e-4 });
    const places = [...cards.mode].map((mode) => cards.modes.points[2 * mode]);
    expect(places[0]).toBeCloseTo(0, 6);
    expect(places[1]).toBeCloseTo(5, 6);
    expect(cards.modeWeight[1]).toBe(0);
  });

  it("take places of training points for modes where there are many, duplicates as one", async () => {
    const noise = createRng(3).normals(1200);
    const train = [...noise.map((z) => 40 + z), 0, 0, 0, 0, 4, 0];
    const cards = await cardsOf(train, [1, 0], { time: 1 });
    expect(cards.modes.kind).toBe("training points");
    expect([...cards.mode]).toEqual([600, 602]);
    const variance = dataVariance(ouLevel(1));
    const ratio = 2 * Math.exp(8 / (2 * variance));
    expect(cards.modeWeight[0] / cards.modeWeight[1]).toBeCloseTo(ratio, 6);
    expect(cards.modePosition[0]).toBeCloseTo(0.25, 12);
    expect([...cards.nearest]).toEqual([600, 601, 602]);
  });

  it("refuse samples that were not classified", async () => {
    const density = createDensity(kernels, { data: Float64Array.of(0, 0, 1, 1), n: 2, d: 2 });
    const criterion: RidgeCriterion = { dim: 1, time: 0.1, threshold: 1, source: "tube" };
    const classes = await classify(density, Float64Array.of(0, 0), criterion);
    await expect(sampleCards(density, new Float64Array(4), { criterion, classes })).rejects.toThrow(
      "samples: expected 1, as classified, got 2",
    );
  });
});
