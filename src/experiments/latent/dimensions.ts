/** What hinges on the ridge dimension: the last checkpoint judged with several. */
import type { Axis, HistogramFigure, LinesFigure, ScatterFigure } from "../../figure/figure.ts";
import { brief, percent } from "../../text/numbers.ts";
import { classMetrics, pointsByClass } from "../parts/classes.ts";
import { HELD_OUT } from "../parts/latent-data.ts";
import { classSeries } from "../parts/series.ts";
import { column, type MetricLine, type ResultArray } from "../result.ts";
import { type Section, section } from "../section.ts";
import type { DimEntry, LatentDiffusionRun } from "./run.ts";

type DimRun = Pick<LatentDiffusionRun, "dims" | "chosen" | "config">;

/** Classes and residuals of the last checkpoint by ridge dimension. */
export function dimensionSection(run: DimRun): Section {
  const { dims, chosen } = run;
  return section("Ridge dimension", {
    figures: [classesByDim(run), residualByDim(run), residualAgainstNearest(run)],
    metrics: dims.flatMap(metricsOf),
    arrays: Object.fromEntries(dims.map((entry) => [`dim-${entry.dim}`, arraysOf(entry)])),
    notes: [
      `Left to the data, k would be ${chosen.dim}; the last checkpoint is judged with k = ${dims.map(({ dim }) => dim).join(", ")} too.`,
    ],
  });
}

function metricsOf({ dim, diagnosis, curved, normalScoreNorm }: DimEntry): MetricLine[] {
  const entry = `k = ${dim}`;
  const finite = normalScoreNorm.filter(Number.isFinite).sort();
  return [
    ...classMetrics(diagnosis.sets[0].classes, { entry }),
    { name: "threshold", value: diagnosis.criterion.threshold, entry },
    { name: "curvature_satisfied", value: curved, entry },
    { name: "median_residual", value: finite[finite.length >> 1] ?? NaN, entry },
  ];
}

function arraysOf(entry: DimEntry): Record<string, ResultArray> {
  return {
    normal_score_norm: column(entry.normalScoreNorm),
    relative_residual: column(entry.relativeResidual),
    newton_distance: column(entry.newtonDistance),
  };
}

/** Class fractions of the last checkpoint and of held-out images against the ridge dimension. */
function classesByDim({ dims }: DimRun): LinesFigure {
  const sorted = [...dims].sort((a, b) => a.dim - b.dim);
  const x = Float64Array.from(sorted, ({ dim }) => dim);
  const panel = (title: string, set: number) => {
    const judged = sorted.map(({ diagnosis }) => diagnosis.sets[set].classes);
    const y: Axis = { label: "fraction", domain: [-0.02, 1.02] };
    return { title, x: { label: "ridge dimension k" }, y, series: classSeries(x, judged) };
  };
  return {
    kind: "lines",
    id: "classes-by-dimension",
    title: "Classes against the ridge dimension",
    caption:
      "The threshold is calibrated on real images for every k, so that 5 % of them are off the ridge whichever it is.",
    panels: [panel("last checkpoint", 0), panel(HELD_OUT, 1)],
  };
}

/** Residuals at the end of sampling for every ridge dimension. */
function residualByDim({ dims, config }: DimRun): HistogramFigure {
  return {
    kind: "histogram",
    id: "residual-by-dimension",
    title: `Residual |P_N s*| at t = ${brief(config.time.min)} by ridge dimension, last checkpoint`,
    caption: `Length of the normal part of the exact score at finished samples. The ridge condition λ_{k+1} < 0 holds for ${dims.map(({ dim, curved }) => `${percent(curved)} (k = ${dim})`).join(", ")} of them.`,
    x: { label: "|P_N s*| (1 / units of x)" },
    columns: 3,
    panels: dims.map(({ dim, auto, normalScoreNorm }) => ({
      title: `k = ${dim}${auto ? " (auto)" : ""}`,
      series: [{ name: `k = ${dim}`, values: normalScoreNorm.filter(Number.isFinite) }],
    })),
  };
}

/** Residual at the end of sampling against the distance to the nearest training image. */
function residualAgainstNearest({ dims, config }: DimRun): ScatterFigure {
  return {
    kind: "scatter",
    id: "residual-against-nearest",
    title: "Residual against the distance to the nearest training image, last checkpoint",
    caption: `Copies lie at the left: near a training point and, where the ridge passes through it, with a small residual at t = ${brief(config.time.min)}.`,
    panels: dims.map(({ dim, normalScoreNorm, diagnosis }) => ({
      title: `k = ${dim}`,
      x: { label: "nearest training image (latent units)" },
      y: { label: "|P_N s*| (1 / units of x)" },
      points: pointsByClass(diagnosis.sets[0].classes, normalScoreNorm),
    })),
  };
}
