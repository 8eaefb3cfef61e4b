// Entry of the AssemblyScript kernels: one file a kernel, re-exported here.
export { applySweeps, recordSweeps, reflectRows, tridiagonalize } from "./eigen";
export { featureMean, transposeInto } from "./feature-mean";
export { gradedEigen, lowerFactor } from "./graded-eigen";
export { addListed, applyListed, applyListedPair, dotFourQueries, dotListed } from "./listed-rows";
export { momentsBlock, momentsReset, nearBlock } from "./moments";
export { addOuter } from "./moments-sums";
export { boxDistances, nearPage, rowDistances } from "./near-page";
export { multiplyPacked, packGroups } from "./multiply";
export { patchGroup } from "./patches";
export { pivotedBasis } from "./pivoted-basis";
export { neighboursBlock } from "./neighbours";
export { applyListedNarrow, applyListedNarrowPair, applyNarrow, applyNarrowPair, narrowInto } from "./narrow-rows";
export { normalRows } from "./normals";
export { addRows, applyRows, applyRowsPair, centreRows, dotRows } from "./rows";
export { pivotedFactor, triangularFactor } from "./triangular";

/** First free byte of memory, where the host's allocator starts. */
export function heapBase(): usize {
  return __heap_base;
}
