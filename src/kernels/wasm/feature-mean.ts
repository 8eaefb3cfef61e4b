/** Host side of the fused ReLU feature layer. Samples are items; each is computed alone, in the same order. */
import type { FeatureMeanRequest } from "../kernels.ts";
import type { Pool, Task, TaskArguments } from "../pool/task.ts";
import { float64, shareFloat64 } from "../shared.ts";

/** Hidden features per block in the kernel, and samples computed together there. */
const HIDDEN = 4 * 256;
const GROUP = 4;

interface FeatureMeanArguments extends TaskArguments {
  x: Float64Array;
  m: number;
  d: number;
  weights: Float64Array;
  bias: Float64Array;
  p: number;
  output: Float64Array;
  outputs: number;
  scale: number;
  out: Float64Array;
}

/** See `Kernels.featureMean`. */
export async function wasmFeatureMean(pool: Pool, request: FeatureMeanRequest): Promise<Float64Array> {
  const { x, m, d, weights, bias, p, output, outputs, scale } = request;
  const out = float64(m * outputs);
  const args: FeatureMeanArguments = {
    x: shareFloat64(x),
    weights: shareFloat64(weights),
    bias: shareFloat64(bias),
    output: shareFloat64(output),
    m,
    d,
    p,
    outputs,
    scale,
    out,
  };
  const groups = Math.ceil(m / GROUP);
  const grain = Math.max(16, Math.ceil(groups / (4 * pool.threads)));
  await pool.run(featureMeanTask, args, { items: groups, grain, cost: 2 * m * p * (d + outputs) });
  return out;
}

/** Computes groups `[begin, end)` of four samples. */
export const featureMeanTask: Task = (wasm, args, { begin, end }) => {
  const { x, m, d, weights, bias, p, output, outputs, scale, out } = args as FeatureMeanArguments;
  wasm.reset();
  const padded = 4 * Math.ceil(p / 4);
  const samples = Math.min(m, end * GROUP) - begin * GROUP;
  const rows = (end - begin) * GROUP;
  const raw = wasm.allocate(p * d);
  const [hidden, kernel] = [wasm.allocate(HIDDEN), wasm.allocate(d * padded)];
  const [biases, readout] = [wasm.allocate(padded), wasm.allocate(outputs * padded)];
  const [input, result] = [wasm.allocate(rows * d), wasm.allocate(rows * outputs)];
  wasm.float64(raw, p * d).set(weights);
  wasm.float64(kernel, d * padded).fill(0);
  wasm.exports.transposeInto(raw, p, d, kernel, padded);
  wasm.float64(biases, padded).fill(0).set(bias);
  const rowsOfOutput = wasm.float64(readout, outputs * padded).fill(0);
  for (let o = 0; o < outputs; o++) rowsOfOutput.set(output.subarray(o * p, (o + 1) * p), o * padded);
  const from = begin * GROUP;
  wasm
    .float64(input, rows * d)
    .fill(0)
    .set(x.subarray(from * d, (from + samples) * d));
  wasm.exports.featureMean(
    ...([input, rows, d, kernel, biases, padded, readout, outputs, scale, hidden, result] as const),
  );
  out.set(wasm.float64(result, samples * outputs), from * outputs);
};
