/** Host side of posterior means from patches. Queries are items; each goes past all images in their order, alone. */
import type { PatchMeansRequest } from "../kernels.ts";
import type { ItemRange, Pool, Task, TaskArguments } from "../pool/task.ts";
import { float64, shareFloat64, shareInt32 } from "../shared.ts";
import type { Wasm } from "./instance.ts";

/** Images that lie side by side, and queries that share them once they do. */
const GROUP = 8;
const TILE = 32;
/** Numbers of a window, and of the state of a pixel. */
const WINDOW = 6;
const STATE = 3;

interface PatchMeansArguments extends TaskArguments {
  data: Float64Array;
  n: number;
  queries: Float64Array;
  /** Pixels of an image, and of a query as it is looked at. */
  rows: number;
  columns: number;
  seenRows: number;
  seenColumns: number;
  reach: number;
  /** Pixels of a query that are put before its first, as it goes round. */
  margin: number;
  variance: number;
  windows: Int32Array;
  out: Float64Array;
}

/** See `Kernels.patchMeans`. */
export async function wasmPatchMeans(pool: Pool, request: PatchMeansRequest): Promise<Float64Array> {
  const { points, queries, m, rows, columns, reach, places, variance } = request;
  const margin = places === "round" ? reach : 0;
  const windows = places === "own" ? ownWindow(rows, columns) : sharedWindows(request);
  const out = float64(m * points.d);
  const args: PatchMeansArguments = {
    data: shareFloat64(points.data),
    n: points.n,
    queries: shareFloat64(queries),
    rows,
    columns,
    seenRows: rows + 2 * margin,
    seenColumns: columns + 2 * margin,
    reach,
    margin,
    variance,
    windows: shareInt32(windows),
    out,
  };
  const grain = Math.min(TILE, Math.max(1, Math.ceil(m / (4 * pool.threads))));
  await pool.run(patchMeansTask, args, { items: m, grain, cost: 10 * m * points.n * pixelsOf(windows) });
  return out;
}

/** Each pixel beside the same one of every image. */
function ownWindow(rows: number, columns: number): Int32Array {
  return Int32Array.of(0, 0, 0, 0, rows, columns);
}

/** Pixels of a query that can be beside those of an image that are `shift` further on. */
interface Span {
  readonly shift: number;
  readonly from: number;
  readonly to: number;
}

/** Each pixel beside all whose patches the border cuts off alike, or, for queries that go round, beside all that it does not. */
function sharedWindows({ rows, columns, reach, places }: PatchMeansRequest): Int32Array {
  const spans = places === "round" ? roundSpans : alikeSpans;
  const across = spans(columns, reach);
  return Int32Array.from(
    spans(rows, reach).flatMap(({ shift: u, from: r0, to: r1 }) =>
      across.flatMap(({ shift: v, from: c0, to: c1 }) => [u, v, r0, c0, r1, c1]),
    ),
  );
}

function alikeSpans(size: number, reach: number): Span[] {
  const inside = Math.max(1, size - 2 * reach);
  return Array.from({ length: 2 * inside - 1 }, (_, i) => {
    const shift = i - inside + 1;
    if (shift === 0) return { shift, from: 0, to: size };
    return { shift, from: reach + Math.max(0, -shift), to: size - reach - Math.max(0, shift) };
  });
}

/** Queries have `reach` more pixels on both sides, and images are looked at inside only. */
function roundSpans(size: number, reach: number): Span[] {
  const inside = size - 2 * reach;
  return Array.from({ length: size + inside - 1 }, (_, i) => {
    const shift = i - size + 1;
    // Pixels p of the query (from reach on, as seen) with p + shift among reach … size - reach - 1.
    const [from, to] = [Math.max(reach, reach - shift), Math.min(reach + size, size - reach - shift)];
    return { shift, from, to };
  }).filter(({ from, to }) => from < to);
}

function pixelsOf(windows: Int32Array): number {
  let sum = 0;
  for (let w = 0; w < windows.length; w += WINDOW)
    sum += (windows[w + 4] - windows[w + 2]) * (windows[w + 5] - windows[w + 3]);
  return sum;
}

