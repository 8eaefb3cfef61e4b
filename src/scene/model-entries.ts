/** The models that a scene can show, as entries: the known scores, those that are trained, and one of the user's own. */
import type { LossWeight, Parameterization } from "../random-features/moment-problem.ts";
import { type KnownScoreModel, SCORE_MODELS } from "../score/models.ts";
import type { SettingRows } from "../settings/config.ts";
import { describeSettings } from "../settings/describe.ts";
import { choice, number, whole } from "../settings/setting.ts";

/** A model in words, and its settings. */
export interface SceneModelEntry<Name extends string = string, Rows extends SettingRows = SettingRows> {
  /** As settings and links hold it. */
  readonly name: Name;
  /** As menus call it. */
  readonly title: string;
  /** What it does, in a sentence. */
  readonly meaning: string;
  /** As they stand in a scene's settings, in the order of the lab's controls. */
  readonly settings: Rows;
}

function entry<const Name extends string, Rows extends SettingRows>(
  parts: SceneModelEntry<Name, Rows>,
): SceneModelEntry<Name, Rows> {
  return parts;
}

/** Random features: `feature-training.ts` trains them, `createFeatureModels` makes models of their weights. */
export const RANDOM_FEATURES = entry({
  name: "random-features",
  title: "random features",
  meaning:
    "A layer of frozen random features, trained in closed form for any training time τ. Long training removes what can be learned; what remains is the architecture's.",
  settings: {
    tau: number(100, "training time τ; inf is the end of training", {
      min: 0,
      words: ["inf"],
      unit: "training time",
      slider: {
        label: "Training time τ",
        min: 1,
        max: 1e6,
        log: true,
        help: "To the right: trained longer. The last place is ∞, the end of training.",
        link: { min: 0, max: 1e9 },
      },
    }),
    features: {
      p: whole(256, "number of random features", {
        min: 1,
        slider: { label: "Features p", min: 16, max: 2000, log: true, link: { min: 1, max: 2000 } },
      }),
      harmonics: whole(4, "harmonics K of the time features", {
        min: 0,
        slider: { label: "Harmonics of time K", min: 0, max: 32, link: { min: 0, max: 128 } },
      }),
    },
    loss: {
      weight: choice<LossWeight>(
        { of: ["1", "h", "h2"], default: "1" },
        "weight λ(t) of the loss on the score error",
        { menu: { label: "Loss weight λ(t)", names: { "1": "1", h: "h", h2: "h²" } } },
      ),
      parameterization: choice<Parameterization>(
        { of: ["posterior-mean", "score"], default: "posterior-mean" },
        "what the features predict",
        { menu: { label: "Predicts", names: { "posterior-mean": "posterior mean", score: "score" } } },
      ),
    },
  },
});

/** A score network: `network.ts` trains it and makes the model. */
export const NETWORK = entry({
  name: "network",
  title: "network, trained here",
  meaning: "A small network trained by denoising in this page, on ONNX Runtime.",
  settings: {
    network: {
      width: whole(128, "units of each hidden layer", {
        min: 1,
        slider: { label: "Width", min: 8, max: 256, log: true, link: { min: 4, max: 512 } },
      }),
      layers: whole(3, "hidden layers", {
        min: 1,
        slider: { label: "Hidden layers", min: 1, max: 5, link: { min: 1, max: 6 } },
      }),
      steps: whole(2000, "steps of Adam", {
        min: 1,
        slider: { label: "Training steps", min: 100, max: 20_000, log: true, link: { min: 1, max: 100_000 } },
      }),
      batch: whole(256, "noised points in a step", { min: 1 }),
      rate: number(1e-3, "learning rate", {
        above: 0,
        slider: { label: "Learning rate", min: 1e-5, max: 1e-2, log: true, link: { min: 1e-6, max: 1 } },
      }),
    },
  },
});

/** An ONNX file of the user's, in the lab only: `own-model.ts` opens it. */
export const OWN_MODEL = entry({
  name: "own",
  title: "your own (ONNX)",
  meaning: "A model of yours as an ONNX file with inputs x [batch, 2] and t.",
  settings: {},
});

/** The settings of the known models, each group under its model's name; models without settings have none. */
export type KnownModelRows = {
  readonly [Model in KnownScoreModel as keyof Model["settings"] extends never
    ? never
    : Model["name"]]: Model["settings"];
};

/** {@link KnownModelRows}. */
export const KNOWN_MODEL_ROWS = Object.assign({}, ...SCORE_MODELS.map(rowsOf)) as KnownModelRows;

/** The models of a scene's settings, in the order in which messages list them. */
export const SCENE_MODEL_ENTRIES = [...SCORE_MODELS.map(sceneEntry), RANDOM_FEATURES, NETWORK];

/** The name of one of {@link SCENE_MODEL_ENTRIES}. */
export type SceneModelKind = KnownScoreModel["name"] | typeof RANDOM_FEATURES.name | typeof NETWORK.name;

/**
 * The settings of a model as `--set` names them, in the order of its controls.
 * @example
 * modelSettingPaths(SCENE_MODEL_ENTRIES[1]); // → ["inflated.bandwidth"]
 */
export function modelSettingPaths({ settings }: SceneModelEntry): string[] {
  return describeSettings(settings).map(({ path }) => path);
}

/** The models that a scene can show. */
export const SCENE_MODELS: readonly SceneModelKind[] = SCENE_MODEL_ENTRIES.map(({ name }) => name);

function rowsOf({ name, settings }: KnownScoreModel): SettingRows {
  return Object.keys(settings).length === 0 ? {} : { [name]: settings };
}

function sceneEntry(model: KnownScoreModel): SceneModelEntry<KnownScoreModel["name"]> {
  const { name, title, meaning } = model;
  return { name, title, meaning, settings: rowsOf(model) };
}
