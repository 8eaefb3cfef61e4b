/** Random access to bytes, with every failure told as an `InputError`. */
import { InputError } from "../errors/input-error.ts";
import { portableUnpacking, type Unpacking } from "./unpacking.ts";

/** Bytes that can be read at any position; `size` is what there is, whatever headers claim. */
export interface ByteSource {
  /** The name to use in messages. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** How compressed parts of it are unpacked. */
  readonly unpacking: Unpacking;
  /** Fills `out` from `position` on. @throws {InputError} where the bytes end before that */
  readInto(out: Uint8Array, position: number): Promise<void>;
}

/** The error of a file that ends too early. */
export function truncated(name: string, expected: number, got: number): InputError {
  return new InputError(name, `at least ${expected} bytes`, `${got} (truncated?)`);
}

/** Bytes in memory as a source: of a file that a browser holds, or that came from elsewhere. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    unpacking: portableUnpacking,
    async readInto(out, position) {
      if (position + out.length > bytes.length) throw truncated(name, position + out.length, bytes.length);
      out.set(bytes.subarray(position, position + out.length));
    },
  };
}
