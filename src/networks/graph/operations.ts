/** ONNX operators as typed functions: shapes in, shapes out. What can be differentiated is in `gradients.ts`. */
import { expected, expectedKind } from "../../errors/argument-error.ts";
import type { Graph } from "./graph.ts";
import { broadcastShape, type Dim, sizeOf, type Value } from "./value.ts";

/** a + b, with broadcasting. */
export function add(g: Graph, a: Value, b: Value): Value {
  return elementwise(g, "Add", a, b);
}

/** a - b, with broadcasting. */
export function sub(g: Graph, a: Value, b: Value): Value {
  return elementwise(g, "Sub", a, b);
}

/** a b, elementwise with broadcasting. */
export function mul(g: Graph, a: Value, b: Value): Value {
  return elementwise(g, "Mul", a, b);
}

/** a / b, elementwise with broadcasting. */
export function div(g: Graph, a: Value, b: Value): Value {
  return elementwise(g, "Div", a, b);
}

/** The smaller of a and b, elementwise. Not differentiable here. */
export function min(g: Graph, a: Value, b: Value): Value {
  return elementwise(g, "Min", a, b);
}

function elementwise(g: Graph, op: string, a: Value, b: Value): Value {
  if (a.type !== b.type) throw expectedKind(op, "one type", `${a.type} and ${b.type}`);
  return one(g, op, [a, b], broadcastShape(a.shape, b.shape));
}

/** Functions of one number, applied to every element. */
export type UnaryName =
  | "Cos"
  | "Erf"
  | "Exp"
  | "Log"
  | "Neg"
  | "Relu"
  | "Sigmoid"
  | "Sign"
  | "Sin"
  | "Softplus"
  | "Sqrt"
  | "Tanh";

/** A function of one number, applied to every element. */
export function unary(g: Graph, name: UnaryName, x: Value): Value {
  return one(g, name, [x], x.shape);
}

/** A number times x. */
export function scaled(g: Graph, factor: number, x: Value): Value {
  return mul(g, x, g.scalar(factor, x.type));
}

/** x², elementwise. */
export function square(g: Graph, x: Value): Value {
  return mul(g, x, x);
}

/** How a matrix product reads its factors. */
export interface Transposes {
  readonly transA?: boolean;
  readonly transB?: boolean;
}

/**
 * op(a) op(b) (+ bias) of matrices.
 * @throws RangeError where the shapes do not fit
 */
export function gemm(g: Graph, a: Value, b: Value, transposes: Transposes = {}, bias?: Value): Value {
  const { transA = false, transB = false } = transposes;
  const [rows, inner] = transA ? [a.shape[1], a.shape[0]] : [a.shape[0], a.shape[1]];
  const [innerB, columns] = transB ? [b.shape[1], b.shape[0]] : [b.shape[0], b.shape[1]];
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB)
    throw expected("gemm", "matrices that fit", `[${a.shape}] and [${b.shape}]`);
  const attributes = { transA: Number(transA), transB: Number(transB) };
  return one(g, "Gemm", bias ? [a, b, bias] : [a, b], [rows, columns], attributes);
}

/** a b of stacks of matrices: [B, m, n] × [B, n, p]. */
export function matmul(g: Graph, a: Value, b: Value): Value {
  const [batch, m, n] = a.shape;
  const [batchB, nB, p] = b.shape;
  if (a.shape.length !== 3 || b.shape.length !== 3 || batch !== batchB || n !== nB)
    throw expected("matmul", "stacks that fit", `[${a.shape}] and [${b.shape}]`);
  return one(g, "MatMul", [a, b], [batch, m, p]);
}

/** The same numbers with axes in another order. */
export function transpose(g: Graph, x: Value, order: readonly number[]): Value {
  return one(
    g,
    "Transpose",
    [x],
    order.map((axis) => x.shape[axis]),
    { perm: order },
  );
}

/** Sum over axes (all by default), which stay with length 1 where `keep`. */
export function reduceSum(g: Graph, x: Value, axes?: readonly number[], keep = false): Value {
  const chosen = axes ?? [...x.shape.keys()];
  const where = g.constant(chosen, [chosen.length], "int64");
  const kept = x.shape.map((size, axis) => (chosen.includes(axis) ? 1 : size));
  const sum = one(g, "ReduceSum", [x, where], kept, { keepdims: 1 });
  return keep
    ? sum
    : reshape(
        g,
        sum,
        x.shape.filter((_, axis) => !chosen.includes(axis)),
      );
}

/** Mean over all elements, whose number must be known. */
export function reduceMean(g: Graph, x: Value): Value {
  return scaled(g, 1 / sizeOf(x.shape), reduceSum(g, x));
}

/** The same numbers in another shape; at most one length may be known only at the run. */
export function reshape(g: Graph, x: Value, shape: readonly Dim[]): Value {
  const target = shape.map((size) => (typeof size === "string" ? -1 : size));
  return one(g, "Reshape", [x, g.constant(target, [target.length], "int64")], shape);
}

/** x repeated up to `shape`. */
export function expand(g: Graph, x: Value, shape: readonly number[]): Value {
  return one(g, "Expand", [x, g.constant(shape, [shape.length], "int64")], shape);
}

/** Values side by side along `axis`. */
export function concat(g: Graph, values: readonly Value[], axis: number): Value {
  const [first] = values as [Value];
  const total = values.reduce((sum, { shape }) => sum + sizeOf([shape[axis]]), 0);
  const shape = first.shape.map((size, at) => (at === axis ? total : size));
  return one(g, "Concat", values, shape, { axis });
}

/** The inverse of {@link concat}: parts of the given lengths along `axis`. */
export function split(g: Graph, x: Value, lengths: readonly number[], axis: number): Value[] {
  const shapes = lengths.map((length) => x.shape.map((size, at) => (at === axis ? length : size)));
  const parts = g.constant(lengths, [lengths.length], "int64");
  const kinds = shapes.map((shape) => ({ type: x.type, shape }));
  return g.node("Split", [x, parts], kinds, { axis });
}

function one(
  g: Graph,
  op: string,
  inputs: readonly Value[],
  shape: readonly Dim[],
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): Value {
  return g.node(op, inputs, [{ type: inputs[0].type, shape }], attributes)[0];
}
