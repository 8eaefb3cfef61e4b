/**
 * Points brought near the k-ridge by the steps of the walk that ends there (src/ridge/project.ts), each made with no more rows
 * and digits than its own residual asks for. Nothing here says that a point is on the ridge: that is looked at afterwards,
 * exactly.
 */
import { addScaled, norm } from "../../arrays/vectors.ts";
import type { Approach, ApproachRequest } from "../kernels.ts";
import type { Pool, Task, TaskArguments } from "../pool/task.ts";
import { float64, int32, shareFloat64 } from "../shared.ts";
import type { Wasm } from "../wasm/instance.ts";
import { activeColumns, putColumns, takeColumns } from "./active-columns.ts";
import { createHistory, type History, mixedStep } from "./anderson.ts";
import { type HeldRows, heldRows } from "./held-rows.ts";
import { type Found, lanczos, lanczosLimit } from "./lanczos.ts";
import { holdNear, localRows, multiplyAll, type Near, nearOf } from "./local-rows.ts";
import { normalStepInto } from "./normal-step.ts";
import { withoutTangent } from "./vector.ts";

/** Starts that look at all rows together. */
const GROUP = 4;
/** Doubles of rows that a thread may hold. */
const HELD_DOUBLES = 1 << 24;
/** Allowed errors, in noise widths: of the first look, of others beside their residual, and least. */
const FIRST_ERROR = 3e-6;
const ERROR_SHARE = 2e-3;
const LEAST_ERROR = 1e-10;
/** The residual that is expected is to be below this share of the tolerance. */
const SAFE = 0.3;
/** What a step leaves of a residual, where nothing is known of it. */
const LEFT = 0.05;
/** Looks at most; what is far from the ridge even so goes on by exact ones. */
const MOST_LOOKS = 200;
/** Rows are looked for again so many noise widths from where they were found. */
const REACH = 0.25;
/** With fewer rows, or a spectrum that falls further, exact looks are quick or needed. */
const LEAST_ROWS = 64;
const LEAST_RATIO = 1e-4;

interface ApproachArguments extends TaskArguments {
  data: Float64Array;
  n: number;
  d: number;
  id: number;
  m: number;
  variance: number;
  dim: number;
  /** Dimensions of the space, constant ones too. */
  dims: number;
  tolerance: number;
  /** In place: starts, and where they end. */
  points: Float64Array;
  maxSteps: number;
  /** Taken by each; 0: it is left where it was. */
  steps: Int32Array;
  /** Sums of the leading directions there, m × 2 × d. */
  towards: Float64Array;
}

/** See `Kernels.approachRidge`. */
export async function pooledApproach(pool: Pool, request: ApproachRequest): Promise<Approach> {
  const { points, starts, m, variance, dim, tolerance } = request;
  const { n, d } = points;
  const shared = shareFloat64(points.data);
  const { columns, data, id } = activeColumns(shared, n, d);
  const out = { points: Float64Array.from(starts), towards: new Float64Array(2 * m * d), steps: int32(m) };
  if (n * columns.length > HELD_DOUBLES || columns.length <= dim + 1) return out;
  const args: ApproachArguments = {
    data,
    n,
    d: columns.length,
    id,
    m,
    variance,
    dim,
    dims: d,
    tolerance,
    points: takeColumns(starts, d, columns),
    maxSteps: request.maxSteps,
    steps: out.steps,
    towards: float64(2 * m * columns.length),
  };
  await pool.run(approachTask, args, { items: Math.ceil(m / GROUP), cost: 50 * m * n * d });
  for (let q = 0; q < m; q++) {
    if (args.steps[q] === 0) continue;
    const row = out.points.subarray(q * d, (q + 1) * d);
    row.set(points.data.subarray(0, d));
    putColumns(row, args.points.subarray(q * columns.length, (q + 1) * columns.length), { d, columns });
  }
  putColumns(out.towards, args.towards, { d, columns });
  return out;
}

/** Groups `[begin, end)` of starts. */
export const approachTask: Task = (wasm, raw, { begin, end }) => {
  const args = raw as ApproachArguments;
  const { data, n, d, id, m, dim, points, variance } = args;
  const held = heldRows({ data, n, d, id, vectors: lanczosLimit(dim + 1, d, n) });
  for (let first = begin * GROUP; first < Math.min(end * GROUP, m); first += GROUP) {
    const group = Array.from({ length: Math.min(GROUP, m - first) }, (_, i) =>
      points.slice((first + i) * d, (first + i + 1) * d).map((value, j) => value - held.mean[j]),
    );
    multiplyAll(held, group);
    const near = group.map((at, q) => nearOf(held, at, { q, variance }));
    near.forEach((one, q) => {
      const end = walk(wasm, { held, near: one, towards: undefined }, args);
      if (end === undefined) return;
      args.steps[first + q] = end.steps;
      args.towards.set(end.towards, 2 * (first + q) * d);
      end.at.forEach((value, j) => {
        points[(first + q) * d + j] = value + held.mean[j];
      });
    });
  }
};

