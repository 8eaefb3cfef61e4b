/** A graph as the bytes of an ONNX model. Operators that no output needs are left out. */
import onnxProto from "onnx-proto";
import type { Graph } from "./graph.ts";
import type { Attribute, ElementType, GraphNode, Value } from "./value.ts";

const { onnx } = onnxProto;
/** What runtimes of the last years read. */
const OPSET = 17;
const IR_VERSION = 8;

const TYPES: Readonly<Record<ElementType, number>> = { float32: 1, int64: 7, float64: 11 };
/** AttributeProto.AttributeType. */
const [FLOAT, INT, INTS] = [1, 2, 7];

/**
 * Encodes a graph; `metadata` are strings that readers of the file find in it.
 * @example
 * const g = new Graph();
 * g.output("y", g.input("x", "float32", ["batch", 2]));
 * const { InferenceSession } = await requireOnnxRuntime();
 * (await InferenceSession.create(encodeGraph(g))).inputNames; // → ["x"]
 */
export function encodeGraph(g: Graph, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const used = usedNodes(g);
  const values = new Set(used.flatMap(({ inputs }) => inputs));
  for (const { value } of g.outputs) values.add(value);
  const renamed = g.outputs.map(({ name, value }) => ({
    opType: "Identity",
    input: [value.name],
    output: [name],
  }));
  const model = onnx.ModelProto.create({
    irVersion: IR_VERSION,
    producerName: "ridgescope",
    opsetImport: [{ domain: "", version: OPSET }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: "ridgescope",
      node: [...used.map(encodeNode), ...renamed],
      initializer: g.constants.filter(({ value }) => values.has(value)).map(encodeConstant),
      input: g.inputs.map((value) => encodeInfo(value.name, value)),
      output: g.outputs.map(({ name, value }) => encodeInfo(name, value)),
    },
  });
  return onnx.ModelProto.encode(model).finish();
}

function usedNodes(g: Graph): GraphNode[] {
  const needed = new Set<Value>(g.outputs.map(({ value }) => value));
  const used: GraphNode[] = [];
  for (const node of [...g.nodes].reverse()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    used.push(node);
    for (const input of node.inputs) needed.add(input);
  }
  return used.reverse();
}

function encodeNode({ op, inputs, outputs, attributes }: GraphNode) {
  return {
    opType: op,
    input: inputs.map(({ name }) => name),
    output: outputs.map(({ name }) => name),
    attribute: Object.entries(attributes).map(encodeAttribute),
  };
}

function encodeAttribute([name, value]: [string, Attribute]) {
  if (typeof value === "number") return { name, type: INT, i: value };
  return "float" in value ? { name, type: FLOAT, f: value.float } : { name, type: INTS, ints: [...value] };
}

function encodeInfo(name: string, { type, shape }: Value) {
  const dim = shape.map((size) => (typeof size === "number" ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: TYPES[type], shape: { dim } } } };
}

function encodeConstant({ value, data }: Graph["constants"][number]) {
  return {
    name: value.name,
    dataType: TYPES[value.type],
    dims: value.shape as number[],
    rawData: littleEndian(data, value.type),
  };
}

function littleEndian(data: ArrayLike<number>, type: ElementType): Uint8Array {
  const size = type === "float32" ? 4 : 8;
  const view = new DataView(new ArrayBuffer(data.length * size));
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (type === "float32") view.setFloat32(i * 4, value, true);
    else if (type === "float64") view.setFloat64(i * 8, value, true);
    else view.setBigInt64(i * 8, BigInt(value), true);
  }
  return new Uint8Array(view.buffer);
}
