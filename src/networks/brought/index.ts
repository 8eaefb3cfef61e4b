/** Models that were trained elsewhere: ONNX files and small HTTP servers, their declarations and their check. */
export {
  clockOf,
  createBroughtModel,
  describeModel,
  fromModel,
  levelTimes,
  type ModelFrame,
  modelFrame,
  modelTimeAt,
  openPredictor,
  ouTimeOf,
  timeRange,
  toModel,
} from "./brought-model.ts";
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
export { type OnnxPlan, planInputs } from "./onnx-inputs.ts";
export { openOnnxModel } from "./onnx-predictor.ts";
export { type Predictor, requireWidth } from "./predictor.ts";
export { type SamplingTimes, samplingTimes } from "./sampling.ts";
export { type CheckedModel, checkDeclaration, type Fit, type SelfCheck } from "./self-check.ts";
export {
  type FinishedSamples,
  finishedSamples,
  lastPredictions,
  readTrajectories,
  type Trajectories,
  trajectoryStates,
} from "./trajectories.ts";
