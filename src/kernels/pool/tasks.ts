/** The tasks that workers know. */
import { nearMomentsTask } from "../near/near-moments.ts";
import { nearPagesTask } from "../near/near-pages.ts";
import { eigenFormTask, eigenRotateTask } from "../wasm/eigen.ts";
import { eigenBatchTask } from "../wasm/eigen-batch.ts";
import { featureMeanTask } from "../wasm/feature-mean.ts";
import { gradedFramesTask } from "../wasm/graded-frames.ts";
import { momentsTask } from "../wasm/moments.ts";
import { multiplyTask } from "../wasm/multiply.ts";
import { neighboursTask } from "../wasm/neighbours.ts";
import { patchMeansTask } from "../wasm/patch-means.ts";
import { reluProductsTask } from "../wasm/relu-products.ts";
import { approachTask } from "../workers/approach.ts";
import { topEigenpairsTask } from "../workers/top-eigenpairs.ts";
import type { Task } from "./task.ts";

/** Every task a worker can run, by name. A task is added here and nowhere else. */
export const TASKS = {
  moments: momentsTask,
  nearMoments: nearMomentsTask,
  nearPages: nearPagesTask,
  neighbours: neighboursTask,
  approach: approachTask,
  topEigenpairs: topEigenpairsTask,
  gradedFrames: gradedFramesTask,
  eigenBatch: eigenBatchTask,
  eigenForm: eigenFormTask,
  eigenRotate: eigenRotateTask,
  multiply: multiplyTask,
  featureMean: featureMeanTask,
  reluProducts: reluProductsTask,
  patchMeans: patchMeansTask,
} as const satisfies Readonly<Record<string, Task>>;

/** A key of {@link TASKS}. */
export type TaskName = keyof typeof TASKS;
