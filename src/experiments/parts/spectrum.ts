import type { LinesFigure } from "../../figure/figure.ts";

/**
 * The median spectrum of C / h from which k is chosen or judged. `verb` says which; `time` is the OU time of the draws,
 * where it is to be named.
 */
export function spectrumFigure(
  values: Float64Array,
  { dim, verb, time }: { dim: number; verb: "chosen" | "judged"; time?: string },
): LinesFigure {
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
