/** The exact pair moments on the pool: special functions in TypeScript, one block of pairs per item. */
import type { ReluProductsRequest } from "../kernels.ts";
import type { Pool, Task, TaskArguments } from "../pool/task.ts";
import { reluProductsInto } from "../reference/relu-products.ts";
import { float64, shareFloat64, shareInt32 } from "../shared.ts";

/** Floating-point operations that one bivariate normal costs, about. */
const COST = 400;

interface ReluProductsArguments extends TaskArguments {
  standardized: Float64Array;
  weights: Float64Array;
  nodes: number;
  directions: Float64Array;
  d: number;
  first: Int32Array;
  second: Int32Array;
  out: Float64Array;
}

/** See `Kernels.reluProducts`. */
export async function wasmReluProducts(pool: Pool, request: ReluProductsRequest): Promise<Float64Array> {
  const { standardized, weights, nodes, directions, d, first, second } = request;
  const out = float64(first.length);
  const args: ReluProductsArguments = {
    standardized: shareFloat64(standardized),
    weights: shareFloat64(weights),
    nodes,
    directions: shareFloat64(directions),
    d,
    first: shareInt32(first),
    second: shareInt32(second),
    out,
  };
  const grain = Math.max(1, Math.ceil(first.length / (32 * pool.threads)));
  await pool.run(reluProductsTask, args, { items: first.length, grain, cost: COST * nodes * first.length });
  return out;
}

/** Computes a range of pairs. */
export const reluProductsTask: Task = (_wasm, args, items) => {
  const request = args as ReluProductsArguments;
  reluProductsInto(request.out, request, items);
};
