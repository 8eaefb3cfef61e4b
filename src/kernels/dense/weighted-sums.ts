/**
 * Weighted sums of features over all rows, for tiles of queries: weights and sums are matrix products of ONNX Runtime, a
 * chunk of the rows at a time, each relative to its heaviest row.
 *
 * Its threads cut the elements of a chunk's weights into blocks; an exponential at the end of a block, outside a vector,
 * may differ in its last bit. Sizes and threads are therefore powers of two, so that blocks are whole vectors, and the
 * columns of products are never cut (features.ts): the bytes are the same for every number of threads (tested).
 */
import type { MomentsRequest } from "../kernels.ts";
import { encodeModel, type ModelNode } from "../native/onnx-model.ts";
import type { OnnxRuntime, OnnxSession } from "../native/onnx-runtime.ts";
import { createSessions } from "../native/sessions.ts";
import { BLOCK_COLUMNS, biasOf, blockWidths, type ChunkFeatures, featureCount } from "./features.ts";
import { createFeatureStore, type FeatureStore } from "./kept-features.ts";

/** Rows of a chunk: so many, or one of the halves of that down to the least, so that few are missing in the last. */
export const CHUNK_ROWS = 4096;
const LEAST_CHUNK = 512;
/** Queries of a tile at most. */
export const TILE = 512;
/** Queries of a tile are a whole number of these. */
export const TILE_STEP = 64;
/** Heaviest rows of a chunk that are remembered: one may be left out, and one stand where another does. */
export const HEAVIEST = 3;

/** Which rows are summed over, and about what place. */
export interface Scope {
  readonly centre: Float64Array;
  readonly chunks: readonly Chunk[];
  /** Row in each place of the chunks, -1 where there is none; without it the rows as they come. */
  readonly order?: Int32Array;
}

/** Places `first, …, first + rows - 1`, of which the last may hold no row. */
interface Chunk {
  readonly first: number;
  readonly rows: number;
}

/** All rows. */
export function everyRow(n: number, centre: Float64Array): Scope {
  const chunks: Chunk[] = [];
  for (let first = 0; first < n; ) {
    // As large as is filled, or the least.
    let rows = CHUNK_ROWS;
    const left = LEAST_CHUNK * Math.ceil((n - first) / LEAST_CHUNK);
    while (rows > left) rows /= 2;
    chunks.push({ first, rows });
    first += rows;
  }
  return { centre, chunks };
}

/** Sums of a few queries over the rows of a scope. */
export interface WeightedSums {
  /** Logarithm of the heaviest row's weight, without -|z - c|² / 2σ², m. */
  readonly reference: Float64Array;
  /** Σ exp(log w - reference) (1, y - c, upper (y - c)(y - c)ᵀ), m × features. */
  readonly sums: Float64Array;
  /** Σ exp(2 (log w - reference)), m. */
  readonly squares: Float64Array;
  /** Rows of the largest weights of every chunk, m × chunks × 3, heaviest first; n or more where there is none. */
  readonly heaviest: Int32Array;
  readonly chunks: number;
}

/** Makes the sums on ONNX Runtime. */
export interface DenseSums {
  weightedSums(request: MomentsRequest, scope: Scope): Promise<WeightedSums>;
  close(): void;
}

/** Sessions of one dimension each, made when they are needed. */
export function createDenseSums(runtime: OnnxRuntime, threads: number): DenseSums {
  const sessions = createSessions(runtime, 2 ** Math.floor(Math.log2(threads)));
  const store = createFeatureStore();
  return {
    weightedSums: async (request, scope) => {
      const { d } = request.points;
      const session = await sessions.open(String(d), () => sumsModel(d));
      return sumsOver({ runtime, session, store }, request, scope);
    },
    close: () => sessions.close(),
  };
}

/** exp(s - max s) and its products with the blocks of features, s = q yᵀ + bias. */
function sumsModel(d: number): Uint8Array {
  const blocks = blockWidths(d).map((_, b) => b);
  const rows = { axes: [1] };
  const nodes: ModelNode[] = [
    { operation: "Gemm", inputs: ["queries", "transposed", "bias"], outputs: ["logs"] },
    { operation: "TopK", inputs: ["logs", "count"], outputs: ["top", "places"], attributes: { axis: 1 } },
    { operation: "Cast", inputs: ["places"], outputs: ["rows"], attributes: { to: 11 } },
    { operation: "ReduceMax", inputs: ["top"], outputs: ["most"], attributes: rows },
    { operation: "Sub", inputs: ["logs", "most"], outputs: ["relative"] },
    { operation: "Exp", inputs: ["relative"], outputs: ["weights"] },
    { operation: "ReduceSumSquare", inputs: ["weights"], outputs: ["squares"], attributes: rows },
    ...blocks.map((b) => ({
      operation: "MatMul",
      inputs: ["weights", `features${b}`],
      outputs: [`sums${b}`],
    })),
  ];
  return encodeModel({
    nodes,
    inputs: ["queries", "transposed", "bias", ...blocks.map((b) => `features${b}`)],
    counts: ["count"],
    outputs: ["most", "rows", "squares", ...blocks.map((b) => `sums${b}`)],
  });
}

