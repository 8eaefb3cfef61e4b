/** Reverse-mode derivatives: the graph of a loss grows by the graph of its gradient. */

import { present } from "../../arrays/present.ts";
import { expected } from "../../errors/argument-error.ts";
import type { Graph } from "./graph.ts";
import {
  add,
  concat,
  div,
  expand,
  gemm,
  matmul,
  mul,
  reduceSum,
  reshape,
  scaled,
  split,
  square,
  sub,
  transpose,
  unary,
} from "./operations.ts";
import { type GraphNode, repeatedAxes, sameShape, sizeOf, type Value } from "./value.ts";

/** Gradients of a node's inputs from those of its outputs; undefined: none flows there. */
type Rule = (g: Graph, node: DerivedNode, out: Value) => (Value | undefined)[];

/** A node with the gradients of all its outputs. */
interface DerivedNode extends GraphNode {
  readonly gradients: readonly (Value | undefined)[];
}

/**
 * d(loss)/d(value) for each of `values`, as new values of the graph.
 * @throws RangeError where the loss is no single number, does not depend on a value, or goes through an operator
 *   without a rule
 * @example
 * const sumOfSquares = (g: Graph, x: Value) => operations.reduceSum(g, operations.square(g, x));
 * const twice = await compileRows({ x: 2 }, { specs: [], flat: [] }, (g, _, { x }) => gradients(g, sumOfSquares(g, x), [x])[0]);
 * await twice.run({ x: { data: [1, 2], width: 2 } }); // → [2, 4]
 * await twice.close();
 */
export function gradients(g: Graph, loss: Value, values: readonly Value[]): Value[] {
  if (loss.shape.length !== 0) throw expected("loss", "one number", `shape [${loss.shape}]`);
  const needed = dependents(g, values);
  const found = new Map<Value, Value>([[loss, g.scalar(1, loss.type)]]);
  for (const node of [...g.nodes].reverse()) {
    if (!node.outputs.some((output) => needed.has(output) && found.has(output))) continue;
    const derived = { ...node, gradients: node.outputs.map((output) => found.get(output)) };
    const rule = RULES[node.op];
    if (rule === undefined) throw expected("gradients", "a differentiable operator", node.op);
    const parts = rule(g, derived, present(derived.gradients.find((value) => value !== undefined)));
    for (const [i, input] of node.inputs.entries()) {
      const part = parts[i];
      if (part === undefined || !needed.has(input)) continue;
      const sofar = found.get(input);
      found.set(input, sofar ? add(g, sofar, part) : part);
    }
  }
  return values.map((value) => {
    const gradient = found.get(value);
    if (gradient === undefined)
      throw expected("gradients", `the loss to depend on ${value.name}`, "one that does not");
    return gradient;
  });
}

/** All values that depend on one of `sources`, those included. */
function dependents(g: Graph, sources: readonly Value[]): Set<Value> {
  const out = new Set(sources);
  for (const { inputs, outputs } of g.nodes)
    if (inputs.some((input) => out.has(input))) for (const output of outputs) out.add(output);
  return out;
}

/** Sums away the axes along which a value was repeated. */
function unbroadcast(g: Graph, gradient: Value, like: Value): Value {
  if (sameShape(gradient.shape, like.shape)) return gradient;
  const axes = repeatedAxes(like.shape, gradient.shape);
  const kept = axes.length === 0 ? gradient : reduceSum(g, gradient, { axes, keep: true });
  return sameShape(kept.shape, like.shape) ? kept : reshape(g, kept, like.shape);
}

