/** Layers as functions on a graph. */
import type { Graph } from "./graph/graph.ts";
import { add, concat, div, gemm, mul, scaled, unary } from "./graph/operations.ts";
import type { Value } from "./graph/value.ts";
import type { ParameterSpec, Parameters } from "./parameters.ts";

/** Nonlinearities by name; `gelu` is the exact one, x Φ(x). */
export type Activation = "relu" | "silu" | "tanh" | "gelu";

/** All activations, in the order in which messages list them. */
export const ACTIVATIONS: readonly Activation[] = ["relu", "silu", "tanh", "gelu"];

/** Applies an activation to every element. */
export function activate(g: Graph, kind: Activation, x: Value): Value {
  switch (kind) {
    case "relu":
      return unary(g, "Relu", x);
    case "silu":
      return mul(g, x, unary(g, "Sigmoid", x));
    case "tanh":
      return unary(g, "Tanh", x);
    case "gelu": {
      const erf = unary(g, "Erf", div(g, x, g.scalar(Math.SQRT2, x.type)));
      return mul(g, scaled(g, 0.5, x), add(g, erf, g.scalar(1, x.type)));
    }
  }
}

/** Weights (output × input) and bias of a dense layer, uniform in ±1/sqrt(input) as PyTorch starts them. */
export function denseParameters(name: string, input: number, output: number): ParameterSpec[] {
  const bound = 1 / Math.sqrt(input);
  return [
    { name: `${name}.weight`, shape: [output, input], bound },
    { name: `${name}.bias`, shape: [output], bound },
  ];
}

/** Where the parameters of a layer or network are: those whose name starts with `name`. */
export interface NamedParameters {
  readonly parameters: Parameters;
  readonly name: string;
}

/** x Wᵀ + b for x of shape [batch, input]. */
export function dense(g: Graph, x: Value, { parameters, name }: NamedParameters): Value {
  const [weight, bias] = [parameters[`${name}.weight`], parameters[`${name}.bias`]];
  return gemm(g, { a: x, b: weight, transB: true, bias });
}

/** Sizes of a multilayer perceptron. */
export interface MlpSpec {
  readonly input: number;
  readonly hidden: readonly number[];
  readonly output: number;
  readonly activation: Activation;
}

/** Parameters of a multilayer perceptron, layer by layer: `name.0`, `name.1`, … */
export function mlpParameters(name: string, { input, hidden, output }: MlpSpec): ParameterSpec[] {
  const sizes = [input, ...hidden, output];
  return sizes.slice(1).flatMap((size, i) => denseParameters(`${name}.${i}`, sizes[i], size));
}

/** A multilayer perceptron: activations between its layers, none after the last. */
export function mlp(
  g: Graph,
  x: Value,
  { parameters, name, spec }: NamedParameters & { readonly spec: MlpSpec },
): Value {
  let out = dense(g, x, { parameters, name: `${name}.0` });
  for (let i = 1; i <= spec.hidden.length; i++)
    out = dense(g, activate(g, spec.activation, out), { parameters, name: `${name}.${i}` });
  return out;
}

/** sin(ω t), cos(ω t) side by side for t of shape [batch, 1]. */
export function timeFeatures(g: Graph, frequencies: ArrayLike<number>, time: Value): Value {
  const angles = mul(g, time, g.constant(frequencies, [1, frequencies.length], time.type));
  return concat(g, [unary(g, "Sin", angles), unary(g, "Cos", angles)], 1);
}
