// A training loop that stops before its model starts to copy: each checkpoint's samples are judged, as `check` does.
import { createDensity } from "ridgescope/density";
import { classify, ridgeCriterion } from "ridgescope/diagnosis";
import { createKernels } from "ridgescope/kernels";
import { createRng } from "ridgescope/random";
import { finalSamples, timeGrid } from "ridgescope/sample";
import { ouLevel } from "ridgescope/schedule";
import { createInflatedScore } from "ridgescope/score";

const angles = Float64Array.from({ length: 400 }, (_, i) => (2 * Math.PI * Math.floor(i / 2)) / 200);
const ring = angles.map((angle, i) => (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle)));
const kernels = await createKernels({ threads: 1 });
const density = createDensity(kernels, { data: ring, n: 200, d: 2 });
const timeMin = 1e-4;
const times = timeGrid("karras", { horizon: 5, timeMin, steps: 60 });
const criterion = await ridgeCriterion(density, { dim: 1, timeMin });
const limit = 0.5;

for (let epoch = 1; epoch <= 6; epoch++) {
  // What stands for training here: a blur of the data that halves with every epoch.
  const model = createInflatedScore(density, 0.1 / 2 ** epoch);
  const { x } = await finalSamples(model, { rng: createRng(0), count: 300, times, solver: "exponential" });
  const clean = await model.posteriorMean(x, timeMin); // without the noise that is left at t_min
  const samples = clean.map((value) => value / ouLevel(timeMin).scale);
  const { fractions } = await classify(density, samples, criterion);
  const { value, low } = fractions.memorised;
  console.log(`epoch ${epoch}: ${(100 * value).toFixed(0)} % copies`);
  if (low > limit) {
    console.log(`stopped: more than ${100 * limit} % for certain`);
    break;
  }
}
kernels.close();

// → epoch 1: 8 % copies
// → epoch 2: 19 % copies
// → epoch 3: 35 % copies
// → epoch 4: 55 % copies
// → epoch 5: 61 % copies
// → stopped: more than 50 % for certain
