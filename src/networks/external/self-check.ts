/**
 * Whether a brought model is read as it was trained. A model that was trained takes the noise out of the data best as it
 * was trained: every known reading is asked to, at many noise levels, and the declared one must not be clearly worse than
 * another. At large noise, moreover, any model of the data must agree with their exact posterior mean, or with that of a
 * Gaussian with their moments; and at small noise it must do better than the best constant.
 */
import { present } from "../../arrays/present.ts";
import { InputError } from "../../errors/input-error.ts";
import { mean } from "../../metrics/statistics.ts";
import type { PredictionKind } from "../../score/prediction.ts";
import { answersUnder, type CheckedModel, type LevelAnswers, type SeenData, seenData } from "./answers.ts";
import type { ScheduleDescription } from "./description.ts";
import { errorAtLargeNoise } from "./large-noise.ts";
import { modelFrame } from "./model-frame.ts";
import { readingWords, scheduleFlags, scheduleWords } from "./reading-words.ts";
import {
  compareReadings,
  constantRatio,
  hopeless,
  miscalibration,
  misfit,
  otherReadings,
  type Reading,
  readingsOf,
} from "./readings.ts";
import { referencesOf } from "./references.ts";

/** A kind of prediction under a schedule. */
export type ReadAs = Pick<Reading, "prediction" | "schedule">;

/** How one reading of a model fits at large noise. */
export interface Fit {
  readonly prediction: PredictionKind;
  readonly schedule: ScheduleDescription;
  /** RMS over levels of |answer - known prediction| / |target|, RMS over points. */
  readonly error: number;
}

/** What a check found of a declaration that it lets pass. */
export interface SelfCheck {
  readonly declared: Fit;
  /** Other readings that these data cannot tell from the declared one. */
  readonly alike: readonly ReadAs[];
  /** How much of the logarithm of its loss a rescaling of the predictions would mend: 0 for a model that is trained well. */
  readonly miscalibration: number;
}

/** Logarithms of losses that differ by less are the same, whatever the number of draws. */
const MATERIAL = 0.003;
/** … and so are those that differ by less than this many standard errors. */
const SIGNIFICANT = 4;
/** Above this error at large noise nothing fits. */
const HOPELESS = 0.6;
/** Above this share of the best constant's loss a model has learned nothing at small noise. */
const NO_BETTER = 1.25;

/** A reading fits where its denoising error is below this: that of the best linear prediction of white data is 1.005. */
const MISFIT = 1.02;

/**
 * Compares the declared reading with all others that are known.
 * @throws {InputError} where another reading fits clearly better, or none fits at all
 * @example
 * const { posteriorMean: predict } = createExactScore(twoModes);
 * const predictor = { source: "exact", integerTime: false, predict, close: async () => {} };
 * const declared = declareModel("exact", { prediction: "posterior-mean", schedule: "ou" });
 * (await checkDeclaration({ predictor, declared, density: twoModes, rng })).declared.error; // → 0
 */
export async function checkDeclaration(model: CheckedModel): Promise<SelfCheck> {
  const { prediction, schedule, source } = model.declared;
  const seen = seenData(model);
  const answers = await answersUnder(model, seen, schedule);
  const near = readingsOf(answers, seen, schedule);
  const elsewhere = await otherReadings(model, seen);
  const own =
    near.find((reading) => reading.prediction === prediction) ?? unanswered(model.declared, elsewhere);
  const others = [...near.filter((reading) => reading !== own), ...elsewhere];
  const errorOf = await errorsOf(model, seen);
  const best = bestOf(own, others);
  if (isClearlyBetter(best, own) && hasLearned(best, seen) && (await errorOf(best)) <= HOPELESS)
    throw otherFits(own, best);
  const error = own.levels.every(({ finite }) => finite) ? await errorOf(own, answers) : NaN;
  if (Number.isNaN(error))
    throw new InputError(source, "finite predictions for noised data", "NaN or infinity");
  if (error > HOPELESS) throw nothingFits(source, { prediction, schedule, error });
  requireLearned(source, own, seen);
  return {
    declared: { prediction, schedule, error },
    alike: others.filter((reading) => isAlike(reading, own)).map(readAs),
    miscalibration: miscalibration(own),
  };
}

