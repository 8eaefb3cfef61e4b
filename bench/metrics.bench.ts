/** The pass that all metrics of samples share, beside a search for neighbours alone, and all metrics together. */
import { createKernels } from "../src/kernels/create-kernels.ts";
import { float64 } from "../src/kernels/shared.ts";
import { measureSamples } from "../src/metrics/measure-samples.ts";
import { createRng } from "../src/random/rng.ts";
import { type Bench, interleave } from "./harness.ts";

const [GENERATED, TRAIN, D, COUNT] = [2000, 6742, 32, 50] as const;

function normals(name: string, length: number): Float64Array {
  const out = float64(length);
  createRng(0).split(name).normalsInto(out);
  return out;
}

async function runSharedPass(): ReturnType<Bench["run"]> {
  const [one, all] = [await createKernels({ threads: 1 }), await createKernels()];
  const points = { data: normals("train", TRAIN * D), n: TRAIN, d: D };
  const queries = normals("generated", GENERATED * D);
  const radii = normals("radii", TRAIN).map((z) => 5 + 0.3 * z);
  const near = { points, queries, m: GENERATED, count: COUNT };
  const shared = { ...near, radii, sums: true };
  const timings = await interleave(
    [
      { name: "neighbours, 1 thread", run: async () => (await one.neighbours(near)).distance },
      { name: "shared, 1 thread", run: async () => (await one.neighbours(shared)).sum },
      { name: "shared, all threads", run: async () => (await all.neighbours(shared)).sum },
    ],
    { rounds: 5, warmUps: 1, work: GENERATED * TRAIN },
  );
  for (const kernels of [one, all]) kernels.close();
  const size = `${GENERATED} generated × ${TRAIN} train × ${D} dims, ${COUNT} neighbours`;
  return { size, unit: "distances/s", timings };
}

async function runAllMetrics(): ReturnType<Bench["run"]> {
  const kernels = await createKernels();
  const roles = {
    kernels,
    d: D,
    train: normals("train", TRAIN * D),
    generated: normals("generated", GENERATED * D),
  };
  const run = async () => {
    const { perSample } = await measureSamples(roles, { rng: createRng(0), space: "bench" });
    return perSample["nearest_ratio"];
  };
  const timings = await interleave([{ name: "measureSamples", run }], {
    rounds: 3,
    warmUps: 1,
    work: GENERATED,
  });
  kernels.close();
  const size = `${GENERATED} generated × ${TRAIN} train × ${D} dims, all metrics with 1000 resamples`;
  return { size, unit: "samples/s", timings };
}

export const benches: readonly Bench[] = [
  { name: "metrics-pass", run: runSharedPass },
  { name: "metrics", run: runAllMetrics },
];
