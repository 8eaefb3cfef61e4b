import { expect, test } from "vitest";
import { requireOnnxRuntime } from "../../src/networks/require-onnx-runtime.ts";
import { createTrainingStep } from "../../src/networks/training-step.ts";
import { createVaeCoder, exportVae, vaeObjective } from "../../src/networks/vae.ts";
import { trainVae, type VaeTraining } from "../../src/networks/vae-training.ts";
import { createRng } from "../../src/random/rng.ts";

/** Images of 16 pixels: one bar out of four, and its brightness. */
function bars(n: number): Float64Array {
  const rng = createRng(5);
  const which = rng.split("which").integers(n, 4);
  const bright = rng.split("bright").uniforms(n);
  const out = new Float64Array(n * 16);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < 4; j++) out[i * 16 + 4 * which[i] + j] = 0.5 + 0.5 * bright[i];
  return out;
}

function training(changes: Partial<VaeTraining> = {}): VaeTraining {
  return {
    data: bars(300),
    n: 300,
    rate: 5e-3,
    batch: 50,
    epochs: 40,
    rng: createRng(1),
    spec: { pixels: 16, hidden: [32, 16], latent: 2, activation: "relu" },
    optimizer: { kind: "adam" },
    validation: { count: 50, patience: 40 },
    ...changes,
  };
}

test("the loss is cross-entropy plus divergence, by hand for one layer", async () => {
  const spec = { pixels: 2, hidden: [], latent: 1, activation: "relu" } as const;
  const objective = vaeObjective(spec, 1);
  // encoder 2 → (mean, log variance), its bias, decoder 1 → 2, its bias
  const flat = Float32Array.from([0.5, -1, 0.25, 0.75, 0.1, -0.2, 1.5, -0.5, 0.3, 0.4]);
  const step = await createTrainingStep(objective, { kind: "sgd" }, { state: { parameters: flat } });
  const [x0, x1, z] = [0.8, 0.2, 0.7];
  const found = await step.run({ image: Float32Array.of(x0, x1), noise: Float32Array.of(z) }, 0);
  await step.close();
  const mean = 0.5 * x0 - x1 + 0.1;
  const logVariance = 0.25 * x0 + 0.75 * x1 - 0.2;
  const latent = mean + Math.exp(logVariance / 2) * z;
  const pixel = (x: number, logit: number) => Math.log1p(Math.exp(logit)) - x * logit;
  const wanted =
    pixel(x0, 1.5 * latent + 0.3) +
    pixel(x1, -0.5 * latent + 0.4) +
    0.5 * (mean ** 2 + Math.exp(logVariance) - 1 - logVariance);
  expect(found["loss"]).toBeCloseTo(wanted, 5);
});

test("training learns to encode and decode, with unit latents; the same seed gives the same bytes", async () => {
  const options = training();
  const vae = await trainVae(options);
  const { history } = vae;
  expect(Math.min(...history.map(({ validation }) => validation))).toBeLessThan(0.7 * history[0].validation);
  const coder = await createVaeCoder(vae);
  const latents = await coder.encode(options.data);
  const images = await coder.decode(latents);
  await coder.close();
  const mean = latents.reduce((sum, value) => sum + value, 0) / latents.length;
  const deviation = Math.sqrt(latents.reduce((sum, value) => sum + (value - mean) ** 2, 0) / latents.length);
  expect(deviation).toBeCloseTo(1, 5);
  const error = images.reduce((sum, value, i) => sum + Math.abs(value - options.data[i]), 0) / images.length;
  expect(error).toBeLessThan(0.1);
  expect((await trainVae(options)).parameters).toEqual(vae.parameters);
});

test("training stops once images kept out get no better, and keeps the best", async () => {
  const vae = await trainVae(training({ rate: 0.3, epochs: 200, validation: { count: 50, patience: 3 } }));
  const losses = vae.history.map(({ validation }) => validation);
  const best = losses.indexOf(Math.min(...losses));
  expect(losses.length).toBe(best + 1 + 3);
  expect(losses.length).toBeLessThan(200);
});

test("exported encoder and decoder give the coder's numbers", async () => {
  const options = training({ epochs: 2 });
  const vae = await trainVae(options);
  const coder = await createVaeCoder(vae);
  const image = options.data.slice(0, 16);
  const wanted = await coder.encode(image);
  await coder.close();
  const runtime = await requireOnnxRuntime();
  const session = await runtime.InferenceSession.create(exportVae(vae).encoder);
  const { output } = await session.run({
    image: new runtime.Tensor("float32", Float32Array.from(image), [1, 16]),
  });
  Array.from(wanted).forEach((value, i) => {
    expect(Number(output.data[i])).toBeCloseTo(value, 5);
  });
});
