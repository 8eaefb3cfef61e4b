/** A model that was trained elsewhere, before its prediction is understood: numbers in, numbers out. */
import { InputError } from "../../errors/input-error.ts";

/** Something that answers for points x (M × d) in the model's own coordinates at one time. */
export interface Predictor {
  /** File or address, for messages. */
  readonly source: string;
  /** Numbers of one point, where the model says it. */
  readonly d?: number;
  /** Whether only integers can be given as time. */
  readonly integerTime: boolean;
  /**
   * The prediction, M × d. Rows do not influence each other, and how M is cut into batches depends on M alone.
   * @throws {InputError} where the model fails, or its answer has another shape
   */
  predict(x: Float64Array, time: number): Promise<Float64Array>;
  close(): Promise<void>;
}

/**
 * Refuses a model whose points have another width than the data.
 * @throws {InputError} naming both
 * @example
 * requireWidth({ source: "net.onnx", d: 2 }, 2, "the data"); // → undefined
 */
export function requireWidth(
  { source, d }: Pick<Predictor, "source" | "d">,
  columns: number,
  like: string,
): void {
  if (d !== undefined && d !== columns)
    throw new InputError(source, `points of ${columns} numbers, as ${like} has columns`, `${d}`);
}
