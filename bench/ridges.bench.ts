/**
 * All 1-ridges of a few hundred points in the plane, as the lab traces them whenever the noise level changes: one line
 * after the other, and in lockstep. The lines are the same.
 */
import { createDensity } from "../src/density/empirical-density.ts";
import { createKernels } from "../src/kernels/create-kernels.ts";
import { createRng } from "../src/random/rng.ts";
import { traceRidges } from "../src/ridge/trace-all.ts";
import { ouLevel } from "../src/schedule/noise-level.ts";
import { sequentialRidges } from "../test/support/sequential-ridges.ts";
import { type Bench, interleave } from "./harness.ts";

const POINTS = 300;
const TIME = 0.02;

async function run(): ReturnType<Bench["run"]> {
  const kernels = await createKernels({ threads: 1 });
  const data = createRng(0).normals(2 * POINTS);
  const density = createDensity(kernels, { data, n: POINTS, d: 2 });
  const level = ouLevel(TIME);
  const starts = data.map((value) => level.scale * value);
  let lines = 0;
  const heights = async (search: typeof traceRidges) => {
    const found = await search(density, level, { starts, maxDrop: 12 });
    lines = found.length;
    return found.flatMap(({ logDensity }) => [...logDensity]);
  };
  const timings = await interleave(
    [
      { name: "one after the other", run: () => heights(sequentialRidges) },
      { name: "in lockstep", run: () => heights(traceRidges) },
    ],
    { rounds: 3, warmUps: 0, work: POINTS },
  );
  kernels.close();
  return {
    size: `${POINTS} normal points in the plane, t = ${TIME}, one thread`,
    unit: "starts/s",
    timings,
    figures: { lines },
  };
}

export const benches: Bench[] = [{ name: "ridges", run }];
