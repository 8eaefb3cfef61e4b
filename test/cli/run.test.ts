import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../data/build.ts";
import { runInProcess } from "./in-process.ts";
import { ensureBuilt, finished, ridgescope, start } from "./ridgescope.ts";
import { differences, filesOf } from "./run-files.ts";

const folder = temporaryFolder();
const SMALL = [
  "sampling.count=30",
  "sampling.steps=20",
  "features.p=30",
  "features.harmonics=2",
  "tau=[2,4]",
];
const small = ["training-check", ...SMALL.flatMap((setting) => ["--set", setting])];
const first = `${folder}/1/run`;
let told: { stdout: string; stderr: string };

beforeAll(async () => {
  await ensureBuilt();
  told = await ridgescope("run", ...small, "--out", first, "--threads", "1");
}, 180_000);

describe("ridgescope run", () => {
  test("ends with the verdict, the classes and the place of the report", () => {
    const { verdict } = JSON.parse(readFileSync(`${first}/summary.json`, "utf8")) as { verdict: string };
    expect(told.stdout.startsWith(`${verdict}\n\n`)).toBe(true);
    expect(told.stdout).toMatch(/memorised +inter-mode +off-ridge/);
    expect(told.stdout.endsWith(`\nReport: ${first}/report.html\n`)).toBe(true);
    expect(existsSync(`${first}/checkpoint`)).toBe(false);
  });

  test("gives the same bytes from its config.json, on any number of threads", async () => {
    const again = await ridgescope(
      "run",
      `${first}/config.json`,
      "--out",
      `${folder}/again`,
      "--threads",
      "3",
      "--json",
      "--quiet",
    );
    expect([again.code, again.stderr]).toEqual([0, ""]);
    const document = JSON.parse(again.stdout) as { out: string; report: string; summary: object };
    expect(document).toMatchObject({ out: `${folder}/again`, report: `${folder}/again/report.html` });
    expect(document.summary).toEqual(JSON.parse(readFileSync(`${first}/summary.json`, "utf8")));
    expect(differences(first, `${folder}/again`)).toEqual(["environment.json"]);
    const [a, b] = [first, `${folder}/again`].map((dir) =>
      JSON.parse(readFileSync(`${dir}/environment.json`, "utf8")),
    );
    const threads = { threads: 0, reason: "", ridgescope: "" };
    expect({ ...a, ...threads }).toEqual({ ...b, ...threads });
  });

  test("killed at any instant, goes on to the same bytes", async () => {
    const out = `${folder}/2/run`;
    for (const [i, ms] of [150, 600, 1_200, 2_000].entries()) {
      const child = start(["run", ...small, "--out", out, "--threads", "1", ...(i > 0 ? ["--resume"] : [])]);
      const end = finished(child);
      setTimeout(() => child.kill("SIGKILL"), ms);
      await end;
    }
    const last = await ridgescope("run", ...small, "--out", out, "--threads", "1", "--resume");
    expect([last.code, last.stderr.includes("error"), last.stdout]).toEqual([
      0,
      false,
      told.stdout.replaceAll("/1/", "/2/"),
    ]);
    expect(differences(first, out)).toEqual([]);
    const looked = await ridgescope("run", ...small, "--out", out, "--resume");
    expect([looked.code, looked.stdout]).toEqual([0, last.stdout]);
    expect(looked.stderr).toBe(`${out} is finished already\n`);
  }, 120_000);

  test("puts defaults where a configuration is silent, and takes --seed over its seed", async () => {
    const { resolveRun } = await import("../../src/cli/run-config.ts");
    writeFileSync(`${folder}/short.yaml`, "experiment: training-check\nseed: 3\nsampling: { count: 7 }\n");
    const request = { experiment: `${folder}/short.yaml`, settings: ["tau=[1]"] };
    const { config } = await resolveRun(request);
    expect(config).toMatchObject({ seed: 3, sampling: { count: 7, steps: 500 }, tau: [1] });
    expect((await resolveRun({ ...request, seed: 4 })).config["seed"]).toBe(4);
  });
});

