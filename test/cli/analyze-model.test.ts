import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { createRng } from "../../src/random/rng.ts";
import { npy, npz, temporaryFolder, writeBytes } from "../data/build.ts";
import { NETWORKS, POINTS } from "../networks/external/fixtures.ts";
import { runInProcess } from "./in-process.ts";
import { differences } from "./run-files.ts";

const folder = temporaryFolder();

interface Summary {
  experiment: string;
  title: string;
  verdict: string;
  classes: Record<string, { fraction: number }>;
  falsification: Record<string, unknown>;
  figures: Record<string, number>;
  notes: string[];
}

const summaryOf = (dir: string) => JSON.parse(readFileSync(`${dir}/summary.json`, "utf8")) as Summary;
const metricOf = (dir: string, name: string) => {
  const lines = readFileSync(`${dir}/metrics.jsonl`, "utf8").trim().split("\n");
  const parsed = lines.map((line) => JSON.parse(line) as { name: string; value: number });
  return present(parsed.find((line) => line.name === name)).value;
};
const configOf = (dir: string) =>
  JSON.parse(readFileSync(`${dir}/config.json`, "utf8")) as Record<string, unknown>;

describe("ridgescope analyze --model", () => {
  test("takes the JSON beside the file, and its config.json runs again to the same bytes without it", async () => {
    const net = `${folder}/net.onnx`;
    copyFileSync(`${NETWORKS}v-ddpm-cosine.onnx`, net);
    const json = writeBytes(folder, "net.json", '{ "prediction": "v", "schedule": "ddpm-cosine" }');
    const out = `${folder}/model`;
    const args = [
      "analyze",
      "--data",
      POINTS,
      "--model",
      net,
      "--count",
      "40",
      "--steps",
      "25",
      "--dim",
      "1",
    ];
    const { code, stdout, stderr } = await runInProcess(
      ...args,
      "--seed",
      "3",
      "--threads",
      "1",
      "--out",
      out,
    );
    expect([code, stdout.endsWith(`Report: ${out}/report.html\n`)]).toEqual([0, true]);
    expect(stderr).toMatch(/^reading\nchecking the model\nanalysis time\n/);
    expect(configOf(out)).toMatchObject({
      experiment: "analyze-model",
      seed: 3,
      model: { source: net, prediction: "v", schedule: { name: "ddpm-cosine" }, timeout: 60 },
      sampling: { count: 40, steps: 25, stochasticity: 1, solver: "exponential", final: "denoised" },
    });
    const { title, falsification, notes } = summaryOf(out);
    expect(title).toBe(`${net}: 40 samples against 13 training points`);
    expect(Object.keys(falsification)).toEqual(["F1", "F2"]);
    expect(notes[0]).toContain(
      "is read as predicting v under schedule ddpm-cosine; at large noise it agrees",
    );
    expect(notes[1]).toContain("Sampled in 25 steps of the exponential solver");
    expect(readdirSync(`${out}/arrays`)).toEqual(
      expect.arrayContaining(["cards.npz", "cards.parquet", "dynamics.npz", "metrics.npz", "samples.npz"]),
    );
    expect(metricOf(out, "trajectory_variance")).toBeGreaterThan(0);
    expect(readdirSync(`${out}/arrays`)).toContain("closed-forms.npz");
    expect(metricOf(out, "closed_form_share")).toBeGreaterThanOrEqual(0);
    expect(configOf(out)).toMatchObject({ closed_forms: { of: "auto", count: "auto" } });
    writeBytes(folder, "net.json", "{}");
    const again = ["run", `${out}/config.json`, "--out", `${out}-2`, "--threads", "3", "--json"];
    expect((await runInProcess(...again)).code).toBe(0);
    expect(differences(out, `${out}-2`)).toEqual(["environment.json"]);
    expect(existsSync(json)).toBe(true);
  });

  const model = `${NETWORKS}score-ou.onnx`;
  const right = ["--model", model, "--prediction", "score", "--schedule", "ou"];
  const labels = `${NETWORKS}bad-labels.onnx`;
  const broken = `${folder}/broken.onnx`;
  copyFileSync(model, broken);
  writeBytes(folder, "broken.json", '{ "prediction": "sound" }');
  const odd = `${folder}/odd.onnx`;
  copyFileSync(model, odd);
  writeBytes(folder, "odd.json", '{ "predict": "score" }');
  test.each<[string, string[], string]>([
    [
      "a wrong prediction",
      ["--model", model, "--prediction", "noise", "--schedule", "ou"],
      "--prediction: expected score, which fits the data (denoising error 0.903 against 4.050), got noise",
    ],
    [
      "a wrong schedule",
      ["--model", model, "--prediction", "score", "--schedule", "edm"],
      "--schedule: expected ou, which fits the data",
    ],
    [
      "no prediction",
      ["--model", model, "--schedule", "ou"],
      "--prediction: expected one of noise, score, posterior-mean, x0, v, got none",
    ],
    [
      "no schedule",
      ["--model", model, "--prediction", "score"],
      "--schedule: expected one of ou, ddpm-linear, ddpm-cosine, edm, flow, ddpm-scaled-linear, ddpm-linear-zero-snr, ddpm-scaled-linear-zero-snr, betas, got none",
    ],
    [
      "an unknown prediction",
      ["--model", model, "--prediction", "sound"],
      '--prediction: expected one of noise, score, posterior-mean, x0, v, got "sound"',
    ],
    [
      "an unknown prediction in the JSON",
      ["--model", broken],
      `${folder}/broken.json: prediction: expected one of noise, score, posterior-mean, x0, v, got "\\"sound\\""`,
    ],
    [
      "an unknown name in the JSON",
      ["--model", odd],
      `${folder}/odd.json: expected only prediction, schedule, inputs`,
    ],
    [
      "an input without a value",
      ["--model", labels, "--prediction", "noise", "--schedule", "ou"],
      `${labels}: expected inputs for x and t only`,
    ],
    ["unknown input names", [...right, "--model-inputs", "x=q"], "--model-inputs x: expected an input of"],
    [
      "names of other inputs",
      [...right, "--model-inputs", "y=q"],
      '--model-inputs: expected x=NAME,t=NAME, got "y=q"',
    ],
    [
      "a time input of another schedule",
      [...right, "--model-time", "c-noise"],
      "--model-time: expected native with schedule ou, got c-noise",
    ],
    [
      "no model file",
      ["--model", `${folder}/none.onnx`, "--prediction", "v", "--schedule", "ou"],
      `${folder}/none.onnx: expected a readable file, got no such file`,
    ],
    [
      "another width",
      ["--data", "synthetic:high-dimension:d=16,modes=8", ...right],
      `${model}: expected points of 16 numbers, as synthetic:high-dimension`,
    ],
    [
      "samples too",
      [...right, "--samples", "s.npy"],
      "--samples, --model, --trajectories: expected exactly one of the three, got 2",
    ],
    [
      "too many seconds",
      [...right, "--model-timeout", "0"],
      '--model-timeout: expected a number of seconds above 0, got "0"',
    ],
    [
      "a time that the schedule does not have",
      [...right, "--time-min", "50"],
      "--time-min: expected a time from 0.000001 to",
    ],
    [
      "no server",
      ["--model", "http://127.0.0.1:1", "--prediction", "v", "--schedule", "ou"],
      "http://127.0.0.1:1: expected a server that answers, got ECONNREFUSED",
    ],
    [
      "a server elsewhere",
      ["--model", "https://127.0.0.1:1"],
      '--model: expected an address like http://127.0.0.1:8000, got "https://127.0.0.1:1"',
    ],
  ])("%s ends with 2, one line, and nothing left behind", async (_what, args, line) => {
    const out = `${folder}/refused`;
    const data = args.includes("--data") ? [] : ["--data", POINTS];
    const { code, stdout, stderr } = await runInProcess("analyze", ...data, ...args, "--out", out, "--quiet");
    expect(stderr.slice(0, "ridgescope: ".length + line.length)).toBe(`ridgescope: ${line}`);
    expect([code, stdout, stderr.split("\n").length, existsSync(out)]).toEqual([2, "", 2, false]);
  });

  test("options of a model are refused without one", async () => {
    for (const [flag, value, message] of [
      ["--count", "3", "--count: expected --model with it, got --samples"],
      ["--model-inputs", "x=a", "--model-inputs: expected --model with it, got --samples"],
      ["--closed-forms", "exact", "--closed-forms: expected --model with it, got --samples"],
      ["--closed-forms-count", "9", "--closed-forms-count: expected --model with it, got --samples"],
      ["--schedule", "ou", "--schedule: expected --model or --trajectories with it, got --samples"],
    ] as const) {
      const args = ["--data", POINTS, "--samples", "s.npy", "--out", `${folder}/no`, flag, value];
      expect((await runInProcess("analyze", ...args)).stderr).toBe(`ridgescope: ${message}\n`);
    }
    const args = ["--data", POINTS, "--trajectories", "t.npz", "--schedule", "ou", "--time-min", "0.1"];
    expect((await runInProcess("analyze", ...args, "--out", `${folder}/no`)).stderr).toBe(
      "ridgescope: --time-min: expected --samples or --model with it, got --trajectories\n",
    );
  });
});

