import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { judge, verdictLine, verdictOf } from "../../src/cli/judge-limits.ts";
import { LIMITS, type LimitKind, limitsOf } from "../../src/cli/limits.ts";
import type { RidgeTest } from "../../src/diagnosis/ridge-test.ts";
import type { Summary } from "../../src/experiments/result.ts";
import { createRng } from "../../src/random/rng.ts";
import { csv, temporaryFolder, writeBytes } from "../data/build.ts";
import { type Outcome, runInProcess } from "./in-process.ts";

const folder = temporaryFolder();

/** Points about a circle in three dimensions. */
function circle(seed: number, count: number, width: number): number[] {
  const [angles, noise] = [createRng(seed).uniforms(count), createRng(seed).normals(3 * count)];
  return [...angles].flatMap((u, i) => {
    const angle = 2 * Math.PI * u;
    return [Math.cos(angle), Math.sin(angle), 0].map((value, j) => value + width * noise[3 * i + j]);
  });
}

const train = circle(1, 300, 0.03);
const data = writeBytes(folder, "train.csv", csv(train, 3));
const heldOut = writeBytes(folder, "held.csv", csv(circle(2, 200, 0.03), 3));
const copies = train.slice(0, 90).map((value, i) => value + 1e-5 * (i % 7));
const good = writeBytes(folder, "good.csv", csv(circle(3, 150, 0.03), 3));
const bad = writeBytes(folder, "bad.csv", csv([...copies, ...circle(4, 120, 0.5)], 3));

function check(samples: string, ...args: string[]): Promise<Outcome> {
  const options = ["--data", data, "--held-out", heldOut, "--samples", samples, "--dim", "1", "--quiet"];
  return runInProcess("check", ...options, ...args);
}

describe("ridgescope check", () => {
  test("exits 3 with one line where copies and samples off the ridge are beyond the default limits", async () => {
    const { code, stdout, stderr } = await check(bad);
    expect([code, stderr]).toEqual([3, ""]);
    expect(stdout).toMatch(
      /^fail: memorised \S+ % \(\S+ % to \S+ %\), above the limit \S+ % \(1 % more .*\); off the ridge \S+ % \(.*\), above the limit \S+ % \(.*\); coverage .*\. This test rejects \d+ % of a Gaussian fit/,
    );
  });

  test("passes real points, and says where an interval includes the limit", async () => {
    const passed = await check(good, "--max-memorised", "0.9", "--min-coverage", "0.2");
    expect([passed.code, passed.stderr]).toEqual([0, ""]);
    expect(passed.stdout).toMatch(/^pass: memorised .*, at most 90 %; coverage .*, at least 20 %\n$/);
    const { stdout } = await check(good, "--min-precision", "0.1", "--json");
    const [{ value }] = (JSON.parse(stdout) as { limits: [{ value: number }] }).limits;
    const border = await check(good, "--min-precision", String(Math.max(0, value - 0.002)));
    expect(border.code).toBe(0);
    expect(border.stdout).toMatch(
      /^pass, not certain: precision .*, not certain, as the interval includes the/,
    );
  });

  test("judges C_T against held-out points, and gives one JSON document with the run where one is written", async () => {
    const out = `${folder}/run`;
    const { code, stdout } = await check(bad, "--min-data-copying", "-30", "--json", "--out", out);
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      verdict: "pass",
      out,
      report: `${out}/report.html`,
      limits: [{ option: "--min-data-copying", bound: "min", limit: -30, status: "kept" }],
    });
    expect(document.summary).toEqual(JSON.parse(readFileSync(`${out}/summary.json`, "utf8")));
    const same = JSON.parse((await check(bad, "--min-data-copying", "-30", "--json")).stdout);
    expect(same.limits).toEqual(document.limits);
    expect(same.summary).toEqual(document.summary);
    expect(same).not.toHaveProperty("out");
  });
});

