/** The closed forms that a model is compared with: what each costs, and how it is made of the data. */
import { namesOf } from "../../arrays/names-of.ts";
import type { Matrix } from "../../data/matrix.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { InputError } from "../../errors/input-error.ts";
import type { Rng } from "../../random/rng.ts";
import { EQUIVARIANT } from "../../score/equivariant.ts";
import { createExactScore, EXACT } from "../../score/exact.ts";
import { GAUSSIAN } from "../../score/gaussian.ts";
import { type ImageShape, squareImage } from "../../score/image-patches.ts";
import { createInflatedScore, INFLATED } from "../../score/inflated.ts";
import { LOCAL } from "../../score/local.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import { createSmoothedScore, SMOOTHED } from "../../score/smoothed.ts";
import type { ModelAnalysisConfig } from "./settings.ts";

/** What closed forms are made of. */
export interface FormInput {
  /** In the columns of the data. */
  readonly density: EmpiricalDensity;
  readonly settings: ModelAnalysisConfig["closed_forms"];
  /** Median distance of a training point to the nearest other one. */
  readonly spacing: number;
  /** Absent: the data are no images. */
  readonly image?: ImageShape | undefined;
  readonly rng: Rng;
}

/** A closed form. */
interface Form {
  readonly title: string;
  /** Whether it is one of images only. */
  readonly ofImages: boolean;
  /** What a sample's step costs, in those of the exact score (about n d). */
  cost(input: Omit<FormInput, "spacing" | "rng">): number;
  /** @throws {RangeError} where settings and image do not fit */
  create(input: FormInput): ScoreModel;
}

/** Patches of images, beside distances of whole images. */
const PATCH_COST = 6;

/** All of them. */
export const FORMS = {
  exact: {
    title: EXACT.title,
    ofImages: false,
    cost: () => 1,
    create: ({ density }) => createExactScore(density),
  },
  inflated: {
    title: INFLATED.title,
    ofImages: false,
    cost: () => 1,
    create: ({ density, settings, spacing }) => {
      const { bandwidth } = settings.inflated;
      // Half of the spacing is then the length of its noise.
      const auto = (0.5 * spacing) / Math.sqrt(density.d);
      return createInflatedScore(density, bandwidth === "auto" ? auto : bandwidth);
    },
  },
  gaussian: {
    title: GAUSSIAN.title,
    ofImages: false,
    cost: ({ density: { n, d } }) => d / n,
    create: ({ density, rng }) => GAUSSIAN.create(density, { settings: {}, dim: 0, rng }),
  },
  smoothed: {
    title: SMOOTHED.title,
    ofImages: false,
    cost: ({ settings }) => settings.smoothed.draws,
    create({ density, settings, spacing, rng }) {
      const { sigma, ...others } = settings.smoothed;
      return createSmoothedScore(density, {
        ...others,
        sigma: sigma === "auto" ? 0.5 * spacing : sigma,
        rng,
      });
    },
  },
  local: {
    title: LOCAL.title,
    ofImages: true,
    cost: () => PATCH_COST,
    create: (input) => LOCAL.create(input.density, { image: imageOf(input), settings: input.settings.local }),
  },
  equivariant: {
    title: EQUIVARIANT.title,
    ofImages: true,
    cost: ({ density: { d }, settings, image }) => {
      if (!image) return PATCH_COST * d;
      const inside = (size: number) => Math.max(1, size - 2 * settings.equivariant.reach);
      return PATCH_COST * inside(image.rows) * inside(image.columns);
    },
    create: (input) =>
      EQUIVARIANT.create(input.density, { image: imageOf(input), settings: input.settings.equivariant }),
  },
} as const satisfies Readonly<Record<string, Form>>;

/** The name of one. */
export type FormName = keyof typeof FORMS;

/** Names of all of them. */
export const FORM_NAMES = namesOf(FORMS);

function imageOf({ image, density: { d } }: FormInput): ImageShape {
  return image ?? { rows: 1, columns: d };
}

/** Squares smaller than this are tables rather than images, unless patches of them are asked for. */
const LEAST_SIDE = 8;

/**
 * Rows and columns of the data as grey images: those that are given, those of the file, or of a square.
 * @throws {InputError} where the given ones do not fit
 */
export function imageShapeOf(
  { columns, shape, source }: Matrix,
  given: readonly number[],
  asked: boolean,
): ImageShape | undefined {
  if (given.length > 0) {
    if (given[0] * given[1] === columns) return { rows: given[0], columns: given[1] };
    throw new InputError(
      "closed_forms.image",
      `rows × columns of ${columns} numbers, as ${source} has`,
      `${given.join(" × ")}`,
    );
  }
  const sides = shape.slice(1).filter((extent) => extent !== 1);
  if (sides.length > 2) return undefined;
  if (sides.length === 2) return { rows: sides[0], columns: sides[1] };
  const square = squareImage(columns);
  return square && (asked || square.rows >= LEAST_SIDE) ? square : undefined;
}
