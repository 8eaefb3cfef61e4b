/** Trainable numbers of a network: one flat array, with names and shapes for its parts. */
import type { Rng } from "../random/rng.ts";
import type { Graph } from "./graph/graph.ts";
import { reshape, split } from "./graph/operations.ts";
import { sizeOf, type Value } from "./graph/value.ts";

/** One trainable array; it starts uniform in [-bound, bound]. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bound: number;
}

/** Parts of the flat array by name. */
export type Parameters = Readonly<Record<string, Value>>;

/**
 * Length of the flat array.
 * @example
 * // 2 · 4 weights and 2 biases
 * parameterCount(denseParameters("layer", 4, 2)); // → 10
 */
export function parameterCount(specs: readonly ParameterSpec[]): number {
  return specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/**
 * Where training starts; a part depends on its name alone, not on what else there is.
 * @example
 * const start = initialParameters(denseParameters("layer", 4, 2), rng);
 * start.every((value) => Math.abs(value) <= 0.5); // → true
 */
export function initialParameters(specs: readonly ParameterSpec[], rng: Rng): Float32Array<ArrayBuffer> {
  const out = new Float32Array(parameterCount(specs));
  let at = 0;
  for (const { name, shape, bound } of specs) {
    const drawn = rng.split(name).uniforms(sizeOf(shape));
    for (const value of drawn) out[at++] = bound * (2 * value - 1);
  }
  return out;
}

/** Cuts a flat value of a graph into its parts. */
export function parameterValues(g: Graph, flat: Value, specs: readonly ParameterSpec[]): Parameters {
  const parts = split(g, flat, { lengths: specs.map(({ shape }) => sizeOf(shape)), axis: 0 });
  return Object.fromEntries(specs.map(({ name, shape }, i) => [name, reshape(g, parts[i], shape)]));
}

/** Parts of the flat array as constants of a graph, for a network that is only run. */
export function parameterConstants(
  g: Graph,
  flat: ArrayLike<number>,
  specs: readonly ParameterSpec[],
): Parameters {
  const all = Array.from(flat);
  let at = 0;
  return Object.fromEntries(
    specs.map(({ name, shape }) => {
      const from = at;
      at += sizeOf(shape);
      return [name, g.constant(all.slice(from, at), shape, "float32")];
    }),
  );
}
