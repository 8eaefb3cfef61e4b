/** Claims about images in the latents of an autoencoder. */
import { brief, percent } from "../../src/text/numbers.ts";
import type { Claim } from "../claim.ts";
import { figureOf, type MeasuredRun, metricOf, sharesOf } from "../measured-run.ts";
import {
  courseOf,
  endRatio,
  entriesWith,
  extremesUpTo1,
  lastOfCurve,
  rangeText,
  ratiosUpTo1,
  verdictText,
} from "./figures.ts";

function trainingText(run: MeasuredRun): string {
  const { names, memorised, interMode, offRidge } = courseOf(run);
  const held = sharesOf(run, "held-out images");
  return (
    `${names}: memorised ${memorised}; on the ridge ${interMode}; off ${offRidge}; ` +
    `of held-out images ${percent(held.memorised)} count as copies, ${percent(held.inter_mode)} lie on the ridge; F2 ${verdictText(run, "F2")}, F3 ${verdictText(run, "F3")}`
  );
}

function alignText(run: MeasuredRun): string {
  const names = entriesWith(run, "measured_distance").filter((name) => figureOf(run, "diverged", name) === 0);
  const ends = names.map((name) => brief(endRatio(run, "predicted_distance", name))).join(", ");
  const shares = (cause: string) =>
    names.map((name) => brief(lastOfCurve(run, `share_${cause}`, name), 2)).join(", ");
  return (
    `given the noise ${rangeText(ratiosUpTo1(run, "predicted_distance_given_noise"))} at every recorded t ≤ 1, least rank correlation ${brief(extremesUpTo1(run, "rank_given_noise").least)}; in expectation at the end ${ends}; ` +
    `attribution left over at most ${brief(extremesUpTo1(run, "attribution_remainder").most, 2)}; share of the mean square at the end by the normal error ${shares("error_normal")}, the tangent error ${shares("error_tangent")}, the noise ${shares("noise")}`
  );
}

const NONE = "`test/cli/networks.test.ts` (small)";

/** The rows about images. */
export const LATENTS: readonly Claim[] = [
  {
    id: "mnist-paper",
    result: "MNIST latents at the stored settings (`scale=paper`): residuals and classes",
    status: "approximate",
    runs: ["mnist-latent"],
    test: NONE,
    measured: (run) =>
      `median residual at t = 1e-3, k = 3, 4, 20, 25: ${[3, 4, 20, 25].map((dim) => brief(metricOf(run, "median_residual", `k = ${dim}`).value)).join(", ")}; ${trainingText(run)}. The published run had 18 % of samples in a spike at residual 0, the rest from 250 to 1250`,
  },
  {
    id: "mnist-quick",
    result:
      "on MNIST latents samples with a larger normal error lie further from the ridge (F2), and training brings them onto it",
    status: "reproduced",
    runs: ["mnist-latent --set scale=quick"],
    test: "`test/slow/claims.test.ts`",
    measured: trainingText,
  },
  {
    id: "mnist-align",
    result: "predicted distance on MNIST latents, and what it is due to",
    status: "reproduced; in expectation approximate, as the error knows the noise of its sample",
    runs: ["mnist-latent --set scale=quick"],
    test: "`test/slow/claims.test.ts`",
    measured: alignText,
  },
  {
    id: "mnist-long",
    result: "the same over a long training on the whole digit",
    status: "reproduced in kind",
    runs: ["mnist-latent --set scale=long"],
    test: "`test/slow/claims.test.ts` (quick)",
    measured: trainingText,
  },
  {
    id: "mnist-200",
    result: "the same on 200 images: from off the ridge onto it",
    status: "reproduced",
    runs: ["mnist-latent --set scale=long --set data.count=200"],
    test: NONE,
    measured: trainingText,
  },
  {
    id: "mnist-50",
    result: "memorisation sets in with few images",
    status: "reproduced",
    runs: ["mnist-latent --set scale=long --set data.count=50"],
    test: NONE,
    measured: trainingText,
  },
  {
    id: "fashion",
    result: "does it hold beyond MNIST (Fashion-MNIST latents, long)",
    status: "reproduced in kind",
    runs: ["fashion-latent --set scale=long"],
    test: NONE,
    measured: trainingText,
  },
];
