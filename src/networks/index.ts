/** Networks: built, trained, run and exported as ONNX. Needs the optional peer `onnxruntime-node`. */
export * from "./brought/index.ts";
export { requireOnnxRuntime } from "./require-onnx-runtime.ts";
