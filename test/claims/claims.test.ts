import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Claim, hasMoved } from "../../claims/claim.ts";
import { TABLES, withTables } from "../../claims/main.ts";
import { accepted, measureClaims } from "../../claims/measure.ts";
import {
  curveOf,
  entryOf,
  figureOf,
  type MeasuredRun,
  metricOf,
  readRun,
  sharesOf,
} from "../../claims/measured-run.ts";
import { finishedRun, slugOf } from "../../claims/runs.ts";
import { claimsTable, type Kept, withTable } from "../../claims/table.ts";
import { findPreset } from "../../src/experiments/presets.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "claims-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const claim = (id: string, measured: Claim["measured"] = () => `found ${id}`): Claim => ({
  id,
  result: `result ${id}`,
  status: "reproduced",
  runs: ["two-modes"],
  test: "none",
  measured,
});
const run: MeasuredRun = {
  summary: {
    experiment: "made",
    title: "",
    verdict: "",
    ridge: { dim: 1, time: 1, space: "data", threshold: 1, threshold_source: "tube" },
    falsification: {},
    figures: { size: 3 },
    entries: [{ name: "one", figures: { size: 4 } }],
    notes: [],
  },
  metrics: [
    { name: "size", value: 5, time: 2, entry: "one" },
    { name: "size", value: 6, time: 1, entry: "other" },
    { name: "all", value: 7, entry: "one" },
  ],
  seconds: 90,
  bytes: 2e8,
};

describe("hasMoved", () => {
  it.each([
    ["share 10.0 % and 2.5e-9", "share 10.05 % and 2.51e-9", false],
    ["share 10.0 %", "share 10.2 %", true],
    ["2.5e-9", "2.5e-8", true],
    ["one, 1", "one, 1, 2", true],
    ["1,250 of x₁", "1251 of x₁", false],
    ["−3", "3", true],
    ["nothing", "nothing at all", false],
  ])("%s → %s: %s", (before, now, moved) => {
    expect(hasMoved(before, now)).toBe(moved);
  });
});

describe("a run as claims read it", () => {
  it("has figures, metrics and curves by name, and says what it lacks", () => {
    expect([figureOf(run, "size"), figureOf(run, "size", "one")]).toEqual([3, 4]);
    expect(metricOf(run, "all", "one").value).toBe(7);
    expect(curveOf(run, "size", "one")).toEqual([{ time: 2, value: 5 }]);
    expect(curveOf(run, "size")).toHaveLength(2);
    expect(() => entryOf(run, "two")).toThrow('made: no entry "two"');
    expect(() => figureOf(run, "weight")).toThrow('made: no figure "weight"');
    expect(() => sharesOf(run)).toThrow("made: no classes");
    const classes = {
      memorised: { fraction: 0.2 },
      inter_mode: { fraction: 0.3 },
      off_ridge: { fraction: 0.5 },
    };
    const judged = { ...run, summary: { ...run.summary, classes } };
    expect(sharesOf(judged)).toEqual({ memorised: 0.2, inter_mode: 0.3, off_ridge: 0.5 });
    expect(() => metricOf(run, "all")).toThrow('made: no metric "all"');
  });
});

describe("measureClaims", () => {
  const measure = async (claims: readonly Claim[], kept: Record<string, Kept> = {}) => {
    let now: Readonly<Record<string, Kept>> = kept;
    const said: string[] = [];
    const failed = await measureClaims(claims, {
      kept,
      run: async () => run,
      onKept: async (all) => {
        now = all;
      },
      say: (line) => said.push(line),
    });
    return { now, said, failed };
  };

  it("keeps what it measures with its cost, and marks a row that moved until it is accepted", async () => {
    const claims = [claim("a", ({ seconds }) => `took ${seconds}`), claim("b")];
    const { now, said, failed } = await measure(claims, { a: { text: "took 80" }, c: { text: "other" } });
    expect(failed).toBe(0);
    expect(now).toEqual({
      a: { text: "took 90", seconds: 90, bytes: 2e8, was: "took 80" },
      b: { text: "found b", seconds: 90, bytes: 2e8 },
      c: { text: "other" },
    });
    expect(said).toContain("  moved: took 90");
    expect((await measure(claims, now)).now["a"].was).toBe("took 80");
    expect(accepted(now)["a"]).toEqual({ text: "took 90", seconds: 90, bytes: 2e8 });
    expect(claimsTable(claims, now)).toContain("**moved**, was: took 80 — took 90 | 90 s, 200 MB |");
  });

  it("tells a row that fails, leaves it as it was, and goes on", async () => {
    const wrong = claim("a", (one) => `${figureOf(one, "weight")}`);
    const { now, said, failed } = await measure([wrong, claim("b")], { a: { text: "before" } });
    expect([failed, now["a"].text, now["b"].text]).toEqual([1, "before", "found b"]);
    expect(said).toContain('  failed: made: no figure "weight"');
    const unknown = await measure([claim("a", () => `${NaN} %`)], { a: { text: "before" } });
    expect([unknown.failed, unknown.now["a"].text]).toEqual([1, "before"]);
  });
});

