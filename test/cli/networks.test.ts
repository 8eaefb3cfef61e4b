import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { writeNpz } from "../../src/data/write-npz.ts";
import { requireOnnxRuntime } from "../../src/networks/require-onnx-runtime.ts";
import { createRng } from "../../src/random/rng.ts";
import { temporaryFolder } from "../data/build.ts";
import { runInProcess } from "./in-process.ts";
import { differences } from "./run-files.ts";

const folder = temporaryFolder();
const set = (...settings: string[]) => settings.flatMap((setting) => ["--set", setting]);
const LATENT = [
  "run",
  "mnist-latent",
  ...set("scale=quick", "data.count=250", "data.latent=vae:6", "vae.hidden=[24]", "vae.epochs=2"),
  ...set("network.hidden=[32]", "training.steps=40", "training.checkpoints.first=10"),
  ...set("training.checkpoints.count=2", "sampling.count=24", "sampling.steps=20", "ridge.dim=3"),
  ...set(
    "study.error_draws=30",
    "study.error_levels=4",
    "analysis.dims=[2,3,auto]",
    "analysis.factors=[0.5]",
  ),
];
const MODES = [
  "run",
  "thirteen-points",
  ...set("model=mlp", "network.hidden=[24]", "training.steps=60", "training.checkpoints.count=2"),
  ...set("training.checkpoints.first=20", "sampling.count=30", "sampling.steps=30", "study.error_draws=20"),
];

interface Summary {
  verdict: string;
  classes: Record<string, { fraction: number }>;
  entries: { name: string; figures?: Record<string, number> }[];
  ridge: { space: string; dim: number };
  falsification: Record<string, { value: number }>;
}

function summaryOf(dir: string): Summary {
  return JSON.parse(readFileSync(`${dir}/summary.json`, "utf8")) as Summary;
}

beforeAll(async () => {
  const latent = await runInProcess(...LATENT, "--out", `${folder}/latent`, "--threads", "1", "--quiet");
  expect(latent.stderr).toBe("");
  const modes = await runInProcess(...MODES, "--out", `${folder}/modes`, "--threads", "1", "--quiet");
  expect(modes.stderr).toBe("");
}, 240_000);

describe("mnist-latent", () => {
  test("judges every checkpoint beside held-out images, and says in which space the ridge lies", () => {
    const { entries, classes, ridge, falsification } = summaryOf(`${folder}/latent`);
    expect(entries.map(({ name }) => name)).toEqual(["step 10", "step 40", "held-out images"]);
    expect(Object.values(classes).reduce((sum, { fraction }) => sum + fraction, 0)).toBeCloseTo(1, 10);
    expect(ridge).toMatchObject({ space: "vae:6 latents (not pixels)", dim: 3 });
    // its few looks are too far apart for F1
    expect(Object.keys(falsification)).toEqual(["F2", "F3"]);
  });

  test("draws the path over training, images, residuals at every noise level and by ridge dimension", () => {
    for (const name of ["training-path", "images", "residual-absolute-over-time", "residual-by-dimension"])
      expect(existsSync(`${folder}/latent/figures/${name}.svg`)).toBe(true);
    const metrics = readFileSync(`${folder}/latent/metrics.jsonl`, "utf8");
    for (const name of ["integrated_normal_error_h2", "integrated_tangent_error_1_generated", "F2_p"])
      expect(metrics).toContain(`"name":"${name}"`);
    expect(existsSync(`${folder}/latent/arrays/cards.parquet`)).toBe(true);
  });

  test("has sections for the data's end, its details, the ridge dimension, the way there and the autoencoder", () => {
    const { figures } = JSON.parse(readFileSync(`${folder}/latent/figures/figures.json`, "utf8")) as {
      figures: { id: string; section: string }[];
    };
    const inSection = (title: string) =>
      figures.filter(({ section }) => section === title).map(({ id }) => id);
    expect(inSection("Training")).toEqual(["training-path"]);
    expect(inSection("Where samples end")).toContain("images");
    expect(inSection("Sample cards")).toEqual(["sample-cards"]);
    expect(inSection("Ridge dimension")).toEqual([
      "classes-by-dimension",
      "residual-by-dimension",
      "residual-against-nearest",
      "spectrum",
    ]);
    expect(inSection("Generation")).toContain("residual-absolute-over-time");
    expect(inSection("Autoencoder")).toEqual(["autoencoder-loss"]);
  });

  test("gives the same bytes from its config.json on other threads", async () => {
    const again = `${folder}/again`;
    const { code } = await runInProcess(
      "run",
      `${folder}/latent/config.json`,
      "--out",
      again,
      "--threads",
      "3",
      "--quiet",
    );
    expect(code).toBe(0);
    expect(differences(`${folder}/latent`, again)).toEqual(["environment.json"]);
  }, 120_000);
});

describe("thirteen-points with a network", () => {
  test("has checkpoints, F1 to F3, and pictures of the plane", () => {
    const { entries, falsification, ridge } = summaryOf(`${folder}/modes`);
    expect(entries.map(({ name }) => name)).toEqual(["step 20", "step 60"]);
    expect(Object.keys(falsification)).toEqual(["F1", "F2", "F3"]);
    expect(ridge.space).toBe("data");
    for (const name of ["strip", "finals", "training-path", "errors-by-level", "integrated-errors"])
      expect(existsSync(`${folder}/modes/figures/${name}.svg`)).toBe(true);
  });
});

