/** The known score models. One that is listed here is a model of scenes, of the preset `stage` and of the lab. */
import { EXACT } from "./exact.ts";
import { GAUSSIAN } from "./gaussian.ts";
import { INFLATED } from "./inflated.ts";
import { NEIGHBOURS } from "./nearest-neighbours.ts";
import { PERTURBED } from "./perturbed.ts";

/** All of them, in the order in which messages list them. */
export const SCORE_MODELS = [EXACT, INFLATED, NEIGHBOURS, PERTURBED, GAUSSIAN] as const;

/** One of {@link SCORE_MODELS}. */
export type KnownScoreModel = (typeof SCORE_MODELS)[number];

/** The name of one of {@link SCORE_MODELS}. */
export type ScoreModelName = KnownScoreModel["name"];

/**
 * The entry of a name.
 * @example
 * scoreModelNamed("inflated").title; // → inflated bandwidth
 */
export function scoreModelNamed<Name extends ScoreModelName>(
  name: Name,
): Extract<KnownScoreModel, { readonly name: Name }> {
  return SCORE_MODELS.find((entry) => entry.name === name) as Extract<
    KnownScoreModel,
    { readonly name: Name }
  >;
}
