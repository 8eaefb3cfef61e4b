/** A model in an ONNX file. */
import { withFile } from "../../data/node-file.ts";
import { requireOnnxRuntime } from "../require-onnx-runtime.ts";
import { type OnnxDeclared, openOnnxSession } from "./onnx-session.ts";
import type { Predictor } from "./predictor.ts";

/**
 * Opens an ONNX file for points of `columns` numbers.
 * @throws {InputError} where ONNX Runtime is missing, the file cannot be loaded, or its inputs cannot be told
 */
export async function openOnnxModel(declared: OnnxDeclared, columns: number): Promise<Predictor> {
  await requireOnnxRuntime();
  await withFile(declared.source, async () => {});
  return openOnnxSession(declared.source, declared, columns);
}
