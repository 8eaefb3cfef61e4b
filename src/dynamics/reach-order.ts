/**
 * The order of reach and slide along trajectories, and along shuffled ones, which at every look take the state of another
 * sample (THEORY.md section 6, F1).
 */
import { mean } from "../metrics/statistics.ts";
import { createRng } from "../random/rng.ts";

/** What is kept of all samples at one recorded look, M each. */
export interface ReachLook {
  readonly time: number;
  /** h. */
  readonly variance: number;
  /** 1 where a ridge exists for the sample. */
  readonly ridge: Uint8Array;
  /** 1 where its |δ| is within the tube of noise alone. */
  readonly inside: Uint8Array;
  /** Length of the tangent motion by the error from this look to the next. */
  readonly motion: Float64Array;
}

/** When what happens on one trajectory, as times; NaN: never. */
export interface ReachOrder {
  /** A ridge first exists. */
  readonly ridge: number;
  /** From then on, the tube is first entered. */
  readonly reach: number;
  /** Half of the motion since the ridge exists is done. */
  readonly half: number;
  /** That motion, whole; and the motion over all looks. */
  readonly motion: number;
  readonly wholeMotion: number;
  /** Whether the tube is entered before half of the motion is done, and not left while h falls by e², or until then. */
  readonly inTime: boolean;
}

/**
 * Follows the trajectory that is in the state of sample `at(i)` at look i.
 * @example
 * const looks = [2, 1, 0.5].map((time) => ({ time, variance: time, ridge: Uint8Array.of(1), inside: Uint8Array.of(Number(time < 2)), motion: Float64Array.of(1) }));
 * reachOrder(looks, () => 0); // → { ridge: 2, reach: 1, half: 0.5, motion: 3, wholeMotion: 3, inTime: true }
 */
export function reachOrder(looks: readonly ReachLook[], at: (look: number) => number): ReachOrder {
  let [ridge, reach, motion, wholeMotion] = [-1, -1, 0, 0];
  looks.forEach((look, i) => {
    const q = at(i);
    wholeMotion += look.motion[q];
    if (ridge < 0 && look.ridge[q] === 1) ridge = i;
    if (ridge < 0) return;
    motion += look.motion[q];
    if (reach < 0 && look.inside[q] === 1) reach = i;
  });
  const half = ridge < 0 ? -1 : halfOf(looks, { from: ridge, motion, at });
  const timeOf = (look: number) => looks[look]?.time ?? NaN;
  return {
    ridge: timeOf(ridge),
    reach: timeOf(reach),
    half: timeOf(half),
    motion,
    wholeMotion,
    inTime: reach >= 0 && reach <= half && staysInside(looks, { from: reach, to: half, at }),
  };
}

/**
 * A stay in the tube lasts while h falls by this factor: that is how long, in noise widths √h and at η = 1, what is across
 * a ridge keeps 1/e of itself. Shuffled states keep nothing, and a normal error is still small beside the noise.
 */
const LASTING = Math.E ** 2;

/**
 * Whether looks are so far apart that at more than half of these times of reach (NaN: never) a stay ends before the next look:
 * then nothing tells real trajectories from shuffled ones.
 * @example
 * const looks = [1, 0.1].map((time) => ({ time, variance: time, ridge: Uint8Array.of(1), inside: Uint8Array.of(1), motion: Float64Array.of(1) }));
 * areTooCoarse(looks, [1]); // → true
 */
export function areTooCoarse(looks: readonly ReachLook[], reachTimes: readonly number[]): boolean {
  const lasts = new Map(
    looks.slice(1).map(({ variance }, i) => [looks[i].time, looks[i].variance <= LASTING * variance]),
  );
  const reached = reachTimes.filter((time) => !Number.isNaN(time));
  return 2 * reached.filter((time) => !lasts.get(time)).length > reached.length;
}

/** Whether a trajectory is inside at a look and at all others in which a stay lasts, none of them after look `to`. */
function staysInside(
  looks: readonly ReachLook[],
  { from, to, at }: { from: number; to: number; at: (look: number) => number },
): boolean {
  const lasts = (look: ReachLook) => looks[from].variance <= LASTING * look.variance * (1 + 1e-9);
  for (let i = from; i <= to && lasts(looks[i]); i++) if (looks[i].inside[at(i)] !== 1) return false;
  return true;
}

/** The look by which half of the motion since look `from` is done. */
function halfOf(
  looks: readonly ReachLook[],
  { from, motion, at }: { from: number; motion: number; at: (look: number) => number },
): number {
  let done = 0;
  for (let i = from; i < looks.length; i++) {
    done += looks[i].motion[at(i)];
    if (done >= 0.5 * motion) return Math.min(i + 1, looks.length - 1);
  }
  return -1;
}

/** Shuffles for the control: the least p-value is 0.5 %. */
const SHUFFLES = 199;

/**
 * 1 or 0 for each of M trajectories that the error moves by more than `least`: whether it is in time, 0 where no ridge ever
 * exists for it; NaN of others.
 * @example
 * const looks = [1, 0.5].map((time) => ({ time, variance: time, ridge: Uint8Array.of(1, 1), inside: Uint8Array.of(1, 0), motion: Float64Array.of(1, 1) }));
 * inTime([0, 1].map((q) => reachOrder(looks, () => q)), 0); // → [1, 0]
 */
export function inTime(orders: readonly ReachOrder[], least: number): Float64Array {
  return Float64Array.from(orders, (order) => (order.wholeMotion > least ? Number(order.inTime) : NaN));
}

/**
 * The share of trajectories in time, for 199 shuffles of the samples at every look. A shuffle moves all samples on by the
 * same random number of places: what is in the states at a time stays, what holds a trajectory together goes.
 * @example
 * const looks = [1, 0.5].map((time) => ({ time, variance: time, ridge: Uint8Array.of(1, 1), inside: Uint8Array.of(1, 1), motion: Float64Array.of(1, 1) }));
 * shuffledShares(looks, { m: 2, least: 0 }).slice(0, 2); // → [1, 1]
 */
export function shuffledShares(
  looks: readonly ReachLook[],
  { m, least }: { m: number; least: number },
): Float64Array {
  const rng = createRng(0).split("shuffled trajectories");
  return Float64Array.from({ length: SHUFFLES }, (_, r) => {
    const moves = rng.split("shuffle", r).integers(looks.length, m);
    const orders = Array.from({ length: m }, (_, q) => reachOrder(looks, (i) => (q + moves[i]) % m));
    const ridgeTime = Float64Array.from(orders, ({ ridge }) => ridge);
    return shareInTime(inTime(orders, least), ridgeTime);
  });
}

/**
 * The share of trajectories in time, of those that the error moves and a ridge exists for; 0 where it exists for none, NaN
 * where none is moved.
 * @example
 * shareInTime(Float64Array.of(1, NaN, 0, 0), Float64Array.of(1, 1, 1, NaN)); // → 0.5
 */
export function shareInTime(told: Float64Array, ridgeTime: Float64Array): number {
  if (told.every(Number.isNaN)) return NaN;
  const share = mean(told.filter((value, q) => !Number.isNaN(value) && !Number.isNaN(ridgeTime[q])));
  return Number.isNaN(share) ? 0 : share;
}
