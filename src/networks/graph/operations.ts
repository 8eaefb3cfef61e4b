/** ONNX operators as typed functions: shapes in, shapes out. What can be differentiated is in `gradients.ts`. */
import { expected, expectedKind } from "../../errors/argument-error.ts";
import type { Graph, NodeSpec } from "./graph.ts";
import { broadcastShape, type Dim, sizeOf, type Value } from "./value.ts";

/** a + b, with broadcasting. */
export function add(g: Graph, a: Value, b: Value): Value {
  return elementwise(g, "Add", [a, b]);
}

/** a - b, with broadcasting. */
export function sub(g: Graph, a: Value, b: Value): Value {
  return elementwise(g, "Sub", [a, b]);
}

/** a b, elementwise with broadcasting. */
export function mul(g: Graph, a: Value, b: Value): Value {
  return elementwise(g, "Mul", [a, b]);
}

/** a / b, elementwise with broadcasting. */
export function div(g: Graph, a: Value, b: Value): Value {
  return elementwise(g, "Div", [a, b]);
}

/** The smaller of a and b, elementwise. Not differentiable here. */
export function min(g: Graph, a: Value, b: Value): Value {
  return elementwise(g, "Min", [a, b]);
}

function elementwise(g: Graph, op: string, [a, b]: readonly [Value, Value]): Value {
  if (a.type !== b.type) throw expectedKind(op, "one type", `${a.type} and ${b.type}`);
  return one(g, { op, inputs: [a, b], shape: broadcastShape(a.shape, b.shape) });
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
  return one(g, { op: name, inputs: [x], shape: x.shape });
}

/** A number times x. */
export function scaled(g: Graph, factor: number, x: Value): Value {
  return mul(g, x, g.scalar(factor, x.type));
}

/** x², elementwise. */
export function square(g: Graph, x: Value): Value {
  return mul(g, x, x);
}

/** The factors of a matrix product, how they are read, and what is added. */
export interface GemmSpec {
  readonly a: Value;
  readonly b: Value;
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly bias?: Value | undefined;
}

/**
 * op(a) op(b) (+ bias) of matrices.
 * @throws RangeError where the shapes do not fit
 */
export function gemm(g: Graph, { a, b, transA = false, transB = false, bias }: GemmSpec): Value {
  const [rows, inner] = transA ? [a.shape[1], a.shape[0]] : [a.shape[0], a.shape[1]];
  const [innerB, columns] = transB ? [b.shape[1], b.shape[0]] : [b.shape[0], b.shape[1]];
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB)
    throw expected("gemm", "matrices that fit", `[${a.shape}] and [${b.shape}]`);
  const attributes = { transA: Number(transA), transB: Number(transB) };
  return one(g, { op: "Gemm", inputs: bias ? [a, b, bias] : [a, b], shape: [rows, columns], attributes });
}

/** a b of stacks of matrices: [B, m, n] × [B, n, p]. */
export function matmul(g: Graph, a: Value, b: Value): Value {
  const [batch, m, n] = a.shape;
  const [batchB, nB, p] = b.shape;
  if (a.shape.length !== 3 || b.shape.length !== 3 || batch !== batchB || n !== nB)
    throw expected("matmul", "stacks that fit", `[${a.shape}] and [${b.shape}]`);
  return one(g, { op: "MatMul", inputs: [a, b], shape: [batch, m, p] });
}

/** The same numbers with axes in another order. */
export function transpose(g: Graph, x: Value, order: readonly number[]): Value {
  const shape = order.map((axis) => x.shape[axis]);
  return one(g, { op: "Transpose", inputs: [x], shape, attributes: { perm: order } });
}

/** Sum over axes (all by default), which stay with length 1 where `keep`. */
export function reduceSum(
  g: Graph,
  x: Value,
  { axes = [...x.shape.keys()], keep = false }: { axes?: readonly number[]; keep?: boolean } = {},
): Value {
  const where = g.constant(axes, [axes.length], "int64");
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const sum = one(g, { op: "ReduceSum", inputs: [x, where], shape, attributes: { keepdims: 1 } });
  return keep
    ? sum
    : reshape(
        g,
        sum,
        x.shape.filter((_, axis) => !axes.includes(axis)),
      );
}

/** Mean over all elements, whose number must be known. */
export function reduceMean(g: Graph, x: Value): Value {
  return scaled(g, 1 / sizeOf(x.shape), reduceSum(g, x));
}

/** The same numbers in another shape; at most one length may be known only at the run. */
export function reshape(g: Graph, x: Value, shape: readonly Dim[]): Value {
  const target = shape.map((size) => (typeof size === "string" ? -1 : size));
  return one(g, { op: "Reshape", inputs: [x, g.constant(target, [target.length], "int64")], shape });
}

/** x repeated up to `shape`. */
export function expand(g: Graph, x: Value, shape: readonly number[]): Value {
  return one(g, { op: "Expand", inputs: [x, g.constant(shape, [shape.length], "int64")], shape });
}

/** Values side by side along `axis`. */
export function concat(g: Graph, values: readonly Value[], axis: number): Value {
  const [first] = values as [Value];
  const total = values.reduce((sum, { shape }) => sum + sizeOf([shape[axis]]), 0);
  const shape = first.shape.map((size, at) => (at === axis ? total : size));
  return one(g, { op: "Concat", inputs: values, shape, attributes: { axis } });
}

/** The inverse of {@link concat}: parts of the given lengths along `axis`. */
export function split(
  g: Graph,
  x: Value,
  { lengths, axis }: { lengths: readonly number[]; axis: number },
): Value[] {
  const shapes = lengths.map((length) => x.shape.map((size, at) => (at === axis ? length : size)));
  const parts = g.constant(lengths, [lengths.length], "int64");
  const kinds = shapes.map((shape) => ({ type: x.type, shape }));
  return g.node({ op: "Split", inputs: [x, parts], kinds, attributes: { axis } });
}

/** An operator with one output, of the type of its first input. */
function one(
  g: Graph,
  { shape, ...spec }: Omit<NodeSpec, "kinds"> & { readonly shape: readonly Dim[] },
): Value {
  return g.node({ ...spec, kinds: [{ type: spec.inputs[0].type, shape }] })[0];
}
