/** Several files of a folder appear together or not at all: written in a folder inside, then moved to their places. */
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError, systemErrorCode } from "../errors/input-error.ts";
import { writeNpz } from "./write-npz.ts";
import { writeParquet } from "./write-parquet.ts";

/** Takes files by their names relative to the folder. */
export interface FolderWriter {
  text(name: string, content: string | Uint8Array): Promise<void>;
  arrays(name: string, arrays: Parameters<typeof writeNpz>[1]): Promise<void>;
  table(name: string, arrays: Parameters<typeof writeParquet>[1]): Promise<void>;
}

/** Holds what is being written until all of it is there. */
const UNFINISHED = ".unfinished-report";

/**
 * Lets `produce` write into a folder of its own inside `dir`, and moves the files to their places when all are there, in
 * the order in which they were written. Where `produce` throws, what was in `dir` before remains.
 * @returns the files, relative to `dir`
 * @throws {InputError} where the place cannot be written to
 */
export async function writeFolder(
  dir: string,
  produce: (write: FolderWriter) => Promise<void>,
): Promise<string[]> {
  const beside = join(dir, UNFINISHED);
  const names: string[] = [];
  const add = async (name: string, action: (path: string) => Promise<void>) => {
    names.push(name);
    await mkdir(dirname(join(beside, name)), { recursive: true });
    await action(join(beside, name));
  };
  try {
    await rm(beside, { recursive: true, force: true });
    await mkdir(beside, { recursive: true });
    await produce({
      text: (name, content) => add(name, (path) => writeFile(path, content, { flush: true })),
      arrays: (name, arrays) => add(name, (path) => writeNpz(path, arrays)),
      table: (name, arrays) => add(name, (path) => writeParquet(path, arrays)),
    });
    for (const name of names) await moveInto(dir, beside, name);
    return names;
  } catch (cause) {
    throw placeError(dir, cause);
  } finally {
    await rm(beside, { recursive: true, force: true }).catch(() => {});
    await removeIfEmpty(dir);
  }
}

async function moveInto(dir: string, beside: string, name: string): Promise<void> {
  await mkdir(dirname(join(dir, name)), { recursive: true });
  await rename(join(beside, name), join(dir, name));
}

/** A folder that was made only to fail in leaves no trace. */
async function removeIfEmpty(dir: string): Promise<void> {
  const left = await readdir(dir).catch(() => ["?"]);
  if (left.length === 0) await rm(dir, { recursive: true, force: true }).catch(() => {});
}

function placeError(dir: string, cause: unknown): unknown {
  const code = systemErrorCode(cause);
  if (cause instanceof InputError || code === undefined || code.startsWith("ERR_")) return cause;
  return new InputError(dir, "a folder that can be written to", code).because(cause);
}
