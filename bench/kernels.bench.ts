/** Each compiled kernel against the plain one that specifies it, on one thread and on all. */
import { createKernels } from "../src/kernels/create-kernels.ts";
import type { Kernels } from "../src/kernels/kernels.ts";
import { float64 } from "../src/kernels/shared.ts";
import { createRng } from "../src/random/rng.ts";
import { type Bench, interleave } from "./harness.ts";

interface KernelBench {
  readonly name: string;
  readonly size: string;
  readonly unit: string;
  readonly work: number;
  call(kernels: Kernels): Promise<ArrayLike<number>>;
}

/** Seeded normal numbers in shared memory. */
function normals(name: string, length: number): Float64Array {
  const out = float64(length);
  createRng(0).split(name).normalsInto(out);
  return out;
}

function symmetric(name: string, m: number, n: number): Float64Array {
  const out = normals(name, m * n * n);
  for (let q = 0; q < m; q++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < i; j++) out[(q * n + i) * n + j] = out[(q * n + j) * n + i];
  return out;
}

function momentsBench(): KernelBench {
  const [n, m, d] = [2000, 50, 32];
  const points = { data: normals("points", n * d), n, d };
  const request = {
    points,
    queries: normals("queries", m * d),
    m,
    variance: 0.5,
    covariance: true,
    keep: 22,
  };
  return {
    name: "moments",
    size: `${m} queries × ${n} points × ${d} dims, covariance`,
    unit: "point visits/s",
    work: m * n,
    call: async (kernels) => (await kernels.moments(request)).logSum,
  };
}

function neighboursBench(): KernelBench {
  const [n, m, d, count] = [6742, 300, 32, 2];
  const points = { data: normals("points", n * d), n, d };
  const radii = normals("radii", n).map((z) => 5 + 0.3 * z);
  const request = { points, queries: normals("queries", m * d), m, count, radii, sums: true };
  return {
    name: "neighbours",
    size: `${m} queries × ${n} points × ${d} dims, ${count} neighbours, balls and sums`,
    unit: "distances/s",
    work: m * n,
    call: async (kernels) => (await kernels.neighbours(request)).sum,
  };
}

function eigenBatchBench(): KernelBench {
  const [m, n] = [200, 32];
  const matrices = symmetric("batch", m, n);
  return {
    name: "eigen-batch",
    size: `${m} matrices of ${n} × ${n}`,
    unit: "matrices/s",
    work: m,
    call: async (kernels) => (await kernels.eigenBatch(matrices, m, n)).values,
  };
}

function eigenBench(): KernelBench {
  const n = 160;
  const matrix = symmetric("eigen", 1, n);
  return {
    name: "eigen",
    size: `one ${n} × ${n} matrix`,
    unit: "matrices/s",
    work: 1,
    call: async (kernels) => (await kernels.eigen(matrix, n)).values,
  };
}

function multiplyBench(): KernelBench {
  const n = 320;
  const request = { a: normals("a", n * n), b: normals("b", n * n), rows: n, inner: n, columns: n };
  return {
    name: "multiply",
    size: `${n} × ${n} × ${n}`,
    unit: "operations/s",
    work: 2 * n ** 3,
    call: (kernels) => kernels.multiply(request),
  };
}

function featureMeanBench(): KernelBench {
  const [m, d, p] = [500, 16, 500];
  const hidden = { weights: normals("weights", p * d), bias: normals("bias", p), p };
  const output = { output: normals("output", d * p), outputs: d, scale: 1 / Math.sqrt(p) };
  const request = { x: normals("x", m * d), m, d, ...hidden, ...output };
  return {
    name: "feature-mean",
    size: `${m} samples × ${p} features × ${d} dims`,
    unit: "samples/s",
    work: m,
    call: (kernels) => kernels.featureMean(request),
  };
}

function patchMeansBench(places: "own" | "alike", [m, n]: readonly [number, number]): KernelBench {
  const d = 784;
  const points = { data: normals("points", n * d), n, d };
  const image = { rows: 28, columns: 28, reach: 2 };
  const request = { points, ...image, queries: normals("queries", m * d), m, variance: 0.5, places };
  return {
    name: places === "own" ? "patch-means" : "patch-means-anywhere",
    size: `${m} queries × ${n} images of 28 × 28, patches of 5 × 5`,
    unit: "images/s",
    work: m * n,
    call: (kernels) => kernels.patchMeans(request),
  };
}

async function runKernelBench({ size, unit, work, call }: KernelBench): ReturnType<Bench["run"]> {
  const kernels = [
    { name: "reference", kernels: await createKernels({ backend: "reference" }) },
    { name: "compiled, 1 thread", kernels: await createKernels({ threads: 1, onnxRuntime: false }) },
    { name: "compiled, all threads", kernels: await createKernels({ onnxRuntime: false }) },
    { name: "as chosen", kernels: await createKernels() },
  ];
  const candidates = kernels.map(({ name, kernels }) => ({ name, run: () => call(kernels) }));
  const timings = await interleave(candidates, { rounds: 5, warmUps: 1, work });
  for (const { kernels: one } of kernels) one.close();
  return { size, unit, timings };
}

const made = [
  momentsBench,
  neighboursBench,
  eigenBatchBench,
  eigenBench,
  multiplyBench,
  featureMeanBench,
  () => patchMeansBench("own", [10, 200]),
  () => patchMeansBench("alike", [2, 8]),
];

export const benches: readonly Bench[] = made.map((make) => {
  const bench = make();
  return { name: bench.name, run: () => runKernelBench(bench) };
});
