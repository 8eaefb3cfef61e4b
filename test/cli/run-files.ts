/** Files of run directories, for comparison. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Paths under a folder with what the files hold, in order. */
export function filesOf(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}

/** Names of files that differ, or that only one of the two has. */
export function differences(a: string, b: string): string[] {
  const [left, right] = [filesOf(a), filesOf(b)];
  const names = new Set([...left.keys(), ...right.keys()]);
  return [...names].filter((name) => !left.get(name)?.equals(right.get(name) ?? Buffer.from("absent")));
}
