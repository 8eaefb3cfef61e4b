import { type SceneConfig, sceneDefaults } from "ridgescope/scene";
import { describe, expect, test } from "vitest";
import { featureKey, networkKey, pathKey } from "../../src/compute/keys.ts";

const start = sceneDefaults();
/** Changes of the settings, one knob each. */
const CHANGES: Readonly<Record<string, Partial<SceneConfig>>> = {
  seed: { seed: 9 },
  data: { data: { set: "two-modes", points: [] } },
  time: { time: { ...start.time, horizon: 3 } },
  sampling: { sampling: { ...start.sampling, count: 17 } },
  dim: { ridge: { ...start.ridge, dim: 0 } },
  tau: { tau: 12345 },
  p: { features: { ...start.features, p: 33 } },
  weight: { loss: { ...start.loss, weight: "h2" } },
  bandwidth: { inflated: { bandwidth: 0.777 } },
  neighbours: { neighbours: { count: 7 } },
  normal: { perturbed: { normal: 0.55, tangent: 0 } },
  rate: { network: { ...start.network, rate: 0.5 } },
  steps: { network: { ...start.network, steps: 7 } },
};

function changing(key: (config: SceneConfig) => string, config: SceneConfig): string[] {
  return Object.keys(CHANGES).filter((name) => key({ ...config, ...CHANGES[name] }) !== key(config));
}

describe("what has to be made anew", () => {
  test.each([
    ["exact", []],
    ["inflated", ["bandwidth"]],
    ["neighbours", ["neighbours"]],
    ["perturbed", ["normal"]],
    ["random-features", ["tau", "p", "weight"]],
    ["network", ["rate", "steps"]],
  ] as const)("are the paths of the model %s where a setting changes on which they depend", (model, own) => {
    const shared = ["seed", "data", "time", "sampling", "dim"];
    expect(changing(pathKey, { ...start, model })).toEqual([...shared, ...own]);
  });

  test("is the solution of random features for all but what comes after it", () => {
    expect(changing(featureKey, start)).toEqual(["seed", "data", "time", "p", "weight"]);
  });

  test("is a network for all but the number of its steps", () => {
    expect(changing(networkKey, start)).toEqual(["seed", "data", "time", "rate"]);
  });
});
