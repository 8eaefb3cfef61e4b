import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { present } from "../../../src/arrays/present.ts";
import { readMatrix } from "../../../src/data/read-matrix.ts";
import { createDensity, type EmpiricalDensity } from "../../../src/density/empirical-density.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../../src/kernels/kernels.ts";
import type { OnnxSession, OnnxValueMetadata } from "../../../src/kernels/native/onnx-runtime.ts";
import {
  checkDeclaration,
  declareModel,
  type ModelDescription,
  openPredictor,
  planInputs,
} from "../../../src/networks/external/index.ts";
import { createRng } from "../../../src/random/rng.ts";
import { PREDICTION_KINDS } from "../../../src/score/prediction.ts";
import { temporaryFolder, writeBytes } from "../../data/build.ts";
import { FILES, NETWORKS } from "./fixtures.ts";

const folder = temporaryFolder();
let kernels: Kernels;
const densities = new Map<string, EmpiricalDensity>();
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
  for (const name of new Set(FILES.map(({ data }) => data))) {
    const { data, rows, columns } = await readMatrix(name);
    densities.set(name, createDensity(kernels, { data, n: rows, d: columns }));
  }
});
afterAll(() => kernels.close());

const open = (file: string, columns: number, described: ModelDescription = {}) =>
  openPredictor(
    declareModel(file, { prediction: "noise", schedule: "ou", ...described }),
    columns,
    "the data",
  );

describe.each(FILES)("$file", ({ file, data, truth }) => {
  const check = async (described: ModelDescription) => {
    const density = present(densities.get(data));
    const declared = declareModel(`${NETWORKS}${file}`, { ...truth, ...described });
    const predictor = await openPredictor(declared, density.d, data);
    try {
      return await checkDeclaration({ predictor, declared, density, rng: createRng(0) });
    } finally {
      await predictor.close();
    }
  };

  it("fits as it was trained", async () => {
    expect((await check({})).declared.error).toBeLessThan(0.15);
  });

  it("does not fit as another prediction", async () => {
    const isEdm = file.includes("edm");
    for (const prediction of PREDICTION_KINDS.filter((kind) => kind !== truth.prediction)) {
      if (isEdm && prediction === "posterior-mean") continue;
      await expect(check({ prediction })).rejects.toThrow(
        `--prediction: expected ${truth.prediction}, which fits the data (denoising error 0.`,
      );
    }
  });

  it("does not fit under another schedule", async () => {
    const name = typeof truth.schedule === "string" ? truth.schedule : truth.schedule.name;
    for (const schedule of (["ou", "ddpm-linear", "ddpm-cosine", "edm", "flow"] as const).filter(
      (one) => one !== name,
    ))
      await expect(check({ schedule })).rejects.toThrow(
        new RegExp(`: expected (${truth.prediction} with )?${name}.*, which fits the data`),
      );
  });

  it("answers the same, to the byte, however the points are cut into calls of whole batches", async () => {
    const { d } = present(densities.get(data));
    const x = createRng(4).normals(600 * d);
    const predictor = await open(`${NETWORKS}${file}`, d, truth);
    const time = predictor.integerTime ? 300 : 0.4;
    const whole = await predictor.predict(x, time);
    const parts = [
      await predictor.predict(x.subarray(0, 256 * d), time),
      await predictor.predict(x.subarray(256 * d), time),
    ];
    await predictor.close();
    expect(whole.length).toBe(x.length);
    expect(
      Buffer.from(whole.buffer).equals(
        Buffer.from(Float64Array.from(parts.flatMap((part) => [...part])).buffer),
      ),
    ).toBe(true);
  });
});

