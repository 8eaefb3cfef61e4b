import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readArrays, readMatrix } from "../../src/data/read-matrix.ts";
import { InputError } from "../../src/errors/input-error.ts";
import type { Figure } from "../../src/figure/figure.ts";
import { compareRuns } from "../../src/report/compare-runs.ts";
import { packFigures, unpackFigures } from "../../src/report/figure-store.ts";
import { readRunDirectory } from "../../src/report/read-run.ts";
import { type RunRecord, rewriteReport, writeRunDirectory } from "../../src/report/run-directory.ts";
import { demoClasses, demoFigures, demoGraph, demoLines, demoTree } from "./demo-figures.ts";
import { demoRecord } from "./demo-run.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "run-directory-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** A run whose figures are quick to draw. */
function small(): RunRecord {
  const record = demoRecord();
  return { ...record, result: { ...record.result, figures: [demoClasses(), demoTree()] } };
}

/** A summary.json with some of its parts replaced. */
function demoSummary(parts: object): string {
  return JSON.stringify({ ...demoRecord().result.summary, ...parts });
}

async function contents(root: string): Promise<Map<string, string>> {
  const names = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(
    await Promise.all(
      paths.map(
        async (path) => [path.slice(root.length + 1), (await readFile(path)).toString("base64")] as const,
      ),
    ),
  );
}

