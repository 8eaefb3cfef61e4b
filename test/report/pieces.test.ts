import { describe, expect, it } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { describeEnvironment } from "../../src/report/environment.ts";
import { label } from "../../src/report/svg.ts";
import { svgToPng } from "../../src/report/svg-to-png.ts";
import { textWidth, wrapText } from "../../src/report/text.ts";
import { groupColours } from "../../src/report/theme.ts";
import { makeTicks, padDomain, robustExtent } from "../../src/report/ticks.ts";

describe("ticks", () => {
  const texts = (...args: Parameters<typeof makeTicks>) =>
    makeTicks(...args).flatMap(({ text }) => (text ? [text] : []));

  it("have round steps on a linear axis", () => {
    expect(texts("linear", [-1.1, 1.1], 5)).toEqual(["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
    expect(texts("linear", [0, 1000], 5)).toEqual(["0", "200", "400", "600", "800", "1,000"]);
  });

  it("are powers of ten on a log axis, thinned where there are many", () => {
    expect(texts("log", [1e-3, 10], 6)).toEqual(["10⁻³", "10⁻²", "10⁻¹", "1", "10"]);
    expect(texts("log", [1e-12, 1], 5)).toEqual(["10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "1"]);
  });

  it("have numbers also where a log axis spans less than two powers", () => {
    expect(texts("log", [0.4, 6], 6)).toEqual(["0.5", "1", "2", "5"]);
    expect(texts("log", [2.1, 2.4], 4).length).toBeGreaterThan(1);
  });

  it("differ even where the domain is narrow and far from zero", () => {
    const narrow = texts("linear", [3e-7, 3.00001e-7], 5);
    expect(new Set(narrow).size).toBe(narrow.length);
  });

  it("come from domains that are never empty", () => {
    expect(padDomain([2, 2], "linear")).toEqual([1, 3]);
    expect(padDomain([0, 0], "linear")).toEqual([-1, 1]);
    const [low, high] = padDomain([5, 5], "log");
    expect(low).toBeLessThan(5);
    expect(high).toBeGreaterThan(5);
  });

  it("ignore a far outlier among many values, but not one of a few", () => {
    const many = Float64Array.from({ length: 1000 }, (_, i) => (i === 0 ? 1e9 : i / 1000));
    expect(present(robustExtent(many))[1]).toBeLessThan(1);
    expect(robustExtent(Float64Array.of(0, 1, 1e9))).toEqual([0, 1e9]);
    expect(robustExtent(Float64Array.of(NaN))).toBeUndefined();
  });
});

describe("text", () => {
  it("has subscripts in formulas and none in names", () => {
    expect(label("|P_N s*| at t_a, λ_{k+1}", {})).toMatch(
      /P<tspan[^>]*>N<.*t<tspan[^>]*>a<.*λ<tspan[^>]*>k\+1</,
    );
    expect(label("my_model inter_mode a_long_name x_abcd", {})).not.toContain("tspan");
  });

  it("breaks into lines of a width and says where it was cut", () => {
    const lines = wrapText("one two three four five six seven eight nine ten", 100, {
      size: 12,
      maxLines: 2,
    });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/…$/);
    for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(100);
  });
});

describe("colours", () => {
  it("are those of the classes wherever a class is meant, and no other group has them", () => {
    const colours = groupColours(["other", "inter_mode", "memorised"]);
    expect([...colours.values()].slice(1)).toEqual(["#0072b2", "#d55e00"]);
    expect(new Set(colours.values()).size).toBe(3);
  });
});

describe("PNG", () => {
  const size = (png: Uint8Array) => {
    const view = new DataView(png.buffer, png.byteOffset);
    return [view.getUint32(16), view.getUint32(20)];
  };

  it("of a drawing is twice its size and shows text without any font of the system", () => {
    const svg = (text: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" font-family="Inter, sans-serif" font-size="20"><text x="5" y="25">${text}</text></svg>`;
    const [empty, letters, symbols] = ["", "τ = 10⁻³", "∇⊥∈"].map((text) => svgToPng(svg(text)));
    expect(size(letters)).toEqual([400, 80]);
    expect(letters.length).toBeGreaterThan(empty.length + 500);
    expect(symbols.length).toBeGreaterThan(empty.length + 300);
    expect(svgToPng(svg("τ = 10⁻³")).equals(letters)).toBe(true);
  });
});

describe("environment", () => {
  it("has versions and the backend, and nothing that tells machines apart", () => {
    const environment = describeEnvironment({ backend: "wasm", threads: 2, reason: "because" }, "1.2.3");
    expect(environment).toEqual({
      ridgescope: "1.2.3",
      node: process.versions.node,
      platform: process.platform,
      arch: process.arch,
      threads: 2,
      backend: "wasm",
      reason: "because",
    });
  });
});
