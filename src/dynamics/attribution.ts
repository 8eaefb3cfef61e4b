/**
 * What caused a sample's distance from the ridge. Along a trajectory the exact score s obeys, in reverse time and without
 * linearising, `ds = [(η²-1) H s - s + (1+η²) H ε - (1-η²) ∇tr H] dτ + √2 η H dW`, H = ∇² log p_t (THEORY.md section 6).
 * It is linear in what drives it: five parts of s are carried apart, and the Newton step of each is its part of δ.
 */
import { addScaled, dot } from "../arrays/vectors.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { type AlignState, addStep, endWeights, meanExp, type SampleKick } from "./alignment.ts";

/** The parts, in the order in which they are kept. */
export const CAUSES = ["start", "normalError", "tangentError", "thirdDerivative", "noise"] as const;

/** What a part of the distance is due to. */
export type Cause = (typeof CAUSES)[number];

/** One trajectory at a look: besides its geometry, ∇tr H (d; absent: 0; only η < 1 needs it) and how many directions are tangent. */
export interface AttributionState extends AlignState {
  readonly third?: Float64Array | undefined;
  readonly first: number;
}

/**
 * The parts at the first look: all of the score is due to the start, 5 × d.
 * @example
 * startAttribution(Float64Array.of(1, 2)).subarray(0, 4); // → [1, 2, 0, 0]
 */
export function startAttribution(score: Float64Array): Float64Array {
  const parts = new Float64Array(CAUSES.length * score.length);
  parts.set(score);
  return parts;
}

/**
 * Carries the parts from one look to the next: first in the frame of the look before, then in that of this look, each for about half of
 * the way (see {@link endWeights}) by an exponential step. For noise see {@link kickOf}.
 * @example
 * const state = (time: number) => ({ time, first: 1, eigenvalues: Float64Array.of(0, 0), frame: Float64Array.of(1, 0, 0, 1), score: Float64Array.of(1, 1), error: Float64Array.of(0, 0) });
 * const parts = startAttribution(Float64Array.of(1, 1));
 * // with H = 0 a score falls as e^-τ
 * advanceAttribution(parts, { before: state(0.7), now: state(0.5) }, { eta: 1, kicks: [] });
 * parts[0] / Math.exp(-0.2); // → 1
 */
export function advanceAttribution(
  parts: Float64Array,
  { before, now }: { readonly before: AttributionState; readonly now: AttributionState },
  { eta, kicks }: { readonly eta: number; readonly kicks: readonly SampleKick[] },
): void {
  const d = now.score.length;
  const [w0, w1] = endWeights(before.time, now.time);
  const noise = kickOf(now.third ? [before, now] : [before], now.time, kicks);
  CAUSES.forEach((cause, c) => {
    const part = parts.subarray(c * d, (c + 1) * d);
    part.set(halfWay(part, before, { cause, eta, weight: w0 }));
    if (cause === "noise") addScaled(part, Math.exp(w1), noise);
    part.set(halfWay(part, now, { cause, eta, weight: w1 }));
  });
}

/** One part of the score after reverse time `weight` with the geometry of one look. */
function halfWay(
  part: Float64Array,
  state: AttributionState,
  { cause, eta, weight }: { readonly cause: Cause; readonly eta: number; readonly weight: number },
): Float64Array {
  const d = part.length;
  const out = new Float64Array(d);
  for (let j = 0; j < d; j++) {
    const v = state.frame.subarray(j * d, (j + 1) * d);
    const rate = -weight * ((1 - eta * eta) * state.eigenvalues[j] + 1);
    const force = forceAt(state, j, { cause, eta, v });
    addScaled(out, Math.exp(rate) * dot(v, part) + weight * meanExp(rate) * force, v);
  }
  return out;
}

/**
 * The parts of δ at a look, 5 × d; they add up to δ but for what the looks are too coarse for.
 * @example
 * const state = { time: 0.5, first: 1, eigenvalues: Float64Array.of(1, -2), frame: Float64Array.of(1, 0, 0, 1), score: Float64Array.of(3, 4), error: Float64Array.of(0, 0) };
 * displacements(startAttribution(state.score), state).slice(0, 2); // → [0, -2]
 */
export function displacements(parts: Float64Array, state: AttributionState): Float64Array {
  const d = state.score.length;
  const out = new Float64Array(parts.length);
  for (let at = 0; at < parts.length; at += d) {
    const [part, into] = [parts.subarray(at, at + d), out.subarray(at, at + d)];
    for (let j = state.first; j < d; j++) addStep(into, part, { state, j });
  }
  return out;
}

/** What drives a part along direction j. */
function forceAt(
  { eigenvalues, error, third, first }: AttributionState,
  j: number,
  { cause, eta, v }: { readonly cause: Cause; readonly eta: number; readonly v: Float64Array },
): number {
  if (cause === "normalError" || cause === "tangentError") {
    const applies = j >= first === (cause === "normalError");
    return applies ? (1 + eta * eta) * eigenvalues[j] * dot(v, error) : 0;
  }
  if (third === undefined) return 0;
  if (cause === "thirdDerivative") return -(1 - eta * eta) * dot(v, third);
  return cause === "noise" ? -eta * eta * dot(v, third) : 0;
}

/**
 * What noise adds to the score, d: H Σ ξ, each step's in proportion to 1 / h at its beginning, as the Hessian grows by about that,
 * and less what is lost of it until `end`. By Itô's rule H is that of the look before; where the third derivative is known, the mean
 * of both looks, which is far more accurate between distant looks, and {@link forceAt} takes what that adds on average.
 */
function kickOf(looks: readonly AttributionState[], end: number, kicks: readonly SampleKick[]): Float64Array {
  const d = looks[0].score.length;
  const out = new Float64Array(d);
  for (const { time, frame, eigenvalues } of looks) {
    const sum = new Float64Array(d);
    const { variance } = ouLevel(time);
    for (const { from, to, noise } of kicks)
      addScaled(sum, (variance / ouLevel(from).variance) * Math.exp(end - to), noise);
    for (let j = 0; j < d; j++) {
      const v = frame.subarray(j * d, (j + 1) * d);
      addScaled(out, (eigenvalues[j] * dot(v, sum)) / looks.length, v);
    }
  }
  return out;
}