describe("a verdict that must not pass", () => {
  test("is undecided, exit 4, where there are too few points to say what is on the ridge", async () => {
    const few = writeBytes(folder, "few.csv", csv(circle(5, 12, 0.03), 3));
    const { code, stdout } = await runInProcess(
      "check",
      "--data",
      few,
      "--samples",
      good,
      "--quiet",
      "--json",
    );
    expect([code, JSON.parse(stdout).verdict]).toEqual([4, "undecided"]);
  });

  test.each([
    ["8 away from a circle in the plane", circle(6, 400, 0.05).filter((_, i) => i % 3 < 2), 2, 8],
    ["50 away from eight lumps", eight(400), 2, 50],
    ["8 away from a Gaussian in space", [...createRng(9).normals(1200)], 3, 8],
  ])("is a failure for samples %s", async (name, points, d, away) => {
    const near = writeBytes(folder, `${name}.csv`, csv(points, d));
    const moved = points.slice(0, 100 * d).map((value, i) => (i % d === 0 ? value + away : value));
    const far = writeBytes(folder, `${name} far.csv`, csv(moved, d));
    const { code, stdout } = await runInProcess("check", "--data", near, "--samples", far, "--quiet");
    expect(code).toBe(3);
    expect(stdout).toMatch(/off the ridge 100 %/);
  });

  test.each([2, 5])("is a failure where a sum of %i independent columns is not kept", async (rank) => {
    const table = (name: string, count: number, offset: number) => {
      const z = createRng(8)
        .split(name)
        .normals(count * rank);
      const rows = Array.from({ length: count }, (_, i) => {
        const row = [...z.subarray(i * rank, (i + 1) * rank)];
        return [...row, row[0] + row[1] + offset];
      });
      return writeBytes(folder, `${rank} ${name} ${offset}.csv`, csv(rows.flat(), rank + 1));
    };
    const known = table("data", 300, 0);
    const judged = (samples: string) =>
      runInProcess(
        "check",
        "--data",
        known,
        "--samples",
        samples,
        "--max-off-ridge",
        "0.08",
        "--quiet",
        "--json",
      );
    expect((await judged(table("fresh", 300, 0))).code).toBe(0);
    const { code, stdout } = await judged(table("fresh", 300, 0.5));
    expect(code).toBe(3);
    const { summary } = JSON.parse(stdout);
    expect(summary.classes.off_ridge.fraction + summary.classes.memorised.fraction).toBeCloseTo(1, 12);
    expect(summary.verdict).toContain("(100.0 % outside the span of the data)");
    const notes = summary.notes.join("\n");
    expect(notes).toContain(
      `The training points span ${rank} of ${rank + 1} dimensions, to the rounding of float32 numbers: column ${rank} = column 0 + column 1 (columns are counted from 0).`,
    );
    // 0.5 / √3
    expect(notes).toContain("300 of 300 samples are outside the span");
    expect(notes).toContain("0.289 from it in the median");
  });

  test("is a failure for a blurred mean, by coverage too where held-out points are given", async () => {
    const blurred = createRng(3)
      .normals(450)
      .map((z) => 0.01 * z);
    const mean = writeBytes(folder, "mean.csv", csv([...blurred], 3));
    const { code, stdout } = await check(mean);
    expect(code).toBe(3);
    expect(stdout).toMatch(/coverage \S+ % \(.*\), below the limit/);
  });
});

/** Eight lumps on a circle of radius 2. */
function eight(count: number): number[] {
  const noise = createRng(7).normals(2 * count);
  return [...noise].map((z, i) => {
    const angle = (Math.PI / 4) * ((i >> 1) % 8);
    return 2 * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle)) + 0.1 * z;
  });
}

describe("bad input of ridgescope check ends with 2 and one line", () => {
  test.each<[string, string[], string]>([
    ["a limit that is no share", ["--max-memorised", "1.5"], "--max-memorised: expected a share from 0 to 1"],
    ["a limit that is no number", ["--min-coverage", "much"], "--min-coverage: expected a share from 0 to 1"],
    ["no limit there is", ["--max-nothing", "1"], "--max-nothing: expected an option there is"],
    [
      "a file that is not there",
      ["--samples", `${folder}/no.csv`],
      `${folder}/no.csv: expected a readable file`,
    ],
    ["a dimension too large", ["--dim", "3"], "--dim: expected an integer from 0 to 2"],
  ])("%s", async (_, args, line) => {
    const out = `${folder}/refused`;
    const { code, stdout, stderr } = await check(good, ...args, "--out", out);
    expect(stderr.startsWith(`ridgescope: ${line}`)).toBe(true);
    expect([code, stdout, stderr.split("\n").length]).toEqual([2, "", 2]);
    expect(existsSync(out)).toBe(false);
  });

  test("what a limit needs and what is missing", async () => {
    const given = ["check", "--data", data, "--samples", good, "--dim", "1", "--quiet"];
    expect((await runInProcess(...given, "--min-data-copying", "-3")).stderr).toBe(
      "ridgescope: --held-out: expected real points, as --min-data-copying needs them, got none\n",
    );
    expect((await runInProcess("check", "--data", data)).stderr).toBe(
      "ridgescope: --samples: expected generated samples, got none\n",
    );
    const one = writeBytes(folder, "one.csv", csv([1, 0, 0], 3));
    const { code, stderr } = await check(one, "--min-recall", "0.5");
    expect([code, stderr]).toEqual([
      2,
      "ridgescope: --min-recall: expected samples of which recall can be computed, got too few\n",
    ]);
  });
});

