// The ridge graph: modes of the smoothed data, the saddles between them, and how deep each crossing is.
import { syntheticSet } from "ridgescope/data";
import { createDensity } from "ridgescope/density";
import { createKernels } from "ridgescope/kernels";
import { ridgeGraph } from "ridgescope/ridge";
import { ouLevel } from "ridgescope/schedule";

const { data, n, d } = syntheticSet("triangle-plus-midpoint");
const kernels = await createKernels({ threads: 1 });
const { modes, edges } = await ridgeGraph(createDensity(kernels, { data, n, d }), ouLevel(0.2));
console.log(`${modes.logDensity.length} modes, ${edges.length} edges`);
const byDrop = [...edges].sort((a, b) => a.drop - b.drop);
for (const { modes: ends, drop } of byDrop)
  console.log(`${ends[0]} to ${ends[1]}: the log density falls by ${drop.toFixed(2)}`);
kernels.close();

// → 4 modes, 3 edges
// → 0 to 1: the log density falls by 2.48
// → 0 to 2: the log density falls by 2.48
// → 0 to 3: the log density falls by 2.48