describe("settings that choose others", () => {
  test.each([
    ["mnist-latent", "scale=huge", '--set scale: expected paper or quick or long, got "huge"'],
    ["thirteen-points", "model=cnn", '--set model: expected rfm or mlp, got "cnn"'],
    ["mnist-latent", "data.latent=vae:0", 'data.latent: expected none, pca:k or vae:k, got "vae:0"'],
    [
      "mnist-latent",
      "network.time_features.size=3",
      "network.time_features.size: expected a whole number at least 1 and divisible by 2, got 3",
    ],
    [
      "mnist-latent",
      "training.ema=1",
      "training.ema: expected a number at least 0 and below 1, or none, got 1",
    ],
  ])("%s --set %s is refused in one line", async (preset, setting, message) => {
    const { code, stderr } = await runInProcess("run", preset, "--set", setting, "--out", `${folder}/bad`);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(existsSync(`${folder}/bad`)).toBe(false);
  });
});

test("more images than there are are refused before an autoencoder is trained", async () => {
  const args = [...LATENT, ...set("data.count=99999"), "--out", `${folder}/bad`, "--quiet"];
  const { code, stderr } = await runInProcess(...args);
  expect(code).toBe(2);
  expect(stderr).toContain("data.count: expected at most 6742, as mnist:train/1 has no more, got 99999");
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

describe("ridgescope export", () => {
  test("writes networks that ONNX Runtime reads, with what analyze --model needs to know", async () => {
    const out = `${folder}/net.onnx`;
    const { code, stdout } = await runInProcess("export", `${folder}/latent`, "--out", out);
    expect([code, stdout.trim().split("\n").length]).toEqual([0, 4]);
    const runtime = await requireOnnxRuntime();
    const session = await runtime.InferenceSession.create(out);
    expect(session.inputNames).toEqual(["x", "t"]);
    const x = new runtime.Tensor("float32", new Float32Array(18).fill(0.5), [3, 6]);
    const t = new runtime.Tensor("float32", Float32Array.of(0.1, 0.1, 1), [3, 1]);
    const { output } = await session.run({ x, t });
    expect(output.dims).toEqual([3, 6]);
    expect(Array.from(output.data as Float32Array).every(Number.isFinite)).toBe(true);
    expect(JSON.parse(readFileSync(`${folder}/net.json`, "utf8"))).toMatchObject({
      prediction: "v",
      schedule: "ou",
    });
    const decoder = await runtime.InferenceSession.create(`${folder}/net.decoder.onnx`);
    const z = new runtime.Tensor("float32", new Float32Array(6), [1, 6]);
    expect((await decoder.run({ latent: z }))["output"].dims).toEqual([1, 784]);
  });

  test("refuses what has no network, and files of other kinds", async () => {
    const none = await runInProcess("export", `${folder}/nothing`, "--out", `${folder}/x.onnx`);
    expect(none.code).toBe(2);
    const kind = await runInProcess("export", `${folder}/latent`, "--out", `${folder}/x.pt`);
    expect([kind.code, kind.stderr]).toEqual([
      2,
      `ridgescope: --out: expected a file that ends in .onnx, got ${folder}/x.pt\n`,
    ]);
  });
});

describe("analyze in the latents of an autoencoder", () => {
  test("judges samples there: training images are copies", async () => {
    const out = `${folder}/vae`;
    const rng = createRng(3);
    const [which, bright] = [rng.split("which").integers(200, 8), rng.split("bright").uniforms(200 * 64)];
    const images = bright.map((value, i) =>
      Math.floor((i % 64) / 8) === which[i >> 6] ? 1 - value / 2 : value / 9,
    );
    await writeNpz(`${folder}/bars.npz`, {
      all: { data: images, shape: [200, 64] },
      some: { data: images.slice(0, 30 * 64), shape: [30, 64] },
    });
    const args = ["--data", `${folder}/bars.npz:all`, "--samples", `${folder}/bars.npz:some`, "--dim", "1"];
    const { code, stderr } = await runInProcess(
      "analyze",
      ...args,
      "--latent",
      "vae:3",
      "--out",
      out,
      "--quiet",
    );
    expect([code, stderr]).toEqual([0, ""]);
    const { ridge, classes } = summaryOf(out);
    expect(ridge).toMatchObject({ space: "vae:3 latents (not data space)", dim: 1 });
    expect(classes["memorised"].fraction).toBe(1);
    expect(existsSync(`${out}/figures/images.svg`)).toBe(true);
  }, 120_000);

  test("refuses data that are no grey values", async () => {
    const args = ["analyze", "--data", "synthetic:two-modes", "--samples", "synthetic:two-modes"];
    const { code, stderr } = await runInProcess(...args, "--latent", "vae:2", "--out", `${folder}/no`);
    expect(code).toBe(2);
    expect(stderr).toContain("expected numbers from 0 to 1, as --latent vae:k needs, got -3 in row 0");
  });
});
