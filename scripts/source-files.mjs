// The files that hold our own code, for the checks.
import { readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

const CODE = /\.(ts|mts|mjs|js|svelte)$/;
const NOT_OURS = /(^|\/)(node_modules|dist|build)\/|\.generated\.|\.d\.ts$/;

/** Paths, relative to the root and with slashes, of the code below `folder`; none where there is no such folder. */
export function sourceFiles(folder) {
  let entries = [];
  try {
    entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length).split(sep).join("/"))
    .filter((path) => CODE.test(path) && !NOT_OURS.test(path))
    .sort();
}
