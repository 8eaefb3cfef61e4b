/** Random access to the bytes of a regular file, with every failure told as an `InputError`. */
import { type FileHandle, open } from "node:fs/promises";
import { InputError, systemErrorCode } from "./input-error.ts";

/** Bytes that can be read at any position; `size` is what there is, whatever headers claim. */
export interface ByteSource {
  /** The name to use in messages. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Fills `out` from `position` on. @throws {InputError} where the bytes end before that */
  readInto(out: Uint8Array, position: number): Promise<void>;
}

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
  return new InputError(path, "a readable file", got, { cause });
}

function fileSource(name: string, size: number, handle: FileHandle): ByteSource {
  return {
    name,
    size,
    async readInto(out, position) {
      if (position + out.length > size) throw truncated(name, position + out.length, size);
      for (let done = 0; done < out.length; ) {
        const { bytesRead } = await readAt(name, handle, out.subarray(done), position + done);
        if (bytesRead === 0) throw truncated(name, position + out.length, position + done);
        done += bytesRead;
      }
    },
  };
}

async function readAt(
  name: string,
  handle: FileHandle,
  out: Uint8Array,
  at: number,
): Promise<{ bytesRead: number }> {
  try {
    return await handle.read(out, 0, out.length, at);
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** The error of a file that ends too early. */
export function truncated(name: string, expected: number, got: number): InputError {
  return new InputError(name, `at least ${expected} bytes`, `${got} (truncated?)`);
}

/** Bytes in memory as a source; for tests and for arrays that are not in a file. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    async readInto(out, position) {
      if (position + out.length > bytes.length) throw truncated(name, position + out.length, bytes.length);
      out.set(bytes.subarray(position, position + out.length));
    },
  };
}