/** Errors of readings at large noise, from their answers or by asking again. */
async function errorsOf(model: CheckedModel, seen: SeenData) {
  const references = await referencesOf(model.density);
  return async ({ prediction, schedule }: ReadAs, answers?: readonly LevelAnswers[]): Promise<number> => {
    const frame = modelFrame(schedule, model.declared.data);
    const given = answers ?? (await answersUnder(model, seen, schedule));
    return errorAtLargeNoise(given, { prediction, frame, seen, references });
  };
}

/** A model that cannot be asked as declared does worse than any other reading. */
function unanswered({ prediction, schedule }: ReadAs, others: readonly Reading[]): Reading {
  return { prediction, schedule, levels: (others[0]?.levels ?? []).map(hopeless) };
}

function readAs({ prediction, schedule }: Reading): ReadAs {
  return { prediction, schedule };
}

/** By more than chance and more than what is wrong with the better reading itself explain. */
function isClearlyBetter(best: Reading, own: Reading): boolean {
  const found = compareReadings(own, best);
  return !!found && found.gain > Math.max(MATERIAL, SIGNIFICANT * found.error, miscalibration(best));
}

/** No worse than chance explains; what is the same by definition (x_0 and a x_0 where a = 1) is not meant. */
function isAlike(reading: Reading, own: Reading): boolean {
  const found = compareReadings(own, reading);
  return !!found && !found.same && found.gain > -Math.max(MATERIAL, SIGNIFICANT * found.error);
}

/** The least loss; among nearly equal ones that which changes least, then the more usual one. */
function bestOf(own: Reading, others: readonly Reading[]): Reading {
  const gainOver = (base: Reading, other: Reading) => compareReadings(base, other)?.gain ?? -Infinity;
  const least = others.reduce((best, other) => (gainOver(best, other) > 0 ? other : best), own);
  const close = [own, ...others].filter((other) => gainOver(least, other) >= -MATERIAL);
  const cost = ({ prediction, schedule }: Reading) =>
    (prediction === own.prediction ? 0 : 1) +
    scheduleFlags(own.schedule, schedule).length +
    (prediction === "posterior-mean" ? 0.5 : 0);
  return close.sort((a, b) => cost(a) - cost(b))[0] ?? least;
}

/** Whether it is a model of the data at all: better than a constant at small noise, and hardly worse anywhere. */
function hasLearned(reading: Reading, { variance }: SeenData): boolean {
  return misfit(reading) <= MISFIT && ratioAtSmallNoise(reading, variance) <= NO_BETTER;
}

function ratioAtSmallNoise({ prediction, levels }: Reading, variance: number): number {
  const small = levels.filter(({ noise }) => noise < variance / 2);
  return small.length === 0 ? 0 : mean(small.map((level) => constantRatio(prediction, level, variance)));
}

function requireLearned(source: string, own: Reading, { variance }: SeenData): void {
  const ratio = ratioAtSmallNoise(own, variance);
  if (ratio <= NO_BETTER) return;
  throw new InputError(
    source,
    "a model of the data: predictions that do better than the best constant at small noise",
    `${figures(ratio)} times its loss, read as ${readingWords(own)}`,
  );
}

function otherFits(own: Reading, best: Reading): InputError {
  const kind = best.prediction !== own.prediction;
  const schedule = best.schedule !== own.schedule;
  const words = (one: Reading) =>
    [...(kind ? [one.prediction] : []), ...(schedule ? [scheduleWords(one.schedule)] : [])].join(" with ");
  const flags = [
    ...(kind ? ["--prediction"] : []),
    ...(schedule ? scheduleFlags(own.schedule, best.schedule) : []),
  ];
  return new InputError(
    flags.join(", "),
    `${words(best)}, which fits the data (${misfits(own, best)})`,
    words(own),
  );
}

function misfits(own: Reading, best: Reading): string {
  const [declared, other] = present(compareReadings(own, best)).misfits.map(figures);
  const against = own.levels.every(({ finite }) => finite) ? ` against ${declared}` : "";
  return `denoising error ${other}${against}`;
}

function nothingFits(source: string, declared: Fit): InputError {
  return new InputError(
    source,
    "a model of the data: predictions that agree with the exact ones at large noise",
    `relative error ${figures(declared.error)} read as ${readingWords(declared)}, and no known reading fits`,
  );
}

function figures(value: number): string {
  return value < 0.01 ? value.toPrecision(1) : value.toFixed(3);
}
