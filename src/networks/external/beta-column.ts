/** The β of a schedule from an array that a user gives. */
import type { Matrix } from "../../data/matrix.ts";
import { ArgumentError } from "../../errors/argument-error.ts";
import { InputError } from "../../errors/input-error.ts";
import { betaSchedule } from "../../schedule/discrete.ts";

/** The β of a row or column of numbers. @throws {InputError} where it is none, or holds what no β can be */
export function betasIn({ data, rows, columns, source, shape }: Matrix): number[] {
  if (rows !== 1 && columns !== 1)
    throw new InputError(
      source,
      "one row or column of numbers, a β for each timestep",
      `shape (${shape.join(", ")})`,
    );
  return knownBetas(source, [...data]);
}

/** The numbers as they are. @throws {InputError} where they are no β */
export function knownBetas(source: string, betas: number[]): number[] {
  try {
    betaSchedule(betas);
  } catch (cause) {
    if (!(cause instanceof ArgumentError)) throw cause;
    throw new InputError(source, `β: ${cause.wanted}`, cause.got).because(cause);
  }
  return betas;
}
