/** Arrays from files that are in memory already, as a browser holds them. Nothing here needs Node. */
export { InputError } from "../data/input-error.ts";
export type { Matrix } from "../data/matrix.ts";
export type { ArrayOutput } from "../data/npy-header.ts";
export { decode, encode, fitPca, type Pca } from "../data/pca.ts";
export type { NumericArray } from "../data/read-elements.ts";
export type { Shape } from "../data/shape.ts";
export { type ArrayChoice, arrayNames, readArraysBytes, readMatrixBytes } from "./read-bytes.ts";
export { npzBytes } from "./write-bytes.ts";
