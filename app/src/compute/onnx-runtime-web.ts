/** ONNX Runtime for browsers, on one thread of WebAssembly: its files lie beside the page's own. */

import wasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import * as ort from "onnxruntime-web/wasm";
import type { OnnxRuntime } from "ridgescope/kernels";

ort.env.wasm.wasmPaths = { wasm: new URL(wasm, import.meta.url).href };
ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

/** The part of ONNX Runtime that the package uses. */
export const onnxRuntime = ort as unknown as OnnxRuntime;
