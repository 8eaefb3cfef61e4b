// Entry of the AssemblyScript kernels: one file a kernel, re-exported here.
export { applySweeps, recordSweeps, reflectRows, tridiagonalize } from "./eigen";
export { featureMean, transposeInto } from "./feature-mean";
export { gradedEigen, lowerFactor } from "./graded-eigen";
export { momentsBlock, momentsReset, nearBlock } from "./moments";
export { addOuter } from "./moments-sums";
export { boxDistances, nearPage, rowDistances } from "./near-page";
export { multiplyPacked, packGroups } from "./multiply";
export { applyNarrow, narrowInto } from "./narrow-rows";
export { pivotedBasis } from "./pivoted-basis";
export { neighboursBlock } from "./neighbours";
export { addRows, applyRows, centreRows, dotRows } from "./rows";
export { pivotedFactor, triangularFactor } from "./triangular";

/** First free byte of memory, where the host's allocator starts. */
export function heapBase(): usize {
  return __heap_base;
}
