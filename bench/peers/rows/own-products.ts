/** The products of a network on our own runtime, and nothing else: what its samples cost beside them. */
import { encodeGraph } from "../../../src/networks/graph/encode.ts";
import { Graph } from "../../../src/networks/graph/graph.ts";
import { gemm } from "../../../src/networks/graph/operations.ts";
import { CHUNK } from "../../../src/networks/network-model.ts";
import { NETWORK_SESSION, requireOnnxRuntime } from "../../../src/networks/require-onnx-runtime.ts";
import type { Rng } from "../../../src/random/rng.ts";

/** Products of rows with matrices, one after the other. */
export interface OwnProducts {
  /** So many times with `rows` rows, as many at once as networks are given; gives a row of the last. */
  run(times: number, rows: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Those of matrices of these widths: the input's first. */
export async function createOwnProducts(widths: readonly number[], rng: Rng): Promise<OwnProducts> {
  const { Tensor, InferenceSession } = await requireOnnxRuntime();
  const g = new Graph();
  let value = g.input("x", "float32", [CHUNK, widths[0]]);
  for (let i = 1; i < widths.length; i++) {
    const shape = [widths[i - 1], widths[i]];
    const entries = rng.split(i).normals(shape[0] * shape[1]);
    const unit = entries.map((entry) => entry / Math.sqrt(shape[0]));
    value = gemm(g, { a: value, b: g.constant(Array.from(unit), shape, "float32") });
  }
  g.output("y", value);
  const session = await InferenceSession.create(encodeGraph(g), NETWORK_SESSION);
  const rows = Float32Array.from(rng.split("x").normals(CHUNK * widths[0]));
  const x = new Tensor("float32", rows, [CHUNK, widths[0]]);
  return {
    async run(times, count) {
      let last = new Float32Array(0);
      for (let run = 0; run < times * Math.ceil(count / CHUNK); run++) {
        last = (await session.run({ x })).y.data as Float32Array<ArrayBuffer>;
      }
      return last.slice(0, widths[widths.length - 1]);
    },
    close: () => session.release(),
  };
}
