/** How compressed bytes are unpacked: Node's own library where there is Node, the platform's streams elsewhere. */
import { crc32Portable } from "./crc32-portable.ts";

/** Formats that are unpacked here: raw deflate (in ZIP archives) and gzip. */
export type PackedFormat = "deflate" | "gzip";

/** Bytes as they are unpacked. */
interface Inflated {
  /** Rejects where the packed bytes are damaged. */
  readonly pieces: AsyncIterator<Uint8Array>;
  /** Frees what the stream holds; to be called in any case. */
  close(): void;
}

/** What reading packed bytes needs of the platform. */
export interface Unpacking {
  /** Bytes of packed data to hand over at once. */
  readonly chunk: number;
  inflate(packed: AsyncIterable<Uint8Array>, format: PackedFormat): Inflated;
  /** Continues the checksum `crc` (0 at the beginning) over `bytes`. */
  crc32(bytes: Uint8Array, crc: number): number;
}

/** With what browsers have too. One chunk may unpack to a thousand times its size before it is looked at: small ones. */
export const portableUnpacking: Unpacking = {
  chunk: 1 << 14,
  inflate(packed, format) {
    const stream = new DecompressionStream(format === "gzip" ? "gzip" : "deflate-raw");
    const reader: ReadableStreamDefaultReader<Uint8Array> = stream.readable.getReader();
    feed(packed, stream.writable.getWriter()).catch(() => {});
    return { pieces: piecesOf(reader), close: () => void reader.cancel().catch(() => {}) };
  },
  crc32: (bytes, crc) => crc32Portable(bytes, crc),
};

/** A source that fails makes the reader fail with the same error. */
async function feed(
  packed: AsyncIterable<Uint8Array>,
  writer: WritableStreamDefaultWriter<BufferSource>,
): Promise<void> {
  writer.closed.catch(() => {});
  try {
    for await (const piece of packed) await writer.write(piece as Uint8Array<ArrayBuffer>);
    await writer.close();
  } catch (error) {
    await writer.abort(error);
  }
}

async function* piecesOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
