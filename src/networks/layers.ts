/** Layers as functions on a graph. */
import { namesOf } from "../arrays/names-of.ts";
import type { Graph } from "./graph/graph.ts";
import { add, concat, div, gemm, mul, scaled, split, unary } from "./graph/operations.ts";
import { sizeOf, type Value } from "./graph/value.ts";
import type { ParameterSpec, Parameters } from "./parameters.ts";

/** A nonlinearity in words and on a graph. */
export interface ActivationEntry {
  /** One clause. */
  readonly meaning: string;
  /** Applies it to every element. */
  apply(g: Graph, x: Value): Value;
}

/** All nonlinearities, by name. */
const ACTIVATION_FUNCTIONS = {
  relu: { meaning: "max(x, 0)", apply: (g, x) => unary(g, "Relu", x) },
  silu: { meaning: "x / (1 + e^-x)", apply: (g, x) => mul(g, x, unary(g, "Sigmoid", x)) },
  tanh: { meaning: "hyperbolic tangent", apply: (g, x) => unary(g, "Tanh", x) },
  gelu: {
    meaning: "x Φ(x), exact",
    apply: (g, x) => {
      const erf = unary(g, "Erf", div(g, x, g.scalar(Math.SQRT2, x.type)));
      return mul(g, scaled(g, 0.5, x), add(g, erf, g.scalar(1, x.type)));
    },
  },
} as const satisfies Readonly<Record<string, ActivationEntry>>;

/** The names of the nonlinearities. */
export type Activation = keyof typeof ACTIVATION_FUNCTIONS;

/** All activations, in the order in which messages list them. */
export const ACTIVATIONS = namesOf(ACTIVATION_FUNCTIONS);

/**
 * Applies an activation to every element.
 * @example
 * const relu = await compileRows({ x: 2 }, { specs: [], flat: [] }, (g, _, { x }) => activate(g, "relu", x));
 * await relu.run({ x: { data: [-1, 2], width: 2 } }); // → [0, 2]
 * await relu.close();
 */
export function activate(g: Graph, kind: Activation, x: Value): Value {
  return ACTIVATION_FUNCTIONS[kind].apply(g, x);
}

/**
 * Weights (output × input) and bias of a dense layer, uniform in ±1/sqrt(input) as PyTorch starts them.
 * @example
 * denseParameters("layer", 4, 2)[0]; // → { name: "layer.weight", shape: [2, 4], bound: 0.5 }
 */
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

/**
 * x Wᵀ + b for x of shape [batch, input].
 * @example
 * const specs = denseParameters("one", 2, 1);
 * const flat = Float32Array.of(3, 4, 5); // W = (3, 4), b = 5
 * const layer = await compileRows({ x: 2 }, { specs, flat }, (g, parameters, { x }) => dense(g, x, { parameters, name: "one" }));
 * await layer.run({ x: { data: [1, 10], width: 2 } }); // → [48]
 * await layer.close();
 */
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

/**
 * Parameters of a multilayer perceptron, layer by layer: `name.0`, `name.1`, …
 * @example
 * const specs = mlpParameters("net", { input: 2, hidden: [3], output: 1, activation: "relu" });
 * specs.map(({ name }) => name); // → ["net.0.weight", "net.0.bias", "net.1.weight", "net.1.bias"]
 */
export function mlpParameters(name: string, { input, hidden, output }: MlpSpec): ParameterSpec[] {
  const sizes = [input, ...hidden, output];
  return sizes.slice(1).flatMap((size, i) => denseParameters(`${name}.${i}`, sizes[i], size));
}

/**
 * A multilayer perceptron: activations between its layers, none after the last.
 * @example
 * const spec = { input: 1, hidden: [1], output: 1, activation: "relu" } as const;
 * const flat = Float32Array.of(2, 0, 3, 1); // 3 relu(2 x) + 1
 * const net = await compileRows({ x: 1 }, { specs: mlpParameters("net", spec), flat }, (g, parameters, { x }) => mlp(g, x, { parameters, name: "net", spec }));
 * await net.run({ x: { data: [-1, 2], width: 1 } }); // → [1, 13]
 * await net.close();
 */
export function mlp(g: Graph, x: Value, network: Mlp): Value {
  return laterLayers(g, dense(g, x, { ...network, name: `${network.name}.0` }), network);
}

/** Where the parameters of a multilayer perceptron are, and its sizes. */
interface Mlp extends NamedParameters {
  readonly spec: MlpSpec;
}

/**
 * {@link mlp} of [x, shared] side by side, where the row `shared` [1, s] stands beside every row of x: its share of the
 * first layer is made once, in place of once a row.
 */
export function mlpBeside(
  g: Graph,
  { x, shared }: { readonly x: Value; readonly shared: Value },
  network: Mlp,
): Value {
  const { parameters, name } = network;
  const lengths = [x, shared].map(({ shape }) => sizeOf([shape[1]]));
  const [own, common] = split(g, parameters[`${name}.0.weight`], { lengths, axis: 1 });
  const bias = gemm(g, { a: shared, b: common, transB: true, bias: parameters[`${name}.0.bias`] });
  return laterLayers(g, gemm(g, { a: x, b: own, transB: true, bias }), network);
}

/** What follows the first layer. */
function laterLayers(g: Graph, first: Value, { parameters, name, spec }: Mlp): Value {
  return spec.hidden.reduce(
    (out, _, i) => dense(g, activate(g, spec.activation, out), { parameters, name: `${name}.${i + 1}` }),
    first,
  );
}

/** sin(ω t), cos(ω t) side by side for t of shape [batch, 1]. */
export function timeFeatures(g: Graph, frequencies: ArrayLike<number>, time: Value): Value {
  const angles = mul(g, time, g.constant(frequencies, [1, frequencies.length], time.type));
  return concat(g, [unary(g, "Sin", angles), unary(g, "Cos", angles)], 1);
}
