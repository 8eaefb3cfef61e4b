/** Models and files for the examples in doc comments. */
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { encodeGraph } from "../../src/networks/graph/encode.ts";
import { Graph } from "../../src/networks/graph/graph.ts";
import { add, div, mul, reduceSum, square } from "../../src/networks/graph/operations.ts";
import {
  type ModelFrame,
  modelFrame,
  type Objective,
  type ScoreNetworkSpec,
  type Trajectories,
  type VaeTraining,
} from "../../src/networks/index.ts";
import { createRng } from "../../src/random/rng.ts";
import type { OwnModelFile } from "../../src/scene/network.ts";

/** A small score network of the plane. */
export const NETWORK: ScoreNetworkSpec = {
  d: 2,
  hidden: [8],
  activation: "silu",
  prediction: "noise",
  time: { of: "log-time", frequencies: [1, 2] },
};

/** (w - target)², w the only parameter. */
export const PARABOLA: Objective = {
  parameters: [{ name: "w", shape: [1], bound: 1 }],
  inputs: { target: [1] },
  loss(g, { w }, { target }) {
    const gap = add(g, w, mul(g, target, g.scalar(-1, "float32")));
    return { loss: reduceSum(g, square(g, gap)) };
  },
};

/** Two epochs on eight made-up pictures of four pixels. */
export const VAE: VaeTraining = {
  data: createRng(3).uniforms(32),
  n: 8,
  spec: { pixels: 4, hidden: [4], latent: 2, activation: "silu" },
  optimizer: { kind: "adam" },
  rate: 1e-3,
  batch: 3,
  epochs: 2,
  validation: { count: 2, patience: 2 },
  rng: createRng(4),
};

/** The Gaussian of the points (±3, 0): x_0 is (9 x / (9 + σ²), 0) where x has noise σ. */
export function gaussianModel(): OwnModelFile {
  const g = new Graph();
  const [x, sigma] = [g.input("x", "float32", ["batch", 2]), g.input("sigma", "float32", ["batch", 1])];
  const kept = mul(g, x, g.constant([9, 0], [1, 2], "float32"));
  g.output("x0", div(g, kept, add(g, square(g, sigma), g.scalar(9, "float32"))));
  return { name: "gaussian.onnx", bytes: encodeGraph(g), prediction: "x0", schedule: "edm" };
}

/** Writes the model of a file into a folder; its path. */
export async function writeModel(folder: string, { name, bytes }: OwnModelFile): Promise<string> {
  await writeFile(`${folder}/${name}`, bytes);
  return `${folder}/${name}`;
}

/** A server that answers points with themselves, and says that it predicts noise on the OU schedule. */
export async function startServer(): Promise<{ server: Server; address: string }> {
  const server = createServer((question, answer) => {
    if (question.method === "GET") answer.end('{"prediction": "noise", "schedule": "ou"}');
    else question.pipe(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** The OU schedule, in the data's own units. */
export const FRAME: ModelFrame = modelFrame({ name: "ou" }, { scale: 1, shift: 0 });

/** One trajectory in the plane at OU times 2, 1 and 0. */
export const TRAJECTORIES: Trajectories = {
  source: "paths.npz",
  count: 1,
  d: 2,
  levels: [2, 1].map((time, at) => ({ own: FRAME.clock.of(time), at })),
  x: Float64Array.of(2, 1, 1, 0.5, 3, 0),
  x0: Float64Array.of(2, 0, 2.5, 0, 3, 0),
  endsClean: true,
};
