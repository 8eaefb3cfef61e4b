/** Errors by direction, dynamics of generated samples, classes and tests of the picture. Safe in browsers. */
export {
  type Alignment,
  advanceAlignment,
  expectedSquare,
  type NormalState,
  startAlignment,
} from "./alignment.ts";
export {
  CALIBRATION_POINTS,
  type Classes,
  type ClassFractions,
  type CriterionOptions,
  classify,
  defaultAnalysisTime,
  INTER_MODE,
  MEMORISED,
  MEMORISED_RATIO,
  OFF_RIDGE,
  type RidgeCriterion,
  ridgeCriterion,
} from "./classes.ts";
export {
  errorAt,
  errorOverTraining,
  integrateErrors,
  type LevelError,
  levelError,
  type SplitSquares,
  splitSquares,
} from "./decomposition.ts";
export {
  type Dynamics,
  type DynamicsOptions,
  type DynamicsState,
  type FollowOptions,
  followDynamics,
  followStates,
  lookSteps,
  type Snapshot,
  stretchOf,
} from "./dynamics.ts";
export {
  type DirectionalRuns,
  directionsSeparate,
  exactScoreMemorises,
  predictionRanksCheckpoints,
  predictionRanksSamples,
  reachBeforeSlide,
  type Verdict,
} from "./falsification.ts";
export { type CardModes, type CardOptions, type SampleCards, sampleCards } from "./sample-cards.ts";
