/** A graph of ONNX operators under construction: inputs, constants, nodes, outputs. Knows shapes, no mathematics. */
import { expected } from "../../errors/argument-error.ts";
import type { Attribute, Dim, ElementType, GraphNode, Value } from "./value.ts";
import { sizeOf } from "./value.ts";

/** A value fixed when the graph is built. */
export interface Constant {
  readonly value: Value;
  readonly data: ArrayLike<number>;
}

/** What an operator gives: one entry an output. */
export interface OutputKind {
  readonly type: ElementType;
  readonly shape: readonly Dim[];
}

/** An operator to be added: its inputs, and what it gives. */
export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly kinds: readonly OutputKind[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** A graph under construction. Values belong to the graph that made them. */
export class Graph {
  readonly inputs: Value[] = [];
  readonly outputs: { readonly name: string; readonly value: Value }[] = [];
  readonly constants: Constant[] = [];
  readonly nodes: GraphNode[] = [];
  readonly #known = new Map<string, Value>();
  #count = 0;

  /**
   * A value handed in at every run.
   * @throws RangeError if the name is taken
   */
  input(name: string, type: ElementType, shape: readonly Dim[]): Value {
    if (this.inputs.some((input) => input.name === name))
      throw expected("input", "a new name", `${name} again`);
    const value: Value = { name, type, shape };
    this.inputs.push(value);
    return value;
  }

  /**
   * A value that never changes; equal small constants are kept once.
   * @throws RangeError if the shape does not fit
   */
  constant(data: ArrayLike<number>, shape: readonly number[], type: ElementType): Value {
    if (data.length !== sizeOf(shape)) throw expected("constant", `${sizeOf(shape)} numbers`, data.length);
    const key = data.length <= 8 ? `${type}[${shape}](${Array.from(data)})` : "";
    const found = this.#known.get(key);
    if (found) return found;
    const value: Value = { name: this.#name("c"), type, shape };
    this.constants.push({ value, data });
    if (key !== "") this.#known.set(key, value);
    return value;
  }

  /** A number, broadcast where it is used. */
  scalar(value: number, type: ElementType): Value {
    return this.constant([value], [], type);
  }

  /** Adds an operator and returns its outputs. */
  node({ op, inputs, kinds, attributes = {} }: NodeSpec): Value[] {
    const outputs: Value[] = [];
    const node: GraphNode = { op, inputs, outputs, attributes };
    for (const kind of kinds) outputs.push({ name: this.#name("v"), ...kind, node });
    this.nodes.push(node);
    return outputs;
  }

  /** Gives a value out under a name. */
  output(name: string, value: Value): void {
    this.outputs.push({ name, value });
  }

  #name(prefix: string): string {
    return `${prefix}${this.#count++}`;
  }
}
