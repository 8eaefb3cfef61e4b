/** Reading and writing arrays, named data sets, principal components. */
export { ArgumentError } from "../errors/argument-error.ts";
export { InputError } from "../errors/input-error.ts";
export { type Matrix, toMatrix } from "./matrix.ts";
export type { ArrayOutput } from "./npy-header.ts";
export { readPackagedImages } from "./packages.ts";
export { decode, encode, fitPca, type Pca } from "./pca.ts";
export type { NumericArray } from "./read-elements.ts";
export { readArrays, readMatrix } from "./read-matrix.ts";
export type { Shape } from "./shape.ts";
export {
  type HighDimensionOptions,
  highDimension,
  SYNTHETIC_NAMES,
  type SyntheticSet,
  syntheticSet,
} from "./synthetic.ts";
export { writeTextAtomically } from "./write-file.ts";
export { writeNpy } from "./write-npy.ts";
export { writeNpz } from "./write-npz.ts";
