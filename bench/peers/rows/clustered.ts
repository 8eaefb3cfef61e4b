/** How the time grows with the number of points where they lie in clusters and the noise is small: few of them matter. */
import { createDensity } from "../../../src/density/empirical-density.ts";
import { geometry } from "../../../src/density/geometry.ts";
import { sampleDensity } from "../../../src/density/sample-density.ts";
import { createKernels, type Kernels } from "../../../src/kernels/index.ts";
import { float64 } from "../../../src/kernels/shared.ts";
import { createRng } from "../../../src/random/rng.ts";
import { dataVariance, ouLevel } from "../../../src/schedule/noise-level.ts";
import { latents } from "../../latents.ts";
import type { Comparison } from "../comparison.ts";
import type { Python } from "../python.ts";
import { ownWork, peerWork, type Stand, type Work } from "../stand.ts";

const [D, K, QUERIES] = [32, 20, 2000];
const TIME = 1e-3;
/** Standard deviation, beside the images' own points, of those beyond them. */
const BESIDE = 0.1;

/** See the sentence on what is fair. */
export const clustered: Comparison = {
  name: "clustered-points",
  title: "How the time grows with clustered points at small noise",
  fair: `Fair: residuals at t = ${TIME} on MNIST latents, and beyond the 60,000 images on points beside them (noise of ${BESIDE}); what a script and we can make of the points once
(tables, boxes) is made before the clock starts. PyTorch takes the nearest 64 by a float32 product, the fastest form there, which leaves out what has weight.`,
  run,
};

async function run(stand: Stand): ReturnType<Comparison["run"]> {
  const [values, m] = stand.quick ? [[1000, 4000], 100] : [[10_000, 100_000, 1_000_000], QUERIES];
  const data = await cloud(values[values.length - 1]);
  stand.write("data", data);
  const kernels = await createKernels();
  const python = await stand.python({ name: "geometry", args: [stand.folder, D] });
  const works = new Map(
    values.map((n) => [n, worksOf(stand, { kernels, python, data: data.subarray(0, n * D), m })]),
  );
  const sweep = await stand.sweep({
    axis: "N",
    label: "training points N",
    values,
    rest: `M = ${m}, d = ${D}, k = ${K}, threads = 2`,
    rounds: stand.quick ? 2 : 3,
    works: (n) => works.get(n) ?? [],
  });
  python?.close();
  kernels.close();
  return { size: `sizes below; t = ${TIME}`, sweeps: [sweep] };
}

/** n points: images, then some beside them. */
async function cloud(n: number): Promise<Float64Array> {
  const { data: images } = await latents(D);
  const out = float64(n * D);
  const noise = createRng(7).normals(Math.max(0, n * D - images.length));
  for (let i = 0; i < out.length; i++) {
    out[i] = images[i % images.length] + (i < images.length ? 0 : BESIDE * noise[i - images.length]);
  }
  return out;
}

interface Given {
  readonly kernels: Kernels;
  readonly python: Python | undefined;
  /** n × D. */
  readonly data: Float64Array;
  readonly m: number;
}

function worksOf(stand: Stand, { kernels, python, data, m }: Given): Work[] {
  const level = ouLevel(TIME);
  const n = data.length / D;
  // Points of its own: what is kept of them is kept with their array.
  const density = createDensity(kernels, { data: float64(data.length), n, d: D });
  density.data.set(data);
  const { x } = sampleDensity(density, level, { count: m, rng: createRng(0) });
  const queries = `at-${n}`;
  stand.write(queries, x);
  const task = {
    form: "torch-nearest",
    queries,
    n,
    d: D,
    k: K,
    variance: dataVariance(level),
    scale: level.scale,
  };
  return [
    ownWork("ridgescope", async () => (await geometry(density, level, { x, dim: K })).normalScoreNorm),
    ...peerWork("PyTorch, nearest 64", python, task),
  ];
}
