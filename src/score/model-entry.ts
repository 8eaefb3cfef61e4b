/** Known score models as entries: their words, the rows of their settings, and how they are made. `models.ts` lists them. */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { Rng } from "../random/rng.ts";
import type { ConfigOf, SettingRows } from "../settings/config.ts";
import type { SliderSetting } from "../settings/setting.ts";
import type { ImageShape } from "./image-patches.ts";
import type { ScoreModel } from "./score-model.ts";

/** Settings of a model: numbers, each with its slider in the lab. */
export type ModelRows = Readonly<Record<string, SliderSetting>>;

/** What a model is made of beside the density. */
export interface ModelOptions<Settings> {
  readonly settings: Settings;
  /** Ridge dimension k. */
  readonly dim: number;
  /** Its own: another model has another. */
  readonly rng: Rng;
}

/** A score model that follows from the data and its settings alone. */
export interface ScoreModelEntry<Name extends string = string, Rows extends ModelRows = ModelRows> {
  /** As settings and links hold it. */
  readonly name: Name;
  /** As menus call it. */
  readonly title: string;
  /** What it does, in a sentence. */
  readonly meaning: string;
  readonly settings: Rows;
  /** @throws {RangeError} where the settings do not fit the data */
  create(density: EmpiricalDensity, options: ModelOptions<ConfigOf<Rows>>): ScoreModel;
}

/**
 * An entry; its name and rows are inferred.
 * @example
 * const still = defineScoreModel({ name: "still", title: "still", meaning: "Stays.", settings: {}, create: createExactScore });
 * still.name; // → still
 */
export function defineScoreModel<const Name extends string, Rows extends ModelRows>(
  entry: ScoreModelEntry<Name, Rows>,
): ScoreModelEntry<Name, Rows> {
  return entry;
}

/** A score model of images alone: it is none of scenes in the plane. */
export interface ImageModelEntry<Name extends string = string, Rows extends SettingRows = SettingRows> {
  readonly name: Name;
  readonly title: string;
  readonly meaning: string;
  readonly settings: Rows;
  /** @throws {RangeError} where image or settings do not fit the data */
  create(
    density: EmpiricalDensity,
    options: { readonly image: ImageShape; readonly settings: ConfigOf<Rows> },
  ): ScoreModel;
}

/**
 * An entry of a model of images; its name and rows are inferred.
 * @example
 * const create = (density) => createExactScore(density);
 * defineImageModel({ name: "still", title: "still", meaning: "Stays.", settings: {}, create }).name; // → still
 */
export function defineImageModel<const Name extends string, Rows extends SettingRows>(
  entry: ImageModelEntry<Name, Rows>,
): ImageModelEntry<Name, Rows> {
  return entry;
}
