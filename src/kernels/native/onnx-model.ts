/** The bytes of small ONNX models, written field by field (protobuf): a graph of nodes over float64 matrices. */

const DOUBLE = 11;
const INT64 = 7;
const IR_VERSION = 8;
const OPSET = 13;

/** One operation: names of what it takes and gives, and its attributes, whole numbers or lists of them. */
export interface ModelNode {
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A graph: float64 matrices of any size go in and come out, and vectors of whole numbers may go in. */
export interface ModelGraph {
  readonly nodes: readonly ModelNode[];
  readonly inputs: readonly string[];
  readonly counts?: readonly string[];
  readonly outputs: readonly string[];
}

/** The model of a graph. */
export function encodeModel({ nodes, inputs, counts = [], outputs }: ModelGraph): Uint8Array {
  const graph = [
    ...nodes.flatMap((node) => field(1, encodeNode(node))),
    ...text(2, "graph"),
    ...inputs.flatMap((name) => field(11, tensor(name, DOUBLE, 2))),
    ...counts.flatMap((name) => field(11, tensor(name, INT64, 1))),
    ...outputs.flatMap((name) => field(12, tensor(name, DOUBLE, 2))),
  ];
  const opset = [...text(1, ""), ...integer(2, OPSET)];
  return Uint8Array.from([...integer(1, IR_VERSION), ...field(7, graph), ...field(8, opset)]);
}

function encodeNode({ operation, inputs, outputs, attributes = {} }: ModelNode): number[] {
  return [
    ...inputs.flatMap((name) => text(1, name)),
    ...outputs.flatMap((name) => text(2, name)),
    ...text(4, operation),
    ...Object.entries(attributes).flatMap(([name, value]) => field(5, attribute(name, value))),
  ];
}

/** AttributeProto: name 1, i 3, ints 8, type 20 (2 = INT, 7 = INTS). */
function attribute(name: string, value: number | readonly number[]): number[] {
  if (typeof value === "number") return [...text(1, name), ...integer(3, value), ...integer(20, 2)];
  return [...text(1, name), ...value.flatMap((one) => integer(8, one)), ...integer(20, 7)];
}

/** ValueInfoProto of any size. */
function tensor(name: string, kind: number, axes: number): number[] {
  const dimensions = Array.from({ length: axes }, (_, axis) => field(1, text(2, `${name}${axis}`)));
  const type = field(1, [...integer(1, kind), ...field(2, dimensions.flat())]);
  return [...text(1, name), ...field(2, type)];
}

function text(number: number, value: string): number[] {
  return field(number, [...new TextEncoder().encode(value)]);
}

/** A length-delimited field. */
function field(number: number, bytes: readonly number[]): number[] {
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
}

function integer(number: number, value: number): number[] {
  return [...varint(number << 3), ...varint(value)];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
