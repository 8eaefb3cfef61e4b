// Samples under a known error of the score: a normal error sets the distance to the ridge, a tangent one does not.
import { createDensity } from "ridgescope/density";
import { followDynamics } from "ridgescope/dynamics";
import { createKernels } from "ridgescope/kernels";
import { createRng } from "ridgescope/random";
import { timeGrid } from "ridgescope/sample";
import { createPerturbedScore } from "ridgescope/score";

const kernels = await createKernels({ threads: 1 });
const density = createDensity(kernels, { data: Float64Array.of(-3, 0, 3, 0), n: 2, d: 2 });
const times = timeGrid("exponential", { horizon: 10, timeMin: 1e-3, steps: 300 });
for (const [name, error] of [
  ["normal", { normal: 0.3 }],
  ["tangent", { tangent: 0.3 }],
]) {
  const model = createPerturbedScore(density, { dim: 1, rng: createRng(1), ...error });
  const options = { rng: createRng(0), count: 200, times, dim: 1, every: 10 };
  const { measuredDistance, predictedDistance } = await followDynamics(model, density, options);
  const [measured, predicted] = [measuredDistance, predictedDistance].map((curve) => curve.at(-1).toFixed(2));
  console.log(`${name} error of 0.3: distance ${measured}, predicted ${predicted}`);
}
kernels.close();

// → normal error of 0.3: distance 0.30, predicted 0.31
// → tangent error of 0.3: distance 0.05, predicted 0.05
