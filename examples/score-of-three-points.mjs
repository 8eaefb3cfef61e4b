// The score of the smoothed density of three points, and what it says of the ridge through them (THEORY.md sections 1 to 3).
import { createDensity, geometry } from "ridgescope/density";
import { createKernels } from "ridgescope/kernels";
import { ouLevel } from "ridgescope/schedule";

const kernels = await createKernels({ threads: 1 });
const density = createDensity(kernels, { data: Float64Array.of(0, 0, 5, 0, 0, 5), n: 3, d: 2 });

// One point near the middle of two training points, in the noised scale x = a x₀ + √h z.
const level = ouLevel(0.6);
const x = Float64Array.of(2.5 * level.scale, 0.3);
const { score, newtonDistance, curvature, nearest } = await geometry(density, level, { x, dim: 1 });

console.log(`score (${[...score].map((value) => value.toFixed(3)).join(", ")})`);
console.log(
  `distance to the 1-ridge ${newtonDistance[0].toFixed(3)}, curvature across it ${curvature[0].toFixed(2)}`,
);
console.log(`nearest training point: ${nearest[0]}`);
kernels.close();

// → score (-0.014, -0.400)
// → distance to the 1-ridge 0.304, curvature across it -1.32
// → nearest training point: 0
