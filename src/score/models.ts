/** The known score models. One that is listed here is a model of scenes, of the preset `stage` and of the lab. */
import { EQUIVARIANT } from "./equivariant.ts";
import { EXACT } from "./exact.ts";
import { GAUSSIAN } from "./gaussian.ts";
import { INFLATED } from "./inflated.ts";
import { LOCAL } from "./local.ts";
import { NEIGHBOURS } from "./nearest-neighbours.ts";
import { PERTURBED } from "./perturbed.ts";
import { SMOOTHED } from "./smoothed.ts";

/** All of them, in the order in which messages list them. */
export const SCORE_MODELS = [EXACT, INFLATED, NEIGHBOURS, SMOOTHED, PERTURBED, GAUSSIAN] as const;

/** Those of images, which need rows and columns: no models of scenes in the plane. */
export const IMAGE_MODELS = [LOCAL, EQUIVARIANT] as const;

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
