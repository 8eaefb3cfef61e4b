// Copies, new points on the ridge, and points off it: the classes of samples that come from anywhere.
import { createDensity } from "ridgescope/density";
import { classify, MEMORISED, OFF_RIDGE, ridgeCriterion } from "ridgescope/diagnosis";
import { createKernels } from "ridgescope/kernels";

const side = Array.from({ length: 21 }, (_, i) => [i / 20, 0]).flat();
const kernels = await createKernels({ threads: 1 });
const density = createDensity(kernels, { data: Float64Array.from(side), n: 21, d: 2 });

// A copy, a point between two neighbours, and one that has left the line.
const samples = Float64Array.of(0.5, 0, 0.525, 0, 0.5, 0.4);
const criterion = await ridgeCriterion(density, { dim: 1, timeMin: 1e-3 });
const { labels, ridgeDistance } = await classify(density, samples, criterion);
const nameOf = (label) =>
  label === MEMORISED ? "memorised" : label === OFF_RIDGE ? "off-ridge" : "inter-mode";
for (const [q, label] of labels.entries())
  console.log(`sample ${q}: ${nameOf(label)}, ${ridgeDistance[q].toFixed(2)} from the ridge`);
kernels.close();

// → sample 0: memorised, 0.00 from the ridge
// → sample 1: inter-mode, 0.00 from the ridge
// → sample 2: off-ridge, 0.37 from the ridge
