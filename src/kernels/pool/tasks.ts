import type { Task } from "./task.ts";

/** Every task a worker can run, by name. A task is added here and nowhere else. */
export const TASKS: Readonly<Record<TaskName, Task>> = {} as never;

export type TaskName = "moments" | "topEigenpairs" | "eigenBatch" | "multiply" | "featureMean";
