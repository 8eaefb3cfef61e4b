/**
 * Geometry in pixels, above the dimension up to which matrices are formed: one digit of MNIST, 40 points, the leading
 * directions with and without full relative accuracy, on all threads and on one; and projections onto the ridge from images.
 */
import { takeRows } from "../src/arrays/rows.ts";
import { readMatrix } from "../src/data/read-matrix.ts";
import { createDensity } from "../src/density/empirical-density.ts";
import { geometry } from "../src/density/geometry.ts";
import { sampleDensity } from "../src/density/sample-density.ts";
import { createKernels } from "../src/kernels/create-kernels.ts";
import { createRng } from "../src/random/rng.ts";
import { projectToRidge } from "../src/ridge/project.ts";
import { ouLevel } from "../src/schedule/noise-level.ts";
import { type Bench, interleave } from "./harness.ts";

const QUERIES = 40;
const STARTS = 64;
const RIDGE_DIM = 10;
const TIME = 0.2;

async function run(): ReturnType<Bench["run"]> {
  const { data, rows: n, columns: d } = await readMatrix("mnist:train/1");
  const level = ouLevel(TIME);
  const [kernels, single] = [await createKernels(), await createKernels({ threads: 1 })];
  const density = createDensity(kernels, { data, n, d });
  const { x } = sampleDensity(density, level, { count: QUERIES, rng: createRng(0) });
  const residuals = async (naive: boolean, own = kernels) =>
    (await geometry({ ...density, kernels: own }, level, { x, dim: RIDGE_DIM, naive })).normalScoreNorm;
  const timings = await interleave(
    [
      { name: "exact", run: () => residuals(false) },
      { name: "naive", run: () => residuals(true) },
      { name: "exact, 1 thread", run: () => residuals(false, single) },
    ],
    { rounds: 5, warmUps: 1, work: QUERIES },
  );
  const images = Int32Array.from({ length: STARTS }, (_, i) => Math.floor((i * n) / STARTS));
  const from = takeRows(data, images, d).map((value) => level.scale * value);
  const ridge = async () => (await projectToRidge(density, level, { from, dim: RIDGE_DIM })).curvature;
  timings.push(
    ...(await interleave([{ name: "onto the ridge", run: ridge }], { rounds: 3, warmUps: 0, work: STARTS })),
  );
  for (const one of [kernels, single]) one.close();
  const size = `${QUERIES} points (and ${STARTS} images) × ${n} images × ${d} pixels, k = ${RIDGE_DIM}, t = ${TIME}`;
  return { size, unit: "points/s", timings };
}

/** Benches of this file. */
export const benches: readonly Bench[] = [{ name: "pixels", run }];
