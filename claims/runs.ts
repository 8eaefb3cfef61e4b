/** Runs of the command that claims are measured by: made once, kept until the built command changes, gone on with where cut short. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MeasuredRun, readRun } from "./measured-run.ts";

/** Where runs are made, and by what. */
export interface RunPlace {
  /** Holds the built command, as `cli/bin.js`. */
  readonly dist: string;
  /** For the runs, each in a folder of its own, with a mark beside it. */
  readonly folder: string;
}

/** The finished run of these arguments: the one that is there, or a new one. @throws {Error} where it fails */
export async function finishedRun(args: string, { dist, folder }: RunPlace): Promise<MeasuredRun> {
  const out = join(folder, slugOf(args));
  const source = sourceOf(dist);
  const mark = (state: "begun" | "finished") => JSON.stringify({ args, source, state });
  const found = existsSync(`${out}.json`) ? readFileSync(`${out}.json`, "utf8") : undefined;
  if (found === mark("finished")) return readRun(out);
  const isCutShort = found === mark("begun") && existsSync(out);
  if (!isCutShort) rmSync(out, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${out}.json`, mark("begun"));
  await runCommand([
    join(dist, "cli/bin.js"),
    "run",
    ...args.split(" "),
    "--out",
    out,
    "--profile",
    ...(isCutShort ? ["--resume"] : []),
  ]);
  writeFileSync(`${out}.json`, mark("finished"));
  return readRun(out);
}

/**
 * A folder's name for the arguments of a run.
 * @example
 * slugOf("two-modes --set sampling.stochasticity=0"); // → two-modes-sampling.stochasticity-0
 */
export function slugOf(args: string): string {
  return args
    .replaceAll("--set ", "")
    .replace(/[^\w.]+/g, "-")
    .replace(/-$/, "");
}

/** Changes with any byte of the built command. */
function sourceOf(dist: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" });
  for (const name of files.filter((one) => one.endsWith(".js")).sort())
    hash.update(name).update(readFileSync(join(dist, name)));
  return hash.digest("hex");
}

function runCommand(command: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, command, { stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command.slice(1).join(" ")}: exit code ${code}`));
    });
  });
}
