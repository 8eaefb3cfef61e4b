/** Classes of finished samples: their names, shares, pictures and arrays. */
import { namesOf } from "../../arrays/names-of.ts";
import { lastOf } from "../../arrays/present.ts";
import { takeRows } from "../../arrays/rows.ts";
import { ALTERNATIVES } from "../../diagnosis/alternatives.ts";
import type { TestLevel } from "../../diagnosis/choose-levels.ts";
import type { Classes, ClassFractions, RidgeCriterion } from "../../diagnosis/classes.ts";
import type { JudgedSet } from "../../diagnosis/details.ts";
import type { RidgeTest } from "../../diagnosis/ridge-test.ts";
import type { ClassesFigure, SampleClass, ScatterFigure } from "../../figure/figure.ts";
import { counted } from "../../text/format.ts";
import { brief, briefOrUndefined, percent } from "../../text/numbers.ts";
import { column, type MetricLine, matrix, type ResultArray, type SummaryClasses } from "../result.ts";

/** The classes in the order of their labels, in which they are shown. */
const CLASS_NAMES: readonly SampleClass[] = ["memorised", "inter-mode", "off-ridge", "undecided"];

/** Their shares. */
const SHARES = { memorised: "memorised", "inter-mode": "interMode", "off-ridge": "offRidge" } as const;

/** Names of the classes of samples, M. */
export function classNames(labels: Uint8Array): SampleClass[] {
  return Array.from(labels, (label) => CLASS_NAMES[label]);
}

/** Rows of the samples of each class that occurs, at most `most` of each. */
export function rowsByClass(
  labels: Uint8Array,
  most: number = Infinity,
): { readonly name: SampleClass; readonly rows: readonly number[] }[] {
  return allRows(labels)
    .map(({ name, rows }) => ({ name, rows: rows.slice(0, most) }))
    .filter(({ rows }) => rows.length > 0);
}

function allRows(labels: Uint8Array) {
  const rows = [...labels.keys()];
  return CLASS_NAMES.map((name, label) => ({ name, rows: rows.filter((q) => labels[q] === label) }));
}

/** Samples by class, distance to the nearest training point against `y` (M); those whose y is not finite are left out. */
export function pointsByClass(
  { labels, nearestDistance }: Classes,
  y: Float64Array,
): ScatterFigure["panels"][number]["points"] {
  // Most data can be decided: the class of those that cannot is shown only where it occurs.
  const shown = allRows(labels).filter(({ name, rows }) => name !== "undecided" || rows.length > 0);
  return shown.map(({ name, rows }) => {
    const finite = rows.filter((q) => Number.isFinite(y[q]));
    return { name, sampleClass: name, x: takeRows(nearestDistance, finite, 1), y: takeRows(y, finite, 1) };
  });
}

/** Class fractions under the names of `summary.json`. */
export function summaryClasses({ memorised, interMode, offRidge }: ClassFractions): SummaryClasses {
  return { memorised, inter_mode: interMode, off_ridge: offRidge };
}

/** The shares of the classes as metrics; `more` stands in every line. */
export function classMetrics({ fractions }: Classes, more: Omit<MetricLine, "name" | "value">): MetricLine[] {
  return Object.entries(summaryClasses(fractions)).map(([name, { value }]) => ({ name, value, ...more }));
}

/** The stacked bars of class fractions. */
export function classesFigure(sets: readonly Pick<JudgedSet, "name" | "classes">[]): ClassesFigure {
  return {
    kind: "classes",
    id: "classes",
    title: "Where samples end",
    caption:
      "Share of samples that copy a training point, lie on the ridge between training points, or leave the ridge, with 95 % intervals.",
    rows: sets.map(({ name: label, classes: { fractions } }) => ({
      label,
      parts: partsOf(fractions),
    })),
  };
}

/** The shares of the three classes; of what is no copy where nothing can be said of the ridge. */
function partsOf(fractions: ClassFractions): ClassesFigure["rows"][number]["parts"] {
  const { value, low, high } = fractions.memorised;
  if (Number.isNaN(fractions.offRidge.value))
    return [
      { name: "memorised", value, low, high },
      { name: "undecided", value: 1 - value, low: 1 - high, high: 1 - low },
    ];
  return (["memorised", "inter-mode", "off-ridge"] as const).map((name) => ({
    name,
    ...fractions[SHARES[name]],
  }));
}

