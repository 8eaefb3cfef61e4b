/** Where a run may put its results. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError, systemErrorCode } from "../errors/input-error.ts";
import { CHECKPOINT, type CheckpointOwner, isCheckpointOf } from "./checkpoint.ts";

/** What is at a place: nothing, the same run cut short, or the same run finished. */
export type Place = "new" | "unfinished" | "finished";

/** What a run that is cut short may leave beside its checkpoint. */
const LEFT_OVER = new Set([CHECKPOINT, ".unfinished-report"]);

/**
 * Looks at the place of a run's results.
 * @throws {InputError} where it holds anything else than the same run (the same configuration)
 */
export async function examinePlace(out: string, owner: CheckpointOwner): Promise<Place> {
  const names = await namesIn(out);
  if (names.length === 0) return "new";
  const config = await readText(join(out, "config.json"));
  if (config === owner.config) return names.includes("summary.json") ? "finished" : "unfinished";
  if (await isCheckpointOf(out, owner)) return "unfinished";
  if (names.every((name) => LEFT_OVER.has(name))) return "new";
  const isRun = config !== undefined && names.includes("summary.json");
  throw new InputError(
    out,
    "a new or empty folder, or a run of the same settings (choose another --out)",
    isRun ? "a run of other settings" : "a folder of something else",
  );
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (systemErrorCode(cause) === "ENOENT") return [];
    const got = systemErrorCode(cause) === "ENOTDIR" ? "a file" : (systemErrorCode(cause) ?? "an error");
    throw new InputError(folder, "a folder for the results", got).because(cause);
  }
}

function readText(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
