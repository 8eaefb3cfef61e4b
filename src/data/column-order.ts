/** Columns of two tables that both have names are matched by them. */
import { takeRows } from "../arrays/rows.ts";
import { InputError, listed } from "../errors/input-error.ts";
import { asEntry, withKey } from "./column-choice.ts";
import { splitKey } from "./formats.ts";
import { type Matrix, requireColumns } from "./matrix.ts";

/** Columns that a message writes out behind the name of a file. */
const MOST_WRITTEN = 6;

/**
 * The points with their columns in the order of `like`, where both have names; as they are otherwise, as are columns that
 * were asked for by name.
 * @throws {InputError} where there are more or fewer columns, or others
 */
export function inColumnsOf(points: Matrix, like: Matrix): Matrix {
  requireColumns(points, like.columns, like.source);
  const [ours, theirs] = [points.names, like.names];
  if (!ours || !theirs || ours.join("\n") === theirs.join("\n")) return points;
  const order = theirs.map((name) => ours.indexOf(name));
  if (order.includes(-1) || new Set(order).size < order.length) throw otherColumns(points, ours, like);
  // Columns are the rows of the transposed matrix.
  const transposed = transpose(points.data, points.columns);
  const data = transpose(takeRows(transposed, order, points.rows), points.rows);
  return { ...points, data, names: theirs, reordered: true };
}

/** A note for each matrix whose columns were put into another order. */
export function orderNotes(matrices: readonly (Matrix | undefined)[]): string[] {
  return matrices.flatMap((matrix) =>
    matrix?.reordered
      ? [
          `${matrix.source} has the columns of the training data in another order; they are taken by their names.`,
        ]
      : [],
  );
}

/** A matrix of as many columns, transposed. */
function transpose(data: Float64Array, columns: number): Float64Array {
  const rows = data.length / columns;
  return data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]);
}

function otherColumns({ source }: Matrix, ours: readonly string[], like: Matrix): InputError {
  const written = ours.slice(0, MOST_WRITTEN).map(asEntry).join(",");
  const given = withKey(splitKey(source).file, ours.length > MOST_WRITTEN ? `${written},…` : written);
  return new InputError(
    source,
    `columns ${listed(like.names ?? [])}, as ${like.source} has (${given} takes these in their place)`,
    listed(ours),
  );
}
