/** One scene: points, a model of their score, samples on their way, and what is measured of them. Safe in browsers. */
export { STAGE_MODELS, type StageConfig, type StageModelKind } from "./config.ts";
