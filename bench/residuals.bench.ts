/**
 * The headline: ridge residuals of 2000 points against 60,000 training points in 32 dimensions, MNIST in its
 * leading principal components. Goal: under 1.5 s on two cores. The parts say where the time goes.
 */
import { createDensity } from "../src/density/empirical-density.ts";
import { geometry } from "../src/density/geometry.ts";
import { sampleDensity } from "../src/density/sample-density.ts";
import { createKernels } from "../src/kernels/create-kernels.ts";
import type { Kernels } from "../src/kernels/kernels.ts";
import { createRng } from "../src/random/rng.ts";
import { ouLevel } from "../src/schedule/noise-level.ts";
import { type Bench, interleave, medianOf } from "./harness.ts";
import { latents } from "./latents.ts";

const QUERIES = 2000;
const DIMENSIONS = 32;
const RIDGE_DIM = 20;
const GOAL_SECONDS = 1.5;

/** Kernels that add up the seconds spent in them. */
function watched(kernels: Kernels, spent: Record<string, number>): Kernels {
  const watch =
    <A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const start = performance.now();
      const result = await call(...args);
      spent[name] = (spent[name] ?? 0) + (performance.now() - start) / 1000;
      return result;
    };
  const { moments, eigenBatch } = kernels;
  return { ...kernels, moments: watch("moments", moments), eigenBatch: watch("eigenBatch", eigenBatch) };
}

async function run(): ReturnType<Bench["run"]> {
  const level = ouLevel(1e-3);
  const { data, n } = await latents(DIMENSIONS);
  const spent: Record<string, number>[] = [{}, {}];
  const kernels = [await createKernels(), await createKernels({ threads: 1 })];
  const densities = kernels.map((one, at) =>
    createDensity(watched(one, spent[at]), { data, n, d: DIMENSIONS }),
  );
  const { x } = sampleDensity(densities[0], level, { count: QUERIES, rng: createRng(0) });
  const parts: Record<string, number[]> = {};
  const candidates = densities.map((density, at) => ({
    name: `${kernels[at].threads} thread(s)`,
    run: async () => {
      spent[at] = Object.assign(spent[at], { moments: 0, eigenBatch: 0 });
      const { normalScoreNorm } = await geometry(density, level, { x, dim: RIDGE_DIM });
      for (const [name, seconds] of Object.entries(spent[at])) {
        parts[`${name}, ${kernels[at].threads} thread(s)`] ??= [];
        parts[`${name}, ${kernels[at].threads} thread(s)`].push(seconds);
      }
      return normalScoreNorm;
    },
  }));
  const timings = await interleave(candidates, { rounds: 5, warmUps: 1, work: QUERIES });
  for (const one of kernels) one.close();
  const medians = Object.entries(parts).map(([name, seconds]) => [`${name} (s)`, medianOf(seconds)]);
  const goal = { "goal (s)": GOAL_SECONDS, "goal met": timings[0].median < GOAL_SECONDS ? "yes" : "no" };
  return {
    size: `${QUERIES} points × ${n} training points × ${DIMENSIONS} dims, k = ${RIDGE_DIM}, t = 1e-3`,
    unit: "points/s",
    timings,
    figures: { ...goal, ...Object.fromEntries(medians) },
  };
}

export const benches: readonly Bench[] = [{ name: "residuals", run }];
