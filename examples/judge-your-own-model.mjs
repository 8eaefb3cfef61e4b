// A model is anything with a posterior mean m(x, t) = E[a x₀ | x]. This one predicts noise, as most networks do.
import { createDensity } from "ridgescope/density";
import { diagnoseSamples } from "ridgescope/experiments";
import { createKernels } from "ridgescope/kernels";
import { createRng } from "ridgescope/random";
import { finalSamples, timeGrid } from "ridgescope/sample";
import { ouLevel } from "ridgescope/schedule";

// Your network: the noise in x of a standard normal, whatever the training data were.
const predictNoise = async (x, time) => x.map((value) => value * Math.sqrt(ouLevel(time).variance));

const model = {
  name: "mine",
  d: 2,
  async posteriorMean(x, time) {
    const noise = await predictNoise(x, time);
    return x.map((value, i) => value - Math.sqrt(ouLevel(time).variance) * noise[i]);
  },
};
const rng = createRng(0);
const train = rng
  .split("train")
  .normals(1000)
  .map((value, i) => (i % 2 === 0 ? 2 * value : value ** 2 / 8));
const kernels = await createKernels({ threads: 1 });
const density = createDensity(kernels, { data: train, n: 500, d: 2 });
const times = timeGrid("karras", { horizon: 5, timeMin: 1e-3, steps: 50 });
const { x } = await finalSamples(model, { rng, count: 200, times, solver: "exponential" });
const samples = x.map((value) => value / ouLevel(1e-3).scale);
const options = { dim: 1, timeMin: 1e-3, times: [], calibration: 500, rng };
const { sets } = await diagnoseSamples(density, [{ name: model.name, samples }], options);
const { memorised, onRidge } = sets[0].classes.fractions;
console.log(
  `memorised ${(100 * memorised.value).toFixed(0)} %, on the ridge ${(100 * onRidge.value).toFixed(0)} %`,
);
kernels.close();

// → memorised 3 %, on the ridge 35 %
