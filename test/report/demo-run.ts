/** A made-up run, as an experiment would give it back. */
import type { ExperimentResult, SummaryClasses } from "../../src/experiments/result.ts";
import { fractionEstimate } from "../../src/metrics/statistics.ts";
import type { RunRecord } from "../../src/report/run-directory.ts";
import { demoFigures } from "./demo-figures.ts";

function classes(memorised: number, between: number, total = 2000): SummaryClasses {
  return {
    memorised: fractionEstimate(memorised, total),
    inter_mode: fractionEstimate(between, total),
    off_ridge: fractionEstimate(total - memorised - between, total),
  };
}

function demoResult(): ExperimentResult {
  const verdict = (value: number, p: number, holds: boolean, meaning: string) => ({
    value,
    p,
    holds,
    meaning,
  });
  return {
    summary: {
      experiment: "mnist-latent",
      title: "Where a latent diffusion model of the digit 1 sends its samples",
      verdict:
        "After 20,000 steps 61.9 % of the samples lie on the ridge between training digits, 0.6 % are copies of one, and 37.5 % are off the ridge. With 200 training images the same network memorises 71 %.",
      ridge: {
        dim: 8,
        time: 0.227,
        space: "vae:32 latents",
        threshold: 0.4812,
        threshold_source: "95 % quantile of |δ| of 2000 held-out digits",
        latent_scale: 1.0374,
      },
      classes: classes(12, 1238),
      falsification: {
        F1: verdict(
          0.962,
          1e-12,
          true,
          "fraction of samples that are inside the tube before half of their tangent motion is done",
        ),
        F2: verdict(
          0.86,
          0.001,
          true,
          "rank correlation of predicted with measured final ridge distance across samples",
        ),
        F3: verdict(
          0.81,
          0.02,
          false,
          "rank correlation of predicted with measured RMS ridge distance across checkpoints",
        ),
        F4: verdict(0.998, NaN, true, "memorised fraction when the score is exact"),
        F5: verdict(
          41.2,
          NaN,
          true,
          "smaller of: distance change by normal over by tangent error, shift along the ridge by tangent over normal",
        ),
      },
      figures: { rms_distance: 0.412, median_nearest_distance: 0.96, slide_length: 2.31, samples: 2000 },
      entries: [
        {
          name: "exact score",
          classes: classes(1996, 4),
          figures: { rms_distance: 0.021, slide_exponent: 11.2 },
        },
        {
          name: "200 images, 20,000 steps",
          classes: classes(1420, 420),
          figures: { rms_distance: 0.17, slide_exponent: 3.4 },
        },
        {
          name: "6,742 images, 20,000 steps",
          classes: classes(12, 1238),
          figures: { rms_distance: 0.412, slide_exponent: -0.3 },
        },
        { name: "Gaussian fit", classes: classes(0, 0) },
      ],
      notes: [
        "The ridge is in latent coordinates; distances are in latent units after scaling.",
        "Posterior covariances use the nearest 2,048 training points; the largest weight left out is 3×10⁻¹⁷.",
        "Bandwidth ± 20 %: ridge location moves by 5.1 % (Hausdorff, relative to the data's spread), curvature by 7.7 %.",
      ],
    },
    metrics: [
      { name: "loss", value: 0.31, step: 1000 },
      { name: "normal_error", value: 0.02, time: 0.1, tau: Infinity, entry: "exact score" },
      { name: "undefined", value: NaN },
    ],
    arrays: {
      samples: {
        x: { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] },
        nearest: { data: Int32Array.of(0, 1), shape: [2] },
      },
    },
    figures: demoFigures(),
  };
}

export function demoRecord(): RunRecord {
  return {
    config: {
      preset: "mnist-latent",
      seed: 0,
      data: { name: "mnist:train/1", count: null },
      model: { hidden: [512, 512], steps: 20000, weight: "h2" },
      ridge: { dim: 8, analysis_time: "auto" },
      sampler: { steps: 1000, stochasticity: 1, count: 2000 },
    },
    environment: {
      ridgescope: "0.1.0",
      node: "20.20.2",
      platform: "linux",
      arch: "x64",
      threads: 2,
      backend: "wasm",
      reason: "WebAssembly SIMD on 2 thread(s); matrix products: ONNX Runtime 1.30",
    },
    result: demoResult(),
  };
}
