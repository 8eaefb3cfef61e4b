/** An autoencoder as arrays, from which its images can be decoded again. */
import type { Vae } from "../../networks/vae.ts";
import type { ResultArray } from "../result.ts";

/** Parameters (encoder, then decoder; layer by layer, weights output × input before biases), scale of the latents, sizes. */
export function autoencoderArrays({ parameters, scale, spec }: Vae): Record<string, ResultArray> {
  const sizes = (values: readonly number[]): ResultArray => ({
    data: Int32Array.from(values),
    shape: [values.length],
  });
  return {
    parameters: { data: Float64Array.from(parameters), shape: [parameters.length] },
    scale: { data: Float64Array.of(scale), shape: [1] },
    sizes: sizes([spec.pixels, spec.latent]),
    hidden: sizes(spec.hidden),
  };
}
