/** Networks: built, trained, run and exported as ONNX. Needs the optional peer `onnxruntime-node`. */
export * from "./external/index.ts";
export { encodeGraph } from "./graph/encode.ts";
export { gradients } from "./graph/gradients.ts";
export { type Constant, Graph, type NodeSpec, type OutputKind } from "./graph/graph.ts";
export * as operations from "./graph/operations.ts";
export type { Attribute, Dim, ElementType, GraphNode, Value } from "./graph/value.ts";
export {
  ACTIVATIONS,
  type Activation,
  activate,
  dense,
  denseParameters,
  type MlpSpec,
  mlp,
  mlpParameters,
  type NamedParameters,
} from "./layers.ts";
export {
  compileRows,
  createNetworkScore,
  exportScoreNetwork,
  type InputWidths,
  type NetworkScore,
  type RowFunction,
} from "./network-model.ts";
export type { OptimizerSpec } from "./optimizer.ts";
export {
  initialParameters,
  type ParameterSpec,
  type Parameters,
  parameterCount,
} from "./parameters.ts";
export { requireOnnxRuntime } from "./require-onnx-runtime.ts";
export { createRidgeFrames } from "./ridge-frames.ts";
export {
  type DirectionalWeights,
  denoisingObjective,
  embeddingFrequencies,
  type ScoreNetworkSpec,
  scoreParameters,
  type TimeEmbedding,
} from "./score-network.ts";
export { type ScoreTraining, type TrainUntil, trainScore, untrained } from "./score-training.ts";
export { createTrainer, logarithmicSteps, type TrainedTo, type Trainer, type TrainingLoop } from "./train.ts";
export {
  createTrainingStep,
  type Objective,
  type TrainingStart,
  type TrainingState,
  type TrainingStep,
} from "./training-step.ts";
export { createVaeCoder, exportVae, type Vae, type VaeCoder, type VaeSpec } from "./vae.ts";
export { trainVae, type VaeTraining } from "./vae-training.ts";