describe("writing a run directory", () => {
  it("gives the files of the contract, and tells of them and of progress", async () => {
    const told: number[] = [];
    const run = join(dir, "deep", "run");
    const files = await writeRunDirectory(run, small(), {
      progress: (_, done, total) => told.push(done / total),
    });
    expect([...(await contents(run)).keys()].sort()).toEqual([...files].sort());
    expect(files).toEqual(
      expect.arrayContaining([
        "config.json",
        "environment.json",
        "metrics.jsonl",
        "summary.json",
        "report.html",
        "arrays/samples.npz",
        "arrays/figures.npz",
        "figures/figures.json",
        "figures/classes.svg",
        "figures/classes.png",
      ]),
    );
    expect(told).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  it("gives the same bytes again, in whatever order settings were given", async () => {
    const record = small();
    const reversed = Object.fromEntries(Object.entries(record.config as object).reverse());
    await writeRunDirectory(join(dir, "a"), record);
    await writeRunDirectory(join(dir, "b"), { ...small(), config: reversed });
    const first = await contents(join(dir, "a"));
    expect(await contents(join(dir, "b"))).toEqual(first);
    await writeRunDirectory(join(dir, "a"), record);
    expect(await contents(join(dir, "a"))).toEqual(first);
  });

  it("writes what the contract says of summary and metrics", async () => {
    await writeRunDirectory(dir, small());
    const summary = JSON.parse(await readFile(join(dir, "summary.json"), "utf8"));
    expect(summary.classes.memorised).toEqual({
      fraction: 0.006,
      low: expect.any(Number),
      high: expect.any(Number),
    });
    expect(summary.entries[0].classes.off_ridge.fraction).toBe(0);
    expect(summary.falsification.F4).toMatchObject({ value: 0.998, p: null, holds: true });
    expect(summary.ridge).toMatchObject({ dim: 8, time: 0.227, space: "vae:32 latents", threshold: 0.4812 });
    const lines = (await readFile(join(dir, "metrics.jsonl"), "utf8")).trimEnd().split("\n");
    expect(lines).toEqual([
      '{"step":1000,"name":"loss","value":0.31}',
      '{"time":0.1,"tau":"inf","entry":"exact score","name":"normal_error","value":0.02}',
      '{"name":"undefined","value":null}',
    ]);
    const arrays = await readArrays(join(dir, "arrays", "samples.npz"));
    expect(arrays.get("x")).toMatchObject({ shape: [2, 2] });
  });

  it("writes tables beside their arrays, and intervals of metrics", async () => {
    const { result } = small();
    const metrics = [{ name: "coverage", value: 0.5, low: 0.4, high: 0.6 }];
    const arrays = { cards: { a: { data: Float64Array.of(1, 2), shape: [2] } } };
    const record = { ...small(), result: { ...result, metrics, arrays, tables: ["cards"] } };
    expect(await writeRunDirectory(dir, record)).toContain("arrays/cards.parquet");
    expect([...(await readMatrix(join(dir, "arrays", "cards.parquet"))).data]).toEqual([1, 2]);
    expect(await readFile(join(dir, "metrics.jsonl"), "utf8")).toBe(
      '{"name":"coverage","value":0.5,"low":0.4,"high":0.6}\n',
    );
  });

  it("leaves what was there before where it fails, and nothing where nothing was", async () => {
    await writeRunDirectory(join(dir, "a"), small());
    const before = await contents(join(dir, "a"));
    const bad = { ...demoLines(), id: "Not A File Name" };
    const broken = { ...small(), result: { ...small().result, figures: [demoClasses(), bad] } };
    await expect(writeRunDirectory(join(dir, "a"), broken)).rejects.toThrow(RangeError);
    expect(await contents(join(dir, "a"))).toEqual(before);
    await expect(writeRunDirectory(join(dir, "b"), broken)).rejects.toThrow(RangeError);
    expect(await readdir(dir)).toEqual(["a"]);
  });

  it("fails cleanly in the middle of the drawing too", async () => {
    let calls = 0;
    const progress = () => {
      if (++calls === 4) throw new Error("stop");
    };
    await expect(writeRunDirectory(join(dir, "a"), small(), { progress })).rejects.toThrow("stop");
    expect(await readdir(dir)).toEqual([]);
  });

  it("refuses two figures of one name and arrays that are no file names", async () => {
    const { result } = small();
    const twice = { ...small(), result: { ...result, figures: [demoClasses(), demoClasses()] } };
    await expect(writeRunDirectory(dir, twice)).rejects.toThrow(/figure id: expected ids that differ/);
    for (const name of ["../x", "figures", ""])
      await expect(
        writeRunDirectory(dir, { ...small(), result: { ...result, arrays: { [name]: {} } } }),
      ).rejects.toThrow(/arrays: expected file names/);
  });

  it("says in one line that a place cannot be written to", async () => {
    await writeFile(join(dir, "file"), "");
    await expect(writeRunDirectory(join(dir, "file", "run"), small())).rejects.toThrow(InputError);
  });
});

describe("reading a run directory", () => {
  let whole: string;
  beforeAll(async () => {
    whole = await mkdtemp(join(tmpdir(), "run-directory-"));
    await writeRunDirectory(whole, small());
  });
  afterAll(() => rm(whole, { recursive: true, force: true }));

  it("gives back what was written", async () => {
    const record = demoRecord();
    await writeRunDirectory(dir, {
      ...record,
      result: { ...record.result, figures: [demoGraph(), demoTree(), demoLines()] },
    });
    const run = await readRunDirectory(dir);
    expect(run.summary).toEqual(record.result.summary);
    expect(run.metrics).toEqual(record.result.metrics);
    expect(run.config).toEqual(record.config);
    expect(run.environment).toEqual(record.environment);
    expect(run.figures).toEqual([demoGraph(), demoTree(), demoLines()]);
  });

  it("is enough to draw figures and report again, byte for byte", async () => {
    await writeRunDirectory(dir, small());
    const before = await contents(dir);
    await rm(join(dir, "report.html"));
    await rm(join(dir, "figures", "classes.svg"));
    await rewriteReport(dir, await readRunDirectory(dir));
    expect(await contents(dir)).toEqual(before);
  });

  it("says which arguments of the drawings do not fit, and leaves all as it was", async () => {
    await cp(whole, dir, { recursive: true });
    const before = await contents(dir);
    const stored = await readRunDirectory(dir);
    const rewriting = rewriteReport(dir, { ...stored, figures: [demoClasses(), demoClasses()] });
    await expect(rewriting).rejects.toMatchObject({
      name: "InputError",
      message: expect.stringMatching(/expected figures that can be drawn, got "figure id: expected ids that/),
      cause: expect.any(RangeError),
    });
    expect(await contents(dir)).toEqual(before);
  });

  it("blames no file for an error that only looks like one about an argument", async () => {
    await cp(whole, dir, { recursive: true });
    const stored = await readRunDirectory(dir);
    for (const error of [
      new TypeError("x: expected one, got none"),
      new RangeError("Invalid array length"),
    ]) {
      const progress = () => {
        throw error;
      };
      await expect(rewriteReport(dir, stored, { progress })).rejects.toBe(error);
    }
  });

  it("does without arrays of figures where there are none", async () => {
    const { result } = small();
    await writeRunDirectory(dir, { ...small(), result: { ...result, figures: [demoClasses()] } });
    expect((await readRunDirectory(dir)).figures).toEqual([demoClasses()]);
  });

  it.each([
    ["summary.json", "{}", /expected a summary with experiment/],
    ["summary.json", "{ no", /expected JSON, got/],
    ["figures/figures.json", '{"format":2,"figures":[]}', /expected figures in format 1/],
    [
      "figures/figures.json",
      '{"format":1,"figures":[{"id":"../x","kind":"lines","title":"","caption":""}]}',
      /expected figures with id/,
    ],
    [
      "figures/figures.json",
      '{"format":1,"figures":[{"$array":"no"}]}',
      /expected arrays that arrays\/figures.npz holds/,
    ],
    [
      "figures/figures.json",
      '{"format":1,"figures":[{"id":"x","kind":"lines","title":"","caption":""}]}',
      /expected figures that can be drawn, got "x \(panels\)"/,
    ],
    ["metrics.jsonl", '{"name":"a"}\nnonsense\n', /line 2.*expected JSON/],
    ["metrics.jsonl", '{"name":"a"}\n{"name":1}\n', /line 2\): expected a value with its name, got less/],
    ["environment.json", '{"ridgescope":{}}', /expected the version of ridgescope as a text, got less/],
    ["summary.json", demoSummary({ notes: [{}] }), /expected a summary with .*, got another notes\.0$/],
    [
      "summary.json",
      demoSummary({ ridge: { dim: 1 } }),
      /expected a summary with .*, got another ridge\.space$/,
    ],
  ])("refuses a damaged %s (%s)", async (file, text, message) => {
    await cp(whole, dir, { recursive: true });
    await writeFile(join(dir, file), text);
    const reading = readRunDirectory(dir);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  it("refuses what is no run directory", async () => {
    await expect(readRunDirectory(dir)).rejects.toThrow(
      /summary\.json: expected a file of a run directory, got ENOENT/,
    );
  });
});

describe("figures on disk", () => {
  it("lose nothing, not even numbers that JSON lacks, and keep an array that occurs twice once", () => {
    const x = Float64Array.of(1, NaN, -Infinity, 0);
    const figure: Figure = {
      kind: "lines",
      id: "l",
      title: "L",
      caption: "",
      panels: [
        {
          x: { label: "x" },
          y: { label: "y" },
          series: [{ name: "a", x, y: x }],
          rules: [{ value: Infinity, label: "r" }],
        },
      ],
    };
    const { document, arrays } = packFigures([figure, ...demoFigures()]);
    expect(Object.keys(arrays).filter((key) => key.startsWith("l."))).toEqual(["l.panels.0.series.0.x"]);
    const stored = new Map(
      Object.entries(arrays).map(([key, { data }]) => [key, { data: Float64Array.from(data) }]),
    );
    const read = unpackFigures("f", JSON.parse(JSON.stringify(document)), stored);
    expect(read).toEqual([figure, ...demoFigures()]);
    expect(packFigures(read)).toEqual({ document, arrays });
  });
});

describe("comparing runs", () => {
  it("gives a row for each run and each of its generators, in aligned columns", async () => {
    await writeRunDirectory(join(dir, "one"), small());
    await writeRunDirectory(join(dir, "two"), small());
    const { rows, text } = await compareRuns([join(dir, "one"), join(dir, "two")]);
    expect(rows).toHaveLength(10);
    expect(rows[1]).toMatchObject({ entry: "exact score", dim: 8, classes: { memorised: { value: 0.998 } } });
    const lines = text.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^run +space +k +t_a +memorised +inter-mode +off-ridge +F1/);
    expect(lines[1]).toMatch(/^one .*0\.6 % \(0\.3–1\.0\).*✗ 0\.81/);
    expect(lines[1].indexOf("61.9 %")).toBe(lines[0].indexOf("inter-mode"));
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });
});