/** Finished samples (M × d) with their classes, one row a sample. */
export function classArrays(
  samples: Float64Array,
  { labels, nearest, nearestRatio, nearestDistance, ridgeDistance }: Classes,
): Record<string, ResultArray> {
  return {
    samples: matrix(samples, samples.length / labels.length),
    class: column(labels),
    nearest: column(nearest),
    nearest_ratio: column(nearestRatio),
    nearest_distance: column(nearestDistance),
    ridge_distance: column(ridgeDistance),
  };
}

/** "12.3 % of samples are memorised, …": the sentence of most verdicts. */
export function classesSentence({ memorised, interMode, offRidge }: ClassFractions): string {
  if (Number.isNaN(offRidge.value))
    return `${percent(memorised.value)} of samples are memorised; whether the others lie on the ridge is undecided.`;
  return (
    `${percent(memorised.value)} of samples are memorised, ${percent(interMode.value)} lie on the ridge ` +
    `between training points, ${percent(offRidge.value)} off it.`
  );
}

/** Said where nothing can be said of the ridge. */
const UNDECIDED_RIDGE =
  "Whether samples lie on the ridge is undecided: there are too few real points, or no noise level at which nearly all of them have a distance.";

/** What "on the ridge" means, in a note. */
export function criterionNote(criterion: RidgeCriterion): string {
  const { threshold, time, source, test } = criterion;
  if (source === "undecided") return UNDECIDED_RIDGE;
  if (test) return testNote(test);
  return `On the ridge means a Newton distance of at most ${brief(threshold)} at t = ${brief(time)} (${source}).`;
}

function testNote({ levels, fit, threshold, source, points, rank }: RidgeTest): string {
  const ends = (most: string, less: string, { quantile, least }: Pick<TestLevel, "quantile" | "least">) =>
    `${most} ${brief(threshold * quantile)}${least === undefined ? "" : ` or ${less} ${brief(least / threshold)}`}`;
  const at = levels.map(
    (level) => `${ends("above", "below", level)} at t = ${brief(level.time)}, k = ${level.dim}`,
  );
  const mean = fit
    ? `, or ${ends("more than", "less than", fit)} from the mean in the metric of the data's covariance`
    : "";
  const real = source === "held-out" ? "held-out points" : "training points, left out one place at a time,";
  const span =
    rank === undefined
      ? ""
      : ` Off the ridge is also what leaves the ${counted(rank, "dimension")} that the training points span by more than the rounding of float32 numbers; what the test was measured on stays there.`;
  return `Off the ridge means a Newton distance ${at.join(", or ")}${mean}; 5 % of ${points} ${real} are.${span}`;
}

/** Of what a test rejects no more than this, it does not tell it from the data: real points are rejected at half that rate. */
const NO_POWER = 0.1;

/**
 * "This test rejects 92 % of a Gaussian fit and 48 % of pair averages.": the power of a test; and plainly what it cannot tell
 * from the data.
 */
export function powerSentence({ power }: Pick<RidgeTest, "power">): string {
  const names = namesOf(ALTERNATIVES);
  const hidden = names.filter((name) => power[name] <= NO_POWER);
  const told = names.filter((name) => !(power[name] <= NO_POWER));
  const rejects = told.map((name) => `${percent(power[name], 0)} of ${ALTERNATIVES[name]}`);
  const cannot = listed(
    hidden.map((name) => ALTERNATIVES[name]),
    "or",
  );
  if (hidden.length === 0) return `This test rejects ${listed(rejects, "and")}.`;
  if (told.length === 0) return `This test cannot tell ${cannot} from the data.`;
  return `This test rejects ${listed(rejects, "and")}; it cannot tell ${cannot} from the data.`;
}

/** "a, b and c". */
function listed(words: readonly string[], last: "and" | "or"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${lastOf(words)}`;
}

/** The ridge distance of sample q in words. */
export function distanceText({ ridgeDistance }: Classes, q: number): string {
  return briefOrUndefined(ridgeDistance[q]);
}
