/** The β of a declared schedule, where they lie in a file. */
import { readMatrix } from "../../data/read-matrix.ts";
import { betasIn, knownBetas } from "./beta-column.ts";
import type { ScheduleDescription } from "./description.ts";

/**
 * The schedule with its β as numbers, read from the file that it names; any other schedule as it is.
 * @throws {InputError} where the file cannot be read, is no row or column of numbers, or holds what no β can be
 * @example
 * await readBetas({ name: "betas", betas: [0.1, 0.2] }); // → { name: "betas", betas: [0.1, 0.2] }
 */
export async function readBetas(schedule: ScheduleDescription): Promise<ScheduleDescription> {
  const { name, betas } = schedule;
  if (name !== "betas" || betas === undefined) return schedule;
  const numbers = typeof betas === "string" ? betasIn(await readMatrix(betas)) : knownBetas("betas", betas);
  return { ...schedule, betas: numbers };
}
