/**
 * One training step of the score network 160–512–512–32 at batch 1024 (forward, backward, Adam). PyTorch on the same
 * work: `--peers --only training-step`; goal: at least 1.5 times faster.
 */
import { type Bench, interleave } from "./harness.ts";
import { BATCH, trainingSteps } from "./score-networks.ts";

/** Steps timed together. */
const STEPS = 20;

async function run(): ReturnType<Bench["run"]> {
  const own = { name: "one ONNX graph a step", run: await trainingSteps(STEPS) };
  const timings = await interleave([own], { rounds: 15, work: STEPS });
  return {
    size: `MLP 160-512-512-32, batch ${BATCH}, Adam, ${STEPS} steps`,
    unit: "steps/s",
    timings,
    figures: { "ms a step": ((1000 * timings[0].median) / STEPS).toFixed(2) },
  };
}

/** Benches of this file. */
export const benches: readonly Bench[] = [{ name: "training-step", run }];
