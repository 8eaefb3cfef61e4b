/** Class fractions under the names that summary.json has. */
import type { SummaryClasses } from "../experiments/result.ts";

/** Estimates as `{ fraction, low, high }`; what is missing stays so. */
export function classFractions(classes: SummaryClasses | null | undefined): object | null | undefined {
  if (!classes) return classes;
  return Object.fromEntries(
    Object.entries(classes).map(([name, { value, low, high }]) => [name, { fraction: value, low, high }]),
  );
}
