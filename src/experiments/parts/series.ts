/** Lines of figures with 95 % intervals. */
import type { Classes, ClassFractions } from "../../diagnosis/classes.ts";
import type { Series } from "../../figure/figure.ts";
import type { Estimate } from "../../metrics/statistics.ts";

/** Estimates and the ends of their intervals as columns. */
export function estimateColumns(
  estimates: readonly Estimate[],
): Pick<Required<Series>, "y" | "low" | "high"> {
  const part = (pick: keyof Estimate) => Float64Array.from(estimates, (estimate) => estimate[pick]);
  return { y: part("value"), low: part("low"), high: part("high") };
}

/** Estimates over x with their intervals, a dot each. */
export function estimateSeries(name: string, x: Float64Array, estimates: readonly Estimate[]): Series {
  return { name, x, dots: true, ...estimateColumns(estimates) };
}

/** The shares of the three classes over x. */
export function classSeries(x: Float64Array, classes: readonly Classes[]): Series[] {
  const share = (name: string, pick: keyof ClassFractions) => {
    const shares = classes.map(({ fractions }) => fractions[pick]);
    return estimateSeries(name, x, shares);
  };
  return [share("off-ridge", "offRidge"), share("inter-mode", "interMode"), share("memorised", "memorised")];
}
