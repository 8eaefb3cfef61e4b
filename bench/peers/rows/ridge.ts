/** Projection onto the 1-ridge of a noisy spiral. */
import { createDensity } from "../../../src/density/empirical-density.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import { float64 } from "../../../src/kernels/shared.ts";
import { createRng } from "../../../src/random/rng.ts";
import { projectToRidge } from "../../../src/ridge/project.ts";
import { dataVariance, veLevel } from "../../../src/schedule/noise-level.ts";
import type { Comparison } from "../comparison.ts";
import { checkedWork, ownWork, type Stand } from "../stand.ts";

const D = 2;
const TOLERANCE = 1e-9;
const SIGMA = 0.2;
const SCATTER = 0.1;
/** Turns of the spiral; neighbouring turns are 2π / 6 apart. */
const TURNS = 3;

/** See the sentence on what is fair. */
export const ridge: Comparison = {
  name: "ridge-projection",
  title: "Projection onto the ridge of a spiral",
  fair: `Fair: PyTorch moves all points together in float64, drops those that are done, and takes the same steps (mean shift in the normal space, Newton
once it is short and helps) to the same residual of ${TOLERANCE} noise widths. Its eigh goes through LAPACK also for 2 × 2, as the general form does. The clock of either covers the same starts to the same ends.`,
  run,
};

/** Points on r = angle / 6 … with normal scatter, n × 2. */
function spiral(n: number, scatter: number, key: string): Float64Array {
  const rng = createRng(0).split(key);
  const [along, across] = [rng.split("along").uniforms(n), rng.split("across").normals(n * D)];
  const out = float64(n * D);
  for (let i = 0; i < n; i++) {
    const angle = 2 * Math.PI * TURNS * Math.sqrt(0.05 + 0.95 * along[i]);
    const radius = angle / 6;
    out[i * D] = radius * Math.cos(angle) + scatter * across[i * D];
    out[i * D + 1] = radius * Math.sin(angle) + scatter * across[i * D + 1];
  }
  return out;
}

async function run(stand: Stand): ReturnType<Comparison["run"]> {
  const [n, m] = stand.quick ? [500, 50] : [5000, 1000];
  const data = spiral(n, SCATTER, "data");
  const from = spiral(m, 2 * SCATTER, "from");
  const kernels = await createKernels();
  const density = createDensity(kernels, { data, n, d: D });
  const level = veLevel(SIGMA);
  stand.write("data", data);
  stand.write("from", from);
  const python = await stand.python({ name: "ridge", args: [stand.folder, D] });
  const task = { queries: "from", variance: dataVariance(level), k: 1, tolerance: TOLERANCE };
  let converged = 0;
  const project = async () => {
    const found = await projectToRidge(density, level, { from, dim: 1, tolerance: TOLERANCE });
    converged = found.converged.reduce((sum, value) => sum + value, 0);
    return found.points;
  };
  const measured = await stand.measure({
    at: `σ = ${SIGMA}`,
    works: [
      ownWork("ridgescope", project),
      ...checkedWork("PyTorch, batched loop", { python, folder: stand.folder }, task),
    ],
    rounds: stand.quick ? 2 : 5,
  });
  python?.close();
  kernels.close();
  const figures = { "converged, ridgescope": `${converged} of ${m}` };
  return { size: `${m} starts × ${n} points in the plane, k = 1`, cases: [measured], figures };
}
