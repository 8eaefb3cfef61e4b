/** Generation in a scene, every state kept: what the lab plays and what is measured afterwards. */
import { expected } from "../errors/argument-error.ts";
import { float64 } from "../kernels/shared.ts";
import { keptNoise, type NoiseSource, sample, sampleNoise } from "../sample/sampler.ts";
import type { ScoreModel } from "../score/score-model.ts";
import type { Scene } from "./scene.ts";

/** All particles at every step of the generation, in OU coordinates. */
export interface Paths {
  /** Decreasing OU times, S + 1. */
  readonly times: Float64Array;
  /** M. */
  readonly count: number;
  /** Particles, and what the model predicts for them, at each time, (S + 1) × M × 2 each. */
  readonly x: Float64Array;
  readonly posteriorMean: Float64Array;
}

/**
 * Generates samples `first … first + count - 1` of the scene with `model`: each is the same whichever part it is made in.
 * `onStep` may end it early by throwing.
 * @example
 * const { x, times, count } = await generatePaths(scene, createExactScore(scene.density));
 * x.length === times.length * count * 2; // → true
 * // the last states are training points
 * [...x.slice(-4)].map((value) => Math.abs(Math.round(value))); // → [3, 0, 3, 0]
 */
export async function generatePaths(
  { config, times, rng }: Scene,
  model: ScoreModel,
  {
    first = 0,
    count = config.sampling.count,
    noise,
    onStep = () => {},
  }: {
    first?: number;
    count?: number;
    /** Of exactly these samples; see {@link sceneNoise}. */
    noise?: NoiseSource;
    onStep?: (step: number, steps: number) => void | Promise<void>;
  } = {},
): Promise<Paths> {
  const { stochasticity, solver } = config.sampling;
  const length = count * model.d;
  const x = float64(times.length * length);
  const posteriorMean = float64(times.length * length);
  const options = { rng: rng.split("samples"), first, count, times, stochasticity, solver };
  const kept = noise === undefined ? {} : { noise };
  for await (const state of sample(model, { ...options, ...kept })) {
    x.set(state.x, state.step * length);
    posteriorMean.set(state.posteriorMean, state.step * length);
    await onStep(state.step, times.length - 1);
  }
  return { times, count, x, posteriorMean };
}

/**
 * The noise of some samples of a scene, to be kept from one generation to the next.
 * @example
 * const [start, again] = [1, 2].map(() => sceneNoise(scene, { first: 0, count: 3 }).start());
 * [start.length, start[4] === again[4]]; // → [6, true]
 */
export function sceneNoise({ rng, density }: Scene, range: { first: number; count: number }): NoiseSource {
  return keptNoise(sampleNoise({ rng: rng.split("samples"), ...range }, density.d));
}

/**
 * One set of paths from parts that follow each other, in their order.
 * @throws RangeError where there is none
 * @example
 * const model = createExactScore(scene.density);
 * const parts = [await generatePaths(scene, model, { count: 2 }), await generatePaths(scene, model, { first: 2, count: 2 })];
 * const [joined, whole] = [joinPaths(parts), await generatePaths(scene, model)];
 * joined.x[joined.x.length - 1] === whole.x[whole.x.length - 1]; // → true
 */
export function joinPaths(parts: readonly Paths[]): Paths {
  const [first] = parts;
  if (first === undefined) throw expected("paths", "at least one part", "none");
  if (parts.length === 1) return first;
  const { times } = first;
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const joined = (pick: (part: Paths) => Float64Array) => {
    const length = Math.max(
      ...parts.map((part) => pick(part).length / (times.length * Math.max(1, part.count))),
    );
    const out = new Float64Array(times.length * count * length);
    let offset = 0;
    for (const part of parts) {
      const width = part.count * length;
      for (let s = 0; s < times.length; s++)
        out.set(pick(part).subarray(s * width, (s + 1) * width), s * count * length + offset);
      offset += width;
    }
    return out;
  };
  return { times, count, x: joined((part) => part.x), posteriorMean: joined((part) => part.posteriorMean) };
}
