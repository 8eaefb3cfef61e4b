/** The noise of one step of a sampler: the plain generator that specifies it, and the compiled one. */
import { float64 } from "../src/kernels/shared.ts";
import { wasmNormalRowsInto } from "../src/kernels/wasm/normal-rows.ts";
import { plainNormalRowsInto } from "../src/random/plain-noise.ts";
import { createRng } from "../src/random/rng.ts";
import { type Bench, interleave } from "./harness.ts";

const [COUNT, D] = [2000, 32];

async function run(): ReturnType<Bench["run"]> {
  const out = float64(COUNT * D);
  const rows = { key: createRng(0).key, first: 0, count: COUNT, d: D };
  const filled = (name: string, fill: typeof plainNormalRowsInto) => ({
    name,
    run() {
      fill(out, rows);
      return out;
    },
  });
  const candidates = [filled("plain", plainNormalRowsInto), filled("compiled", wasmNormalRowsInto)];
  const timings = await interleave(candidates, { rounds: 101, warmUps: 10, work: COUNT * D });
  return { size: `${COUNT} samples × ${D} dims`, unit: "normals/s", timings };
}

/** Benches of this file. */
export const benches: readonly Bench[] = [{ name: "sample-noise", run }];
