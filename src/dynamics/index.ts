/** Errors by direction, the dynamics of generated samples (reach, align, slide), and F1 to F5. Safe in browsers. */
export {
  type AdvanceOptions,
  type Alignment,
  type AlignState,
  advanceAlignment,
  normalSquares,
  type SampleKick,
  startAlignment,
} from "./alignment.ts";
export {
  type AttributionState,
  advanceAttribution,
  CAUSES,
  type Cause,
  displacements,
  startAttribution,
} from "./attribution.ts";
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
  type AlignCurves,
  type Attribution,
  type Dynamics,
  type DynamicsOptions,
  type DynamicsState,
  type FollowOptions,
  followDynamics,
  followStates,
  lookSteps,
  type PathNoise,
  type SlideEnd,
  type SlideEnds,
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
export {
  SLIDE_PATHS,
  type SlideBreaks,
  type SlidePath,
  type SlidePlaces,
  type SlidePlacesOptions,
  type SlideScore,
  type SlideSet,
  type SlideShares,
  slideBreaks,
  slidePlaces,
  slideScore,
} from "./slide-places.ts";
