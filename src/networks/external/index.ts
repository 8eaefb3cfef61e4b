/** Models that were trained elsewhere: ONNX files and small HTTP servers, their declarations and their check. */

export type { CheckedModel } from "./answers.ts";
export { readBetas } from "./betas.ts";
export {
  declarationSchema,
  declareModel,
  declareSchedule,
  describedBeside,
  type ModelDeclaration,
  type ModelDescription,
  type ModelFlags,
  parseDescription,
  type ScheduleDescription,
  scheduleSchema,
} from "./description.ts";
export { describedByServer, isAddress, openHttpModel } from "./http-predictor.ts";
export {
  clockOf,
  createExternalModel,
  fromModel,
  levelTimes,
  type ModelFrame,
  modelFrame,
  modelTimeAt,
  ouTimeOf,
  timeRange,
  toModel,
} from "./model-frame.ts";
export { type OnnxPlan, planInputs } from "./onnx-inputs.ts";
export { openOnnxModel } from "./onnx-predictor.ts";
export { openOnnxSession } from "./onnx-session.ts";
export { describeModel, openPredictor } from "./open-model.ts";
export { type Predictor, requireWidth } from "./predictor.ts";
export { type SamplingTimes, samplingTimes } from "./sampling.ts";
export { checkDeclaration, type Fit, type ReadAs, type SelfCheck } from "./self-check.ts";
export {
  type FinishedSamples,
  finishedSamples,
  lastPredictions,
  readTrajectories,
  type Trajectories,
  trajectoryStates,
} from "./trajectories.ts";
