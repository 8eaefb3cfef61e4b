/** How numbers lie in files, and how they become float64. */

/** A number format: kind, bytes per number, byte order. */
export interface ElementType {
  readonly kind: "float" | "bfloat" | "int" | "uint" | "bool";
  readonly bytes: 1 | 2 | 4 | 8;
  readonly bigEndian: boolean;
}

/** Decodes up to a fixed number of entries at a time, through one aligned scratch buffer. */
export interface Decoder {
  /** Where the raw bytes of the next entries are to be written. */
  readonly bytes: Uint8Array;
  /** Decodes the first `count` entries of `bytes` into `out`. */
  decodeInto(out: Float64Array, count: number): void;
}

/** A decoder of `type` for at most `capacity` entries at a time. */
export function createDecoder(type: ElementType, capacity: number): Decoder {
  const buffer = new ArrayBuffer(Math.ceil((capacity * type.bytes) / 8) * 8);
  const bytes = new Uint8Array(buffer);
  const convert = converterOf(type, buffer);
  return {
    bytes,
    decodeInto(out, count) {
      if (type.bigEndian) swap(bytes.subarray(0, count * type.bytes), type.bytes);
      convert(out, count);
    },
  };
}

/** Reverses the bytes of each number. */
function swap(bytes: Uint8Array, width: number): void {
  for (let at = 0; at < bytes.length; at += width)
    for (let low = at, high = at + width - 1; low < high; low++, high--) {
      const kept = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = kept;
    }
}

function converterOf(
  { kind, bytes }: ElementType,
  buffer: ArrayBuffer,
): (out: Float64Array, count: number) => void {
  if (kind === "int" && bytes === 8) return wide(new Int32Array(buffer), new Uint32Array(buffer));
  if (kind === "uint" && bytes === 8) return wide(new Uint32Array(buffer), new Uint32Array(buffer));
  if (kind === "float" && bytes === 2) return mapped(new Uint16Array(buffer), halfToNumber);
  if (kind === "bfloat") return brain(new Uint16Array(buffer));
  if (kind === "bool") return mapped(new Uint8Array(buffer), (value) => (value === 0 ? 0 : 1));
  return copied(viewOf(kind, bytes, buffer));
}

type NumberArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

function viewOf(kind: ElementType["kind"], bytes: number, buffer: ArrayBuffer): NumberArray {
  if (kind === "float") return bytes === 8 ? new Float64Array(buffer) : new Float32Array(buffer);
  if (bytes === 4) return kind === "int" ? new Int32Array(buffer) : new Uint32Array(buffer);
  if (bytes === 2) return kind === "int" ? new Int16Array(buffer) : new Uint16Array(buffer);
  return kind === "int" ? new Int8Array(buffer) : new Uint8Array(buffer);
}

function copied(view: NumberArray) {
  return (out: Float64Array, count: number): void => out.set(view.subarray(0, count));
}

function mapped(view: Uint16Array | Uint8Array, value: (raw: number) => number) {
  return (out: Float64Array, count: number): void => {
    for (let i = 0; i < count; i++) out[i] = value(view[i]);
  };
}

/** 64-bit integers, rounded once to the nearest float64. */
function wide(high: Int32Array | Uint32Array, low: Uint32Array) {
  return (out: Float64Array, count: number): void => {
    for (let i = 0; i < count; i++) out[i] = high[2 * i + 1] * 2 ** 32 + low[2 * i];
  };
}

/** bfloat16 is the upper half of a float32. */
function brain(view: Uint16Array) {
  const bits = new Uint32Array(1);
  const value = new Float32Array(bits.buffer);
  return (out: Float64Array, count: number): void => {
    for (let i = 0; i < count; i++) {
      bits[0] = view[i] << 16;
      out[i] = value[0];
    }
  };
}

/** IEEE binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
