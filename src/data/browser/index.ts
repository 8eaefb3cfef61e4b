/** Arrays from files that are in memory already, as a browser holds them. Nothing here needs Node. */
export { ArgumentError } from "../../errors/argument-error.ts";
export { InputError } from "../../errors/input-error.ts";
export type { Matrix } from "../matrix.ts";
export type { ArrayOutput } from "../npy-header.ts";
export { decode, encode, fitPca, type Pca } from "../pca.ts";
export type { NumericArray } from "../read-elements.ts";
export type { Shape } from "../shape.ts";
export { type ArrayChoice, arrayNames, readArraysBytes, readMatrixBytes } from "./read-bytes.ts";
export { npzBytes } from "./write-bytes.ts";
