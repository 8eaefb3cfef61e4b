/** Known score models as entries: their words, the rows of their settings, and how they are made. `models.ts` lists them. */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { Rng } from "../random/rng.ts";
import type { ConfigOf } from "../settings/config.ts";
import type { SliderSetting } from "../settings/setting.ts";
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
