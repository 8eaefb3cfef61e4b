/** Run directories as the page may read them: files of known names inside the folder that was named, nothing else. */
import { createReadStream } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { Readable } from "node:stream";
import { InputError, systemErrorCode } from "../../errors/input-error.ts";
import type { ServedFile } from "./answer.ts";
import { RUN_POLICY } from "./headers.ts";

/** A file of a run, by its path in the run directory. */
interface RunFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** A run that is served. */
export interface ServedRun {
  /** Of its folder; unique. */
  readonly name: string;
  /** From its summary; the name where that cannot be read. */
  readonly title: string;
  readonly files: readonly RunFile[];
}

/** Runs below one folder. */
export interface Runs {
  /** All runs there are now, by name. */
  list(): Promise<ServedRun[]>;
  /** A file by the run's name and the parts of its path; undefined: there is none that may be read. */
  find(parts: readonly string[]): Promise<ServedFile | undefined>;
}

const TOP = ["config.json", "environment.json", "metrics.jsonl", "report.html", "summary.json"];
const NAME = "[\\w-][\\w.-]*";
const KNOWN = new RegExp(`^(arrays/${NAME}\\.(npz|parquet)|figures/${NAME}\\.(svg|png|json))$`);
const HEADERS = { "Cache-Control": "no-store", "Content-Security-Policy": RUN_POLICY };
/** No summary is longer; a longer one is not looked into for its title. */
const MAX_SUMMARY = 2 ** 24;

/**
 * Opens a run directory or a folder of them.
 * @throws {InputError} where it is neither
 */
export async function openRuns(dir: string): Promise<Runs> {
  const root = await realFolder(dir);
  const single = (await realFile(root, join(root, "summary.json"))) !== undefined;
  const folders = async () =>
    single ? new Map([[basename(root) || "run", root]]) : subfolders(root, await readdir(root));
  if ((await folders()).size === 0)
    throw new InputError(dir, "a run directory or a folder of them", "no summary.json there or one below");
  return {
    list: async () => Promise.all([...(await folders())].map(([name, folder]) => describe(name, folder))),
    async find([name = "", ...rest]) {
      const folder = (await folders()).get(name);
      const path = rest.join("/");
      return folder !== undefined && isKnown(path) ? servedFile(folder, path) : undefined;
    },
  };
}

async function realFolder(dir: string): Promise<string> {
  try {
    if (dir.includes("\0")) throw new InputError("directory", "a path", JSON.stringify(dir));
    const folder = await realpath(dir);
    await readdir(folder);
    return folder;
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === undefined) throw cause;
    const got = code === "ENOENT" ? "no such folder" : code === "ENOTDIR" ? "a file" : code;
    throw new InputError(dir, "a run directory or a folder of them", got).because(cause);
  }
}

/** Run directories directly below `root`, links out of it left out. */
async function subfolders(root: string, names: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of names.filter((one) => !one.startsWith(".")).sort()) {
    const folder = await realpath(join(root, name)).catch(() => undefined);
    if (folder === undefined || !isInside(root, folder)) continue;
    if ((await realFile(folder, join(folder, "summary.json"))) !== undefined) found.set(name, folder);
  }
  return found;
}

function isInside(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function isKnown(path: string): boolean {
  return TOP.includes(path) || KNOWN.test(path);
}

/** Where a regular file inside `folder` really lies, and its size; undefined for links that leave the folder. */
async function realFile(folder: string, path: string): Promise<{ path: string; size: number } | undefined> {
  try {
    const real = await realpath(path);
    const status = await stat(real);
    return status.isFile() && isInside(folder, real) ? { path: real, size: status.size } : undefined;
  } catch {
    return undefined;
  }
}

async function servedFile(folder: string, path: string): Promise<ServedFile | undefined> {
  const file = await realFile(folder, join(folder, path));
  return file && { name: path, size: file.size, body: () => bytesOf(file.path, file.size), headers: HEADERS };
}

/** As many bytes as were promised, also where the file grows meanwhile. */
function bytesOf(path: string, size: number): Readable {
  return size === 0 ? Readable.from([]) : createReadStream(path, { end: size - 1 });
}

async function describe(name: string, folder: string): Promise<ServedRun> {
  const below = await Promise.all(["arrays", "figures"].map((part) => namesIn(folder, part)));
  const known = [...TOP, ...below.flat()].filter(isKnown).sort();
  const files = await Promise.all(known.map((path) => sized(folder, path)));
  return { name, title: await titleOf(name, folder), files: files.filter((file) => file !== undefined) };
}

async function namesIn(folder: string, part: string): Promise<string[]> {
  const names = await readdir(join(folder, part)).catch(() => []);
  return names.map((name) => `${part}/${name}`);
}

async function sized(folder: string, path: string): Promise<RunFile | undefined> {
  const file = await realFile(folder, join(folder, path));
  return file && { path, size: file.size };
}

async function titleOf(name: string, folder: string): Promise<string> {
  const file = await realFile(folder, join(folder, "summary.json"));
  if (!file || file.size > MAX_SUMMARY) return name;
  try {
    const { title } = JSON.parse(await readFile(file.path, "utf8")) as { title?: unknown };
    return typeof title === "string" ? title : name;
  } catch {
    return name;
  }
}
