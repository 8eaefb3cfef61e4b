/** When generation does what, by the data alone: speciation and collapse as marks over t, in numbers and in words. */
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { COLLAPSED_SIZE } from "../../diagnosis/collapse.ts";
import { measureRegimes, type Regimes } from "../../diagnosis/regimes.ts";
import type { LinesFigure, Rule } from "../../figure/figure.ts";
import type { Estimate } from "../../metrics/statistics.ts";
import { brief, percent } from "../../text/numbers.ts";
import type { ExperimentContext, MetricLine } from "../result.ts";
import { cached } from "./cached.ts";

/** Speciation and collapse of the training data, measured once a run. */
export function regimesOf(density: EmpiricalDensity, context: ExperimentContext): Promise<Regimes> {
  return cached(context, "regimes", () => {
    context.progress("speciation and collapse", 0, 1);
    return measureRegimes(density, { rng: context.rng.split("regimes") });
  });
}

interface Mark {
  readonly name: string;
  readonly time: number;
}

const SPECTRAL = "speciation (spectral)";
const RIDGE = "speciation (ridge)";

function marksOf({ spectral, ridge, collapse }: Regimes): Mark[] {
  return [
    { name: SPECTRAL, time: spectral.time },
    { name: RIDGE, time: ridge.time },
    { name: "collapse", time: collapse.excess.value },
  ];
}

/** The figure with the times marked across every panel that shows them, x its time axis; the caption says which they are. */
export function withRegimes(figure: LinesFigure, regimes: Regimes): LinesFigure {
  const shown = new Map<string, Mark>();
  const panels = figure.panels.map((panel) => {
    const times = panel.series.flatMap(({ x }) => [...x]);
    const [first, last] = [Math.min(...times), Math.max(...times)];
    const inside = marksOf(regimes).filter(({ time }) => time >= first && time <= last);
    for (const mark of inside) shown.set(mark.name, mark);
    return { ...panel, rules: [...(panel.rules ?? []), ...rulesOf(inside)] };
  });
  if (shown.size === 0) return figure;
  const list = [...shown.values()].map(({ name, time }) => `${name} at t = ${brief(time)}`).join(", ");
  const caption = `${figure.caption} Dotted: ${list}. By the data alone, speciation is when the noise has fallen so far that their structure shows, collapse when single training points take over.`;
  return { ...figure, panels, caption };
}

/** Two lines closer than this share of their time could not be told apart. */
const SAME_LINE = 0.02;

/** Lines across; both speciations are one where they are that close. */
function rulesOf(marks: readonly Mark[]): Rule[] {
  const [first, second, ...rest] = marks;
  const isOne =
    second?.name === RIDGE && first.name === SPECTRAL && Math.abs(second.time / first.time - 1) < SAME_LINE;
  const lines = isOne ? [{ ...first, name: "speciation (spectral, ridge)" }, ...rest] : marks;
  return lines.map(({ name, time }) => ({ axis: "x", value: time, label: name }));
}

/** The times as metrics, with intervals where draws decide; one that is undefined has no line. */
export function regimeMetrics({ spectral, ridge, collapse }: Regimes): MetricLine[] {
  const lines: MetricLine[] = [
    { name: "speciation_time_spectral", value: spectral.time },
    { name: "speciation_time_asymptotic", value: spectral.asymptotic },
    { name: "speciation_time_ridge", value: ridge.time },
    { name: "speciation_minor_share", value: ridge.minorShare },
    { name: "collapse_time", ...collapse.excess },
    { name: "collapse_time_posterior", ...collapse.posterior },
  ];
  return lines.filter(({ value }) => Number.isFinite(value));
}

/** The times in a sentence each, and why one is missing. */
export function regimeNotes({ spectral, ridge, collapse }: Regimes): string[] {
  if (Number.isNaN(collapse.excess.value))
    return ["All training points are at one place: there is neither speciation nor collapse."];
  const modes = Number.isNaN(ridge.time)
    ? `by the ridge: ${ridge.reason}`
    : `by the ridge at t = ${brief(ridge.time)}, the largest time with more than one mode (all but the largest have ${percent(ridge.minorShare)} of the training points just below it)`;
  return [
    `Speciation by the spectrum at t = ${brief(spectral.time)}, where a² Λ = h with Λ = ${brief(spectral.variance)} the leading variance of the data; ${modes}.`,
    `Collapse by the excess entropy at t = ${estimateText(collapse.excess)}, where a draw of p_t owes about as much to its own training point as to all others together. By the posterior at t = ${estimateText(collapse.posterior)}, where ${COLLAPSED_SIZE} training points share the weight (exp of the mean entropy). Copies count once.`,
  ];
}

function estimateText({ value, low, high }: Estimate): string {
  return high - low > 1e-3 * value ? `${brief(value)} (${brief(low)} to ${brief(high)})` : brief(value);
}