interface Machine {
  readonly runtime: OnnxRuntime;
  readonly session: OnnxSession;
  readonly store: FeatureStore;
}

async function sumsOver(
  machine: Machine,
  { points, queries, m, variance }: MomentsRequest,
  { centre, chunks: parts, order }: Scope,
): Promise<WeightedSums> {
  const { d } = points;
  const chunks = parts.length;
  const out = {
    reference: new Float64Array(m).fill(-Infinity),
    sums: new Float64Array(m * featureCount(d)),
    squares: new Float64Array(m),
    heaviest: new Int32Array(m * chunks * HEAVIEST),
    chunks,
  };
  const featuresOf = machine.store.of(points, { centre, kept: order === undefined });
  const tiles = tilesOf(m).map(({ first, count }) => {
    const own = queries.subarray(first * d, (first + count) * d);
    return { first, count, scaled: scaledQueries(own, { centre, variance }) };
  });
  for (let chunk = 0; chunk < chunks; chunk++) {
    const rows = rowsOf(parts[chunk], { n: points.n, order });
    const given = tensorsOf(machine.runtime, featuresOf(parts[chunk].first, rows), variance);
    for (const { first, count, scaled } of tiles) {
      const height = scaled.length / d;
      const found = await machine.session.run({
        ...given,
        queries: new machine.runtime.Tensor("float64", scaled, [height, d]),
      });
      const arrays = Object.fromEntries(
        Object.entries(found).map(([name, { data }]) => [name, data as Float64Array]),
      );
      for (let q = 0; q < count; q++)
        addTo(out, arrays, { q, at: first + q, chunk, rows, features: featureCount(d) });
    }
  }
  return out;
}

function tilesOf(m: number): { readonly first: number; readonly count: number }[] {
  return Array.from({ length: Math.ceil(m / TILE) }, (_, i) => {
    return { first: i * TILE, count: Math.min(TILE, m - i * TILE) };
  });
}

/** (z - c) / σ², the last query again up to a whole number of steps. */
function scaledQueries(
  queries: Float64Array,
  { centre, variance }: { centre: Float64Array; variance: number },
): Float64Array {
  const d = centre.length;
  const out = new Float64Array(Math.ceil(queries.length / d / TILE_STEP) * TILE_STEP * d);
  for (let i = 0; i < out.length; i++) {
    const from = i < queries.length ? i : queries.length - d + (i % d);
    out[i] = (queries[from] - centre[i % d]) / variance;
  }
  return out;
}

function tensorsOf({ Tensor }: OnnxRuntime, chunk: ChunkFeatures, variance: number) {
  const { transposed, square, blocks } = chunk;
  const rows = square.length;
  const features = blocks.map((block, b) => [
    `features${b}`,
    new Tensor("float64", block, [rows, block.length / rows]),
  ]);
  return {
    transposed: new Tensor("float64", transposed, [transposed.length / rows, rows]),
    bias: new Tensor("float64", biasOf(chunk, variance), [1, rows]),
    count: new Tensor("int64", BigInt64Array.of(BigInt(HEAVIEST)), [1]),
    ...Object.fromEntries(features),
  };
}

/** Rows of a chunk; n where there is none. */
function rowsOf(
  { first, rows }: Chunk,
  { n, order }: { n: number; order: Int32Array | undefined },
): Int32Array {
  return Int32Array.from({ length: rows }, (_, r) => {
    const place = first + r;
    const row = order === undefined ? place : (order[place] ?? -1);
    return row >= 0 && row < n ? row : n;
  });
}

/** Row q of a run, the query it is for, and the chunk in its place among those of the scope. */
interface Adding {
  readonly q: number;
  readonly at: number;
  readonly chunk: number;
  readonly rows: Int32Array;
  readonly features: number;
}

/** Adds what row q of a run gives to query `at`, the heavier reference being kept. */
function addTo(
  { reference, sums, squares, heaviest, chunks }: WeightedSums,
  found: Readonly<Record<string, Float64Array>>,
  { q, at, chunk, rows, features }: Adding,
): void {
  const most = Math.max(reference[at], found.most[q]);
  const [own, other] = [Math.exp(reference[at] - most), Math.exp(found.most[q] - most)];
  reference[at] = most;
  squares[at] = own * own * squares[at] + other * other * found.squares[q];
  for (let h = 0; h < HEAVIEST; h++) {
    heaviest[(at * chunks + chunk) * HEAVIEST + h] = rows[found.rows[q * HEAVIEST + h]];
  }
  let target = at * features;
  for (let b = 0; target < (at + 1) * features; b++) {
    const block = found[`sums${b}`];
    const width = Math.min(BLOCK_COLUMNS, (at + 1) * features - target);
    for (let c = q * width; c < (q + 1) * width; c++, target++) {
      sums[target] = own * sums[target] + other * block[c];
    }
  }
}
