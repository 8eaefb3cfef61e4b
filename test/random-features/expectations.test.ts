import { describe, expect, it } from "vitest";
import { bivariateNormal, type Correlation } from "../../src/kernels/special/bivariate-normal.ts";
import { gaussLegendre } from "../../src/kernels/special/gauss-legendre.ts";
import { complementaryError, normalDensity, normalDistribution } from "../../src/kernels/special/normal.ts";
import { reluMean, reluProduct } from "../../src/kernels/special/relu-moments.ts";

const { nodes, weights } = gaussLegendre(60);

function of(rho: number): Correlation {
  return { rho, complement: (1 - rho) * (1 + rho) };
}

/** ∫ f over [-10, 10] with panels cut at `breaks`, where f may have kinks or layers of width `layer`. */
function integrate(f: (x: number) => number, breaks: readonly number[], layer: number): number {
  const cuts = Array.from({ length: 21 }, (_, i) => i - 10);
  for (const at of breaks) for (const j of [-16, -6, -2, -1, 0, 1, 2, 6, 16]) cuts.push(at + j * layer);
  const edges = [...new Set(cuts.map((x) => Math.max(-10, Math.min(10, x))))].sort((a, b) => a - b);
  let total = 0;
  for (let i = 0; i + 1 < edges.length; i++) {
    const [middle, half] = [(edges[i + 1] + edges[i]) / 2, (edges[i + 1] - edges[i]) / 2];
    nodes.forEach((x, q) => {
      total += half * weights[q] * f(middle + half * x);
    });
  }
  return total;
}

const CORRELATIONS = [0, 0.2, -0.5, 0.8, -0.9, 0.93, -0.96, 0.999, -0.99999];
const PLACES = [-5, -2.2, -0.4, 0, 0.3, 1.7, 6];

describe("the normal distribution function", () => {
  it("has known values, symmetry and relative accuracy in the tail", () => {
    expect(normalDistribution(0)).toBe(0.5);
    expect(normalDistribution(1)).toBeCloseTo(0.8413447460685429, 15);
    expect(complementaryError(0.5)).toBeCloseTo(0.4795001221869535, 15);
    expect(normalDistribution(-10) / 7.61985302416052e-24).toBeCloseTo(1, 12);
    expect(normalDistribution(-37) / 5.725571222524577e-300).toBeCloseTo(1, 12);
    for (let x = -8; x < 8; x += 0.37) {
      expect(normalDistribution(x) + normalDistribution(-x)).toBeCloseTo(1, 15);
      const slope = (normalDistribution(x + 1e-5) - normalDistribution(x - 1e-5)) / 2e-5;
      expect(slope).toBeCloseTo(normalDensity(x), 9);
    }
  });
});

describe("the bivariate normal distribution function", () => {
  it("agrees with quadrature to 1e-14", () => {
    let worst = 0;
    for (const rho of CORRELATIONS) {
      const root = Math.sqrt((1 - rho) * (1 + rho));
      for (const x of PLACES) {
        for (const y of PLACES) {
          const f = (u: number) => (u < x ? normalDensity(u) * normalDistribution((y - rho * u) / root) : 0);
          const breaks = rho === 0 ? [x] : [x, y / rho];
          worst = Math.max(worst, Math.abs(integrate(f, breaks, root) - bivariateNormal(x, y, of(rho))));
        }
      }
    }
    expect(worst).toBeLessThan(1e-14);
  });

  it("reaches its limits", () => {
    expect(bivariateNormal(0.4, 1.2, of(1))).toBeCloseTo(normalDistribution(0.4), 15);
    expect(bivariateNormal(0.4, -0.1, of(-1))).toBeCloseTo(
      normalDistribution(0.4) + normalDistribution(-0.1) - 1,
      15,
    );
    expect(bivariateNormal(-0.4, 0.1, of(-1))).toBe(0);
    expect(bivariateNormal(0, 0, of(0.5))).toBeCloseTo(0.25 + Math.asin(0.5) / (2 * Math.PI), 15);
    expect(bivariateNormal(Infinity, 0.3, of(0.5))).toBeCloseTo(normalDistribution(0.3), 15);
    expect(bivariateNormal(-Infinity, 0.3, of(0.5))).toBe(0);
    expect(bivariateNormal(-60, 2, of(0.99))).toBe(0);
    expect(bivariateNormal(60, 60, of(-0.99))).toBe(1);
  });
});

describe("ReLU expectations", () => {
  it("agree with quadrature", () => {
    let worst = 0;
    for (const rho of CORRELATIONS) {
      const root = Math.sqrt((1 - rho) * (1 + rho));
      for (const alpha of PLACES) {
        for (const beta of PLACES) {
          const f = (z: number) => {
            const mean = rho * z + beta;
            const u = mean / root;
            const inner = mean * normalDistribution(u) + root * normalDensity(u);
            return Math.max(0, z + alpha) * normalDensity(z) * inner;
          };
          const breaks = rho === 0 ? [-alpha] : [-alpha, -beta / rho];
          const exact = integrate(f, breaks, root);
          const error = Math.abs(reluProduct(alpha, beta, of(rho)) - exact);
          worst = Math.max(worst, error / Math.max(1, exact));
        }
      }
    }
    expect(worst).toBeLessThan(2e-14);
  });

  it("have the right diagonal, product and far limits", () => {
    for (const alpha of PLACES) {
      const square = (alpha * alpha + 1) * normalDistribution(alpha) + alpha * normalDensity(alpha);
      expect(reluProduct(alpha, alpha, { rho: 1, complement: 0 })).toBeCloseTo(square, 13);
      expect(reluProduct(alpha, -0.7, of(0))).toBeCloseTo(reluMean(alpha) * reluMean(-0.7), 13);
    }
    expect(reluProduct(0, 0, of(0.3))).toBeCloseTo(
      (Math.sqrt(0.91) + 0.3 * (Math.PI - Math.acos(0.3))) / (2 * Math.PI),
      15,
    );
    expect(reluProduct(300, 200, of(0.4))).toBe(60000.4);
    expect(reluProduct(-60, 200, of(0.4))).toBe(0);
    expect(reluProduct(1, 0.5, { rho: -1, complement: 0 })).toBeCloseTo(
      integrate((z) => Math.max(0, z + 1) * Math.max(0, 0.5 - z) * normalDensity(z), [-1, 0.5], 0.1),
      13,
    );
  });

  it("agree with the Mehler series", () => {
    const [alpha, beta, rho] = [0.6, -0.9, 0.7];
    const coefficients = (x: number) => {
      const out = [x * normalDistribution(x) + normalDensity(x), normalDistribution(x)];
      let [previous, current] = [0, normalDensity(x)];
      for (let k = 2; k < 80; k++) {
        out.push(current / Math.sqrt(k * (k - 1)));
        const m = k - 2;
        [previous, current] = [current, (-x * current - Math.sqrt(m) * previous) / Math.sqrt(m + 1)];
      }
      return out;
    };
    const [left, right] = [coefficients(alpha), coefficients(beta)];
    const series = left.reduce((sum, c, k) => sum + rho ** k * c * right[k], 0);
    expect(series).toBeCloseTo(reluProduct(alpha, beta, of(rho)), 13);
  });
});
