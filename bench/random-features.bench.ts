/** Moments of the reference experiments' random features on two modes, for one weight. Goal: under 30 s. */

import { createKernels } from "../src/kernels/create-kernels.ts";
import { createRng } from "../src/random/rng.ts";
import { createDataQuadrature } from "../src/random-features/data-quadrature.ts";
import { drawFeatureMap } from "../src/random-features/feature-map.ts";
import { featureMoments } from "../src/random-features/moments.ts";
import { createTimeRule } from "../src/random-features/time-rule.ts";
import { type Bench, interleave } from "./harness.ts";

const GOAL_SECONDS = 30;

async function run(): ReturnType<Bench["run"]> {
  const rng = createRng(0);
  const sizes = { p: 2000, d: 2, harmonics: 128, horizon: 10 };
  const features = drawFeatureMap(sizes, rng.split("features"));
  const rule = createTimeRule({ timeMin: 1e-3, horizon: sizes.horizon, harmonics: sizes.harmonics });
  const quadrature = createDataQuadrature(rule, { count: 2, rng: rng.split("rows") });
  const data = { data: Float64Array.of(-3, 0, 3, 0), n: 2, d: 2 };
  const problem = { features, data, quadrature, weight: "h", parameterization: "posterior-mean" } as const;
  const kernels = await createKernels();
  let relative = 0;
  const candidate = {
    name: `${kernels.threads} thread(s)`,
    run: async () => {
      const { second, error } = await featureMoments(kernels, problem, { rng: createRng(1) });
      relative = error.relative;
      return second;
    },
  };
  const timings = await interleave([candidate], { rounds: 2, warmUps: 0, work: 1 });
  kernels.close();
  return {
    size: `p = ${sizes.p}, K = ${sizes.harmonics}, ${rule.times.length} time nodes × 2 rows`,
    unit: "moments/s",
    timings,
    figures: {
      "goal (s)": GOAL_SECONDS,
      "goal met": timings[0].median < GOAL_SECONDS ? "yes" : "no",
      relative,
    },
  };
}

export const benches: readonly Bench[] = [{ name: "two-modes", run }];