describe("what a model must be", () => {
  const truncated = writeBytes(
    folder,
    "truncated.onnx",
    readFileSync(`${NETWORKS}score-ou.onnx`).subarray(0, 5000),
  );
  const text = writeBytes(folder, "text.onnx", "not a model");
  it.each<[string, string, number, RegExp]>([
    ["no file", `${folder}/none.onnx`, 2, /none\.onnx: expected a readable file, got no such file$/],
    ["a folder", folder, 2, /: expected a file, got a folder$/],
    [
      "a truncated file",
      truncated,
      2,
      /expected a model that ONNX Runtime can load, got ".*Protobuf parsing failed/,
    ],
    ["a file of something else", text, 2, /expected a model that ONNX Runtime can load, got ".*Protobuf/],
    [
      "an unknown operator",
      `${NETWORKS}bad-operator.onnx`,
      2,
      /can load, got ".*made\.up:Nothing.* not a registered/,
    ],
    [
      "another width",
      `${NETWORKS}bad-three-columns.onnx`,
      2,
      /expected points of 2 numbers, as the data has columns, got 3$/,
    ],
    [
      "an input that nothing is known of",
      `${NETWORKS}bad-labels.onnx`,
      2,
      /expected inputs for x and t only .*, got also class_labels$/,
    ],
  ])("%s is refused in one line", async (_what, file, columns, message) => {
    await expect(open(file, columns)).rejects.toThrow(message);
  });

  it("an output of another shape is refused", async () => {
    const predictor = await open(`${NETWORKS}bad-narrow.onnx`, 2);
    await expect(predictor.predict(new Float64Array(8), 0.5)).rejects.toThrow(
      "bad-narrow.onnx: expected output out to have the shape of x (256, 2), got (256, 1)",
    );
    await predictor.close();
  });

  it("a time that is no integer is refused by a model of timesteps", async () => {
    const predictor = await open(`${NETWORKS}noise-ddpm-linear.onnx`, 2);
    await expect(predictor.predict(new Float64Array(2), 0.5)).rejects.toThrow(
      "expected a schedule of whole timesteps, as its input timesteps is int64, got time 0.5",
    );
    await expect(predictor.predict(new Float64Array(2), 5000)).rejects.toThrow(
      /expected a model that runs on its inputs, got ".*indices element out of data bounds/,
    );
    await predictor.close();
  });

  it("constants fill further inputs", async () => {
    const x = Float64Array.of(1, 2, 3, 4);
    for (const [value, expected] of [
      [3, [3.5, 4, 4.5, 5]],
      [0, [0.5, 1, 1.5, 2]],
    ] as const) {
      const predictor = await open(`${NETWORKS}bad-labels.onnx`, 2, { constants: { class_labels: value } });
      expect([...(await predictor.predict(x, 0.5))]).toEqual(expected);
      await predictor.close();
    }
    await expect(
      open(`${NETWORKS}bad-labels.onnx`, 2, { constants: { class_labels: [1, 2] } }),
    ).rejects.toThrow("expected 1 numbers for constant class_labels (int64 (batch)), got 2");
    await expect(open(`${NETWORKS}bad-labels.onnx`, 2, { constants: { labels: 1 } })).rejects.toThrow(
      "expected constants for inputs it has (x, t, class_labels), got labels",
    );
  });
});

describe("planInputs", () => {
  const value = (name: string, type: string, shape: (number | string)[]): OnnxValueMetadata => ({
    name,
    type,
    shape,
    isTensor: true,
  });
  const plan = (inputs: OnnxValueMetadata[], declared: object = {}, outputs = ["out"]) =>
    planInputs(
      {
        inputMetadata: inputs,
        inputNames: inputs.map(({ name }) => name),
        outputNames: outputs,
      } as unknown as OnnxSession,
      { source: "net", inputs: {}, constants: {}, ...declared },
    );
  const x = value("whatever", "float32", ["N", 3, 8, 8]);

  it("finds points and time by type and rank where names are unusual, and by name where several fit", () => {
    expect(plan([value("level", "float32", []), x])).toMatchObject({
      x: { name: "whatever", type: "float32", shape: [3, 8, 8] },
      t: { name: "level", rank: 0 },
      output: "out",
    });
    const two = [
      value("sample", "float64", [1, 5]),
      value("mask", "float64", [1, 5]),
      value("timestep", "int32", [1]),
    ];
    expect(plan(two, { constants: { mask: [1, 1, 0, 0, 0] } })).toMatchObject({
      x: { name: "sample", type: "float64", shape: [5], batch: 1 },
      t: { name: "timestep", type: "int32", rank: 1, single: false },
      constants: [{ name: "mask", shape: [5] }],
    });
    expect(plan([x, value("t", "float32", [1])]).t.single).toBe(true);
    expect(plan([x, value("t", "float32", ["N", 1])]).t.rank).toBe(2);
  });

  it("takes names that are declared, and refuses those that are not there or do not fit", () => {
    const inputs = [
      value("a", "float32", ["N", 2]),
      value("b", "float32", ["N", 2]),
      value("c", "int64", ["N"]),
    ];
    expect(plan(inputs.slice(1), { inputs: { x: "b", t: "c" } })).toMatchObject({
      x: { name: "b" },
      t: { name: "c" },
    });
    expect(() => plan(inputs)).toThrow(
      "net: expected an input for x (float32 or float64 with at least 2 axes; name it with --model-inputs x=…), got a: float32 (N, 2), b: float32 (N, 2), c: int64 (N)",
    );
    expect(() => plan(inputs, { inputs: { x: "q" } })).toThrow(
      "--model-inputs x: expected an input of net: a, b, c, got q",
    );
    expect(() => plan(inputs, { inputs: { x: "c" } })).toThrow(
      "net: expected input c to be float32 or float64",
    );
    expect(() => plan([value("x", "float16", ["N", 2]), value("t", "float32", [])])).toThrow(
      "got x: float16 (N, 2)",
    );
    expect(() => plan([x, value("t", "float32", [])], {}, ["a", "b"])).toThrow(
      "net: expected one output, or --model-output to choose, got a, b",
    );
    expect(() => plan([x, value("t", "float32", [])], { output: "q" })).toThrow(
      "--model-output: expected an output of net: out, got q",
    );
  });

  it("takes open axes from the declared shape", () => {
    const open = value("x", "float32", ["N", 3, "H", "W"]);
    const t = value("t", "float32", []);
    expect(plan([open, t], { shape: [3, 4, 5] }).x.shape).toEqual([3, 4, 5]);
    expect(() => plan([open, t])).toThrow('net: expected the shape of a point under "shape"');
    expect(() => plan([open, t], { shape: [1, 4, 5] })).toThrow(
      "net: expected points of shape (1, 4, 5), as declared, got (3, H, W)",
    );
    expect(plan([value("x", "float32", ["N", "d"]), t]).x.shape).toBeUndefined();
  });
});

describe("declarations", () => {
  it("options go before the JSON, whose schedule keeps its settings only if it is the same", () => {
    const described: ModelDescription = {
      prediction: "v",
      schedule: { name: "ddpm-linear", steps: 500, beta_end: 0.01 },
      inputs: { x: "a", t: "b" },
    };
    expect(declareModel("net", described)).toEqual({
      source: "net",
      prediction: "v",
      inputs: { x: "a", t: "b" },
      constants: {},
      schedule: { name: "ddpm-linear", steps: 500, beta_end: 0.01 },
      data: { scale: 1, shift: 0 },
      dtype: "float32",
      timeout: 60,
    });
    const flags = {
      prediction: "noise",
      schedule: "edm",
      time: "c-noise",
      inputs: { t: "sigma" },
      timeout: 5,
    } as const;
    expect(declareModel("net", described, flags)).toMatchObject({
      prediction: "noise",
      schedule: { name: "edm", time: "c-noise" },
      timeout: 5,
      inputs: { x: "a", t: "sigma" },
    });
    expect(() => declareModel("net", {})).toThrow(
      "--prediction: expected one of noise, score, posterior-mean, x0, v, got none",
    );
    expect(() => declareModel("net", { prediction: "v" })).toThrow(
      "--schedule: expected one of ou, ddpm-linear",
    );
    expect(() => declareModel("net", { prediction: "v" }, { schedule: "ou", time: "c-noise" })).toThrow(
      "--model-time: expected native with schedule ou, got c-noise",
    );
  });
});
