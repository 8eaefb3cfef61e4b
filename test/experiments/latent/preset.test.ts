import { expect, test } from "vitest";
import { present } from "../../../src/arrays/present.ts";
import { findPreset } from "../../../src/experiments/presets.ts";

const NAMES = ["mnist-latent", "fashion-latent"];

test.each(NAMES)("every scale of %s passes its own check and says which it is", (name) => {
  const { variants, check } = present(findPreset(name));
  const scales = present(variants)["scale"];
  expect(Object.keys(scales)).toEqual(["paper", "quick", "long"]);
  for (const [scale, config] of Object.entries(scales)) {
    expect(config).toMatchObject({ experiment: name, scale });
    expect(check(config, name)).toEqual(config);
  }
});

test("at paper scale training is as in the reference experiments: 150 epochs of 7 batches, noise, times uniform", () => {
  const [mnist, fashion] = NAMES.map((name) => present(findPreset(name)).config);
  expect(mnist).toMatchObject({
    data: { set: "mnist", digit: 1, count: "all", latent: "vae:32" },
    network: { hidden: [512, 512], activation: "relu", prediction: "noise" },
    training: { steps: 150 * 7, batch: 1024, rate: 1e-4, ema: "none", time_sampling: "uniform" },
  });
  expect(fashion).toEqual({
    ...mnist,
    experiment: "fashion-latent",
    data: { set: "fashion", digit: 1, count: "all", latent: "vae:32" },
  });
});
