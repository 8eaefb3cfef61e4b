/** What each metric is called and how to read it, in a line. docs/metrics.md has the whole. */

/** One metric in words. */
export interface MetricDescription {
  readonly title: string;
  /** One clause: what it is and which way to read it. */
  readonly meaning: string;
  /** Its values are shares, 0 … 1. */
  readonly share?: boolean;
}

/** By name, in the order in which they are shown. */
export const METRIC_DESCRIPTIONS: Readonly<Record<string, MetricDescription>> = {
  memorised_fraction: {
    title: "memorised",
    meaning: "less than a third as far from the nearest training point as from the next",
    share: true,
  },
  nearest_ratio: { title: "nearest ratio", meaning: "mean of that ratio of distances; near 0: copies" },
  calibrated_distance: {
    title: "calibrated distance",
    meaning: "nearest distance over half the mean of the 50 nearest; near 0: copies",
  },
  authentic_fraction: {
    title: "authentic",
    meaning: "farther from the nearest training point than that one is from the next",
    share: true,
  },
  data_copying: {
    title: "data copying C_T",
    meaning: "nearer to training points than held-out ones (below −3) or farther (above 3)",
  },
  precision: { title: "precision", meaning: "samples within reach of training points", share: true },
  recall: { title: "recall", meaning: "training points within reach of samples", share: true },
  density: {
    title: "density",
    meaning: "as precision, by how many training points; real points give about 1",
  },
  coverage: {
    title: "coverage",
    meaning: "training points with a sample in their neighbourhood",
    share: true,
  },
  local_dimension: { title: "local dimension", meaning: "of the smoothed data at the samples (FLIPD), mean" },
  max_responsibility: {
    title: "largest responsibility",
    meaning: "posterior weight of one training point, mean; 1: one has it all",
  },
  effective_size: {
    title: "N_eff",
    meaning: "training points that share the posterior weight (entropy), mean",
  },
  inverse_square_size: { title: "1 / Σw²", meaning: "the same by squares of the weights" },
  trajectory_variance: {
    title: "trajectory variance",
    meaning: "of the predicted clean sample over the last steps; large: hallucination",
  },
  frechet: { title: "Fréchet distance", meaning: "between Gaussian fits; 0: same mean and covariance" },
  kid: { title: "kernel distance (KID)", meaning: "unbiased, cubic kernel; 0: same distribution" },
  energy_distance: { title: "energy distance", meaning: "unbiased; 0: same distribution" },
  sliced_wasserstein: { title: "sliced W₂", meaning: "transport distance over 128 directions, data units" },
  vendi: { title: "Vendi score", meaning: "how many different samples there effectively are, by cosine" },
};
