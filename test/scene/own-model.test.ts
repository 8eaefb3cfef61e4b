import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Matrix } from "../../src/data/matrix.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { type OwnModelFile, openOwnModel } from "../../src/scene/network.ts";
import { NETWORKS } from "../networks/external/fixtures.ts";
import { tinyScene } from "./scenes.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

/** The points that the models of clocks are of. */
const points = [
  [-3, 0],
  [3, 0],
  [-3, 0.5],
  [3, -0.5],
];

/** Opens a model on them, and gives its error at large noise. */
async function errorOf(name: string, read: Omit<OwnModelFile, "name" | "bytes">): Promise<number> {
  const scene = tinyScene(kernels, { data: { set: "custom", points } });
  const { error, close } = await openOwnModel(scene, {
    name,
    bytes: readFileSync(`${NETWORKS}${name}`),
    ...read,
  });
  await close();
  return error;
}

function column(values: readonly number[]): Matrix {
  const data = Float64Array.from(values);
  return { data, rows: data.length, columns: 1, source: "betas.csv", shape: [data.length] };
}

describe("openOwnModel", () => {
  it("reads models with the clocks that they were made with", async () => {
    for (const [name, read] of [
      ["clock-scaled-linear.onnx", { prediction: "noise", schedule: "ddpm-scaled-linear" }],
      ["clock-reversed.onnx", { prediction: "noise", schedule: "ddpm-linear", time: "reversed" }],
      ["clock-zero-snr.onnx", { prediction: "v", schedule: "ddpm-scaled-linear-zero-snr" }],
    ] as const)
      expect(await errorOf(name, read)).toBeLessThan(0.1);
  });

  it("refuses timesteps counted from the wrong end, with what to choose", async () => {
    await expect(
      errorOf("clock-reversed.onnx", { prediction: "noise", schedule: "ddpm-linear" }),
    ).rejects.toThrow(/^--model-time: expected ddpm-linear \(time reversed\), which fits the data/);
  });

  it("takes the β of a file, in either order of the steps", async () => {
    const linear = column(Array.from({ length: 1000 }, (_, i) => 1e-4 + ((0.02 - 1e-4) * i) / 999));
    const read = { prediction: "noise", schedule: "betas", betas: linear } as const;
    expect(await errorOf("clock-reversed.onnx", { ...read, time: "reversed" })).toBeLessThan(0.1);
    await expect(errorOf("clock-reversed.onnx", read)).rejects.toThrow(/^--model-time: expected betas/);
  });

  it("refuses β that are missing, no column, or none", async () => {
    const read = { prediction: "noise", schedule: "betas" } as const;
    const opened = (betas?: Matrix) => errorOf("clock-reversed.onnx", { ...read, ...(betas && { betas }) });
    await expect(opened()).rejects.toThrow("β: expected a file with one for each timestep, got none");
    await expect(opened(column([0.1, 1.5]))).rejects.toThrow(
      "betas.csv: expected β: numbers above 0 and below 1, got 1.5 at step 1",
    );
    await expect(
      opened({ ...column([0.1, 0.2, 0.3, 0.4]), rows: 2, columns: 2, shape: [2, 2] }),
    ).rejects.toThrow(
      "betas.csv: expected one row or column of numbers, a β for each timestep, got shape (2, 2)",
    );
  });
});
