/** A million points in 16 dimensions under wide noise, where everything counts: time and memory. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createDensity } from "../../../src/density/empirical-density.ts";
import { geometry } from "../../../src/density/geometry.ts";
import { sampleDensity } from "../../../src/density/sample-density.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import { createRng } from "../../../src/random/rng.ts";
import { dataVariance } from "../../../src/schedule/noise-level.ts";
import { type Comparison, geometryOperations } from "../comparison.ts";
import { MIXTURE, mixture } from "../mixture.ts";
import { checkedWork, ownWork, type Stand } from "../stand.ts";

const { d: D, level: LEVEL, dim: RIDGE_DIM } = MIXTURE;
const GOAL_MEGABYTES = 400;

/** See the sentence on what is fair. */
export const million: Comparison = {
  name: "million-points",
  title: "Residuals among a million points, σ = 1",
  fair: `Fair: PyTorch goes over the points in tiles with a running softmax, so that no n × M table is needed, and makes its products yᵀy tile by tile
within the clock; ours goes over the same points. Memory is the peak of a process of its own beyond what it held once the data were there.`,
  run,
};

async function run(stand: Stand): ReturnType<Comparison["run"]> {
  const [n, m] = stand.quick ? [20_000, 50] : [1_000_000, 1000];
  const data = mixture(n);
  const kernels = await createKernels();
  const density = createDensity(kernels, { data, n, d: D });
  const { x } = sampleDensity(density, LEVEL, { count: m, rng: createRng(0) });
  stand.write("data", data);
  stand.write("at", x);
  const python = await stand.python({ name: "million", args: [stand.folder, D] });
  const task = { queries: "at", variance: dataVariance(LEVEL), scale: LEVEL.scale, k: RIDGE_DIM };
  const before = (await python?.ask({ ...task, nothing: true }))?.peakKilobytes;
  const residuals = async () => (await geometry(density, LEVEL, { x, dim: RIDGE_DIM })).normalScoreNorm;
  const peer = checkedWork("PyTorch float64, tiles", { python, folder: stand.folder }, task);
  const measured = await stand.measure({
    at: "σ = 1",
    works: [ownWork("ridgescope", residuals), ...peer],
    rounds: stand.quick ? 2 : 3,
    operations: geometryOperations({ m, n, d: D }),
  });
  const after = (await python?.ask({ ...task, nothing: true }))?.peakKilobytes;
  python?.close();
  kernels.close();
  const figures = { ...(await ownMemory(n, m)), ...peerMemory(before, after) };
  return {
    size: `${m} points × ${n} training points × ${D} dims, k = ${RIDGE_DIM}`,
    cases: [measured],
    figures,
  };
}

/** Peak of a process of its own beyond the data. */
async function ownMemory(n: number, m: number): Promise<Record<string, string>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "peers-memory.js"), String(n), String(m)]);
  let text = "";
  for await (const piece of child.stdout) text += piece;
  const kilobytes = Number(text);
  const goal = `goal: under ${GOAL_MEGABYTES} MB`;
  return { "peak memory of ridgescope beyond the data": `${megabytes(kilobytes)} (${goal})` };
}

function peerMemory(before: number | undefined, after: number | undefined): Record<string, string> {
  if (before === undefined || after === undefined) return {};
  return { "peak memory of PyTorch beyond the data": megabytes(after - before) };
}

function megabytes(kilobytes: number): string {
  return `${Math.round((kilobytes * 1024) / 1e6)} MB`;
}
