/**
 * The same residuals where many points share the weight: MNIST in 32 principal components at t = 0.3 and 1, with ONNX
 * Runtime beside our kernel without it. PyTorch and NumPy on the same work: `--peers --only mnist-residuals`.
 */
import { createDensity } from "../src/density/empirical-density.ts";
import { geometry } from "../src/density/geometry.ts";
import { sampleDensity } from "../src/density/sample-density.ts";
import { createKernels } from "../src/kernels/create-kernels.ts";
import { createRng } from "../src/random/rng.ts";
import { ouLevel } from "../src/schedule/noise-level.ts";
import { type Bench, interleave } from "./harness.ts";
import { latents } from "./latents.ts";

const QUERIES = 2000;
const DIMENSIONS = 32;
const RIDGE_DIM = 20;
const TIMES = [0.3, 1];

async function run(): ReturnType<Bench["run"]> {
  const { data, n } = await latents(DIMENSIONS);
  const kernels = [await createKernels({ onnxRuntime: false }), await createKernels()];
  const densities = kernels.map((one) => createDensity(one, { data, n, d: DIMENSIONS }));
  const queries = TIMES.map((time) => {
    const level = ouLevel(time);
    return { level, x: sampleDensity(densities[0], level, { count: QUERIES, rng: createRng(0) }).x };
  });
  const timings = [];
  const figures: Record<string, string> = {};
  for (const [i, { level, x }] of queries.entries()) {
    const at = `t = ${TIMES[i]}`;
    const residuals = async (which: number) =>
      (await geometry(densities[which], level, { x, dim: RIDGE_DIM })).normalScoreNorm;
    const candidates = [
      { name: `without ONNX Runtime, ${at}`, run: () => residuals(0) },
      { name: `with it, ${at}`, run: () => residuals(1) },
    ];
    timings.push(...(await interleave(candidates, { rounds: 5, warmUps: 1, work: QUERIES })));
    const [expected, found] = await Promise.all(candidates.map(({ run: result }) => result()));
    const differences = Array.from(found, (value, q) => Math.abs(value / expected[q] - 1));
    figures[`largest difference of 99 %, ${at}`] = differences
      .sort((a, b) => a - b)
      [Math.floor(0.99 * QUERIES)].toExponential(1);
  }
  for (const one of kernels) one.close();
  const size = `${QUERIES} points × ${n} training points × ${DIMENSIONS} dims, k = ${RIDGE_DIM}`;
  return { size, unit: "points/s", timings, figures };
}

/** Benches of this file. */
export const benches: readonly Bench[] = [{ name: "moderate-noise", run }];
