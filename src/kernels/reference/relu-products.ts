/** Specification of the exact pair moments: one special-function call per pair and quadrature node. */
import type { ReluProductsRequest } from "../kernels.ts";
import type { ItemRange } from "../pool/task.ts";
import type { Correlation } from "../special/bivariate-normal.ts";
import { reluProduct } from "../special/relu-moments.ts";

/** See `Kernels.reluProducts`. */
export function referenceReluProducts(request: ReluProductsRequest): Float64Array {
  const out = new Float64Array(request.first.length);
  reluProductsInto(out, request, { begin: 0, end: out.length });
  return out;
}

/** Fills entries `[begin, end)` of `out` with the pairs of the same numbers. */
export function reluProductsInto(
  out: Float64Array,
  request: ReluProductsRequest,
  { begin, end }: ItemRange,
): void {
  const { standardized, weights, nodes, first, second } = request;
  for (let pair = begin; pair < end; pair++) {
    const [i, j] = [first[pair], second[pair]];
    const correlation = correlationOf(request, i, j);
    let total = 0;
    for (let q = 0; q < nodes; q++) {
      const [alpha, beta] = [standardized[i * nodes + q], standardized[j * nodes + q]];
      total += weights[q] * reluProduct(alpha, beta, correlation);
    }
    out[pair] = total;
  }
}

/** ρ = u_i·u_j and 1 - ρ² without cancellation, from |u_i ± u_j|² for unit vectors. */
function correlationOf({ directions, d }: ReluProductsRequest, i: number, j: number): Correlation {
  let [rho, minus, plus] = [0, 0, 0];
  for (let k = 0; k < d; k++) {
    const [left, right] = [directions[i * d + k], directions[j * d + k]];
    rho += left * right;
    minus += (left - right) ** 2;
    plus += (left + right) ** 2;
  }
  const complement = Math.min(1, (minus * plus) / 4);
  return { rho: complement < 0.5 ? Math.sign(rho) * Math.sqrt(1 - complement) : rho, complement };
}
