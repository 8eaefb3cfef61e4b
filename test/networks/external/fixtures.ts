/** The ONNX files of `test/fixtures/networks/`, with what is true of each (see make.py there). */
import type { ModelDescription } from "../../../src/networks/external/index.ts";

export const NETWORKS: string = new URL("../../fixtures/networks/", import.meta.url).pathname;
export const POINTS = "synthetic:thirteen-points";

/** The data and the right declaration of each file. */
export const FILES: readonly {
  file: string;
  data: string;
  truth: Required<Pick<ModelDescription, "prediction" | "schedule">> & ModelDescription;
}[] = [
  { file: "noise-ddpm-linear.onnx", data: POINTS, truth: { prediction: "noise", schedule: "ddpm-linear" } },
  { file: "v-ddpm-cosine.onnx", data: POINTS, truth: { prediction: "v", schedule: "ddpm-cosine" } },
  { file: "x0-edm.onnx", data: POINTS, truth: { prediction: "x0", schedule: "edm" } },
  {
    file: "x0-edm-c-noise.onnx",
    data: POINTS,
    truth: { prediction: "x0", schedule: { name: "edm", time: "c-noise" } },
  },
  { file: "v-flow.onnx", data: POINTS, truth: { prediction: "v", schedule: "flow" } },
  {
    file: "v-flow-data-at-one.onnx",
    data: POINTS,
    truth: { prediction: "v", schedule: { name: "flow", time: "data-at-one" } },
  },
  { file: "score-ou.onnx", data: POINTS, truth: { prediction: "score", schedule: "ou" } },
  { file: "posterior-mean-ou.onnx", data: POINTS, truth: { prediction: "posterior-mean", schedule: "ou" } },
  {
    file: "posterior-mean-ou-float64.onnx",
    data: POINTS,
    truth: { prediction: "posterior-mean", schedule: "ou" },
  },
  {
    file: "noise-image.onnx",
    data: `${NETWORKS}images.npy`,
    truth: { prediction: "noise", schedule: "ddpm-linear", data: { scale: 2, shift: -1 } },
  },
];