describe("ridgescope analyze --trajectories", () => {
  /** Noise that shrinks onto the points (±3, 0), M of them at each σ. */
  function shrinking(count: number, sigmas: readonly number[]): Record<string, Uint8Array> {
    const z = createRng(1).normals(2 * count);
    const clean = [...z].map((_, i) => (i % 2 === 1 ? 0 : i % 4 === 0 ? -3 : 3));
    const x = sigmas.flatMap((sigma) => clean.map((value, i) => value + sigma * z[i]));
    const shape = [sigmas.length, count, 2];
    return {
      times: npy([...sigmas], [sigmas.length]),
      x: npy(x, shape),
      x0: npy(
        sigmas.flatMap((sigma) => clean.map((value) => value * (1 + sigma / 100))),
        shape,
      ),
    };
  }

  test("diagnoses them without a model, and its config.json runs again to the same bytes", async () => {
    const path = writeBytes(folder, "t.npz", npz(shrinking(30, [20, 5, 1, 0.3, 0.1, 0])));
    writeBytes(folder, "t.json", '{ "schedule": "edm" }');
    const out = `${folder}/trajectories`;
    const args = ["analyze", "--data", "synthetic:two-modes", "--trajectories", path, "--dim", "1"];
    const { code, stderr } = await runInProcess(...args, "--stochasticity", "0", "--out", out, "--quiet");
    expect([code, stderr]).toEqual([0, ""]);
    const { classes, falsification, notes, experiment } = summaryOf(out);
    expect([experiment, classes["memorised"].fraction]).toEqual(["analyze-trajectories", 1]);
    expect(Object.keys(falsification)).toEqual(["F1", "F2"]);
    expect(notes[0]).toContain(
      "30 trajectories at 5 noise levels of schedule edm; finished samples are the last state, which has no noise",
    );
    // Predictions are ±3 (1 + σ / 100) in one of two coordinates, at five noise levels.
    const sigmas = [20, 5, 1, 0.3, 0.1];
    const centre = sigmas.reduce((sum, sigma) => sum + sigma / 5, 0);
    const variance = sigmas.reduce((sum, sigma) => sum + (sigma - centre) ** 2 / 5, 0);
    expect(metricOf(out, "trajectory_variance")).toBeCloseTo((9e-4 * variance) / 2, 10);
    expect((await runInProcess("run", `${out}/config.json`, "--out", `${out}-2`, "--quiet")).code).toBe(0);
    expect(differences(out, `${out}-2`)).toEqual([]);
  });

  test("does without predicted clean points, and says what is missing", async () => {
    const { x0: _, ...arrays } = shrinking(20, [20, 5, 1, 0.3, 0.1]);
    const path = writeBytes(folder, "plain.npz", npz(arrays));
    const out = `${folder}/plain`;
    const args = ["analyze", "--data", "synthetic:two-modes", "--trajectories", path, "--schedule", "edm"];
    const { code } = await runInProcess(...args, "--dim", "1", "--out", out, "--quiet");
    expect(code).toBe(0);
    const { falsification, notes } = summaryOf(out);
    expect(falsification).toEqual({});
    expect(notes.join(" ")).toContain("noise of standard deviation 0.1 (data units) included");
    expect(notes.join(" ")).toContain("Without predicted clean points there is no error");
    expect(readdirSync(`${out}/figures`)).toEqual(expect.arrayContaining(["reach.svg", "align.svg"]));
  });

  test("gives classes and residuals only above 256 dimensions", async () => {
    const numbers = createRng(0).normals(40 * 300);
    const data = writeBytes(folder, "wide.npy", npy([...numbers], [40, 300]));
    const clean = [...numbers.subarray(0, 3 * 300)];
    const z = createRng(1).normals(3 * 300);
    const states = [2, 1, 0].flatMap((sigma) => clean.map((value, i) => value + sigma * z[i]));
    const x = npy(states, [3, 3, 3, 10, 10]);
    const path = writeBytes(folder, "wide.npz", npz({ times: npy([2, 1, 0], [3]), x }));
    const out = `${folder}/wide`;
    const args = ["analyze", "--data", data, "--trajectories", path, "--schedule", "edm", "--dim", "4"];
    const { code, stderr } = await runInProcess(...args, "--out", out, "--quiet");
    expect([code, stderr]).toEqual([0, ""]);
    const { notes, classes } = summaryOf(out);
    expect(notes.join(" ")).toContain(
      "No dynamics were followed: full spectra are computed up to 256 dimensions, and there are 300",
    );
    // The last states are training points.
    expect(classes["memorised"].fraction).toBe(1);
    expect(readdirSync(`${out}/arrays`)).not.toContain("dynamics.npz");
  });

  test.each<[string, string, string, (values: number[][]) => number[][], string]>([
    ["as another schedule", "edm", "ou", (x) => x, "--schedule: expected edm, whose noise the states of "],
    [
      "in the reverse order",
      "edm",
      "edm",
      (x) => [...x].reverse(),
      ":x: expected states from noise to data, in the",
    ],
  ])("%s they are refused with the name of what fits", async (what, _right, schedule, order, message) => {
    const sigmas = [20, 5, 1, 0.3, 0.1, 0];
    const z = createRng(1).normals(120);
    const clean = [...z].map((_, i) => (i % 2 === 1 ? 0 : i % 4 === 0 ? -3 : 3));
    const x = order(sigmas.map((sigma) => clean.map((value, i) => value + sigma * z[i])));
    const arrays = { times: npy(sigmas, [6]), x: npy(x.flat(), [6, 60, 2]) };
    const path = writeBytes(folder, `${what.replaceAll(" ", "-")}.npz`, npz(arrays));
    const args = ["analyze", "--data", "synthetic:two-modes", "--trajectories", path, "--schedule", schedule];
    const { code, stderr } = await runInProcess(...args, "--dim", "1", "--out", `${folder}/wrong`, "--quiet");
    expect([code, stderr.includes(message), stderr.split("\n").length]).toEqual([2, true, 2]);
    expect(existsSync(`${folder}/wrong`)).toBe(false);
  });

  test("a run that diverged has no F1 and F2, and its verdict says so", async () => {
    const arrays = shrinking(40, [20, 5, 1, 0.3, 0.1]);
    const z = createRng(1).normals(80);
    const clean = [...z].map((_, i) => (i % 2 === 1 ? 0 : i % 4 === 0 ? -3 : 3));
    // The last ten explode from σ = 1 on.
    const burst = (sigma: number, i: number) => (i >= 60 && sigma < 1 ? 1e4 / sigma : 0);
    const x = [20, 5, 1, 0.3, 0.1].flatMap((sigma) =>
      clean.map((c, i) => c + sigma * z[i] + burst(sigma, i)),
    );
    const x0 = [20, 5, 1, 0.3, 0.1].flatMap((sigma) => clean.map((c, i) => c + burst(sigma, i)));
    const shape = [5, 40, 2];
    const path = writeBytes(folder, "burst.npz", npz({ ...arrays, x: npy(x, shape), x0: npy(x0, shape) }));
    const out = `${folder}/burst`;
    const args = ["analyze", "--data", "synthetic:two-modes", "--trajectories", path, "--schedule", "edm"];
    expect((await runInProcess(...args, "--dim", "1", "--out", out, "--quiet")).code).toBe(0);
    const { falsification, figures, verdict } = summaryOf(out);
    expect([falsification, figures["diverged_fraction"]]).toEqual([{}, 0.25]);
    expect(verdict).toContain("The run diverged: 25.0 % of its samples are far beyond the data at the end");
    expect(readFileSync(`${out}/report.html`, "utf8")).not.toContain("✓");
  });
});

