/** Files appear under their final name complete or not at all: written beside, synced, then renamed. */
import { accessSync, constants, rmSync, type Stats, statSync } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { InputError, systemErrorCode } from "../errors/input-error.ts";
import { splitKey } from "./formats.ts";

/** Takes the bytes of a file, one piece after the other. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

const unfinished = new Set<string>();
let counter = 0;

/**
 * Writes `path` through `produce`, making its folder where there is none. Where `produce` throws, nothing
 * is left behind and what stood there before remains.
 * @throws {InputError} where the place cannot be written to
 */
export async function writeFileAtomically(
  path: string,
  produce: (sink: ByteSink) => Promise<void>,
): Promise<void> {
  const final = resolve(path);
  const beside = join(dirname(final), `.${basename(final)}.${process.pid}-${counter++}.part`);
  unfinished.add(beside);
  try {
    await guard(path, mkdir(dirname(final), { recursive: true }));
    await fill(path, beside, produce);
    await guard(path, rename(beside, final));
  } finally {
    await rm(beside, { force: true }).catch(() => {}); // what went wrong before is the error to tell
    unfinished.delete(beside);
  }
}

/**
 * Writes text as UTF-8.
 * @throws {InputError} as {@link writeFileAtomically}
 * @example
 * await writeTextAtomically(`${folder}/points.csv`, "1,2\n3,4\n");
 * (await readMatrix(`${folder}/points.csv`)).data; // → [1, 2, 3, 4]
 */
export function writeTextAtomically(path: string, text: string): Promise<void> {
  return writeFileAtomically(path, (sink) => sink.write(Buffer.from(text, "utf8")));
}

/**
 * Looks, before long work begins, whether `path` can be written once it is done. `inputs` are what is read for it, as users write
 * that (`file`, `file:key`): it must be none of these files.
 * @throws {InputError} where it is a folder, an input, or the nearest folder above it that exists takes no files
 */
export function requireWritable(path: string, inputs: readonly (string | undefined)[] = []): void {
  const refuse = (got: string) => new InputError(path, "a place that can be written to", got);
  const status = statusOf(resolve(path));
  if (status && !status.isFile()) throw refuse("a folder or device");
  for (const input of inputs) {
    const own = input === undefined ? undefined : statusOf(splitKey(input).file);
    if (status && own && own.ino === status.ino && own.dev === status.dev) throw refuse(`the input ${input}`);
  }
  let folder = dirname(resolve(path));
  while (!statusOf(folder) && dirname(folder) !== folder) folder = dirname(folder);
  if (!statusOf(folder)?.isDirectory()) throw refuse(`a file above it (${folder})`);
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw refuse(systemErrorCode(error) ?? "an error");
  }
}

/** Undefined where nothing is there, or nothing that may be looked at. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Removes what is being written, for a process that is about to be interrupted. */
export function removeUnfinishedFiles(): void {
  for (const path of unfinished) rmSync(path, { force: true });
  unfinished.clear();
}

async function fill(path: string, beside: string, produce: (sink: ByteSink) => Promise<void>): Promise<void> {
  const handle = await guard(path, open(beside, "wx"));
  try {
    await produce({ write: (bytes) => writeAll(path, handle, bytes) });
    await guard(path, handle.sync());
  } finally {
    await handle.close();
  }
}

/** Large pieces go out in parts: one write call takes less than 2 GiB. */
const PART = 1 << 26;

async function writeAll(path: string, handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const part = bytes.subarray(done, done + PART);
    done += (await guard(path, handle.write(part))).bytesWritten;
  }
}

async function guard<T>(path: string, action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (cause) {
    const code = systemErrorCode(cause);
    throw code === undefined
      ? cause
      : new InputError(path, "a place that can be written to", code).because(cause);
  }
}