/** Byte offsets in compiled memory. */
interface Room {
  readonly images: number;
  readonly queries: number;
  readonly windows: number;
  readonly states: number;
  readonly work: number;
  /** Pixels of a query as it is looked at. */
  readonly seen: number;
}

/** Queries `[begin, end)`, a tile at a time. */
export const patchMeansTask: Task = (wasm, raw, { begin, end }) => {
  const args = raw as PatchMeansArguments;
  for (let first = begin; first < end; first += TILE) {
    const tile = { begin: first, end: Math.min(first + TILE, end) };
    const room = allocate(wasm, args, tile.end - tile.begin);
    fill(wasm, args, { room, tile });
    scan(wasm, args, { room, tile });
    readMeans(wasm, args, { room, tile });
  }
};

interface TileRoom {
  readonly room: Room;
  readonly tile: ItemRange;
}

function allocate(wasm: Wasm, args: PatchMeansArguments, queries: number): Room {
  const { rows, columns, seenRows, seenColumns, windows } = args;
  wasm.reset();
  const seen = seenRows * seenColumns;
  return {
    seen,
    images: wasm.allocate(GROUP * rows * columns),
    queries: wasm.allocate(queries * seen),
    windows: wasm.allocate(Math.ceil(windows.length / 2)),
    states: wasm.allocate(queries * seen * STATE),
    work: wasm.allocate(2 * GROUP * seenColumns),
  };
}

/** Queries, with their margin where they go round, windows, and states of which nothing is known. */
function fill(wasm: Wasm, args: PatchMeansArguments, { room, tile: { begin, end } }: TileRoom): void {
  const { queries, rows, columns, seenRows, seenColumns, margin, windows } = args;
  const view = wasm.float64(room.queries, (end - begin) * room.seen);
  let at = 0;
  for (let q = begin; q < end; q++)
    for (let r = 0; r < seenRows; r++)
      for (let c = 0; c < seenColumns; c++) {
        const [row, column] = [(r - margin + rows) % rows, (c - margin + columns) % columns];
        view[at++] = queries[(q * rows + row) * columns + column];
      }
  wasm.int32(room.windows, windows.length).set(windows);
  const states = wasm.float64(room.states, (end - begin) * room.seen * STATE).fill(0);
  for (let i = 0; i < states.length; i += STATE) states[i] = Infinity;
}

/** All images past the queries of a tile. */
function scan(wasm: Wasm, args: PatchMeansArguments, { room, tile: { begin, end } }: TileRoom): void {
  const { n, rows, columns, seenRows, seenColumns, reach, windows, variance } = args;
  for (let first = 0; first < n; first += GROUP) {
    const count = Math.min(GROUP, n - first);
    packImages(wasm.float64(room.images, GROUP * rows * columns), args, { first, count });
    for (let q = 0; q < end - begin; q++)
      wasm.exports.patchGroup(
        ...([room.images, columns, count, room.queries + 8 * q * room.seen] as const),
        ...([seenRows, seenColumns, reach, room.windows, windows.length / WINDOW] as const),
        ...([1 / (2 * variance), room.states + 8 * q * room.seen * STATE, room.work] as const),
      );
  }
}

/** Images side by side; those that are not there are black, and do not count. */
function packImages(
  out: Float64Array,
  { data, rows, columns }: PatchMeansArguments,
  { first, count }: { first: number; count: number },
): void {
  const d = rows * columns;
  if (count < GROUP) out.fill(0);
  for (let i = 0; i < count; i++)
    for (let p = 0, at = (first + i) * d; p < d; p++) out[p * GROUP + i] = data[at + p];
}

function readMeans(wasm: Wasm, args: PatchMeansArguments, { room, tile: { begin, end } }: TileRoom): void {
  const { rows, columns, seenColumns, margin, out } = args;
  const states = wasm.float64(room.states, (end - begin) * room.seen * STATE);
  for (let q = begin; q < end; q++)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) {
        const seen = (q - begin) * room.seen + (r + margin) * seenColumns + c + margin;
        out[(q * rows + r) * columns + c] = states[seen * STATE + 2] / states[seen * STATE + 1];
      }
}
