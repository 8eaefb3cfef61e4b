/**
 * The largest eigenpairs of each query's posterior covariance in high dimension, without a d × d matrix.
 *
 * The scaled covariance is BᵀB (weighted-rows.ts). Few rows: the eigenpairs of the small Gram matrix BBᵀ give all of it.
 * Many rows: Lanczos on v ↦ Bᵀ(Bv), and conjugate gradients for the Newton step. Pairs that are too small beside the largest
 * for that are found with the larger ones taken out of the rows.
 */
import type { NearRows } from "../graded/posterior-rows.ts";
import { queryFrame } from "../graded/query-frame.ts";
import type { TopEigenpairs, TopEigenpairsRequest } from "../kernels.ts";
import type { Found as Near, NearRowsInput } from "../near/collector.ts";
import type { Pool, Task, TaskArguments } from "../pool/task.ts";
import { float64, int32, shareFloat64, shareInt32 } from "../shared.ts";
import { eigenBatchTask } from "../wasm/eigen-batch.ts";
import type { Wasm } from "../wasm/instance.ts";
import { nearRows } from "../wasm/near-rows.ts";
import { activeColumns, putColumns, takeColumns } from "./active-columns.ts";
import { deflated } from "./deflated.ts";
import { type Found, lanczos, lanczosLimit } from "./lanczos.ts";
import { normalStepInto } from "./normal-step.ts";
import { combineRows, covarianceOf, createRowSpace, gramOf, isWhole, type RowSpace } from "./row-space.ts";
import { normalise } from "./vector.ts";
import { type WeightedRowsInput, weightedRows } from "./weighted-rows.ts";

/** Up to this many rows of B the Gram matrix is formed. */
const GRAM_ROWS = 128;
/** Directions with less than this of the largest variance are left out: they are rounding. */
const RESOLVED = 1e-14;
/** Directions with less than this of it are found from the rows themselves, which have not been squared. */
const ACCURATE = 1e-5;

/** Rows of less than exp(-30) of the K-th nearest weight, all together, are left out. */
const WINDOW = 30;
/** Products leave out rows of less than this of it, all together. */
const TAIL = 1e-12;
/** Queries that look for their rows together at most: fewer where threads would have none. */
const GROUP = 8;

interface TopArguments extends TaskArguments, WeightedRowsInput, NearRowsInput {
  /** Queries, and those of an item. */
  m: number;
  group: number;
  count: number;
  /** 1: as the request's. */
  exact: number;
  /** m × 2 × d; empty: nothing is known. */
  towards: Float64Array;
  stepsFrom: number;
  values: Float64Array;
  vectors: Float64Array;
  normalStep: Float64Array;
  logValues: Float64Array;
  resolved: Int32Array;
}

/** See `Kernels.topEigenpairs`. */
export async function pooledTopEigenpairs(pool: Pool, request: TopEigenpairsRequest): Promise<TopEigenpairs> {
  const { points, queries, m, count, moments, towards = new Float64Array(0) } = request;
  const { n, d } = points;
  const shared = shareFloat64(points.data);
  const { columns, data } = activeColumns(shared, n, d);
  const { shift } = moments;
  if (columns.length === d) return run(pool, request, { data: shared, queries, shift, towards, d });
  const short = (rows: Float64Array) => takeColumns(rows, d, columns);
  const rows = { queries: short(queries), shift: short(shift), towards: short(towards) };
  const found = await run(pool, request, { data, ...rows, d: columns.length });
  // In the columns left out C is zero, so that the step is -shift there.
  const out = { ...found, vectors: float64(m * count * d), normalStep: float64(m * d) };
  putColumns(out.vectors, found.vectors, { d, columns });
  for (let i = 0; i < m * d; i++) out.normalStep[i] = -shift[i];
  putColumns(out.normalStep, found.normalStep, { d, columns });
  for (let q = 0; q < m; q++) spreadNaN(out.normalStep.subarray(q * d, (q + 1) * d));
  return out;
}

/** A step that is undefined is so in all coordinates. */
function spreadNaN(step: Float64Array): void {
  if (step.some(Number.isNaN)) step.fill(NaN);
}

/** Rows of the columns that vary. */
interface Columns {
  readonly data: Float64Array;
  readonly queries: Float64Array;
  readonly shift: Float64Array;
  readonly towards: Float64Array;
  readonly d: number;
}

async function run(
  pool: Pool,
  { points, m, variance, keep, count, exclude, moments, exact = false, stepsFrom = 0 }: TopEigenpairsRequest,
  { data, queries, shift, towards, d }: Columns,
): Promise<TopEigenpairs> {
  const out = {
    values: float64(m * count),
    vectors: float64(m * count * d),
    normalStep: float64(m * d),
    logValues: float64(m * count).fill(-Infinity),
    resolved: int32(m),
  };
  const { nearest, covarianceLogScale } = moments;
  const group = Math.max(1, Math.min(GROUP, Math.floor(m / (4 * pool.threads))));
  const args: TopArguments = {
    ...out,
    data,
    n: points.n,
    d,
    queries: shareFloat64(queries),
    m,
    group,
    variance,
    keep,
    window: 2 * variance * (WINDOW + Math.log(points.n)),
    most: new Float64Array(0),
    count,
    exact: Number(exact),
    towards: shareFloat64(towards),
    stepsFrom,
    shift,
    exclude: shareInt32(exclude ?? int32(0)),
    nearest,
    covarianceLogScale,
  };
  await pool.run(topEigenpairsTask, args, { items: Math.ceil(m / group), cost: 6 * m * points.n * d });
  return out;
}

