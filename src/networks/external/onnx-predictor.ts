/** A model in an ONNX file. */
import { withFile } from "../../data/node-file.ts";
import { requireOnnxRuntime } from "../require-onnx-runtime.ts";
import { type OnnxDeclared, openOnnxSession } from "./onnx-session.ts";
import type { Predictor } from "./predictor.ts";

/**
 * Opens an ONNX file for points of `columns` numbers.
 * @throws {InputError} where ONNX Runtime is missing, the file cannot be loaded, or its inputs cannot be told
 * @example
 * const predictor = await openOnnxModel({ source: onnxFile, inputs: {}, constants: {} }, 2);
 * // 9 · 10 / (9 + 3²)
 * await predictor.predict(Float64Array.of(10, 1), 3); // → [5, 0]
 * await predictor.close();
 */
export async function openOnnxModel(declared: OnnxDeclared, columns: number): Promise<Predictor> {
  await requireOnnxRuntime();
  await withFile(declared.source, async () => {});
  return openOnnxSession(declared.source, declared, columns);
}