describe("limits", () => {
  const kind = (option: string): LimitKind => present(LIMITS.find((one) => one.option === option));
  const found = (low: number, value: number, high: number) => ({
    summary: { classes: { memorised: { low, value, high } } } as unknown as Summary,
    metrics: [{ name: "coverage", entry: "samples", low, value, high }],
  });
  const status = (option: string, limit: number, [low, value, high]: [number, number, number]) =>
    judge([{ kind: kind(option), limit }], found(low, value, high))[0].status;

  test("are the defaults where none is given, held-out points or not, and only those given else", () => {
    const names = (options: Record<string, unknown>) => limitsOf(options).map((one) => one.kind.option);
    expect(names({})).toEqual(["--max-memorised", "--max-off-ridge", "--min-coverage"]);
    expect(names({ heldOut: "h.csv" })).toEqual(names({}));
    expect(names({ minRecall: 0.5, heldOut: "h.csv" })).toEqual(["--min-recall"]);
  });

  const lines = (values: Record<string, number>) =>
    Object.entries(values).map(([name, value]) => ({ name, entry: "samples", value, high: value }));
  /** 20 % memorised, 12 % off the ridge and 20 % covered, judged by default. */
  const byDefault = (values: Record<string, number>) => {
    const { summary, metrics } = found(0.1, 0.2, 0.3);
    const classes = { ...present(summary.classes), off_ridge: { low: 0.05, value: 0.12, high: 0.19 } };
    const known = { summary: { ...summary, classes }, metrics: [...metrics, ...lines(values)] };
    return judge(limitsOf({}), known);
  };

  test("are by default what real points do: copies by chance, 5 % as far as it is known, 0.8 of fresh coverage", () => {
    const baselines = { chance_copies: 0.3, size_bound: 0.13, fresh_coverage: 0.8 };
    const judged = byDefault(baselines);
    expect(judged.map(({ limit }) => limit)).toEqual([0.31, 0.13, 0.8 * 0.8]);
    expect(judged.map(({ status: one }) => one)).toEqual(["kept", "uncertain", "crossed"]);
    expect(verdictLine(judged, found(0, 0, 0))).toBe(
      "fail: coverage 20 % (10 % to 30 %), below the limit 64 % (0.8 of what as many fresh draws would cover); " +
        "off the ridge 12 % (5 % to 19 %), not certain, as the interval includes the limit 13 % (5 % of real points, as far as the calibration tells); " +
        "memorised 20 % (10 % to 30 %), at most 31 % (1 % more than real points may by chance)",
    );
  });

  test("leave an estimate beyond them undecided, unless as many real points may be there by chance", () => {
    const baselines = {
      chance_copies: 0.12,
      size_bound: 0.1,
      fresh_coverage: 0.3,
      off_ridge_by_chance: 0.11,
    };
    const states = (more: Record<string, number>) =>
      byDefault({ ...baselines, ...more }).map(({ status: one }) => one);
    expect(states({})).toEqual(["undecided", "undecided", "undecided"]);
    expect(states({ off_ridge_by_chance: 0.121 })).toEqual(["undecided", "uncertain", "undecided"]);
    expect(states({ memorised_by_chance: 0.201 })).toEqual(["uncertain", "undecided", "undecided"]);
    const judged = byDefault({ ...baselines, off_ridge_by_chance: 0.13 });
    expect(verdictLine(judged, found(0, 0, 0))).toMatch(
      /^undecided: memorised 20 % \(10 % to 30 %\), beyond the limit 13 % \(.*\), but not for certain; coverage .*; off the ridge .*, beyond which as many real points may be by chance$/,
    );
    // A limit that was given says nothing of chance.
    expect(status("--max-memorised", 0.19, [0.1, 0.2, 0.3])).toBe("undecided");
    expect(status("--min-coverage", 0.21, [0.1, 0.2, 0.3])).toBe("undecided");
  });

  test("are undecided below 20 samples, but for those that are crossed", () => {
    const baselines = { chance_copies: 0.5, size_bound: 0.3, fresh_coverage: 0.1 };
    const states = (more: Record<string, number>) =>
      byDefault({ ...baselines, ...more }).map(({ status: one }) => one);
    expect(states({ sample_count: 20 })).toEqual(["kept", "kept", "kept"]);
    expect(states({ sample_count: 19 })).toEqual(["undecided", "undecided", "undecided"]);
    expect(states({ sample_count: 19, fresh_coverage: 0.9 })).toEqual(["undecided", "undecided", "crossed"]);
    expect(verdictLine(byDefault({ ...baselines, sample_count: 1 }), found(0, 0, 0))).toMatch(
      /^undecided: memorised 20 % \(10 % to 30 %\): undecided, as there are too few samples \(1\); /,
    );
  });

  test("of coverage are no failure where training points repeat each other, and none where it is unknown", () => {
    const baselines = { chance_copies: 0.5, size_bound: 0.3, fresh_coverage: 0.9, training_points: 100 };
    const last = (more: Record<string, number>) => byDefault({ ...baselines, ...more })[2];
    expect(last({ training_places: 95 }).status).toBe("crossed");
    expect(last({ training_places: 94 })).toMatchObject({
      status: "undecided",
      reason: "training points repeat each other, and so may new ones",
    });
    const { summary } = found(0.1, 0.2, 0.3);
    const classes = { ...present(summary.classes), off_ridge: { low: 0, value: 0, high: 0.01 } };
    expect(last({ training_points: 19, training_places: 19 })).toMatchObject({
      status: "undecided",
      reason: "there are fewer than 20 training points",
    });
    const none = judge(limitsOf({}), { summary: { ...summary, classes }, metrics: lines(baselines) })[2];
    expect([none.status, none.reason]).toEqual(["undecided", "there are too few samples or training points"]);
  });

  test("are undecided where the analysis cannot tell, and then nothing passes; what is crossed still fails", () => {
    const { summary, metrics } = found(0.1, 0.2, 0.3);
    const unknown = { low: NaN, value: NaN, high: NaN };
    const known = {
      summary: { ...summary, classes: { ...present(summary.classes), off_ridge: unknown } },
      metrics,
    };
    const limits = (memorised: number) => [
      { kind: kind("--max-memorised"), limit: memorised },
      { kind: kind("--max-off-ridge"), limit: 0.05 },
    ];
    expect(verdictOf(judge(limits(0.5), known))).toBe("undecided");
    expect(verdictOf(judge(limits(0.01), known))).toBe("fail");
    // Training points that repeat each other may be the data's own doing.
    const repeated = { name: "repeated_training", entry: "samples", value: 0.5, high: 0.5 };
    const lattice = { ...known, metrics: [...metrics, repeated] };
    expect(judge(limitsOf({}), lattice)[0].status).toBe("undecided");
    expect(judge(limits(0.01), lattice)[0].status).toBe("crossed");
    const lineOf = (values: Record<string, number>) =>
      verdictLine(judge(limits(0.5), { ...known, metrics: lines(values) }), known).split(";")[0];
    const undecided = "undecided: off the ridge: undecided, as";
    expect(lineOf({ training_points: 19, training_places: 19 })).toBe(
      `${undecided} there are fewer than 20 training points`,
    );
    expect(lineOf({ training_points: 40, training_places: 19 })).toBe(
      `${undecided} training points repeat each other, at fewer than 20 places`,
    );
    expect(lineOf({ training_points: 40, training_places: 40 })).toBe(
      `${undecided} no noise level calibrates the test: at each, too many real points have no distance`,
    );
  });

  test("name the power of the test where what is off the ridge is judged", () => {
    const { summary, metrics } = found(0, 0, 0.01);
    const power = { gaussian: 0.94, averages: 0.42, mean: 0.99, noise: 0.1 };
    const test = { power } as unknown as RidgeTest;
    const known = {
      summary: {
        classes: { ...present(summary.classes), off_ridge: { low: 0, value: 0, high: 0.01 } },
        ridge: { test },
      },
      metrics,
    };
    const line = (option: string) => verdictLine(judge([{ kind: kind(option), limit: 0.05 }], known), known);
    expect(line("--max-off-ridge")).toBe(
      "pass: off the ridge 0 % (0 % to 1 %), at most 5 %. This test rejects 94 % of a Gaussian fit, 42 % of pair averages and " +
        "99 % of the mean with 1 % noise; it cannot tell training points with noise of the nearest-neighbour size from the data.",
    );
    expect(line("--max-memorised")).toBe("pass: memorised 0 % (0 % to 1 %), at most 5 %");
  });

  test("are crossed where the whole interval is beyond them, kept where none of it is", () => {
    expect(status("--max-memorised", 0.1, [0.11, 0.2, 0.3])).toBe("crossed");
    expect(status("--max-memorised", 0.1, [0.1, 0.2, 0.3])).toBe("undecided");
    expect(status("--max-memorised", 0.1, [0.01, 0.05, 0.11])).toBe("uncertain");
    expect(status("--max-memorised", 0.1, [0.01, 0.05, 0.1])).toBe("kept");
    expect(status("--min-coverage", 0.5, [0.3, 0.4, 0.49])).toBe("crossed");
    expect(status("--min-coverage", 0.5, [0.3, 0.4, 0.5])).toBe("undecided");
    expect(status("--min-coverage", 0.5, [0.4, 0.5, 0.6])).toBe("uncertain");
    expect(status("--min-coverage", 0.5, [0.5, 0.6, 0.7])).toBe("kept");
  });

  test("fail together where one is crossed, named first", () => {
    const limits = [
      { kind: kind("--max-memorised"), limit: 0.5 },
      { kind: kind("--min-coverage"), limit: 0.5 },
    ];
    const judged = judge(limits, found(0.1, 0.2, 0.3));
    expect(verdictOf(judged)).toBe("fail");
    expect(verdictLine(judged, found(0, 0, 0))).toBe(
      "fail: coverage 20 % (10 % to 30 %), below the limit 50 %; memorised 20 % (10 % to 30 %), at most 50 %",
    );
  });

  test("fails samples that are off the data where their latents cannot show it", async () => {
    const plane = (seed: number, height: number) => {
      const z = createRng(seed).normals(3 * 200);
      return [...z].map((value, i) => (i % 3 === 2 ? height + 0.1 * value : value * (1 + (i % 3))));
    };
    const [real, lifted] = [
      writeBytes(folder, "plane.csv", csv(plane(1, 0), 3)),
      writeBytes(folder, "lifted.csv", csv(plane(2, 5), 3)),
    ];
    const fresh = writeBytes(folder, "plane-2.csv", csv(plane(3, 0), 3));
    const judged = async (samples: string) => {
      const args = ["--data", real, "--samples", samples, "--latent", "pca:2", "--quiet", "--json"];
      const { code, stdout } = await runInProcess("check", ...args);
      const { limits } = JSON.parse(stdout) as {
        limits: { metric: string; value: number; status: string }[];
      };
      return { code, beyond: limits.find(({ metric }) => metric === "beyond_latents") };
    };
    // The component across the plane is 0.1 z; of real ones 5 % have |z| above 1.96, all lifted ones are 50 away.
    const away = await judged(lifted);
    expect([away.code, away.beyond?.value, away.beyond?.status]).toEqual([3, 1, "crossed"]);
    const near = await judged(fresh);
    expect(near.code).toBe(0);
    expect(near.beyond?.value).toBeLessThan(0.1);
    const none = await runInProcess(
      "check",
      "--data",
      real,
      "--samples",
      fresh,
      "--max-beyond-latents",
      "0.1",
    );
    expect([none.code, none.stderr]).toEqual([
      2,
      "ridgescope: --latent: expected pca:k or vae:k, as --max-beyond-latents needs them, got none\n",
    ]);
  });
});
