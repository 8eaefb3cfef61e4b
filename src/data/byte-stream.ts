/** Bytes read once from front to back, plain or inflated on the way, never whole in memory. */

import { InputError } from "../errors/input-error.ts";
import { type ByteSource, truncated } from "./byte-source.ts";
import type { PackedFormat } from "./unpacking.ts";

/** Bytes of one file (or archive entry) in order, unpacked on the way. */
export interface ByteStream {
  readonly name: string;
  /** Fills `out` with the next bytes. @throws {InputError} where the stream ends or is damaged before that */
  readInto(out: Uint8Array): Promise<void>;
  /** Whether nothing follows. @throws {InputError} where what follows is damaged */
  atEnd(): Promise<boolean>;
  /** Frees what the stream holds; to be called in any case. */
  close(): void;
}

/** The bytes `[start, end)` of a source as they are. */
export function plainStream(source: ByteSource, start = 0, end: number = source.size): ByteStream {
  let position = start;
  return {
    name: source.name,
    async readInto(out) {
      if (position + out.length > end) throw truncated(source.name, out.length, end - position);
      await source.readInto(out, position);
      position += out.length;
    },
    atEnd: async () => position === end,
    close: () => {},
  };
}

/** The bytes `[start, end)` of a source in chunks of at most `size`. */
export async function* chunksOf(
  source: ByteSource,
  size: number,
  [start, end]: readonly [number, number] = [0, source.size],
): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += size) {
    const chunk = new Uint8Array(Math.min(size, end - at));
    await source.readInto(chunk, at);
    yield chunk;
  }
}

/** The bytes that the deflated (or gzipped) bytes `[start, end)` of a source unpack to. */
export function inflatedStream(
  source: ByteSource,
  { start = 0, end = source.size, format }: { start?: number; end?: number; format: PackedFormat },
): ByteStream {
  const { unpacking } = source;
  const inflated = unpacking.inflate(chunksOf(source, unpacking.chunk, [start, end]), format);
  const pieces = new PieceReader(source.name, inflated.pieces);
  return {
    name: source.name,
    readInto: (out) => pieces.readInto(out),
    atEnd: () => pieces.atEnd(),
    close: () => inflated.close(),
  };
}

/** Cuts a sequence of pieces of any length into reads of exact length. */
class PieceReader {
  readonly #name: string;
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);
  #total = 0;

  constructor(name: string, pieces: AsyncIterator<Uint8Array>) {
    this.#name = name;
    this.#pieces = pieces;
  }

  async readInto(out: Uint8Array): Promise<void> {
    for (let done = 0; done < out.length; ) {
      if (this.#rest.length === 0 && !(await this.#next()))
        throw truncated(this.#name, this.#total + out.length - done, this.#total);
      const part = this.#rest.subarray(0, out.length - done);
      out.set(part, done);
      done += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
  }

  async atEnd(): Promise<boolean> {
    while (this.#rest.length === 0) if (!(await this.#next())) return true;
    return false;
  }

  async #next(): Promise<boolean> {
    const next = await this.#pieces.next().catch((cause: unknown) => {
      if (cause instanceof InputError) throw cause;
      throw new InputError(this.#name, "intact compressed data", "damaged data").because(cause);
    });
    if (next.done) return false;
    this.#rest = next.value;
    this.#total += next.value.length;
    return true;
  }
}
