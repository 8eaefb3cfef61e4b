/** A model beside closed forms, sample by sample: all start from the same noise and take the same steps with it. */
import { columnMeans } from "../../arrays/rows.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { ArgumentError } from "../../errors/argument-error.ts";
import { InputError, listed, quoted } from "../../errors/input-error.ts";
import { type NearestForms, nearestForms } from "../../metrics/nearest-form.ts";
import { median } from "../../metrics/statistics.ts";
import { finalSamples, finishedSamples } from "../../sample/sampler.ts";
import type { ImageShape } from "../../score/image-patches.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import { cached } from "../parts/cached.ts";
import type { ExperimentContext } from "../result.ts";
import { FORM_NAMES, FORMS, type FormInput, type FormName, imageShapeOf } from "./forms.ts";
import type { AnalysisData } from "./inputs.ts";
import type { ModelAnalysisConfig } from "./settings.ts";

/** What will be compared, and why not more. */
export interface FormsPlan {
  readonly forms: readonly { readonly name: FormName; readonly model: ScoreModel }[];
  /** Samples of each. */
  readonly count: number;
  /** Forms that would cost too much, and those that need images, which the data are not. */
  readonly costly: readonly FormName[];
  readonly imageless: readonly FormName[];
  /** Rows and columns, where forms of images are among them. */
  readonly image?: ImageShape | undefined;
}

/** What was found. */
export interface FormsRun extends FormsPlan {
  /** Absent: there was nothing to compare. */
  readonly found?: NearestForms;
  /** Samples of each form, count × columns, in the units of the data. */
  readonly samples: readonly Float64Array[];
}

/** What they are made of and how they are sampled. */
export interface FormsSubject {
  readonly config: ModelAnalysisConfig;
  readonly data: AnalysisData;
  /** In the columns of the data. */
  readonly density: EmpiricalDensity;
  readonly times: Float64Array;
}

/** Coordinate differences that one form may take: some tens of seconds. */
const BUDGET = 2e10;
/** Samples at most where nothing is said of their number, and at least. */
const MOST = 100;
const LEAST = 16;
/** Points whose nearest others give the spacing of the data. */
const SPACING_POINTS = 500;

/**
 * Chooses the closed forms and makes their models; undefined where none is asked for.
 * @throws {InputError} where names or settings do not fit the data
 */
export async function planForms(
  { config, data, density, times }: FormsSubject,
  { rng }: ExperimentContext,
): Promise<FormsPlan | undefined> {
  const { closed_forms: settings, sampling } = config;
  const asked = askedForms(settings.of);
  if (asked?.length === 0) return undefined;
  const image = imageShapeOf(
    data.train,
    settings.image,
    asked?.some((name) => FORMS[name].ofImages) ?? false,
  );
  const imageless = image ? [] : FORM_NAMES.filter((name) => FORMS[name].ofImages);
  const refused = asked?.find((name) => imageless.includes(name));
  if (refused) throw noImages(refused, data);
  const stages = sampling.solver === "heun" ? 2 : 1;
  const affordable = (name: FormName) => {
    const cost = FORMS[name].cost({ density, settings, image });
    return Math.floor(BUDGET / (density.data.length * times.length * stages * cost));
  };
  const possible = (asked ?? FORM_NAMES).filter((name) => !imageless.includes(name));
  const names = asked ? possible : possible.filter((name) => affordable(name) >= LEAST);
  const auto = Math.max(LEAST, Math.min(MOST, ...names.map(affordable)));
  const count = Math.min(settings.count === "auto" ? auto : settings.count, sampling.count);
  const input = {
    density,
    settings,
    image,
    rng: rng.split("closed forms"),
    spacing: await spacingOf(density),
  };
  return {
    forms: count < 2 ? [] : names.map((name) => ({ name, model: create(name, input) })),
    count,
    costly: possible.filter((name) => !names.includes(name)),
    imageless: asked ? [] : imageless,
    image,
  };
}

/** The names; undefined: those that are not too costly. @throws {InputError} where one is not known */
function askedForms(of: string): FormName[] | undefined {
  if (of === "auto") return undefined;
  if (of === "none") return [];
  return [...new Set(of.split(","))].map((word) => {
    const name = FORM_NAMES.find((known) => known === word);
    if (name === undefined)
      throw new InputError("--closed-forms", `auto, none, or some of ${listed(FORM_NAMES)}`, quoted(word));
    return name;
  });
}

function noImages(name: FormName, { train: { source, columns, shape } }: AnalysisData): InputError {
  return new InputError(
    "--closed-forms",
    `grey images (rows of two dimensions, or of a square number of pixels), as ${name} needs`,
    `rows of ${shape.length > 2 ? `shape (${shape.slice(1).join(", ")})` : `${columns} numbers`} in ${source}`,
  );
}

/** @throws {InputError} where its settings do not fit */
function create(name: FormName, input: FormInput): ScoreModel {
  try {
    return FORMS[name].create(input);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new InputError(`closed_forms.${name}.${error.what}`, error.wanted, error.got).because(error);
  }
}

/** Median distance to the nearest other point; copies are not told apart from what is very near. */
async function spacingOf({ kernels, data, n, d }: EmpiricalDensity): Promise<number> {
  const m = Math.min(n, SPACING_POINTS);
  const rows = Int32Array.from({ length: m }, (_, i) => Math.floor((i * n) / m));
  const queries = new Float64Array(m * d);
  rows.forEach((row, i) => {
    queries.set(data.subarray(row * d, (row + 1) * d), i * d);
  });
  const found = await kernels.neighbours({ points: { data, n, d }, queries, m, count: 1, exclude: rows });
  return median(found.distance.filter((value) => value > 0)) || 1;
}

/** Samples every form of a plan and compares the model's first samples, M × columns, with them. */
export async function compareForms(
  plan: FormsPlan | undefined,
  subject: FormsSubject & { readonly samples: Float64Array },
  context: ExperimentContext,
): Promise<FormsRun | undefined> {
  if (!plan) return undefined;
  const { density } = subject;
  const samples: Float64Array[] = [];
  for (const { name, model } of plan.forms)
    samples.push(
      await cached(context, `closed form ${name}`, () =>
        sampleForm(model, { subject, count: plan.count }, context),
      ),
    );
  if (samples.length === 0) return { ...plan, samples };
  const input = {
    d: density.d,
    samples: subject.samples.slice(0, plan.count * density.d),
    mean: columnMeans(density.data, density.d),
    forms: plan.forms.map(({ name }, i) => ({ name, samples: samples[i] })),
  };
  return { ...plan, samples, found: nearestForms(input, context.rng.split("nearest form")) };
}

/** Finished samples of a form, with the noise and the steps of the model's. */
async function sampleForm(
  model: ScoreModel,
  { subject: { config, times }, count }: { subject: FormsSubject; count: number },
  { rng, progress }: ExperimentContext,
): Promise<Float64Array> {
  const { stochasticity, solver, final } = config.sampling;
  const steps = times.length - 1;
  // The noise of a sample depends on its number and step alone.
  const options = { rng: rng.split("samples"), count, times, stochasticity, solver };
  const { x, posteriorMean, time } = await finalSamples(model, options, ({ step }) =>
    progress(`sampling ${model.name}`, step, steps),
  );
  return finishedSamples(final === "denoised" ? posteriorMean : x, time);
}
