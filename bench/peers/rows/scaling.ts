/** How the time grows: in points, queries, dimensions, features and threads, ours and PyTorch's. */
import { createDensity } from "../../../src/density/empirical-density.ts";
import { geometry } from "../../../src/density/geometry.ts";
import { sampleDensity } from "../../../src/density/sample-density.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../../src/kernels/kernels.ts";
import { float64 } from "../../../src/kernels/shared.ts";
import { createRng } from "../../../src/random/rng.ts";
import { dataVariance, ouLevel } from "../../../src/schedule/noise-level.ts";
import { latents } from "../../latents.ts";
import type { Comparison } from "../comparison.ts";
import type { Python } from "../python.ts";
import type { Sweep } from "../results.ts";
import { ownWork, peerWork, type Stand, type Work } from "../stand.ts";

const TIME = 0.3;
const LARGEST_D = 64;
const D = 32;
const K = 4;

/** See the sentence on what is fair. */
export const scaling: Comparison = {
  name: "scaling",
  title: "How the time grows",
  fair: `Fair: residuals on MNIST latents at t = ${TIME} (all but the feature sweep), PyTorch in its dense form, which is the right one there; one size is changed at
a time, and sizes alternate within a round. An exponent near 0 means that the size hardly matters there; that of the threads is -1 where twice the threads take half the time.`,
  run,
};

interface Size {
  m: number;
  n: number;
  d: number;
  k: number;
  threads: number;
}

interface Means {
  stand: Stand;
  kernels: readonly Kernels[];
  pythons: readonly (Python | undefined)[];
  /** n × 64. */
  data: Float64Array;
  quick: number;
}

async function run(stand: Stand): ReturnType<Comparison["run"]> {
  const { data } = await latents(LARGEST_D);
  stand.write("data", data);
  const kernels = [await createKernels({ threads: 1 }), await createKernels({ threads: 2 })];
  const args = [stand.folder, LARGEST_D];
  const pythons = [
    await stand.python({ name: "geometry", args, threads: 1 }),
    await stand.python({ name: "geometry", args, threads: 2 }),
  ];
  const means = { stand, kernels, pythons, data, quick: stand.quick ? 1 / 16 : 1 };
  const sweeps: Sweep[] = [];
  for (const axis of AXES) sweeps.push(await sweepOf(means, axis));
  sweeps.push(await featureSweep(stand, kernels[1]));
  for (const python of pythons) python?.close();
  for (const one of kernels) one.close();
  return { size: `sizes below; t = ${TIME}`, sweeps };
}

type Axis = { key: keyof Size; axis: string; label: string; values: readonly number[]; base: Partial<Size> };

const AXES: readonly Axis[] = [
  {
    key: "n",
    axis: "N",
    label: "training points N",
    values: [7500, 15_000, 30_000, 60_000],
    base: {},
  },
  { key: "m", axis: "M", label: "points M", values: [64, 128, 256, 512], base: { n: 30_000 } },
  { key: "d", axis: "d", label: "dimensions d", values: [8, 16, 32, 64], base: {} },
  { key: "k", axis: "k", label: "ridge dimension k", values: [1, 4, 12, 24], base: {} },
  { key: "threads", axis: "threads", label: "threads", values: [1, 2], base: { n: 30_000 } },
];

function sweepOf(means: Means, { key, axis, label, values, base }: Axis): Promise<Sweep> {
  const { stand, quick } = means;
  const usual = { m: 256, n: 15_000, d: D, k: K, threads: 2, ...base };
  const shrink = (size: Size) => ({
    ...size,
    n: Math.round(size.n * quick),
    m: Math.round(size.m * quick),
  });
  const sizes = values.map((value) => shrink({ ...usual, [key]: value }));
  const works = new Map(sizes.map((size) => [size[key], geometryWorks(means, size)]));
  const others = (["m", "n", "d", "k", "threads"] as const).filter((other) => other !== key);
  const fixed = shrink(usual);
  return stand.sweep({
    axis,
    label,
    values: [...works.keys()],
    rest: others.map((other) => `${NAMES[other]} = ${fixed[other]}`).join(", "),
    rounds: stand.quick ? 2 : 3,
    works: (value) => works.get(value) ?? [],
  });
}

const NAMES = { m: "M", n: "N", d: "d", k: "k", threads: "threads" } as const;

function geometryWorks({ stand, kernels, pythons, data: all }: Means, { m, n, d, k, threads }: Size): Work[] {
  const level = ouLevel(TIME);
  const data = float64(n * d);
  for (let i = 0; i < n; i++) data.set(all.subarray(i * LARGEST_D, i * LARGEST_D + d), i * d);
  const density = createDensity(kernels[threads - 1], { data, n, d });
  const { x } = sampleDensity(density, level, { count: m, rng: createRng(0) });
  const queries = `at-${m}-${n}-${d}`;
  stand.write(queries, x);
  const variance = dataVariance(level);
  const task = { form: "torch-dense", queries, n, d, k, variance, scale: level.scale };
  return [
    ownWork("ridgescope", async () => (await geometry(density, level, { x, dim: k })).normalScoreNorm),
    ...peerWork("PyTorch", pythons[threads - 1], task),
  ];
}

async function featureSweep(stand: Stand, kernels: Kernels): Promise<Sweep> {
  const [m, d] = stand.quick ? [50, 16] : [2000, 16];
  const python = await stand.python({ name: "features" });
  const rng = createRng(0);
  const normals = (name: string, length: number) => {
    const out = float64(length);
    rng.split(name).normalsInto(out);
    return out;
  };
  const x = normals("x", m * d);
  const works = (p: number) => {
    const hidden = { weights: normals("weights", p * d), bias: normals("bias", p), p };
    const output = { output: normals("output", d * p), outputs: d, scale: p ** -0.5 };
    const run = () => kernels.featureMean({ x, m, d, ...hidden, ...output });
    return [ownWork("ridgescope", run), ...peerWork("PyTorch", python, { p, d, m })];
  };
  const wanted = { axis: "p", label: "features p", values: [512, 1024, 2048, 4096] };
  const rest = `random features, ${m} samples, d = ${d}`;
  return stand.sweep({ ...wanted, rest, rounds: stand.quick ? 2 : 5, works });
}
