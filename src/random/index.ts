/** Counter-based random numbers: the same for every number of threads and every batch. Safe in browsers. */
export { createRng, type Rng } from "./rng.ts";
export { type SampleNoiseRange, sampleNoiseInto } from "./sample-noise.ts";
