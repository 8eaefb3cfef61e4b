/** Errors by direction, the dynamics of generated samples (reach, align, slide), and F1 to F5. Safe in browsers. */
export {
  type Alignment,
  advanceAlignment,
  expectedSquare,
  type NormalState,
  startAlignment,
} from "./alignment.ts";
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
