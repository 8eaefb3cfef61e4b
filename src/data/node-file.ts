/** Files on disk as sources of bytes, unpacked by Node's own library. */
import { type FileHandle, open } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip, createInflateRaw } from "node:zlib";
import { InputError, systemErrorCode } from "../errors/input-error.ts";
import { type ByteSource, truncated } from "./byte-source.ts";
import { crc32 } from "./crc32.ts";
import type { Unpacking } from "./unpacking.ts";

const nodeUnpacking: Unpacking = {
  chunk: 1 << 18,
  inflate(packed, format) {
    const inflater = format === "gzip" ? createGunzip() : createInflateRaw();
    pipeline(Readable.from(packed), inflater, () => {});
    return { pieces: inflater[Symbol.asyncIterator](), close: () => void inflater.destroy() };
  },
  crc32,
};

/**
 * Opens a file, hands its bytes to `use`, and closes it again.
 * @throws {InputError} where there is no readable regular file at `path`
 */
export async function withFile<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const handle = await openFile(path);
  try {
    const status = await handle.stat();
    if (!status.isFile())
      throw new InputError(path, "a file", status.isDirectory() ? "a folder" : "a device or pipe");
    return await use(fileSource(path, status.size, handle));
  } finally {
    await handle.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  if (path === "" || path.includes("\0")) throw new InputError("file name", "a path", JSON.stringify(path));
  try {
    return await open(path, "r");
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): unknown {
  const code = systemErrorCode(cause);
  if (code === undefined) return cause;
  const got = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder" : code;
  return new InputError(path, "a readable file", got).because(cause);
}

function fileSource(name: string, size: number, handle: FileHandle): ByteSource {
  return {
    name,
    size,
    unpacking: nodeUnpacking,
    async readInto(out, position) {
      if (position + out.length > size) throw truncated(name, position + out.length, size);
      for (let done = 0; done < out.length; ) {
        const { bytesRead } = await readAt({ name, handle }, out.subarray(done), position + done);
        if (bytesRead === 0) throw truncated(name, position + out.length, position + done);
        done += bytesRead;
      }
    },
  };
}

async function readAt(
  { name, handle }: { name: string; handle: FileHandle },
  out: Uint8Array,
  at: number,
): Promise<{ bytesRead: number }> {
  try {
    return await handle.read(out, 0, out.length, at);
  } catch (error) {
    throw unreadable(name, error);
  }
}
