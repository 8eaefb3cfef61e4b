/** The data set of a command, with kernels to work on it; loaded here so that `--help` stays quick. */

import { inColumnsOf } from "../data/column-order.ts";
import type { Matrix } from "../data/matrix.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { createDensity } from "../density/empirical-density.ts";
import { InputError } from "../errors/input-error.ts";
import { createKernels } from "../kernels/create-kernels.ts";
import type { CommonOptions } from "./common-options.ts";
import type { Effects } from "./effects.ts";

/** Data and, where the command has any, points of the same width. */
export interface Inputs {
  readonly data: Matrix;
  readonly points?: Matrix;
}

/**
 * Reads `--data` and the points, which must be as wide.
 * @throws {InputError} where one of them cannot be used
 */
export async function readInputs(
  effects: Effects,
  data: string,
  points: string | undefined,
): Promise<Inputs> {
  const dataMatrix = await effects.readMatrix(data);
  if (points === undefined) return { data: dataMatrix };
  const pointMatrix = await effects.readMatrix(points);
  return { data: dataMatrix, points: inColumnsOf(pointMatrix, dataMatrix) };
}

/** Hands the density of `data` to `use`, and ends its threads afterwards in any case. */
export async function withDensity<T>(
  { data }: Inputs,
  { threads }: CommonOptions,
  use: (density: EmpiricalDensity) => Promise<T>,
): Promise<T> {
  const kernels = await createKernels(threads === undefined ? {} : { threads });
  try {
    return await use(createDensity(kernels, { data: data.data, n: data.rows, d: data.columns }));
  } finally {
    kernels.close();
  }
}

/**
 * Checks a ridge dimension against the width of the data.
 * @throws {InputError} unless 0 ≤ dim < columns
 */
export function requireRidgeDim(dim: number, { columns, source }: Matrix): void {
  if (dim >= columns)
    throw new InputError(
      "--dim",
      `an integer from 0 to ${columns - 1}, as ${source} has ${columns} columns`,
      `${dim}`,
    );
}
