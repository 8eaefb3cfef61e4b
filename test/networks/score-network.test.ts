import { expect, test } from "vitest";
import { createNetworkScore, exportScoreNetwork } from "../../src/networks/network-model.ts";
import { initialParameters } from "../../src/networks/parameters.ts";
import { requireOnnxRuntime } from "../../src/networks/require-onnx-runtime.ts";
import {
  embeddingFrequencies,
  type ScoreNetworkSpec,
  scoreParameters,
  type TimeEmbedding,
} from "../../src/networks/score-network.ts";
import { createRng } from "../../src/random/rng.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import { meanMap, PREDICTION_KINDS, type PredictionKind } from "../../src/score/prediction.ts";

const [D, ROWS] = [5, 37];
const TIMES = [0.01, 0.3, 1, 3.7];
/** Of sums of some dozen terms about 1 in float32. */
const ROUNDING = 2e-6;

const EMBEDDINGS: readonly TimeEmbedding[] = [
  { kind: "gaussian", size: 24, scale: 2, of: "time" },
  { kind: "gaussian", size: 16, scale: 0.3, of: "log-time" },
  { kind: "sinusoidal", size: 20, scale: 100, of: "time" },
  { kind: "sinusoidal", size: 8, scale: 10, of: "log-time" },
];

function networkOf(
  embedding: TimeEmbedding,
  {
    prediction,
    hidden = [64, 32],
  }: { readonly prediction: PredictionKind; readonly hidden?: readonly number[] },
): { spec: ScoreNetworkSpec; flat: Float32Array } {
  const rng = createRng(8);
  const time = { of: embedding.of, frequencies: embeddingFrequencies(embedding, rng.split("time")) };
  const spec = { d: D, hidden, activation: "silu", prediction, time } as const;
  return { spec, flat: initialParameters(scoreParameters(spec), rng.split("start")) };
}

/** What the exported network gives where each row has its time, as posterior means and as they come. */
async function eachAtItsTime(
  { spec, flat }: ReturnType<typeof networkOf>,
  x: Float64Array,
): Promise<(time: number) => Promise<{ raw: Float32Array; means: Float64Array }>> {
  const { Tensor, InferenceSession } = await requireOnnxRuntime();
  const session = await InferenceSession.create(exportScoreNetwork(spec, flat));
  const rows = new Tensor("float32", Float32Array.from(x), [ROWS, D]);
  return async (time) => {
    const t = new Tensor("float32", new Float32Array(ROWS).fill(time), [ROWS, 1]);
    const raw = (await session.run({ x: rows, t })).output.data as Float32Array;
    const { ofInput, ofOutput } = meanMap(spec.prediction, ouLevel(time));
    return { raw, means: x.map((value, i) => ofInput * value + ofOutput * raw[i]) };
  };
}

async function requireSame(network: ReturnType<typeof networkOf>): Promise<void> {
  const x = createRng(3).normals(ROWS * D);
  const model = await createNetworkScore("untrained", network.spec, network.flat);
  const apart = await eachAtItsTime(network, x);
  for (const time of TIMES) {
    const [together, { raw, means }] = [await model.posteriorMean(x, time), await apart(time)];
    const { ofOutput } = meanMap(network.spec.prediction, ouLevel(time));
    const off = together.map((value, i) => Math.abs(value - means[i]) / Math.abs(ofOutput));
    expect(Math.max(...off)).toBeLessThan(ROUNDING);
    expect(Math.max(...raw) - Math.min(...raw)).toBeGreaterThan(0.1);
  }
  await model.close();
}

test.each(
  EMBEDDINGS.flatMap((embedding) => PREDICTION_KINDS.map((prediction) => ({ prediction, ...embedding }))),
)(
  "one time for all rows is that time for each: $prediction, $kind features of $of",
  async ({ prediction, ...embedding }) => {
    await requireSame(networkOf(embedding, { prediction }));
  },
);

test("one time for all rows is that time for each in a network of one layer", async () => {
  await requireSame(networkOf(EMBEDDINGS[0], { prediction: "noise", hidden: [] }));
});

test("answers depend on the time", async () => {
  const { spec, flat } = networkOf(EMBEDDINGS[2], { prediction: "posterior-mean" });
  const model = await createNetworkScore("untrained", spec, flat);
  const [early, late] = [
    await model.posteriorMean(Float64Array.of(1, 2, 3, 4, 5), 0.1),
    await model.posteriorMean(Float64Array.of(1, 2, 3, 4, 5), 2),
  ];
  await model.close();
  expect(Math.max(...early.map((value, i) => Math.abs(value - late[i])))).toBeGreaterThan(0.01);
});
