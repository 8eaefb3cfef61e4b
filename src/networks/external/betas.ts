/** The β of a declared schedule, where they lie in a file. */
import { readMatrix } from "../../data/read-matrix.ts";
import { ArgumentError } from "../../errors/argument-error.ts";
import { InputError } from "../../errors/input-error.ts";
import { betaSchedule } from "../../schedule/discrete.ts";
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
  const [source, numbers] = typeof betas === "string" ? [betas, await columnOf(betas)] : ["betas", betas];
  try {
    betaSchedule(numbers);
  } catch (cause) {
    if (!(cause instanceof ArgumentError)) throw cause;
    throw new InputError(source, `β: ${cause.wanted}`, cause.got).because(cause);
  }
  return { ...schedule, betas: numbers };
}

async function columnOf(source: string): Promise<number[]> {
  const { data, rows, columns, shape } = await readMatrix(source);
  if (rows === 1 || columns === 1) return [...data];
  throw new InputError(
    source,
    "one row or column of numbers, a β for each timestep",
    `shape (${shape.join(", ")})`,
  );
}
