/**
 * The same residuals where many points share the weight: MNIST in 32 principal components at t = 0.3 and 1, beside our
 * kernel without ONNX Runtime and beside PyTorch in the form that a good user would write: tiles of queries, softmax, all
 * second moments as one product with the upper half of y yᵀ, batched eigh.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDensity } from "../src/density/empirical-density.ts";
import { geometry } from "../src/density/geometry.ts";
import { sampleDensity } from "../src/density/sample-density.ts";
import { createKernels } from "../src/kernels/create-kernels.ts";
import { createRng } from "../src/random/rng.ts";
import { dataVariance, ouLevel } from "../src/schedule/noise-level.ts";
import { type Bench, interleave } from "./harness.ts";
import { latents } from "./latents.ts";
import { NO_PEER, torchPeer } from "./peer.ts";

const QUERIES = 2000;
const DIMENSIONS = 32;
const RIDGE_DIM = 20;
const TIMES = [0.3, 1];

const TORCH = `
import sys, torch
torch.set_num_threads(2)
torch.set_default_dtype(torch.float64)
folder, d, k = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
read = lambda name: torch.frombuffer(bytearray(open(f"{folder}/{name}", "rb").read()), dtype=torch.float64)
y = read("data").reshape(-1, d)
centre = y.mean(0)
y = y - centre
upper = torch.triu_indices(d, d)
features = torch.cat([y, y[:, upper[0]] * y[:, upper[1]]], 1)
square = (y * y).sum(1)
for line in sys.stdin:
    name, variance, scale = line.split()
    v, a = float(variance), float(scale)
    z = read(name).reshape(-1, d) / a - centre
    found = []
    for tile in z.split(500):
        w = torch.softmax((tile @ y.T - square / 2) / v, 1)
        sums = w @ features
        m = sums[:, :d]
        c = torch.zeros(len(tile), d, d)
        c[:, upper[0], upper[1]] = sums[:, d:]
        c[:, upper[1], upper[0]] = sums[:, d:]
        c -= m[:, :, None] * m[:, None, :]
        s = (m - tile) / (v * a)
        _, vectors = torch.linalg.eigh(c)
        normal = vectors[:, :, : d - k]
        found.append(torch.linalg.norm((s[:, None, :] @ normal)[:, 0], dim=1))
    print(*torch.cat(found).tolist(), flush=True)
`;

async function run(): ReturnType<Bench["run"]> {
  const { data, n } = await latents(DIMENSIONS);
  const kernels = [await createKernels({ onnxRuntime: false }), await createKernels()];
  const densities = kernels.map((one) => createDensity(one, { data, n, d: DIMENSIONS }));
  const queries = TIMES.map((time) => {
    const level = ouLevel(time);
    return { level, x: sampleDensity(densities[0], level, { count: QUERIES, rng: createRng(0) }).x };
  });
  const folder = mkdtempSync(join(tmpdir(), "ridgescope-bench-"));
  writeFileSync(join(folder, "data"), data);
  queries.forEach(({ x }, i) => {
    writeFileSync(join(folder, String(i)), x);
  });
  const torch = torchPeer(TORCH, [folder, DIMENSIONS, RIDGE_DIM]);
  const timings = [];
  const figures: Record<string, string> = torch ? {} : { PyTorch: NO_PEER };
  for (const [i, { level, x }] of queries.entries()) {
    const at = `t = ${TIMES[i]}`;
    const residuals = async (which: number) =>
      (await geometry(densities[which], level, { x, dim: RIDGE_DIM })).normalScoreNorm;
    const candidates = [
      { name: `without ONNX Runtime, ${at}`, run: () => residuals(0) },
      { name: `with it, ${at}`, run: () => residuals(1) },
      ...(torch
        ? [{ name: `PyTorch, ${at}`, run: () => torch.ask(`${i} ${dataVariance(level)} ${level.scale}`) }]
        : []),
    ];
    timings.push(...(await interleave(candidates, { rounds: 5, warmUps: 1, work: QUERIES })));
    const [expected, ...others] = await Promise.all(candidates.map(({ run: result }) => result()));
    others.forEach((found, other) => {
      const differences = Array.from(found, (value, q) => Math.abs(value / expected[q] - 1)).sort(
        (a, b) => a - b,
      );
      figures[`largest difference of 99 %, ${candidates[other + 1].name}`] =
        differences[Math.floor(0.99 * QUERIES)].toExponential(1);
    });
  }
  torch?.close();
  rmSync(folder, { recursive: true });
  for (const one of kernels) one.close();
  const size = `${QUERIES} points × ${n} training points × ${DIMENSIONS} dims, k = ${RIDGE_DIM}`;
  return { size, unit: "points/s", timings, figures };
}

/** Benches of this file. */
export const benches: readonly Bench[] = [{ name: "moderate-noise", run }];
