/** What latents are decoded by: an autoencoder and how it trained, or principal components. */
import type { Pca } from "../../data/pca.ts";
import type { LinesFigure } from "../../figure/figure.ts";
import type { Vae } from "../../networks/vae.ts";
import { column, matrix, type ResultArray } from "../result.ts";
import { type Section, section } from "../section.ts";

/** The loss of an autoencoder over its training, and what decodes its latents. */
export function autoencoderSection(vae: Vae): Section {
  return section("Autoencoder", {
    figures: [lossFigure(vae)],
    arrays: { autoencoder: autoencoderArrays(vae) },
  });
}

function lossFigure({ history }: Vae): LinesFigure {
  const x = Float64Array.from(history, ({ epoch }) => epoch);
  const trained = Float64Array.from(history, ({ train }) => train);
  const keptOut = Float64Array.from(history, ({ validation }) => validation);
  return {
    kind: "lines",
    id: "autoencoder-loss",
    title: "Loss of the autoencoder",
    caption: "Cross-entropy plus divergence, in nats an image, on images trained on and on images kept out.",
    panels: [
      {
        x: { label: "epoch" },
        y: { label: "nats an image" },
        series: [
          { name: "trained on", x, y: trained },
          { name: "kept out", x, y: keptOut, dashed: true },
        ],
      },
    ],
  };
}

/** Parameters (encoder, then decoder; layer by layer, weights output × input before biases), scale of the latents, sizes. */
export function autoencoderArrays({ parameters, scale, spec }: Vae): Record<string, ResultArray> {
  return {
    parameters: column(Float64Array.from(parameters)),
    scale: column(Float64Array.of(scale)),
    sizes: column(Int32Array.of(spec.pixels, spec.latent)),
    hidden: column(Int32Array.from(spec.hidden)),
  };
}

/** Mean (d), components (k × d), variances along them (k, data units), and the number that latents are multiplied by. */
export function pcaArrays(pca: Pca): Record<string, ResultArray> {
  return {
    mean: column(pca.mean),
    components: matrix(pca.components, pca.d),
    explained_variance: column(pca.explainedVariance),
    scale: column(Float64Array.of(pca.scale)),
  };
}
