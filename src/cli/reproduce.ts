/** What to type to get a run again from inside its folder. */
import { formatOf, splitKey } from "../data/formats.ts";

/** Undefined: what the report says by default. */
export function reproduceCommand(config: unknown): string | undefined {
  const { data, model, trajectories } = (config ?? {}) as Record<string, Record<string, unknown> | undefined>;
  const named = [...Object.values(data ?? {}), model?.["source"], trajectories?.["file"]];
  const files = named.filter((value) => typeof value === "string" && isRelative(value));
  return files.length === 0
    ? undefined
    : "cd FOLDER-IN-WHICH-THE-RUN-WAS-STARTED && ridgescope run THIS-FOLDER/config.json --out again";
}

/** Whether a data set is a file by a path that depends on the folder. */
function isRelative(spec: string): boolean {
  return (formatOf(splitKey(spec).file) !== undefined || /\.onnx$/i.test(spec)) && !spec.startsWith("/");
}