describe("finishedRun", () => {
  /** A command that notes its arguments and writes a run; it fails while a file says so. */
  const built = (body: string) => {
    mkdirSync(join(folder, "dist/cli"), { recursive: true });
    writeFileSync(join(folder, "dist/cli/package.json"), '{ "type": "module" }');
    writeFileSync(
      join(folder, "dist/cli/bin.js"),
      `import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
const args = process.argv.slice(2), out = args[args.indexOf("--out") + 1];
appendFileSync(${JSON.stringify(join(folder, "log"))}, args.slice(0, -1).filter((arg) => arg !== out).join(" ") + " " + args.at(-1) + "\\n");
mkdirSync(out, { recursive: true });
if (existsSync(${JSON.stringify(join(folder, "fails"))})) process.exit(4);
writeFileSync(out + "/summary.json", JSON.stringify({ experiment: args[1] }));
writeFileSync(out + "/metrics.jsonl", JSON.stringify({ name: "n", value: 1 }) + "\\n");
writeFileSync(out + "/environment.json", JSON.stringify({ stages: [{ seconds: 1, peak_bytes: 5 }, { seconds: 2, peak_bytes: 3 }] }));
// ${body}`,
    );
    return { dist: join(folder, "dist"), folder: join(folder, "runs") };
  };
  const log = () => readFileSync(join(folder, "log"), "utf8").trim().split("\n");

  it("runs once for a built command, and again for another", async () => {
    const args = "two-modes --set tau=[inf]";
    const found = await finishedRun(args, built("first"));
    expect([found.seconds, found.bytes, found.summary.experiment]).toEqual([3, 5, "two-modes"]);
    expect(await readRun(join(folder, "runs", slugOf(args)))).toEqual(found);
    await finishedRun(args, built("first"));
    expect(log()).toEqual([`run two-modes --set tau=[inf] --out --profile`]);
    await finishedRun(args, built("second"));
    expect(log()).toHaveLength(2);
    expect(log()[1]).not.toContain("--resume");
  });

  it("goes on with one that was cut short", async () => {
    writeFileSync(join(folder, "fails"), "");
    await expect(finishedRun("two-modes", built(""))).rejects.toThrow("exit code 4");
    rmSync(join(folder, "fails"));
    await finishedRun("two-modes", built(""));
    expect(log()[1]).toMatch(/--profile --resume$/);
  });
});

describe("CLAIMS.md", () => {
  const all = Object.values(TABLES).flat();

  it("has the tables of what is kept, and nothing is kept of rows that are gone", () => {
    const kept: Record<string, Kept> = JSON.parse(read("claims/results.json"));
    expect(withTables(read("CLAIMS.md"), kept)).toBe(read("CLAIMS.md"));
    expect(Object.keys(kept).filter((id) => !all.some((one) => one.id === id))).toEqual([]);
  });

  it("names rows once, presets that there are, and tests that there are", () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { runs, test } of all) {
      for (const args of runs) expect(findPreset(args.split(" ")[0]), args).toBeDefined();
      for (const [, path] of test.matchAll(/`((?:app\/)?test\/[^`]*)`/g))
        expect(existsSync(join(ROOT, path)), path).toBe(true);
    }
  });

  it("says where a table has no marks", () => {
    expect(() => withTable("text", "paper", "")).toThrow('no marks of the table "paper"');
  });
});
