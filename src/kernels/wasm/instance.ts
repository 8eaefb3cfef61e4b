/**
 * One instance of the compiled kernels with a bump allocator over its memory. Each thread has its own
 * instance and memory; data reach it by copying blocks in, so the memory stays small and no shared
 * WebAssembly memory is needed.
 */
import type { KernelExports } from "./exports.ts";
import { WASM_BASE64 } from "./module.generated.ts";

const PAGE = 65536;

/** A kernels instance. Offsets are byte offsets into `memory`; views must be remade after an allocation. */
export interface Wasm {
  readonly exports: KernelExports;
  /** Frees everything allocated since the instance was made. */
  reset(): void;
  /** Reserves room for `length` doubles, 16-byte aligned; returns the byte offset. */
  allocate(length: number): number;
  /** A view of `length` doubles at a byte offset, valid until the next `allocate`. */
  float64(offset: number, length: number): Float64Array;
  int32(offset: number, length: number): Int32Array;
  /** The whole memory as doubles, valid until the next `allocate`. */
  doubles(): Float64Array;
}

/** Compiles (once per thread) and instantiates the kernels. */
export function createWasm(): Wasm {
  const exports = new WebAssembly.Instance(compiled(), {}).exports as unknown as KernelExports;
  const base = align16(exports.heapBase());
  let top = base;
  let whole = new Float64Array(exports.memory.buffer);
  return {
    exports,
    reset() {
      top = base;
    },
    allocate(length) {
      const offset = top;
      top = align16(top + length * 8);
      const missing = top - exports.memory.buffer.byteLength;
      if (missing > 0) exports.memory.grow(Math.ceil(missing / PAGE));
      return offset;
    },
    float64: (offset, length) => new Float64Array(exports.memory.buffer, offset, length),
    int32: (offset, length) => new Int32Array(exports.memory.buffer, offset, length),
    doubles() {
      if (whole.length === 0) whole = new Float64Array(exports.memory.buffer);
      return whole;
    },
  };
}

let module: WebAssembly.Module | undefined;

function compiled(): WebAssembly.Module {
  module ??= new WebAssembly.Module(Uint8Array.from(atob(WASM_BASE64), (c) => c.charCodeAt(0)));
  return module;
}

function align16(offset: number): number {
  return (offset + 15) & ~15;
}

/** Up to a whole number of fours, as compiled loops take rows and columns. */
export function fours(count: number): number {
  return (count + 3) & ~3;
}
