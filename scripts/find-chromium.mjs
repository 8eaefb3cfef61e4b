// Finds Chromium for the browser tests; installs Debian's where it may. Prints its path.
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/** Where a person says which one to take. */
const VARIABLE = "RIDGESCOPE_CHROMIUM";

/** The path of a Chromium that can be started; throws one line that says what is missing. */
export function findChromium() {
  const named = process.env[VARIABLE];
  if (named) {
    if (canRun(named)) return named;
    throw new Error(`${VARIABLE}: expected a program that can be run, got ${named}`);
  }
  return installed() ?? install();
}

function installed() {
  const folders = new Set(["/usr/bin", ...(process.env.PATH ?? "").split(delimiter)]);
  const paths = [...folders].filter(Boolean).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return paths.find(canRun);
}

function canRun(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function install() {
  const wanted = `Chromium: expected ${NAMES.slice(0, 3).join(", ")} or ${VARIABLE}, got none`;
  if (process.getuid?.() !== 0) throw new Error(`${wanted} (apt-get install chromium needs root)`);
  if (!existsSync("/usr/bin/apt-get")) throw new Error(`${wanted} (and no apt-get to install it with)`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    execFileSync("apt-get", ["update"], { env, stdio: "pipe" });
    execFileSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { env, stdio: "pipe" });
  } catch (cause) {
    const last = String(cause.stderr ?? cause.message)
      .trim()
      .split("\n")
      .at(-1);
    throw new Error(`${wanted} (apt-get could not install it: ${last})`, { cause });
  }
  const found = installed();
  if (!found) throw new Error(`${wanted} (also after apt-get installed it)`);
  return found;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(findChromium());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
