// What the moments kernel keeps in memory: the state of a query, blocks of data rows, and lists of candidates.

/** Rows of a block. */
export const BLOCK: i32 = 128;

/** Where the rows of a list of candidates begin, in bytes: 130 squared distances come before them. */
export const ROWS: usize = 130 * 8;
/** Room for a list of candidates, in bytes. */
export const LIST_BYTES: usize = 200 * 8;

// Offsets in a query's state, in doubles.
// Sums run over the rows that stand elsewhere than the pivot ("the others"), with weights relative to the nearest of
// them, w = exp(-(e - D2) / 2σ²): so they keep their accuracy however little the others weigh beside the pivot.
/** Squared distance to the nearest row, the pivot. */
export const D1: i32 = 0;
/** Squared distance to the nearest of the others. */
export const D2: i32 = 1;
/** Σ w. */
export const W: i32 = 2;
/** Σ w². */
export const WW: i32 = 3;
/** Σ w (e - D1). */
export const Q: i32 = 4;
/** Index of the pivot. */
export const I1: i32 = 5;
/** Index of the nearest of the others. */
export const I2: i32 = 6;
/** Rows at the pivot's place. */
export const COPIES: i32 = 7;
/** How many of the K smallest are known. */
export const FOUND: i32 = 8;
/** Squared distance beyond which rows need not be looked at. */
export const THRESHOLD: i32 = 9;
/** The K smallest distinct squared distances, ascending. */
export const LIST: i32 = 16;

/** A field of a query's state. */
@inline export function at(state: usize, field: i32): f64 { return load<f64>(state + (<usize>field << 3)); }
/** Sets a field of a query's state. */
@inline export function put(state: usize, field: i32, value: f64): void { store<f64>(state + (<usize>field << 3), value); }
/** Coordinate j of a row of a block; rows lie in groups of eight. */
@inline export function coordinate(block: usize, d: i32, row: i32, j: i32): f64 {
  return load<f64>(block + (<usize>((((row >> 3) * d + j) << 3) + (row & 7)) << 3));
}

/** The squared distance of candidate c. */
@inline export function entry(list: usize, c: i32): f64 { return load<f64>(list + (<usize>c << 3)); }
/** The row of candidate c. */
@inline export function entryRow(list: usize, c: i32): i32 { return load<i32>(list + ROWS + (<usize>c << 2)); }
/** Sets candidate c. */
@inline export function putEntry(list: usize, c: i32, e: f64, row: i32): void {
  store<f64>(list + (<usize>c << 3), e);
  store<i32>(list + ROWS + (<usize>c << 2), row);
}
