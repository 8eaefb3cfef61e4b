/**
 * The recipes of CONTRIBUTING.md, followed to the letter in a scratch copy: what a recipe forgets, the type check or the
 * built command finds. In the section of a recipe, a block marked `new PATH` is a file, and a block marked `diff PATH` changes
 * one: lines with "+" are added and lines with "-" removed where the lines about them stand; "…" parts places.
 */
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);

interface Step {
  readonly kind: "new" | "diff";
  readonly path: string;
  readonly text: string;
}

/** The steps of each recipe, by the heading it stands under. */
function recipesOf(markdown: string): Map<string, Step[]> {
  const recipes = new Map<string, Step[]>();
  for (const part of markdown.split(/^### /m).slice(1)) {
    const [heading] = part.split("\n", 1);
    const blocks = part.matchAll(/^```\w+ (new|diff) (\S+)\n([\s\S]*?)^```$/gm);
    const steps = [...blocks].map(([, kind, path, text]) => ({ kind: kind as Step["kind"], path, text }));
    if (steps.length > 0) recipes.set(heading, steps);
  }
  return recipes;
}

/** Applies the changes of a block; each place must be found exactly once. */
function changed(old: string, diff: string): string {
  let out = old;
  for (const place of diff.split(/^ ?…\n/m)) {
    const lines = place.split("\n").slice(0, -1);
    const side = (sign: string) =>
      lines
        .filter((line) => !line.startsWith(sign))
        .map((line) => `${line.slice(1)}\n`)
        .join("");
    const before = side("+");
    expect(out.split(before).length, `places of ${JSON.stringify(before)}`).toBe(2);
    out = out.replace(before, () => side("-"));
  }
  return out;
}

const recipes = recipesOf(readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8"));
let scratch = "";

function apply({ kind, path, text }: Step): void {
  const file = join(scratch, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, kind === "new" ? text : changed(readFileSync(file, "utf8"), text));
}

/** Errors of the type check, one a line. */
async function typeErrors(): Promise<string[]> {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [tsc, "--noEmit"], { cwd: scratch }).catch((error) => error);
  return String(stdout)
    .split("\n")
    .filter((line) => /error TS/.test(line));
}

async function ridgescope(...args: string[]): Promise<string> {
  const bin = join(scratch, "dist/cli/bin.js");
  return (await run(process.execPath, [bin, ...args], { cwd: scratch })).stdout;
}

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "ridgescope-recipes-"));
  for (const name of ["src", "test", "docs", "package.json", "tsconfig.json", "tsdown.config.ts"])
    cpSync(join(ROOT, name), join(scratch, name), { recursive: true });
  // Tests of the benchmarks and of the claims need what is not here.
  for (const name of ["bench", "claims"]) rmSync(join(scratch, "test", name), { recursive: true });
  mkdirSync(join(scratch, "node_modules"));
  for (const name of readdirSync(join(ROOT, "node_modules")))
    if (name !== "ridgescope")
      symlinkSync(join(ROOT, "node_modules", name), join(scratch, "node_modules", name));
  symlinkSync(scratch, join(scratch, "node_modules/ridgescope"));
}, 120_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("recipes of CONTRIBUTING.md", () => {
  test("touch as few files as they promise, tests aside", () => {
    const files = [...recipes].map(([name, steps]) => [
      name,
      [...new Set(steps.map(({ path }) => path))].filter((path) => !path.startsWith("test/")).length,
    ]);
    expect(Object.fromEntries(files)).toEqual({
      "A score model": 2,
      "A metric of samples": 3,
      "A kind of figure": 3,
      "A file format": 2,
      "A preset": 5,
    });
    const preset = recipes.get("A preset")?.map(({ path }) => dirname(path));
    expect(new Set(preset)).toEqual(new Set(["src/experiments/noised-copies", "src/experiments"]));
  });

  test("a kind of figure that nobody draws does not compile", async () => {
    const [type, ...others] = recipes.get("A kind of figure") ?? [];
    apply(type);
    expect((await typeErrors()).length).toBeGreaterThan(0);
    for (const step of others) apply(step);
    expect(await typeErrors()).toEqual([]);
  }, 120_000);

  test("all together compile, and what they add appears", async () => {
    for (const [name, steps] of recipes)
      if (name !== "A kind of figure") for (const step of steps) apply(step);
    expect(await typeErrors()).toEqual([]);
    await run(process.execPath, [join(ROOT, "node_modules/tsdown/dist/run.mjs")], { cwd: scratch });

    expect(await ridgescope("presets")).toMatch(/^noised-copies +/m);
    expect(await ridgescope("presets", "--settings", "stage")).toContain("shrunk.share");
    const small = ["--set", "sampling.count=20", "--set", "sampling.steps=20", "--quiet"];
    await ridgescope("run", "stage", "--set", "model=shrunk", ...small, "--out", "stage");
    const metrics = readFileSync(join(scratch, "stage/metrics.jsonl"), "utf8");
    expect(metrics).toContain('"name":"nearest_distance"');

    await ridgescope("run", "noised-copies", "--quiet", "--out", "copies");
    const { classes } = JSON.parse(readFileSync(join(scratch, "copies/summary.json"), "utf8"));
    expect(classes.memorised.fraction).toBe(1);

    const raw = Float64Array.of(0, 1, 5);
    writeFileSync(join(scratch, "x.f64"), Buffer.from(raw.buffer));
    const told = await ridgescope(
      "geometry",
      "--data",
      "x.f64",
      "--at",
      "x.f64",
      "--sigma",
      "1",
      "--dim",
      "0",
      "--json",
      "--out",
      "g.npz",
    );
    expect(JSON.parse(told)).toMatchObject({ points: 3, columns: 1 });
  }, 240_000);
});
