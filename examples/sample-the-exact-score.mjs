// A sampler is a generator of states; under the exact score every sample ends as a copy of a training point (F4).
import { syntheticSet } from "ridgescope/data";
import { createDensity } from "ridgescope/density";
import { classify, ridgeCriterion } from "ridgescope/diagnosis";
import { createKernels } from "ridgescope/kernels";
import { createRng } from "ridgescope/random";
import { sample, timeGrid } from "ridgescope/sample";
import { ouLevel } from "ridgescope/schedule";
import { createExactScore } from "ridgescope/score";

const { data, n, d } = syntheticSet("five-modes");
const kernels = await createKernels({ threads: 1 });
const density = createDensity(kernels, { data, n, d });
const timeMin = 1e-3;
const times = timeGrid("exponential", { horizon: 10, timeMin, steps: 200 });

let last;
for await (const state of sample(createExactScore(density), { rng: createRng(0), count: 300, times })) {
  if (state.step % 50 === 0) console.log(`step ${state.step}: t = ${state.time.toPrecision(2)}`);
  last = state;
}
const samples = last.x.map((value) => value / ouLevel(timeMin).scale);
const { fractions } = await classify(density, samples, await ridgeCriterion(density, { dim: 1, timeMin }));
console.log(`memorised: ${(100 * fractions.memorised.value).toFixed(0)} %`);
kernels.close();

// → step 0: t = 10
// → step 50: t = 1.0
// → step 100: t = 0.10
// → step 150: t = 0.010
// → step 200: t = 0.0010
// → memorised: 100 %
