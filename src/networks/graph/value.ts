/** Values of a graph: element types, shapes, and how shapes combine. */
import { expected } from "../../errors/argument-error.ts";

/** Element types of graph values. */
export type ElementType = "float32" | "float64" | "int64";

/** A length, or the name of one that is known only when the graph runs. */
export type Dim = number | string;

/** A value that flows through a graph. `node` made it; inputs and constants have none. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly Dim[];
  readonly node?: GraphNode;
}

/** An attribute of an ONNX operator: a whole number, several, or a real number (boxed, to tell it apart). */
export type Attribute = number | readonly number[] | { readonly float: number };

/** One operator with its inputs and outputs. */
export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly outputs: Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/**
 * The shape of an elementwise result.
 * @throws RangeError where the shapes do not broadcast
 */
export function broadcastShape(a: readonly Dim[], b: readonly Dim[]): Dim[] {
  const rank = Math.max(a.length, b.length);
  const [left, right] = [padShape(a, rank), padShape(b, rank)];
  return left.map((size, axis) => {
    const other = right[axis];
    if (size === other || other === 1) return size;
    if (size === 1) return other;
    throw expected("shapes", "equal lengths or 1", `[${a}] and [${b}]`);
  });
}

/** The shape with ones in front up to `rank` axes. */
function padShape(shape: readonly Dim[], rank: number): Dim[] {
  return [...new Array<Dim>(rank - shape.length).fill(1), ...shape];
}

/** Axes of `to` along which a value of shape `from` was repeated. */
export function repeatedAxes(from: readonly Dim[], to: readonly Dim[]): number[] {
  const padded = padShape(from, to.length);
  return [...to.keys()].filter((axis) => padded[axis] === 1 && to[axis] !== 1);
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/**
 * Number of elements.
 * @throws RangeError where a length is known only when the graph runs
 */
export function sizeOf(shape: readonly Dim[]): number {
  return shape.reduce<number>((product, size) => {
    if (typeof size === "string") throw expected("shape", "known lengths", `[${shape}]`);
    return product * size;
  }, 1);
}
