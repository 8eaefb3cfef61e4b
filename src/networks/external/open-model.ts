/** Opens brought models where they lie: ONNX files and HTTP servers, with what is said of them beside. */
import { describedBeside, type ModelDeclaration, type ModelDescription } from "./description.ts";
import { describedByServer, isAddress, openHttpModel } from "./http-predictor.ts";
import { openOnnxModel } from "./onnx-predictor.ts";
import { type Predictor, requireWidth } from "./predictor.ts";

/**
 * What is said of a model beside its file, or by its server.
 * @throws {InputError} where that cannot be read
 * @example
 * await describeModel(server); // → { prediction: "noise", schedule: "ou" }
 * await describeModel("a-file-with-nothing-beside.onnx"); // → {}
 */
export function describeModel(source: string, timeout = 60): Promise<ModelDescription> {
  return isAddress(source) ? describedByServer(source, timeout) : describedBeside(source);
}

/**
 * Opens a model for points of `columns` numbers; `like` names the data for messages.
 * @throws {InputError} where it cannot be opened, or takes points of another width
 * @example
 * const declared = declareModel(onnxFile, { prediction: "x0", schedule: "edm" });
 * const predictor = await openPredictor(declared, 2, "the data");
 * predictor.d; // → 2
 * await predictor.close();
 */
export async function openPredictor(
  declared: ModelDeclaration,
  columns: number,
  like: string,
): Promise<Predictor> {
  const predictor = isAddress(declared.source)
    ? openHttpModel(declared, columns)
    : await openOnnxModel(declared, columns);
  try {
    requireWidth(predictor, columns, like);
  } catch (error) {
    await predictor.close();
    throw error;
  }
  return predictor;
}
