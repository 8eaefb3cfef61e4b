/**
 * Whether a brought model is read as it was trained: compares what it answers with what each kind of prediction would be,
 * under the declared schedule and, where that does not fit, under the others. At large noise any model of the data must
 * agree with their exact posterior mean; at moderate noise one that has learned little, or generalises, is nearer that of
 * a Gaussian with the data's moments. The nearer of the two counts.
 */
import { present } from "../../arrays/present.ts";
import { InputError } from "../../errors/input-error.ts";
import type { ScheduleDescription } from "./description.ts";
import { type CheckedModel, type Fit, fitsElsewhere, fitsUnder } from "./readings.ts";

/** The declared reading, and the best of those that were compared with it (the same where it is the best). */
export interface SelfCheck {
  readonly declared: Fit;
  readonly best: Fit;
}

/** Errors up to this are not compared with those under other schedules. */
const GOOD = 0.1;
/** Another reading fits clearly better where its error is at most this share of the declared one's. */
const CLEARLY = 0.5;
/** Above this nothing fits. */
const HOPELESS = 0.6;

/**
 * Compares the declared reading with others.
 * @throws {InputError} where another reading fits clearly better, or none fits at all
 * @example
 * const { posteriorMean: predict } = createExactScore(twoModes);
 * const predictor = { source: "exact", integerTime: false, predict, close: async () => {} };
 * const declared = declareModel("exact", { prediction: "posterior-mean", schedule: "ou" });
 * (await checkDeclaration({ predictor, declared, density: twoModes, rng })).declared.error; // → 0
 */
export async function checkDeclaration(model: CheckedModel): Promise<SelfCheck> {
  const { prediction, schedule } = model.declared;
  const near = await fitsUnder(model, schedule);
  const declared = present(near.find((fit) => fit.prediction === prediction));
  const fits = declared.error <= GOOD ? near : [...near, ...(await fitsElsewhere(model))];
  const best = bestOf(declared, fits);
  const better = best.error <= CLEARLY * declared.error || Number.isNaN(declared.error);
  if (best !== declared && !(declared.error <= GOOD) && better && best.error <= HOPELESS)
    throw otherFits(declared, best);
  if (!(declared.error <= HOPELESS)) throw nothingFits(model.declared.source, declared, best);
  return { declared, best };
}

/** The smallest error; among nearly equal ones that which changes least, then the more usual kind. */
function bestOf(declared: Fit, fits: readonly Fit[]): Fit {
  const known = fits.filter(({ error }) => !Number.isNaN(error));
  const least = Math.min(...known.map(({ error }) => error));
  const close = known.filter(({ error }) => error <= 1.5 * least + 1e-3);
  return (
    close.find((fit) => fit === declared) ??
    usual(close.filter(({ schedule }) => schedule === declared.schedule)) ??
    usual(close) ??
    declared
  );
}

/** The smallest error; of equal ones not the posterior mean, which few train. */
function usual(fits: readonly Fit[]): Fit | undefined {
  const least = Math.min(...fits.map(({ error }) => error));
  const equal = fits.filter(({ error }) => error <= 1.001 * least);
  return equal.find(({ prediction }) => prediction !== "posterior-mean") ?? equal[0];
}

function otherFits(declared: Fit, best: Fit): InputError {
  const kind = best.prediction !== declared.prediction;
  const schedule = best.schedule !== declared.schedule;
  const words = (fit: Fit) =>
    [...(kind ? [fit.prediction] : []), ...(schedule ? [scheduleWords(fit.schedule)] : [])].join(" with ");
  const flags = [...(kind ? ["--prediction"] : []), ...(schedule ? scheduleFlags(declared, best) : [])];
  return new InputError(
    flags.join(", "),
    `${words(best)}, which fits the data at large noise (relative error ${figures(best)}${Number.isNaN(declared.error) ? "" : ` against ${figures(declared)}`})`,
    words(declared),
  );
}

function scheduleFlags({ schedule: a }: Fit, { schedule: b }: Fit): string[] {
  const time = (a.time ?? "native") !== (b.time ?? "native");
  return [...(a.name === b.name ? [] : ["--schedule"]), ...(time ? ["--model-time"] : [])];
}

function scheduleWords({ name, time = "native" }: ScheduleDescription): string {
  return time === "native" ? name : `${name} (time ${time})`;
}

function nothingFits(source: string, declared: Fit, best: Fit): InputError {
  if (Number.isNaN(declared.error))
    return new InputError(source, "finite predictions for noised data", "NaN or infinity");
  const reading = (fit: Fit) => `${fit.prediction} with ${scheduleWords(fit.schedule)}`;
  const closest = best === declared ? "" : `, and at best ${figures(best)} (${reading(best)})`;
  return new InputError(
    source,
    "a model of the data: predictions that agree with the exact ones at large noise",
    `relative error ${figures(declared)} read as ${reading(declared)}${closest}`,
  );
}

function figures({ error }: Fit): string {
  return error < 0.01 ? error.toPrecision(1) : error.toFixed(2);
}
