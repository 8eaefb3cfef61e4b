/** Samplers as generators, their solvers and time grids. Safe in browsers. */
export {
  finalSamples,
  type Kick,
  keptNoise,
  type NoiseSource,
  type SampleOptions,
  type SampleState,
  sample,
  sampleNoise,
} from "./sampler.ts";
export {
  SOLVER_NAMES,
  SOLVERS,
  type Solver,
  type SolverEntry,
  type SolverName,
  type StepInput,
} from "./solvers.ts";
export { GRID_NAMES, GRIDS, type GridEntry, type GridName, type GridOptions, timeGrid } from "./time-grid.ts";