interface Place {
  readonly held: HeldRows;
  near: Near;
  /** Sums of the leading directions at the last look, 2 × d. */
  towards: Float64Array | undefined;
}

/** What is known of a point: P_N (m - x), its length in noise widths, and what steps are made of. */
interface Look {
  readonly at: Float64Array;
  readonly normal: Float64Array;
  readonly residual: number;
  readonly newton: Float64Array;
  readonly towards: Float64Array;
}

/** Where a walk ends. */
interface End {
  readonly at: Float64Array;
  readonly towards: Float64Array;
  readonly steps: number;
}

/** Undefined where a start is not for such looks. */
function walk(wasm: Wasm, place: Place, args: ApproachArguments): End | undefined {
  const width = Math.sqrt(args.variance * (args.dims - args.dim));
  const goal = SAFE * args.tolerance;
  const most = Math.min(args.maxSteps, MOST_LOOKS);
  let [at, error] = [place.near.at, FIRST_ERROR];
  let [best, history]: [Look | undefined, History] = [undefined, createHistory()];
  let [isRefused, isNewton] = [false, false];
  holdNear(place.held, place.near);
  for (let steps = 1; ; steps++) {
    const here = look(wasm, place, { at, error, args });
    if (here === undefined) return undefined;
    const share: number = best === undefined ? LEFT : here.residual / best.residual;
    isRefused = share >= 1 && (isNewton || isRefused);
    if (best === undefined || !(isNewton && isRefused)) best = here;
    error = Math.max(LEAST_ERROR, Math.min(FIRST_ERROR, ERROR_SHARE * best.residual));
    isNewton = !isRefused && norm(best.newton) <= 2 * width;
    if (!isNewton) history = createHistory();
    at = isNewton ? mixedStep(history, best.at, best.newton) : sum(best.at, best.normal);
    // Smaller errors than the least do not show which steps gain.
    const isLost = isRefused && error === LEAST_ERROR;
    const isThere = isNewton && share * best.residual <= goal;
    if (isThere || isLost || steps === most) return { at, towards: here.towards, steps };
  }
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, j) => value + b[j]);
}

function look(
  wasm: Wasm,
  place: Place,
  { at, error, args }: { at: Float64Array; error: number; args: ApproachArguments },
): Look | undefined {
  const { held } = place;
  const { variance, dim, d } = args;
  const width = Math.sqrt(variance);
  if (norm(at.map((value, j) => value - place.near.at[j])) > REACH * width) {
    multiplyAll(held, [at]);
    place.near = nearOf(held, at, { q: 0, variance });
    holdNear(held, place.near);
  }
  const { shift, covariance, count } = localRows(held, at, {
    near: place.near,
    variance,
    error: 0.1 * error,
  });
  if (count < LEAST_ROWS) return undefined;
  const limit = lanczosLimit(dim + 1, d, count);
  const found: Found = lanczos(wasm, covariance, {
    count: dim + 1,
    limit,
    residual: 0.1 * error,
    towards: place.towards,
  });
  if (!(found.values[dim] > LEAST_RATIO * found.values[0])) return undefined;
  const normal = withoutTangent(Float64Array.from(shift), found.vectors.subarray(0, dim * d));
  const newton = new Float64Array(d);
  normalStepInto(newton, { shift, dim, factor: 1 / variance, solved: 1e-5 }, { covariance, found });
  place.towards = sumsOf(found.vectors, d);
  return { at, normal, residual: norm(normal) / width, newton, towards: place.towards };
}

/** Leading directions as two vectors with some of each. */
function sumsOf(vectors: Float64Array, d: number): Float64Array {
  const out = new Float64Array(2 * d);
  for (let i = 0; i * d < vectors.length; i++) {
    const v = vectors.subarray(i * d, (i + 1) * d);
    addScaled(out.subarray(0, d), 1 + 0.1 * i, v);
    addScaled(out.subarray(d), (i % 2 === 0 ? 1 : -1) * (1 + 0.1 * i), v);
  }
  return out;
}
