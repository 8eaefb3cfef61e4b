/** The built page: found beside the compiled package, held in memory, served by exact path. */

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { present } from "../../arrays/present.ts";
import { InputError } from "../../errors/input-error.ts";
import type { ServedFile } from "./answer.ts";
import { kindOf, MEDIA_TYPES } from "./headers.ts";

/** Files of the page by their paths in a URL ("" is the page itself). */
export type Page = ReadonlyMap<string, ServedFile>;

const META = /(<meta name="ridgescope-runs" content=")[^"]*(")/;
const HASHED = /^assets\/.+-[\w-]{8}\.\w+$/;

/** The folder of the built page, in the package that this module belongs to. */
export function builtPageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, "dist", "lab");
}

/**
 * Reads the built page.
 * @param runs where the page finds run directories, relative to itself; undefined: there are none
 * @throws {InputError} where it is not built
 */
export async function readPage(folder: string, runs: string | undefined): Promise<Page> {
  if (!existsSync(join(folder, "index.html")))
    throw new InputError("lab", "its built page (npm run build:lab)", `none in ${folder}`);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const page = new Map<string, ServedFile>();
  for (const entry of entries.filter((one) => one.isFile() && kindOf(one.name) in MEDIA_TYPES)) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join("/");
    const bytes = await readFile(path);
    page.set(name, pageFile(name, name === "index.html" ? withRuns(bytes, runs) : bytes));
  }
  return page.set("", present(page.get("index.html")));
}

function pageFile(name: string, body: Buffer): ServedFile {
  const kept = HASHED.test(name) ? "public, max-age=31536000, immutable" : "no-cache";
  return { name, size: body.length, body, headers: { "Cache-Control": kept } };
}

function withRuns(html: Buffer, runs: string | undefined): Buffer {
  return runs === undefined ? html : Buffer.from(html.toString("utf8").replace(META, `$1${runs}$2`));
}
