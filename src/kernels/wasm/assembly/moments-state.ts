// What the moments kernel keeps in memory: the state of a query, blocks of data rows, and lists of candidates.

/** Rows of a block. */
export const BLOCK: i32 = 128;

// A list of candidates: 130 squared distances, then their rows.
export const ROWS: usize = 130 * 8;
export const LIST_BYTES: usize = 200 * 8;

// Offsets in a query's state, in doubles.
// Sums run over the rows that stand elsewhere than the pivot ("the others"), with weights relative to the nearest of
// them, w = exp(-(e - D2) / 2σ²): so they keep their accuracy however little the others weigh beside the pivot.
export const D1: i32 = 0; // squared distance to the nearest row, the pivot
export const D2: i32 = 1; // squared distance to the nearest of the others
export const W: i32 = 2; // Σ w
export const WW: i32 = 3; // Σ w²
export const Q: i32 = 4; // Σ w (e - D1)
export const I1: i32 = 5; // index of the pivot
export const I2: i32 = 6;
export const COPIES: i32 = 7; // rows at the pivot's place
export const FOUND: i32 = 8; // how many of the K smallest are known
export const THRESHOLD: i32 = 9;
export const LIST: i32 = 16; // the K smallest distinct squared distances, ascending

@inline export function at(state: usize, field: i32): f64 { return load<f64>(state + (<usize>field << 3)); }
@inline export function put(state: usize, field: i32, value: f64): void { store<f64>(state + (<usize>field << 3), value); }
@inline export function coordinate(block: usize, d: i32, row: i32, j: i32): f64 {
  return load<f64>(block + (<usize>((((row >> 3) * d + j) << 3) + (row & 7)) << 3));
}

@inline export function entry(list: usize, c: i32): f64 { return load<f64>(list + (<usize>c << 3)); }
@inline export function entryRow(list: usize, c: i32): i32 { return load<i32>(list + ROWS + (<usize>c << 2)); }
@inline export function putEntry(list: usize, c: i32, e: f64, row: i32): void {
  store<f64>(list + (<usize>c << 3), e);
  store<i32>(list + ROWS + (<usize>c << 2), row);
}
