/** Ridge residuals in the space of pixels: 784 dimensions, where no one wants the whole covariance. */
import { readMatrix } from "../../../src/data/read-matrix.ts";
import { createDensity } from "../../../src/density/empirical-density.ts";
import { geometry } from "../../../src/density/geometry.ts";
import { sampleDensity } from "../../../src/density/sample-density.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import { createRng } from "../../../src/random/rng.ts";
import { dataVariance, ouLevel } from "../../../src/schedule/noise-level.ts";
import { type Comparison, eigenOperations } from "../comparison.ts";
import { checkedWork, ownWork, type Stand } from "../stand.ts";

const RIDGE_DIM = 10;
const TIME = 0.2;

/** See the sentence on what is fair. */
export const pixels: Comparison = {
  name: "pixels",
  title: "Ridge residuals in pixels, 784 dimensions",
  fair: `Fair: PyTorch in three forms: a 784 × 784 covariance and eigh for each point; rows whose weight is below rounding left out, then the
smaller of both Gram matrices; and a randomised SVD of those rows (10 passes, 3 k directions), whose accuracy the last column tells. Ours leaves nothing out beforehand and never forms the covariance. Operations are counted for
the first form.`,
  run,
};

async function run(stand: Stand): ReturnType<Comparison["run"]> {
  const { data: all, rows, columns: d } = await readMatrix("mnist:train/1");
  const [n, m] = stand.quick ? [1000, 3] : [rows, 40];
  const data = all.subarray(0, n * d);
  const kernels = await createKernels();
  const density = createDensity(kernels, { data, n, d });
  const level = ouLevel(TIME);
  const { x } = sampleDensity(density, level, { count: m, rng: createRng(0) });
  stand.write("data", data);
  stand.write("at", x);
  const python = await stand.python({ name: "pixels", args: [stand.folder, d] });
  const task = { queries: "at", variance: dataVariance(level), scale: level.scale, k: RIDGE_DIM };
  const peer = (name: string, form: string) =>
    checkedWork(name, { python, folder: stand.folder }, { ...task, form });
  const residuals = async () => (await geometry(density, level, { x, dim: RIDGE_DIM })).normalScoreNorm;
  const measured = await stand.measure({
    at: `t = ${TIME}`,
    works: [
      ownWork("ridgescope", residuals),
      ...peer("PyTorch, heavy rows", "torch-rows"),
      ...peer("PyTorch, svd_lowrank", "torch-lowrank"),
      ...peer("PyTorch float64, dense", "torch-dense"),
    ],
    rounds: stand.quick ? 2 : 3,
    operations: m * (2 * n * 2 * d + 2 * n * d * d + eigenOperations(d)),
  });
  python?.close();
  kernels.close();
  return { size: `${m} points × ${n} digits 1 × ${d} pixels, k = ${RIDGE_DIM}`, cases: [measured] };
}
