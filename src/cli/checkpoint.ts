/**
 * Finished parts of a run under `<out>/checkpoint/`, so that a run that was cut short at any instant can go on. Parts
 * belong to one configuration under one version; others are never used. Removed once the run is finished.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { writeFileAtomically, writeTextAtomically } from "../data/write-file.ts";
import type { PartCache } from "../experiments/result.ts";

/** Name of the folder inside a run directory. */
export const CHECKPOINT = "checkpoint";
const OWNER = "owner.json";
const DIGEST_BYTES = 32;

/** Finished parts of one run, kept under its directory until the run ends. */
export interface Checkpoint {
  readonly cache: PartCache;
  /** Removes everything: the run is finished. */
  finish(): Promise<void>;
  /** Removes everything unless a part is there: the run came to nothing. */
  abandon(): Promise<void>;
}

/** Whose parts they are. */
export interface CheckpointOwner {
  /** Resolved, as text. */
  readonly config: string;
  readonly version: string;
}

/** Opens the checkpoint of a run; parts that are there are kept only with `resume`, and only if they are its own. */
export async function openCheckpoint(
  out: string,
  owner: CheckpointOwner,
  resume: boolean,
): Promise<Checkpoint> {
  const folder = join(out, CHECKPOINT);
  const mark = ownerMark(owner);
  if (!resume || (await readOwner(out)) !== mark) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeTextAtomically(join(folder, OWNER), mark);
  const pathOf = (key: string) => join(folder, `${digest(key).toString("hex").slice(0, 32)}.part`);
  return {
    cache: {
      get: async (key) => readPart(pathOf(key), mark + key),
      put: (key, value) => writePart(pathOf(key), mark + key, value),
    },
    finish: () => rm(folder, { recursive: true, force: true }),
    async abandon() {
      if ((await readdir(folder)).some((name) => /^[^.].*\.part$/.test(name))) return;
      await rm(folder, { recursive: true, force: true });
      if ((await readdir(out)).length === 0) await rm(out, { recursive: true, force: true });
    },
  };
}

/** Whether the checkpoint under `out` was left by a run of the same configuration and version. */
export async function isCheckpointOf(out: string, owner: CheckpointOwner): Promise<boolean> {
  return (await readOwner(out)) === ownerMark(owner);
}

/** What the checkpoint under `out` says of its owner; undefined where there is none. */
function readOwner(out: string): Promise<string | undefined> {
  return readFile(join(out, CHECKPOINT, OWNER), "utf8").catch(() => undefined);
}

/** The last bits of elementary functions may change with the engine, so that it counts as a part of the version. */
function ownerMark({ config, version }: CheckpointOwner): string {
  const hash = digest(config).toString("hex");
  return `${JSON.stringify({ config: hash, version, engine: process.versions.v8 })}\n`;
}

function writePart(path: string, name: string, value: unknown): Promise<void> {
  const body = serialize(value);
  return writeFileAtomically(path, async (sink) => {
    await sink.write(digest(name, body));
    await sink.write(body);
  });
}

/** Undefined where there is no such part, or a damaged one. */
async function readPart(path: string, name: string): Promise<unknown> {
  const bytes = await readFile(path).catch(() => undefined);
  if (!bytes || bytes.length < DIGEST_BYTES) return undefined;
  const body = bytes.subarray(DIGEST_BYTES);
  return digest(name, body).equals(bytes.subarray(0, DIGEST_BYTES)) ? deserialize(body) : undefined;
}

function digest(...parts: (string | Uint8Array)[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
