/** Kernels: the operations that everything numerical runs on. Safe in browsers. */
export { createKernels, type KernelsOptions } from "./create-kernels.ts";
export type {
  Eigenpairs,
  FeatureMeanRequest,
  Kernels,
  Moments,
  MomentsRequest,
  MultiplyRequest,
  Neighbours,
  NeighboursRequest,
  PatchMeansRequest,
  PointSet,
  ReluProductsRequest,
  TopEigenpairs,
  TopEigenpairsRequest,
} from "./kernels.ts";
export { type OnnxRuntime, provideOnnxRuntime } from "./native/onnx-runtime.ts";
export { float64, int32, shareFloat64, shareInt32 } from "./shared.ts";