/** Groups `[begin, end)` of queries. */
export const topEigenpairsTask: Task = (wasm, raw, { begin, end }) => {
  const args = raw as TopArguments;
  for (let first = begin * args.group; first < Math.min(end * args.group, args.m); first += args.group) {
    const count = Math.min(args.group, args.m - first);
    nearRows(wasm, args, { first, count }).forEach((near, i) => {
      takeApart(wasm, args, { q: first + i, near });
    });
  }
};

/** A query with the rows about it. */
interface Query {
  readonly q: number;
  readonly near: Near;
}

function takeApart(wasm: Wasm, args: TopArguments, query: Query): void {
  const { d, count, shift } = args;
  const { q } = query;
  const { space, found } = leading(wasm, args, query);
  placeFound(args, q, found);
  const factor = Math.exp(args.covarianceLogScale[q]) / args.variance;
  const { stepsFrom } = args;
  const asked = { shift: shift.subarray(q * d, (q + 1) * d), dim: count - 1, factor, stepsFrom };
  normalStepInto(args.normalStep.subarray(q * d, (q + 1) * d), asked, {
    covariance: covarianceOf(space),
    found,
  });
}

function leading(wasm: Wasm, args: TopArguments, query: Query): { space: RowSpace; found: Found } {
  const { d, count } = args;
  const rows = weightedRows(args, query.q, withoutTail(args, query.near));
  if (rows.count <= GRAM_ROWS) {
    const space = createRowSpace(rows, { vectors: 0, heavy: rows.count });
    const gram = fromGram(wasm, space);
    return { space, found: isPoor(args, gram) ? fromRows(args, query, gram) : gram };
  }
  const limit = lanczosLimit(count, d, rows.count);
  const space = createRowSpace(rows, { vectors: limit, heavy: rows.heavy });
  const { q } = query;
  const towards = args.towards.length > 0 ? args.towards.subarray(2 * q * d, 2 * (q + 1) * d) : undefined;
  const first = lanczos(wasm, covarianceOf(space), { count, limit, towards });
  if (!isPoor(args, first)) return { space, found: first };
  const whole = createRowSpace(rows, { vectors: limit, heavy: rows.count });
  const found = isWhole(whole) ? deflated(wasm, whole, { first, count, limit }) : undefined;
  return { space: whole, found: found ?? fromRows(args, query, first) };
}

/** The rows but for the farthest, which weigh too little all together. */
function withoutTail({ variance, window }: TopArguments, { index, square, limit }: Near): NearRows {
  const reference = limit - window;
  let count = square.length;
  for (let left = 0; count > 0; count--) {
    left += Math.exp((reference - square[count - 1]) / (2 * variance));
    if (left > TAIL) break;
  }
  return { index: index.subarray(0, count), square: square.subarray(0, count) };
}

function placeFound(args: TopArguments, q: number, found: Found): void {
  const { d, count, covarianceLogScale } = args;
  const known = Math.min(count, found.values.length);
  args.values.set(found.values.subarray(0, known), q * count);
  args.vectors.set(found.vectors.subarray(0, known * d), q * count * d);
  const logs = found.logValues ?? found.values.map((value) => Math.log(value) + covarianceLogScale[q]);
  args.logValues.set(logs.subarray(0, known), q * count);
  args.resolved[q] = known;
}

/** Whether the last wanted variance is too small beside the largest to be found by products, which is asked for. */
function isPoor({ exact, count }: TopArguments, { values }: Found): boolean {
  return exact === 1 && values.length > 0 && !(values[count - 1] > ACCURATE * values[0]);
}

/** From the rows as they are, each direction to full relative accuracy; only the wanted ones where rows are many. */
function fromRows(args: TopArguments, { q, near }: Query, { complete }: Found): Found {
  const { d, count, variance, covarianceLogScale } = args;
  const width = complete ? d : count;
  const { vectors, logValues } = queryFrame(args, near, { variance, count, width });
  const values = logValues.map((log) => Math.exp(log - covarianceLogScale[q]));
  return { values, vectors, logValues, complete };
}

/** All eigenpairs that are resolved, from those of B Bᵀ. */
function fromGram(wasm: Wasm, space: RowSpace): Found {
  const { d, rows } = space;
  const s = rows.count;
  const small = { values: new Float64Array(s), vectors: new Float64Array(s * s) };
  if (s > 0) eigenBatchTask(wasm, { matrices: gramOf(space), n: s, ...small }, { begin: 0, end: 1 });
  const rank = small.values.findIndex((value) => !(value > RESOLVED * small.values[0]));
  const kept = rank < 0 ? s : rank;
  const vectors = new Float64Array(kept * d);
  for (let i = 0; i < kept; i++) {
    const v = combineRows(space, small.vectors.subarray(i * s, (i + 1) * s));
    normalise(v);
    vectors.set(v, i * d);
  }
  return { values: small.values.subarray(0, kept), vectors, complete: true };
}
