/** Exact Gaussian expectations of ReLU features. THEORY.md section 7, "Exact expectations". */
import { bivariateNormal, type Correlation } from "./bivariate-normal.ts";
import { normalDensity, normalDistribution } from "./normal.ts";

/** Beyond this a standard normal is certain to double precision. */
const CERTAIN = 9;

/** E (Z + α)₊ for a standard normal Z: αΦ(α) + ϕ(α). */
export function reluMean(alpha: number): number {
  return alpha * normalDistribution(alpha) + normalDensity(alpha);
}

/** E (Z₁ + α)₊ (Z₂ + β)₊ for standard normals Z₁, Z₂ of the given correlation. */
export function reluProduct(alpha: number, beta: number, correlation: Correlation): number {
  const { rho, complement } = correlation;
  if (alpha < -38 || beta < -38) return 0;
  if (alpha > CERTAIN && beta > CERTAIN) return alpha * beta + rho;
  const root = Math.sqrt(complement);
  const u = conditional(alpha - rho * beta, root);
  const v = conditional(beta - rho * alpha, root);
  const corner = bivariateNormal(alpha, beta, correlation);
  return (
    (alpha * beta + rho) * corner +
    beta * normalDensity(alpha) * normalDistribution(v) +
    alpha * normalDensity(beta) * normalDistribution(u) +
    (root / (2 * Math.PI)) * Math.exp(-(u * u + beta * beta) / 2)
  );
}

/** difference / root with 0 / 0 = 0: the limit that makes the formula right on the diagonal. */
function conditional(difference: number, root: number): number {
  return difference === 0 ? 0 : difference / root;
}
