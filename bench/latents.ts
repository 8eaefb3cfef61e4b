/** MNIST in its leading principal components, which benches of geometry run on. */
import { encode, fitPca } from "../src/data/pca.ts";
import { readMatrix } from "../src/data/read-matrix.ts";
import { createKernels } from "../src/kernels/create-kernels.ts";

/** The 60,000 training images in `dims` components. */
export async function latents(dims: number): Promise<{ data: Float64Array; n: number }> {
  const kernels = await createKernels();
  const { data, rows: n, columns: d } = await readMatrix("mnist:train");
  const pca = await fitPca(kernels, { data, n, d }, dims);
  const encoded = await encode(kernels, pca, data);
  kernels.close();
  return { data: encoded, n };
}
