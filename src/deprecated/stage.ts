/** @deprecated since 0.2.0: import from `ridgescope/scene`. */
export * from "../scene/index.ts";
export {
  /** @deprecated since 0.2.0: use `SCENE_MODELS` of `ridgescope/scene`. */
  SCENE_MODELS as STAGE_MODELS,
  /** @deprecated since 0.2.0: use `SceneConfig` of `ridgescope/scene`. */
  type SceneConfig as StageConfig,
  /** @deprecated since 0.2.0: use `SceneModelKind` of `ridgescope/scene`. */
  type SceneModelKind as StageModelKind,
  /** @deprecated since 0.2.0: use `sceneDefaults` of `ridgescope/scene`. */
  sceneDefaults as stageDefaults,
} from "../scene/index.ts";
