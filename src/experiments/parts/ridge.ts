/** The ridge that a report is about: what its summary says of it, and the spectrum from which k is chosen. */
import type { RidgeCriterion } from "../../diagnosis/classes.ts";
import type { LinesFigure } from "../../figure/figure.ts";
import { column, type SummaryRidge } from "../result.ts";
import { type Section, section } from "../section.ts";

/** The ridge belongs to the data alone. */
export const RIDGE_NOTE =
  "The ridge is computed from the training data alone, in the data's own coordinates; nothing of the model enters it.";

/** The coordinates of an analysis in words. */
export function spaceOf(latent: string): string {
  return latent === "none" ? "data space" : `${latent} latents (not data space)`;
}

/** What `summary.json` says of the ridge; `space` names its coordinates. */
export function summaryRidge(criterion: RidgeCriterion, space: string, latentScale?: number): SummaryRidge {
  return {
    dim: criterion.dim,
    time: criterion.time,
    space,
    threshold: criterion.threshold,
    threshold_source: criterion.source,
    ...(criterion.test && { test: criterion.test }),
    ...(latentScale === undefined ? {} : { latent_scale: latentScale }),
  };
}

/** How a spectrum came about: `verb` says whether k is chosen or judged by it, `time` is the OU time of the draws. */
export interface SpectrumOptions {
  readonly dim: number;
  readonly verb: "chosen" | "judged";
  readonly time?: string;
}

/** The median spectrum of C / h from which k is chosen or judged. */
export function spectrumSection(values: Float64Array, options: SpectrumOptions): Section {
  return section("Ridge dimension", {
    figures: [spectrumFigure(values, options)],
    arrays: { spectrum: { median_spectrum: column(values) } },
  });
}

/** {@link spectrumSection} as a figure. */
function spectrumFigure(values: Float64Array, { dim, verb, time }: SpectrumOptions): LinesFigure {
  const at = time === undefined ? "" : ` at t = ${time}`;
  return {
    kind: "lines",
    id: "spectrum",
    title: `Median spectrum of C / h, from which k is ${verb}`,
    caption:
      "Tangent directions have posterior variance comparable to the noise, normal directions far less; the vertical line is the k in use.",
    panels: [
      {
        x: { label: "eigenvalue (by size)" },
        y: { label: `median of C / h over draws of p_t${at}`, scale: "log" },
        series: [{ name: "median", dots: true, x: Float64Array.from(values, (_, i) => i + 1), y: values }],
        rules: [{ value: dim + 0.5, label: `k = ${dim}`, axis: "x" }],
      },
    ],
  };
}
