/** From weighted sums about the centre of the data to the moments of one query. */
import { squaredDistance } from "../../arrays/vectors.ts";
import type { MomentArrays, MomentsRequest } from "../kernels.ts";
import { samePlace } from "../reference/moments.ts";
import { featureCount } from "./features.ts";
import { HEAVIEST, type WeightedSums } from "./weighted-sums.ts";

/** A query of the sums, and where it goes. */
interface Finishing {
  readonly request: MomentsRequest;
  readonly centre: Float64Array;
  readonly from: number;
  readonly to: number;
}

/** A difference of two numbers is taken for exact where it is more than this share of them. */
const CANCELLED = 1e-3;
/** The row left out has at most this share of the weight of all. */
const MOST_LEFT_OUT = 0.5;

/**
 * Writes the moments.
 * @returns false, with nothing of use written, where digits would be lost
 */
export function finishQuery(out: MomentArrays, found: WeightedSums, at: Finishing): boolean {
  const near = nearestTwo(found, at);
  if (near === undefined || !leaveOut(found, at)) return false;
  const { request, centre, from, to } = at;
  const { d } = request.points;
  const width = featureCount(d);
  const sums = found.sums.subarray(from * width, (from + 1) * width);
  const weight = sums[0];
  const z = request.queries.subarray(from * d, (from + 1) * d);
  const mean = Float64Array.from({ length: d }, (_, j) => sums[1 + j] / weight);
  let [own, along, length] = [0, 0, 0];
  for (let j = 0; j < d; j++) {
    const x = z[j] - centre[j];
    own += x * x;
    along += x * mean[j];
    length += mean[j] * mean[j];
    out.shift[to * d + j] = mean[j] - x;
  }
  const logScale = (near.e1 - near.e2) / (2 * request.variance);
  const covariance = out.covariance.subarray(to * d * d, (to + 1) * d * d);
  const trace = covarianceInto(covariance, { sums, mean, scale: Math.exp(-logScale) });
  const meanSquare = own - 2 * along + trace + length;
  if (!(trace > CANCELLED * length && meanSquare > CANCELLED * (own + trace + length))) return false;
  out.logSum[to] = Math.log(weight) + found.reference[from] - own / (2 * request.variance);
  out.meanSquare[to] = meanSquare;
  out.weightSquare[to] = found.squares[from] / (weight * weight);
  out.covarianceLogScale[to] = logScale;
  out.nearest[to] = near.i1;
  out.secondNearest[to] = near.i2;
  out.nearestDistance[to] = Math.sqrt(near.e1);
  out.secondDistance[to] = Math.sqrt(near.e2);
  return true;
}

/** Takes the row that is left out from the sums; false where it has too much of the weight. */
function leaveOut({ sums, squares, reference }: WeightedSums, { request, centre, from }: Finishing): boolean {
  const { points, queries, variance, exclude } = request;
  const row = exclude?.[from] ?? -1;
  if (row < 0) return true;
  const { data, d } = points;
  const y = Float64Array.from({ length: d }, (_, j) => data[row * d + j] - centre[j]);
  let log = -reference[from];
  for (let j = 0; j < d; j++) log += (y[j] * (queries[from * d + j] - centre[j] - y[j] / 2)) / variance;
  const weight = Math.exp(log);
  let at = from * featureCount(d);
  if (!(weight < MOST_LEFT_OUT * sums[at])) return false;
  sums[at++] -= weight;
  for (let j = 0; j < d; j++) sums[at++] -= weight * y[j];
  for (let i = 0; i < d; i++) for (let j = i; j < d; j++) sums[at++] -= weight * y[i] * y[j];
  squares[from] -= weight * weight;
  return true;
}

/** The covariance times `scale`; returns its trace without that. */
function covarianceInto(
  out: Float64Array,
  { sums, mean, scale }: { sums: Float64Array; mean: Float64Array; scale: number },
): number {
  const d = mean.length;
  let at = 1 + d;
  let trace = 0;
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) {
      const c = sums[at++] / sums[0] - mean[i] * mean[j];
      if (i === j) trace += c;
      out[i * d + j] = out[j * d + i] = scale * c;
    }
  }
  return trace;
}

/** The nearest row and the nearest one elsewhere, with squared distances. */
interface Nearest {
  readonly i1: number;
  readonly e1: number;
  readonly i2: number;
  readonly e2: number;
}

/** From the heaviest rows of all chunks; undefined where a chunk may have one elsewhere that is not among its heaviest. */
function nearestTwo({ heaviest, chunks }: WeightedSums, { request, from }: Finishing): Nearest | undefined {
  const { points, queries, exclude } = request;
  const { data, d, n } = points;
  const z = queries.subarray(from * d, (from + 1) * d);
  const without = exclude?.[from] ?? -1;
  const candidates = Array.from(heaviest.subarray(from * chunks * HEAVIEST, (from + 1) * chunks * HEAVIEST));
  const rows = candidates
    .filter((row) => row < n)
    .map((row) => ({ row, square: squaredDistance(data.subarray(row * d, (row + 1) * d), z) }))
    .sort((a, b) => a.square - b.square || a.row - b.row);
  const other = rows.filter(({ row }) => row !== without);
  const first = other[0];
  const second = other.find(({ row }) => !samePlace(points, row, first.row));
  if (first === undefined || second === undefined) return undefined;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const own = candidates.slice(chunk * HEAVIEST, (chunk + 1) * HEAVIEST).filter((row) => row < n);
    const all = own.length === HEAVIEST;
    if (all && own.every((row) => row === without || samePlace(points, row, first.row))) return undefined;
  }
  return { i1: first.row, e1: first.square, i2: second.row, e2: second.square };
}
