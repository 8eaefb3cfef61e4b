// Until all experiments are converted.
export { autoencoderArrays } from "./autoencoder.ts";
