/** The noise that trajectories really had: told by the sampler, or inferred from where they went. */
import type { Kick } from "../sample/sampler.ts";
import { reverseStep } from "../sample/solvers.ts";
import type { SampleKick } from "./alignment.ts";
import type { Look } from "./run.ts";
import type { PathNoise } from "./types.ts";

/**
 * The noise of a sampler's step from one OU time to another.
 * @example
 * kickNoise({ normals: Float64Array.of(1, -2), size: 0.5 }, { from: 1, to: 0.9 }).noise; // → [0.5, -1]
 */
export function kickNoise({ normals, size }: Kick, step: { from: number; to: number }): PathNoise {
  return { ...step, noise: normals.map((value) => size * value) };
}

/**
 * What was random in the step from one state to a later one, M × d: where it led, less where the reverse process with a constant
 * prediction m_θ, and no noise, would have led.
 * @example
 * const before = { time: 0.5, x: Float64Array.of(1), posteriorMean: Float64Array.of(0) };
 * // with m = 0 and η = 1 what is there shrinks by e^-(t-s) h_s / h_t, here to 0.28
 * inferNoise(before, { time: 0.2, x: Float64Array.of(1) }, 1).noise; // → [0.6136]
 */
export function inferNoise(
  before: { readonly time: number; readonly x: Float64Array; readonly posteriorMean: Float64Array },
  now: { readonly time: number; readonly x: Float64Array },
  eta: number,
): PathNoise {
  const { keep, pull } = reverseStep(before.time, now.time, eta);
  const noise = now.x.map((value, i) => value - keep * before.x[i] - pull * before.posteriorMean[i]);
  return { from: before.time, to: now.time, noise };
}

/** The noise since the look before: as told, or inferred; none where there is none or the model's answers are not known. */
export function noiseSince(
  { previous, now }: Record<"previous" | "now", Look>,
  { eta, told }: { eta: number; told: readonly PathNoise[] | undefined },
): readonly PathNoise[] {
  if (eta === 0) return [];
  if (told) return told;
  const { time, x, learned: posteriorMean } = previous;
  return posteriorMean ? [inferNoise({ time, x, posteriorMean }, now, eta)] : [];
}

/** That of sample q. */
export function kicksOf(noise: readonly PathNoise[], q: number, d: number): SampleKick[] {
  return noise.map((part) => ({ ...part, noise: part.noise.subarray(q * d, (q + 1) * d) }));
}