describe("--schedule betas=FILE", () => {
  const beta = Array.from({ length: 1000 }, (_, i) => 1e-4 + ((0.02 - 1e-4) * i) / 999);
  const model = ["--model", `${NETWORKS}noise-ddpm-linear.onnx`, "--prediction", "noise"];
  const analyze = (file: string, out: string) =>
    runInProcess(
      ...["analyze", "--data", POINTS, ...model, "--schedule", `betas=${file}`, "--dim", "1"],
      ...["--count", "20", "--steps", "20", "--out", out, "--quiet"],
    );

  test("is the schedule of those β, wherever readMatrix finds them", async () => {
    for (const file of [
      writeBytes(folder, "betas.npy", npy(beta, [1000])),
      writeBytes(folder, "betas.csv", beta.join("\n")),
    ]) {
      const out = `${file}-out`;
      expect((await analyze(file, out)).stderr).toBe("");
      expect(configOf(out)).toMatchObject({ model: { schedule: { name: "betas", betas: file } } });
      // The β are those of ddpm-linear, and the report says that the two are one.
      expect(summaryOf(out).notes.join(" ")).toContain("Read as noise with ddpm-linear");
      const again = ["run", `${out}/config.json`, "--out", `${out}-2`, "--quiet"];
      expect((await runInProcess(...again)).code).toBe(0);
      expect(differences(out, `${out}-2`)).toEqual([]);
    }
  });

  test.each([
    [
      "of another schedule",
      beta.map((_, i) => 0.001 + 0.01 * (i / 999) ** 4),
      "--schedule: expected ddpm-linear, which fits",
    ],
    [
      "that are none",
      beta.map((value, i) => (i === 7 ? -value : value)),
      "expected β: numbers above 0 and below 1, got -0.0",
    ],
  ])("%s are refused", async (what, values, message) => {
    const file = writeBytes(folder, `${what.replaceAll(" ", "-")}.npy`, npy(values, [1000]));
    const { code, stderr } = await analyze(file, `${folder}/no-betas`);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test("a table, and no file at all, are refused", async () => {
    const table = writeBytes(folder, "table.npy", npy(beta, [500, 2]));
    expect((await analyze(table, `${folder}/no-betas`)).stderr).toContain(
      "expected one row or column of numbers, a β for each timestep, got shape (500, 2)",
    );
    const args = [
      "analyze",
      "--data",
      POINTS,
      ...model,
      "--schedule",
      "betas",
      "--out",
      `${folder}/no-betas`,
    ];
    expect((await runInProcess(...args)).stderr).toContain("--schedule: expected one of ou, ");
  });
});
