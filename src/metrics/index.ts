/** Statistics with their uncertainty. Safe in browsers. */
export {
  bootstrapEstimate,
  correlation,
  type Estimate,
  fractionEstimate,
  mean,
  quantile,
  rankCorrelation,
  ranks,
  rootMeanSquare,
} from "./statistics.ts";
