/**
 * The bivariate normal distribution function Φ₂, after A. Genz, "Numerical computation of rectangular
 * bivariate and trivariate normal and t probabilities" (2004): Gauss–Legendre in the correlation, with the
 * singular part near |ρ| = 1 taken out. Absolute accuracy about 1e-15.
 */
import { gaussLegendre } from "./gauss-legendre.ts";
import { normalDistribution } from "./normal.ts";

const [LOW, MEDIUM, HIGH] = [gaussLegendre(6), gaussLegendre(12), gaussLegendre(20)] as const;
const TWO_PI = 2 * Math.PI;
/** Exponents below this add nothing. */
const NOTHING = -100;

/** The correlation ρ of two standard normals, and 1 - ρ², which some callers know better than ρ gives it. */
export interface Correlation {
  readonly rho: number;
  readonly complement: number;
}

/** Φ₂(x, y; ρ) = P(X < x, Y < y) for standard normals of the given correlation. */
export function bivariateNormal(x: number, y: number, correlation: Correlation): number {
  const { rho } = correlation;
  if (x === -Infinity || y === -Infinity) return 0;
  if (x === Infinity) return normalDistribution(y);
  if (y === Infinity) return normalDistribution(x);
  const value = Math.abs(rho) < 0.925 ? overCorrelation(x, y, rho) : nearSingular(-x, -y, correlation);
  return Math.max(0, Math.min(1, value));
}

function overCorrelation(x: number, y: number, rho: number): number {
  const { nodes, weights } = Math.abs(rho) < 0.3 ? LOW : Math.abs(rho) < 0.75 ? MEDIUM : HIGH;
  const half = Math.asin(rho) / 2;
  const squares = (x * x + y * y) / 2;
  let total = 0;
  for (let i = 0; i < nodes.length; i++) {
    const sine = Math.sin(half * (1 + nodes[i]));
    total += weights[i] * Math.exp((sine * x * y - squares) / (1 - sine * sine));
  }
  return (total * half) / TWO_PI + normalDistribution(x) * normalDistribution(y);
}

/** P(X > h, Y > k) for |ρ| ≥ 0.925. */
function nearSingular(h: number, k0: number, { rho, complement }: Correlation): number {
  const positive = rho > 0;
  const k = positive ? k0 : -k0;
  const rest = complement > 0 ? singularPart(h, k, complement) : 0;
  if (positive) return rest + normalDistribution(-Math.max(h, k));
  if (h >= k) return -rest;
  const limit =
    h < 0 ? normalDistribution(k) - normalDistribution(h) : normalDistribution(-h) - normalDistribution(-k);
  return limit - rest;
}

function singularPart(h: number, k: number, complement: number): number {
  const root = Math.sqrt(complement);
  const product = h * k;
  const gap = (h - k) ** 2;
  const c = (4 - product) / 8;
  const d = (12 - product) / 80;
  return (
    (quadraturePart({ product, gap, c, d }, root / 2) - closedPart({ product, gap, c, d }, root)) / TWO_PI
  );
}

interface Shape {
  product: number;
  gap: number;
  c: number;
  d: number;
}

/** The leading terms near |ρ| = 1, integrated in closed form. */
function closedPart({ product, gap, c, d }: Shape, root: number): number {
  const complement = root * root;
  const exponent = -(gap / complement + product) / 2;
  let value = 0;
  if (exponent > NOTHING) {
    const series = 1 - (c * (gap - complement) * (1 - d * gap)) / 3 + c * d * complement * complement;
    value = root * Math.exp(exponent) * series;
  }
  if (product <= NOTHING) return value;
  const distance = Math.sqrt(gap);
  const tail = Math.sqrt(TWO_PI) * normalDistribution(-distance / root);
  return value - Math.exp(-product / 2) * tail * distance * (1 - (c * gap * (1 - d * gap)) / 3);
}

/** What is left of the integrand, by Gauss–Legendre. */
function quadraturePart({ product, gap, c, d }: Shape, half: number): number {
  let total = 0;
  for (let i = 0; i < HIGH.nodes.length; i++) {
    const square = (half * (1 + HIGH.nodes[i])) ** 2;
    const exponent = -(gap / square + product) / 2;
    if (!(exponent > NOTHING)) continue;
    const series = 1 + c * square * (1 + 5 * d * square);
    const root = Math.sqrt(1 - square);
    const exact = Math.exp((-(product / 2) * square) / (1 + root) ** 2) / root;
    total += half * HIGH.weights[i] * Math.exp(exponent) * (series - exact);
  }
  return total;
}