describe("bad usage of ridgescope run ends with 2 and one line, before any work", () => {
  const out = `${folder}/refused`;
  test.each<[string[], string | RegExp]>([
    [["nope"], /^experiment: expected one of mnist-reference, .*, or a file \(\.yaml, \.json\), got "nope"$/],
    [
      ["two-modes", "--set", "sampling.count=0"],
      "two-modes: sampling.count: expected a whole number at least 1, got 0",
    ],
    [
      ["two-modes", "--set", "sampling.cuont=5"],
      /^--set: expected one of the settings .*, got sampling.cuont$/,
    ],
    [["two-modes", "--set", "seed"], "--set: expected path=value, got seed"],
    [["two-modes", "--set", "tau=[1,"], /^--set: expected a value in YAML, got ".*"$/],
    [["two-modes", "--set", "tau=[x]"], 'two-modes: tau.0: expected a number at least 0, or inf, got "x"'],
    [["two-modes", "--set", "experiment=three-modes"], /^--set: expected settings other than experiment/],
    [["two-modes", "--set", "data.set=nope"], /^synthetic: expected one of two-modes, .*, got "nope"$/],
    [["none.yaml"], "none.yaml: expected a readable file, got no such file"],
    [[], "experiment: expected a value (see --help), got none"],
  ])("%j", async (args, line) => {
    const { code, stdout, stderr } = await runInProcess("run", ...args, "--out", out, "--quiet");
    expect(stderr.startsWith("ridgescope: ")).toBe(true);
    const [said, ...rest] = stderr.slice("ridgescope: ".length).split("\n");
    if (typeof line === "string") expect(said).toBe(line);
    else expect(said).toMatch(line);
    expect([code, stdout, rest]).toEqual([2, "", [""]]);
    expect(existsSync(out)).toBe(false);
  });

  test("configurations of another kind", async () => {
    const refused = async (text: string) => {
      writeFileSync(`${folder}/bad.yaml`, text);
      const { code, stderr } = await runInProcess("run", `${folder}/bad.yaml`, "--out", out);
      expect(code).toBe(2);
      return stderr.replace(`ridgescope: ${folder}/bad.yaml`, "FILE");
    };
    expect(await refused("- 1\n")).toMatch(/^FILE: expected settings by name, got/);
    expect(await refused("a: [1\n")).toMatch(/^FILE: expected settings in YAML or JSON, got/);
    expect(await refused("seed: 1\n")).toMatch(/^FILE: experiment: expected one of .*, got nothing\n/);
    expect(await refused("experiment: two-modes\nsede: 1\n")).toMatch(
      /^FILE: expected only known settings, got sede/,
    );
  });

  test("a place that is taken", async () => {
    const other = await runInProcess("run", "training-check", "--out", first);
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/got a run of other settings\n$/);
    mkdirSync(`${folder}/full`);
    writeFileSync(`${folder}/full/thesis.tex`, "");
    const full = await runInProcess("run", "training-check", "--out", `${folder}/full`);
    expect(full.stderr).toMatch(/got a folder of something else\n$/);
    const file = await runInProcess("run", "training-check", "--out", `${folder}/full/thesis.tex`);
    expect(file.code).toBe(2);
  });
});

describe("what is done with run directories", () => {
  test("report gives the figures and the page again, byte for byte", async () => {
    const before = filesOf(first);
    const { code, stdout } = await runInProcess("report", first, "--quiet", "--json");
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { report: string }).report).toBe(`${first}/report.html`);
    const changed = [...filesOf(first)].filter(([name, bytes]) => !before.get(name)?.equals(bytes));
    expect(changed.map(([name]) => name)).toEqual([]);
    const none = await runInProcess("report", folder);
    expect([none.code, none.stdout]).toEqual([2, ""]);
  });

  test("compare sets runs side by side", async () => {
    const table = await runInProcess("compare", first, first);
    expect(table.code).toBe(0);
    expect(table.stdout.split("\n").filter((line) => /^run +data /.test(line))).toHaveLength(2);
    const { stdout } = await runInProcess("compare", first, "--json");
    const { rows } = JSON.parse(stdout) as { rows: { run: string; classes: { memorised: object } }[] };
    expect(rows[0].run).toBe(first);
    expect(Object.keys(rows[0].classes.memorised)).toEqual(["fraction", "low", "high"]);
    expect((await runInProcess("compare", folder)).code).toBe(2);
  });

  test("presets lists them with one line each", async () => {
    const { PRESETS } = await import("../../src/experiments/presets.ts");
    const { stdout } = await runInProcess("presets");
    expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual([
      ...PRESETS.map(({ name }) => name),
      "",
    ]);
    const document = JSON.parse((await runInProcess("presets", "--json")).stdout) as { presets: unknown[] };
    expect(document.presets).toHaveLength(PRESETS.length);
  });
});