const RULES: Readonly<Record<string, Rule>> = {
  Add: (g, { inputs: [a, b] }, out) => [unbroadcast(g, out, a), unbroadcast(g, out, b)],
  Sub: (g, { inputs: [a, b] }, out) => [unbroadcast(g, out, a), unbroadcast(g, unary(g, "Neg", out), b)],
  Mul: (g, { inputs: [a, b] }, out) =>
    a === b
      ? [scaled(g, 2, mul(g, out, a))]
      : [unbroadcast(g, mul(g, out, b), a), unbroadcast(g, mul(g, out, a), b)],
  Div: (g, { inputs: [a, b], outputs: [y] }, out) => [
    unbroadcast(g, div(g, out, b), a),
    unbroadcast(g, unary(g, "Neg", div(g, mul(g, out, y), b)), b),
  ],
  Gemm: gemmRule,
  MatMul: (g, { inputs: [a, b] }, out) => [
    matmul(g, out, transpose(g, b, [0, 2, 1])),
    matmul(g, transpose(g, a, [0, 2, 1]), out),
  ],
  Transpose: (g, { attributes }, out) => {
    const order = attributes["perm"] as readonly number[];
    return [
      transpose(
        g,
        out,
        [...order.keys()].map((axis) => order.indexOf(axis)),
      ),
    ];
  },
  ReduceSum: (g, { inputs: [x] }, out) => [expand(g, out, numbers(x))],
  Reshape: (g, { inputs: [x] }, out) => [reshape(g, out, x.shape)],
  Expand: (g, { inputs: [x] }, out) => [unbroadcast(g, out, x)],
  Concat: (g, { inputs, attributes }, out) => {
    const axis = attributes["axis"] as number;
    return split(g, out, { lengths: inputs.map(({ shape }) => sizeOf([shape[axis]])), axis });
  },
  Split: (g, { outputs, attributes, gradients: all }) => [
    concat(
      g,
      outputs.map((output, i) => all[i] ?? zeros(g, output)),
      attributes["axis"] as number,
    ),
  ],
  Neg: (g, _, out) => [unary(g, "Neg", out)],
  Relu: (g, { outputs: [y] }, out) => [mul(g, out, unary(g, "Sign", y))],
  Sigmoid: (g, { outputs: [y] }, out) => [mul(g, out, mul(g, y, oneMinus(g, y)))],
  Tanh: (g, { outputs: [y] }, out) => [mul(g, out, oneMinus(g, square(g, y)))],
  Exp: (g, { outputs: [y] }, out) => [mul(g, out, y)],
  Log: (g, { inputs: [x] }, out) => [div(g, out, x)],
  Sqrt: (g, { outputs: [y] }, out) => [div(g, scaled(g, 0.5, out), y)],
  Sin: (g, { inputs: [x] }, out) => [mul(g, out, unary(g, "Cos", x))],
  Cos: (g, { inputs: [x] }, out) => [mul(g, out, unary(g, "Neg", unary(g, "Sin", x)))],
  Softplus: (g, { inputs: [x] }, out) => [mul(g, out, unary(g, "Sigmoid", x))],
  Erf: (g, { inputs: [x] }, out) => {
    const bell = unary(g, "Exp", unary(g, "Neg", square(g, x)));
    return [mul(g, out, scaled(g, 2 / Math.sqrt(Math.PI), bell))];
  },
};

/** Of y = op(a) op(b) + bias. */
function gemmRule(g: Graph, { inputs, attributes }: GraphNode, out: Value): (Value | undefined)[] {
  const [a, b, bias] = inputs as [Value, Value, Value?];
  const [transA, transB] = [Boolean(attributes["transA"]), Boolean(attributes["transB"])];
  const ofA = transA
    ? gemm(g, { a: b, b: out, transA: transB, transB: true })
    : gemm(g, { a: out, b, transA: false, transB: !transB });
  const ofB = transB
    ? gemm(g, { a: out, b: a, transA: true, transB: transA })
    : gemm(g, { a, b: out, transA: !transA, transB: false });
  return [ofA, ofB, bias && unbroadcast(g, out, bias)];
}

function numbers({ shape }: Pick<Value, "shape">): number[] {
  return shape.map((size) => sizeOf([size]));
}

function oneMinus(g: Graph, x: Value): Value {
  return sub(g, g.scalar(1, x.type), x);
}

function zeros(g: Graph, { shape, type }: Value): Value {
  return expand(g, g.scalar(0, type), numbers({ shape }));
}
