/** The one place that loads ONNX Runtime, the optional peer package `onnxruntime-node`, and what of it is used. */

/** Element types that cross the border to ONNX Runtime. */
export type TensorData = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array | Uint16Array;

/** An array with its shape, as ONNX Runtime takes and gives it. Its data must not lie in shared memory. */
export interface OnnxTensor {
  readonly type: string;
  readonly data: TensorData;
  readonly dims: readonly number[];
}

/** What is known of one input or output of a model: symbolic dimensions are strings. */
export interface OnnxValueMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

/** A model ready to run. */
export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly OnnxValueMetadata[];
  readonly outputMetadata: readonly OnnxValueMetadata[];
  /** Runs the model; outputs named in `fetches` with a tensor are written into that tensor's data. */
  run(
    feeds: Readonly<Record<string, OnnxTensor>>,
    fetches?: readonly string[] | Readonly<Record<string, OnnxTensor | null>>,
  ): Promise<Record<string, OnnxTensor>>;
  release(): Promise<void>;
}

/** Settings of a session that the package sets. */
export interface OnnxSessionOptions {
  readonly intraOpNumThreads?: number;
  readonly interOpNumThreads?: number;
  readonly graphOptimizationLevel?: "disabled" | "basic" | "extended" | "all";
  readonly logSeverityLevel?: 0 | 1 | 2 | 3 | 4;
  readonly executionProviders?: readonly string[];
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The part of `onnxruntime-node` that is used. */
export interface OnnxRuntime {
  readonly Tensor: new (type: string, data: TensorData, dims: readonly number[]) => OnnxTensor;
  readonly InferenceSession: {
    create(model: Uint8Array | string, options?: OnnxSessionOptions): Promise<OnnxSession>;
  };
  readonly env?: { readonly versions?: { readonly node?: string } };
}

let provided: OnnxRuntime | undefined;

/**
 * Hands in an ONNX Runtime to be used, for places where `onnxruntime-node` cannot be loaded (browsers).
 * @example
 * // in a browser `await import("onnxruntime-web")`
 * const runtime = await requireOnnxRuntime();
 * provideOnnxRuntime(runtime);
 * (await requireOnnxRuntime()) === runtime; // → true
 */
export function provideOnnxRuntime(runtime: OnnxRuntime): void {
  provided = runtime;
}

/** ONNX Runtime, or undefined where it is not installed. */
export async function findOnnxRuntime(): Promise<OnnxRuntime | undefined> {
  if (provided) return provided;
  if (typeof process === "undefined" || !process.versions?.node) return undefined;
  const name = "onnxruntime-node";
  try {
    const found = (await import(/* @vite-ignore */ name)) as OnnxRuntime & { default?: OnnxRuntime };
    return found.default ?? found;
  } catch {
    return undefined;
  }
}
