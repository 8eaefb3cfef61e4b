/** All comparisons with peers, in the order in which they are measured and shown. */
import type { Comparison } from "./comparison.ts";
import { clustered } from "./rows/clustered.ts";
import { eigen } from "./rows/eigen.ts";
import { million } from "./rows/million.ts";
import { mnist } from "./rows/mnist.ts";
import { generation, training } from "./rows/network.ts";
import { pixels } from "./rows/pixels.ts";
import { ridge } from "./rows/ridge.ts";
import { scaling } from "./rows/scaling.ts";

/** Adding one is a file in `rows/` and its line here. */
export const COMPARISONS: readonly Comparison[] = [
  mnist,
  million,
  pixels,
  ridge,
  eigen,
  training,
  generation,
  scaling,
  clustered,
];
