// The 1-ridge of a noisy ring is the ring: points are projected onto it along the normal part of the score.
import { createDensity } from "ridgescope/density";
import { createKernels } from "ridgescope/kernels";
import { createRng } from "ridgescope/random";
import { projectToRidge } from "ridgescope/ridge";
import { veLevel } from "ridgescope/schedule";

const count = 400;
const noise = createRng(1).normals(2 * count);
const ring = Float64Array.from({ length: 2 * count }, (_, i) => {
  const angle = (2 * Math.PI * (i >> 1)) / count;
  return (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle)) + 0.02 * noise[i];
});

const kernels = await createKernels({ threads: 1 });
const density = createDensity(kernels, { data: ring, n: count, d: 2 });
const starts = Float64Array.of(1.2, 0, 0, 0.8, -0.7, -0.9);
const { points, onRidge } = await projectToRidge(density, veLevel(0.2), { from: starts, dim: 1 });
for (let q = 0; q < 3; q++) {
  const radius = Math.hypot(points[2 * q], points[2 * q + 1]);
  console.log(`start ${q}: radius ${radius.toFixed(2)}, on the ridge: ${onRidge[q] === 1}`);
}
kernels.close();

// → start 0: radius 0.98, on the ridge: true
// → start 1: radius 0.98, on the ridge: true
// → start 2: radius 0.98, on the ridge: true
