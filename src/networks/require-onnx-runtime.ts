import { InputError } from "../data/input-error.ts";
import { findOnnxRuntime, type OnnxRuntime } from "../kernels/native/onnx-runtime.ts";

/**
 * ONNX Runtime for work that cannot do without it.
 * @throws {InputError} naming the package where it is not installed
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
