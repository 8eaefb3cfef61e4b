import { createRng } from "../../src/random/rng.ts";
import { createDataQuadrature } from "../../src/random-features/data-quadrature.ts";
import { drawFeatureMap, type FeatureMap } from "../../src/random-features/feature-map.ts";
import type {
  LossWeight,
  MomentProblem,
  Parameterization,
} from "../../src/random-features/moment-problem.ts";
import { createTimeRule } from "../../src/random-features/time-rule.ts";

/** A random feature regression on the two modes (±3, 0), small enough for a test. */
export function twoModes(
  { p, harmonics, seed = 0 }: { p: number; harmonics: number; seed?: number },
  weight: LossWeight = "h",
  parameterization: Parameterization = "posterior-mean",
): MomentProblem & { features: FeatureMap } {
  const rng = createRng(seed);
  const horizon = 10;
  const features = drawFeatureMap({ p, d: 2, harmonics, horizon }, rng.split("features"));
  const rule = createTimeRule({ timeMin: 1e-3, horizon, harmonics });
  const quadrature = createDataQuadrature(rule, { count: 2, rng: rng.split("data") });
  const data = { data: Float64Array.of(-3, 0, 3, 0), n: 2, d: 2 };
  return { features, data, quadrature, weight, parameterization };
}

/** m* of the two modes: (3a tanh(3a x / h), 0). */
export function twoModesMean(x: Float64Array, time: number): Float64Array {
  const [scale, variance] = [Math.exp(-time), -Math.expm1(-2 * time)];
  return x.map((value, at) => (at % 2 ? 0 : 3 * scale * Math.tanh((3 * scale * value) / variance)));
}
