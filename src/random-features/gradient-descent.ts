/**
 * Plain gradient descent on the same loss, beside the closed form: after E steps of size lr it is at
 * τ = lr·E/d up to the error of Euler's method. THEORY.md section 7.
 */
import { lastOf } from "../arrays/present.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { shareFloat64 } from "../kernels/shared.ts";
import type { FeatureMap } from "./feature-map.ts";
import type { FeatureMoments } from "./moments.ts";

/** Where descent stands. */
export interface DescentState {
  readonly step: number;
  /** τ = lr · step / d. */
  readonly tau: number;
  /** A, d × p; the same array at every step. */
  readonly output: Float64Array;
}

/**
 * A ← A - lr ∂L/∂A, with ∂L/∂A = (2/d)(A U - √p V), from A₀; yields the start and then every `every` steps,
 * for ever.
 * @example
 * const descent = gradientDescent(kernels, { features, moments }, { learningRate: 0.25 });
 * await descent.next();
 * // A_1 = 0 + ¼ · 2 √2: for λ = 2 one such step is all of training
 * (await descent.next()).value.output; // → [0.7071, 1]
 */
export async function* gradientDescent(
  kernels: Kernels,
  { features, moments }: { features: FeatureMap; moments: Pick<FeatureMoments, "second" | "cross"> },
  { learningRate, every = 1 }: { learningRate: number; every?: number },
): AsyncGenerator<DescentState> {
  const { p, d } = features;
  const output = features.initial.slice();
  const second = shareFloat64(moments.second);
  const rate = learningRate / d;
  for (let step = 0; ; step++) {
    if (step % every === 0) yield { step, tau: rate * step, output };
    const product = await kernels.multiply({ a: output, b: second, rows: d, inner: p, columns: p });
    for (let at = 0; at < output.length; at++) {
      output[at] -= 2 * rate * (product[at] - Math.sqrt(p) * moments.cross[at]);
    }
  }
}

/** Where descent stands for one of several training times; `output` is its own. */
export interface DescentStop extends DescentState {
  /** The training time, as it was asked for. */
  readonly wanted: number;
}

/** How {@link descendTo} goes: τ of one step, the training times, and what is told the step and the last one. */
export interface DescentStops {
  readonly stepTau: number;
  readonly taus: readonly number[];
  onStep?(step: number, last: number): void;
}

/**
 * Descends once through training times, in ascending order: where it stands at the step nearest to each, `wanted`. A step
 * count that lands on every time exactly would need a common divisor.
 * @example
 * const stops = descendTo(kernels, { features, moments }, { taus: [0.3, 0.1], stepTau: 0.25 });
 * // 0.1 is nearest to the start
 * (await stops.next()).value; // → { wanted: 0.1, step: 0, tau: 0, output: [0, 1] }
 */
export async function* descendTo(
  kernels: Kernels,
  problem: Parameters<typeof gradientDescent>[1],
  { stepTau, taus, onStep }: DescentStops,
): AsyncGenerator<DescentStop, void> {
  const stops = [...taus].sort((a, b) => a - b).map((tau) => ({ tau, at: Math.round(tau / stepTau) }));
  const last = lastOf(stops).at;
  const learningRate = stepTau * problem.features.d;
  for await (const { step, tau, output } of gradientDescent(kernels, problem, { learningRate })) {
    onStep?.(step, last);
    for (const stop of stops)
      if (stop.at === step) yield { wanted: stop.tau, step, tau, output: output.slice() };
    if (step === last) return;
  }
}

/**
 * The largest step for which descent does not diverge: d / λ_1.
 * @example
 * largestLearningRate(4, 2); // → 0.5
 */
export function largestLearningRate(largestEigenvalue: number, d: number): number {
  return d / largestEigenvalue;
}
