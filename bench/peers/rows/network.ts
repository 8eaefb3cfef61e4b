/** The score network 160–512–512–32: a training step, and generation beside the products that it is made of. */
import { createNetworkScore } from "../../../src/networks/network-model.ts";
import { initialParameters } from "../../../src/networks/parameters.ts";
import { scoreParameters } from "../../../src/networks/score-network.ts";
import { createRng } from "../../../src/random/rng.ts";
import { finalSamples } from "../../../src/sample/sampler.ts";
import { timeGrid } from "../../../src/sample/time-grid.ts";
import { BATCH, networkSpec, trainingSteps } from "../../score-networks.ts";
import type { Comparison } from "../comparison.ts";
import { ownWork, peerWork, type Stand } from "../stand.ts";
import { createOwnProducts } from "./own-products.ts";

const WIDTHS = [160, 512, 512, 32];
/** Multiply–adds of one row: all layers, and all but the first. */
const [ALL, LATER] = [160 * 512 + 512 * 512 + 512 * 32, 512 * 512 + 512 * 32];
/** Of generation, before the clock starts. */
const WARM_STEPS = 20;
const GRID = { horizon: 4, timeMin: 1e-3 };

/** See the sentence on what is fair. */
export const training: Comparison = {
  name: "training-step",
  title: "Training steps of a score network",
  fair: `Fair: the same layers, batch, loss and Adam in float32 on both sides, PyTorch eager as most train it. Not covered: compilers of PyTorch 2, which
this version lacks. The share is of the float64 product, though the work is float32, of which a machine does about twice as much.`,
  run: runTraining,
};

/** See the sentence on what is fair. */
export const generation: Comparison = {
  name: "generation",
  title: "Generation through a score network",
  fair: `Fair: Euler–Maruyama on the same grid in both; ours keeps the states in float64 and draws counter-based noise, so that samples do not depend on batch and
threads, PyTorch keeps float32 throughout. "Products alone" are the three products of a step and nothing else, in float32, in ONNX Runtime as we call it and in
PyTorch: what a perfect program on these libraries would take. The share is of the float64 product.`,
  run: runGeneration,
};

async function runTraining(stand: Stand): ReturnType<Comparison["run"]> {
  const steps = stand.quick ? 3 : 20;
  const python = await stand.python({ name: "network" });
  const measured = await stand.measure({
    at: `${steps} steps`,
    works: [
      ownWork("ridgescope", await trainingSteps(steps)),
      ...peerWork("PyTorch float32", python, { do: "train", steps }),
    ],
    rounds: stand.quick ? 2 : 11,
    operations: steps * 2 * BATCH * (2 * ALL + LATER),
  });
  python?.close();
  return { size: `MLP 160-512-512-32, batch ${BATCH}, Adam`, cases: [measured] };
}

async function runGeneration(stand: Stand): ReturnType<Comparison["run"]> {
  const [count, steps] = stand.quick ? [50, 20] : [2000, 1000];
  const rng = createRng(0);
  const spec = networkSpec(rng);
  const model = await createNetworkScore(
    "untrained",
    spec,
    initialParameters(scoreParameters(spec), rng.split("start")),
  );
  const [times, few] = [steps, WARM_STEPS].map((count) => timeGrid("exponential", { ...GRID, steps: count }));
  const products = await createOwnProducts(WIDTHS, rng.split("products"));
  const python = await stand.python({ name: "network" });
  const task = { count, horizon: GRID.horizon, least: GRID.timeMin };
  const warm = (run: () => Promise<unknown>) => async () => {
    await run();
    return {};
  };
  const generate = async (at: Float64Array) =>
    (await finalSamples(model, { rng: createRng(1), count, times: at })).x;
  const peer = (name: string, what: string) =>
    peerWork(name, python, { ...task, steps, do: what }).map((work) => ({
      ...work,
      first: warm(async () => python?.ask({ ...task, steps: WARM_STEPS, do: what })),
    }));
  const measured = await stand.measure({
    at: `${steps} steps`,
    works: [
      { ...ownWork("ridgescope", () => generate(times)), first: warm(() => generate(few)) },
      {
        ...ownWork("products alone, ONNX Runtime", () => products.run(steps, count)),
        ours: false,
        first: warm(() => products.run(WARM_STEPS, count)),
      },
      ...peer("products alone, PyTorch", "products"),
      ...peer("PyTorch float32", "generate"),
    ],
    rounds: stand.quick ? 2 : 3,
    operations: steps * 2 * count * ALL,
  });
  python?.close();
  for (const one of [model, products]) await one.close();
  return { size: `${count} samples × ${steps} steps, MLP 160-512-512-32`, cases: [measured] };
}
