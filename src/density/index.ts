/** The smoothed empirical density and its geometry. Safe in browsers. */
export { createDensity, type EmpiricalDensity } from "./empirical-density.ts";
export {
  DENSE_LIMIT,
  type Geometry,
  type GeometryOptions,
  geometry,
  normalPart,
  requireDim,
} from "./geometry.ts";
export { type Posterior, type PosteriorOptions, posterior } from "./posterior.ts";
export { type DensityDraws, sampleDensity } from "./sample-density.ts";
