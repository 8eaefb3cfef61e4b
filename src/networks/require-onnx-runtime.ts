import { InputError } from "../errors/input-error.ts";
import {
  findOnnxRuntime,
  type OnnxRuntime,
  type OnnxSessionOptions,
} from "../kernels/native/onnx-runtime.ts";

/**
 * ONNX Runtime for work that cannot do without it.
 * @throws {InputError} naming the package where it is not installed
 * @example
 * const { Tensor } = await requireOnnxRuntime();
 * new Tensor("float32", Float32Array.of(1, 2), [1, 2]).dims; // → [1, 2]
 */
export async function requireOnnxRuntime(): Promise<OnnxRuntime> {
  const runtime = await findOnnxRuntime();
  if (runtime) return runtime;
  throw new InputError(
    "onnxruntime-node",
    "the package to be installed, as networks run on it (npm install onnxruntime-node)",
    "none",
  );
}

/** Sessions of our own networks: a fixed number of threads, so that sums are cut the same way on every machine. */
export const NETWORK_SESSION: OnnxSessionOptions = {
  intraOpNumThreads: 2,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
};
