/** Runs the real command, built from the sources as they are, in a process of its own. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT: string = new URL("../../", import.meta.url).pathname;
const BIN: string = join(ROOT, "dist/cli/bin.js");
const PAGE: string = join(ROOT, "dist/lab/index.html");
const LOCK: string = join(ROOT, "node_modules/.ridgescope-build");
const STALE_MS = 180_000;

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Builds where a source is newer than what was built; one process at a time. */
export function ensureBuilt(): Promise<void> {
  return buildWhile(isOutdated, "build");
}

/** As {@link ensureBuilt}, and the lab's page. */
export async function ensureLabBuilt(): Promise<void> {
  await ensureBuilt();
  await buildWhile(isPageOutdated, "build:lab");
}

async function buildWhile(outdated: () => boolean, script: string): Promise<void> {
  while (outdated()) {
    if (!takeLock()) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    try {
      if (outdated()) execFileSync("npm", ["run", script, "--silent"], { cwd: ROOT, stdio: "pipe" });
    } finally {
      rmSync(LOCK, { recursive: true, force: true });
    }
    return;
  }
}

function takeLock(): boolean {
  if (Date.now() - modified(LOCK) > STALE_MS) rmSync(LOCK, { recursive: true, force: true });
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    return false;
  }
}

function isOutdated(): boolean {
  return isNewer("src", modified(BIN));
}

/** The page holds the built library. */
function isPageOutdated(): boolean {
  const built = modified(PAGE);
  return modified(BIN) > built || isNewer("app/src", built) || isNewer("app/public", built);
}

function isNewer(folder: string, built: number): boolean {
  const files = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  const sources = files.filter((file) => file.isFile() && !file.name.includes(".generated."));
  return sources.some((file) => modified(join(file.parentPath, file.name)) > built);
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Starts `ridgescope` with `args`. */
export function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs `ridgescope` to its end. */
export function ridgescope(...args: string[]): Promise<Result> {
  return finished(start(args));
}

/** What a started command says until it ends. */
export function finished(child: ChildProcess): Promise<Result> {
  const text = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => {
    text.stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    text.stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...text }));
  });
}
