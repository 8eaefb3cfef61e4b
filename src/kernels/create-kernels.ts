/** Chooses the kernels and says why. The only place that knows both the interface and its implementations. */

import { expected } from "../errors/argument-error.ts";
import { denseMoments } from "./dense/dense-moments.ts";
import { createDenseSums, type DenseSums } from "./dense/weighted-sums.ts";
import { importNode } from "./import-node.ts";
import type { Kernels } from "./kernels.ts";
import { createNativeMultiply, type NativeMultiply } from "./native/multiply.ts";
import { findOnnxRuntime } from "./native/onnx-runtime.ts";
import { nearMoments } from "./near/near-moments.ts";
import { createPool } from "./pool/pool.ts";
import type { Pool } from "./pool/task.ts";
import { referenceApproach } from "./reference/approach.ts";
import { referenceEigen, referenceEigenBatch } from "./reference/eigen.ts";
import { referenceFeatureMean } from "./reference/feature-mean.ts";
import { referenceGradedFrames } from "./reference/graded-frames.ts";
import { referenceMoments } from "./reference/moments.ts";
import { referenceMultiply } from "./reference/multiply.ts";
import { referenceNeighbours } from "./reference/neighbours.ts";
import { referencePatchMeans } from "./reference/patch-means.ts";
import { referenceReluProducts } from "./reference/relu-products.ts";
import { referenceTopEigenpairs } from "./reference/top-eigenpairs.ts";
import { wasmEigen } from "./wasm/eigen.ts";
import { wasmEigenBatch } from "./wasm/eigen-batch.ts";
import { wasmFeatureMean } from "./wasm/feature-mean.ts";
import { wasmGradedFrames } from "./wasm/graded-frames.ts";
import { wasmMoments } from "./wasm/moments.ts";
import { wasmMultiply } from "./wasm/multiply.ts";
import { wasmNeighbours } from "./wasm/neighbours.ts";
import { wasmPatchMeans } from "./wasm/patch-means.ts";
import { wasmReluProducts } from "./wasm/relu-products.ts";
import { pooledApproach } from "./workers/approach.ts";
import { pooledTopEigenpairs } from "./workers/top-eigenpairs.ts";

/** Options of {@link createKernels}. */
export interface KernelsOptions {
  /** "auto" takes the compiled kernels; "reference" the plain ones that specify them. */
  backend?: "auto" | "reference" | "wasm";
  /** Worker threads; default all that the machine offers (1 in a page that is not cross-origin isolated). */
  threads?: number;
  /** Whether large matrix products may use ONNX Runtime where it is installed. */
  onnxRuntime?: boolean;
}

/**
 * Makes the kernels that everything numerical runs on; close them when done.
 * @throws RangeError if `threads` is not a positive integer.
 * @example
 * const plain = await createKernels({ backend: "reference" });
 * const [a, b] = [Float64Array.of(1, 2), Float64Array.of(3, 4)];
 * await plain.multiply({ a, b, rows: 1, inner: 2, columns: 1 }); // → [11]
 * plain.close();
 */
export async function createKernels(options: KernelsOptions = {}): Promise<Kernels> {
  const { backend = "auto", threads = await availableThreads(), onnxRuntime = true } = options;
  if (!Number.isInteger(threads) || threads < 1) {
    throw expected("threads", "a positive integer", threads);
  }
  if (backend === "reference") return referenceKernels();
  const native = onnxRuntime ? await createNativeMultiply(threads) : notAllowed;
  const dense = onnxRuntime ? await nativeSums(threads) : undefined;
  return wasmKernels(createPool(threads), native, dense);
}

/** ONNX Runtime in Node; in browsers it shares the threads of a page, and is not faster. */
async function nativeSums(threads: number): Promise<DenseSums | undefined> {
  if (typeof process === "undefined" || !process.versions?.node) return undefined;
  const runtime = await findOnnxRuntime();
  return runtime && createDenseSums(runtime, threads);
}

const notAllowed: NativeMultiply = { available: false, reason: "ONNX Runtime not asked for" };

function wasmKernels(pool: Pool, native: NativeMultiply, dense: DenseSums | undefined): Kernels {
  const sparseMoments: Kernels["moments"] = (request) =>
    nearMoments(pool, request, (left) => wasmMoments(pool, left));
  const multiply: Kernels["multiply"] = (request) =>
    native.available && native.worthwhile(request) ? native.multiply(request) : wasmMultiply(pool, request);
  return {
    backend: "wasm",
    threads: pool.threads,
    reason: `WebAssembly SIMD on ${pool.threads} thread(s); matrix products: ${native.reason}`,
    moments: dense
      ? (request) => denseMoments({ dense, pool, sparse: sparseMoments }, request)
      : sparseMoments,
    topEigenpairs: (request) => pooledTopEigenpairs(pool, request),
    approachRidge: (request) => pooledApproach(pool, request),
    gradedFrames: (request) => wasmGradedFrames(pool, request),
    neighbours: (request) => wasmNeighbours(pool, request),
    eigenBatch: (matrices, m, n) => wasmEigenBatch(pool, { matrices, m, n }),
    eigen: (matrix, n) => wasmEigen(pool, matrix, n),
    multiply,
    featureMean: (request) => wasmFeatureMean(pool, request),
    reluProducts: (request) => wasmReluProducts(pool, request),
    patchMeans: (request) => wasmPatchMeans(pool, request),
    close() {
      pool.close();
      if (native.available) native.close();
      dense?.close();
    },
  };
}

function referenceKernels(): Kernels {
  return {
    backend: "reference",
    threads: 1,
    reason: "plain float64 TypeScript, asked for",
    moments: async (request) => referenceMoments(request),
    topEigenpairs: async (request) => referenceTopEigenpairs(request),
    approachRidge: async (request) => referenceApproach(request),
    gradedFrames: async (request) => referenceGradedFrames(request),
    neighbours: async (request) => referenceNeighbours(request),
    eigenBatch: async (matrices, m, n) => referenceEigenBatch(matrices, m, n),
    eigen: async (matrix, n) => referenceEigen(matrix, n),
    multiply: async (request) => referenceMultiply(request),
    featureMean: async (request) => referenceFeatureMean(request),
    reluProducts: async (request) => referenceReluProducts(request),
    patchMeans: async (request) => referencePatchMeans(request),
    close() {},
  };
}

async function availableThreads(): Promise<number> {
  if (typeof process === "undefined" || !process.versions?.node) return browserThreads();
  const { availableParallelism } = await importNode<typeof import("node:os")>("os");
  return availableParallelism();
}

/** Threads need shared memory, which a browser gives to cross-origin isolated pages only. */
function browserThreads(): number {
  const { crossOriginIsolated, navigator } = globalThis as {
    crossOriginIsolated?: boolean;
    navigator?: { hardwareConcurrency?: number };
  };
  return crossOriginIsolated ? (navigator?.hardwareConcurrency ?? 1) : 1;
}
