/** What of the settings something depends on, as text: the same text, and what was made is still right. */
import { modelSettings, type SceneConfig } from "ridgescope/scene";

/** Of the solution of random features: all but τ. */
export function featureKey({ data, features, loss, time, seed }: SceneConfig): string {
  return JSON.stringify({ data, features, loss, time, seed });
}

/** Of a network in training: all but how long. */
export function networkKey({ data, network, time, seed }: SceneConfig): string {
  return JSON.stringify([data, { ...network, steps: 0 }, time, seed]);
}

/** Of paths: what all models share, and what the chosen one has of its own. */
export function pathKey(config: SceneConfig): string {
  const { data, model, seed, time, sampling, ridge } = config;
  return JSON.stringify([{ data, model, seed, time, sampling, ridge }, modelSettings(config)]);
}
