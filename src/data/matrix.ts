/** The one form in which data enter: a dense float64 matrix, finite, with a name for messages. */
import { InputError } from "../errors/input-error.ts";
import type { NumericArray } from "./read-elements.ts";
import type { Shape } from "./shape.ts";

/** A data set as a table of finite numbers, one point per row. */
export interface Matrix {
  /** rows × columns, row-major, in shared memory. */
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** What the user called it. */
  readonly source: string;
  /** The shape before rows were flattened. */
  readonly shape: Shape;
  /** Names of the columns, where a table has them and was not asked for columns by name. */
  readonly names?: readonly string[];
  /** Whether columns were put into another order than that of the file, by their names. */
  readonly reordered?: boolean;
  /** One class per row, where the data set has classes. */
  readonly labels?: Int32Array;
}

/**
 * An array as a matrix: rank 1 becomes one column, higher ranks are flattened to rows × rest.
 * @throws {InputError} where it is a single number, empty, or holds a number that is not finite
 * @example
 * const { rows, columns } = toMatrix("images", { data: new Float64Array(24), shape: [2, 3, 4] });
 * [rows, columns]; // → [2, 12]
 */
export function toMatrix(source: string, { data, shape, names }: NumericArray): Matrix {
  const rows = shape[0];
  if (rows === undefined)
    throw new InputError(source, "an array of rank 1 or more", "a single number (rank 0)");
  if (data.length === 0)
    throw new InputError(source, "at least one row and one column", `shape (${shape.join(", ")})`);
  const columns = data.length / rows;
  requireFinite(source, data, columns);
  return { data, rows, columns, source, shape, ...(names && { names }) };
}

/**
 * Refuses numbers that are not finite.
 * @throws {InputError} naming the first row (counted from 0) and column that holds one
 */
export function requireFinite(source: string, data: Float64Array, columns: number): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const row = Math.floor(at / columns);
  throw new InputError(
    source,
    "finite numbers",
    `${data[at]} in row ${row}, column ${at % columns} (from 0)`,
  );
}

/**
 * Refuses a matrix of another width.
 * @throws {InputError} naming the matrix and both widths
 */
export function requireColumns(matrix: Matrix, columns: number, like: string): void {
  if (matrix.columns !== columns)
    throw new InputError(matrix.source, `${columns} columns, as ${like} has`, `${matrix.columns}`);
}
