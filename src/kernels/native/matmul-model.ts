/** The bytes of an ONNX model that holds one float64 `Gemm` node, written field by field (protobuf). */

const DOUBLE = 11;
const IR_VERSION = 8;
const OPSET = 13;

/** A model `c = op(a) op(b)` with dynamic sizes, where op transposes if asked to. */
export function encodeProductModel(transposeA: boolean, transposeB: boolean): Uint8Array {
  const node = [
    ...text(1, "a"),
    ...text(1, "b"),
    ...text(2, "c"),
    ...text(4, "Gemm"),
    ...field(5, attribute("transA", transposeA)),
    ...field(5, attribute("transB", transposeB)),
  ];
  const graph = [
    ...field(1, node),
    ...text(2, "product"),
    ...field(11, tensor("a")),
    ...field(11, tensor("b")),
    ...field(12, tensor("c")),
  ];
  const opset = [...text(1, ""), ...integer(2, OPSET)];
  return Uint8Array.from([...integer(1, IR_VERSION), ...field(7, graph), ...field(8, opset)]);
}

/** An integer attribute (AttributeProto: name 1, i 3, type 20 = INT). */
function attribute(name: string, value: boolean): number[] {
  return [...text(1, name), ...integer(3, Number(value)), ...integer(20, 2)];
}

/** A float64 matrix of any size (ValueInfoProto). */
function tensor(name: string): number[] {
  const dimension = (axis: string) => field(1, text(2, `${name}${axis}`));
  const shape = [...dimension("0"), ...dimension("1")];
  const type = field(1, [...integer(1, DOUBLE), ...field(2, shape)]);
  return [...text(1, name), ...field(2, type)];
}

function text(number: number, value: string): number[] {
  return field(number, [...new TextEncoder().encode(value)]);
}

/** A length-delimited field. */
function field(number: number, bytes: number[]): number[] {
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
}

function integer(number: number, value: number): number[] {
  return [...varint(number << 3), ...varint(value)];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
