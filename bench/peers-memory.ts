/** A process of its own for `million-points`: prints the peak memory of its geometry beyond the data, in kilobytes. */
import { createDensity } from "../src/density/empirical-density.ts";
import { geometry } from "../src/density/geometry.ts";
import { sampleDensity } from "../src/density/sample-density.ts";
import { createKernels } from "../src/kernels/create-kernels.ts";
import { createRng } from "../src/random/rng.ts";
import { MIXTURE, mixture } from "./peers/mixture.ts";

const [n, m] = process.argv.slice(2).map(Number);
const { d, dim, level } = MIXTURE;
const kernels = await createKernels();
const before = process.memoryUsage.rss();
const data = mixture(n);
const density = createDensity(kernels, { data, n, d });
const { x } = sampleDensity(density, level, { count: m, rng: createRng(0) });
await geometry(density, level, { x, dim });
const beyond = process.resourceUsage().maxRSS - (before + data.byteLength) / 1024;
process.stdout.write(`${Math.round(beyond)}\n`);
kernels.close();
