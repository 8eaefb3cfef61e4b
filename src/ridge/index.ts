/** Ridges, modes, saddles and the graph that they make. Safe in browsers. */
export { type AutoDim, autoDim } from "./auto-dim.ts";
export { dataRidges } from "./data-ridges.ts";
export { type RidgeEdge, type RidgeGraph, type RidgeGraphOptions, ridgeGraph } from "./graph.ts";
export type { TraceEnd } from "./heads.ts";
export { type MergeLevel, mergeTree } from "./merge-tree.ts";
export { findModes, type Modes, type ModesOptions } from "./modes.ts";
export { type Projection, type ProjectOptions, projectToRidge } from "./project.ts";
export { findSaddles, type Saddles, type SaddlesOptions } from "./saddles.ts";
export {
  BANDWIDTH_FACTORS,
  type BandwidthSensitivity,
  bandwidthSensitivity,
  hausdorffDistance,
  type SensitivityOptions,
} from "./sensitivity.ts";
export { type Polyline, type TraceOptions, traceRidge } from "./trace.ts";
export { traceRidges } from "./trace-all.ts";
export { tubeRadius } from "./tube.ts";
