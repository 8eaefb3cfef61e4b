import { describe, expect, it } from "vitest";
import { present } from "../../src/arrays/present.ts";
import type { Figure, LinesFigure, SceneFigure } from "../../src/figure/figure.ts";
import { drawFigure } from "../../src/report/draw-figure.ts";
import { CLASS_COLOUR } from "../../src/report/theme.ts";
import {
  demoClasses,
  demoFigures,
  demoGraph,
  demoHistogram,
  demoImages,
  demoLines,
  demoScatter,
  demoScene,
  demoTable,
  demoTree,
  grid,
} from "./demo-figures.ts";
import { count, expectSound, texts } from "./support.ts";

const HOSTILE = `"/><script>alert(1)</script><g a='&amp;\u0000\ud800`;

describe("every kind of figure", () => {
  it.each(demoFigures().map((figure) => [figure.kind, figure] as const))(
    "draws %s as sound SVG with its title, the same each time",
    (_, figure) => {
      const svg = drawFigure(figure);
      expectSound(svg);
      expect(texts(svg)).toContain(figure.title);
      expect(svg).toContain('role="img"');
      expect(svg).toContain(`<rect width="960"`);
      expect(drawFigure(figure)).toBe(svg);
    },
  );

  it.each(emptyFigures().map((figure) => [figure.kind, figure] as const))(
    "says that there is nothing to show where %s has no data",
    (_, figure) => {
      const svg = drawFigure(figure);
      expectSound(svg);
      expect(svg).toContain("nothing to show");
    },
  );

  it.each(hostileFigures().map((figure) => [figure.kind, figure] as const))(
    "escapes the texts of %s",
    (_, figure) => {
      const svg = drawFigure(figure);
      expectSound(svg);
      expect(svg).not.toContain("<script");
      expect(svg).toContain("&lt;script&gt;");
      expect(svg).not.toMatch(/\p{Surrogate}/u);
    },
  );

  it("refuses an id that is no file name", () => {
    expect(() => drawFigure({ ...demoLines(), id: "../up" })).toThrow(/^figure id: expected kebab-case, got/);
  });
});

function emptyFigures(): Figure[] {
  const none = new Float64Array(0);
  const nan = new Float64Array(4).fill(NaN);
  const axes = { x: { label: "x" }, y: { label: "y", scale: "log" } } as const;
  const base = { id: "empty", title: "Empty", caption: "" };
  return [
    { ...base, kind: "lines", panels: [{ ...axes, series: [{ name: "a", x: nan, y: nan }] }] },
    {
      ...base,
      kind: "scene",
      panels: [{ title: "", samples: nan, training: none, ridges: [] }],
      xLabel: "x",
      yLabel: "y",
    },
    {
      ...base,
      kind: "histogram",
      panels: [{ title: "", series: [{ name: "a", values: none }] }],
      x: { label: "x" },
    },
    { ...base, kind: "classes", rows: [] },
    {
      ...base,
      kind: "graph",
      panels: [{ title: "", modes: none, logDensity: none, edges: [] }],
      xLabel: "x",
      yLabel: "y",
    },
    { ...base, kind: "tree", times: none, parents: [], counts: new Int32Array(0) },
    { ...base, kind: "images", width: 2, height: 2, rows: [] },
    { ...base, kind: "scatter", panels: [{ ...axes, points: [{ name: "a", x: nan, y: nan }] }] },
    { ...base, kind: "table", columns: [{ title: "a" }], rows: [] },
  ];
}

/** All strings but ids, kinds and the like replaced. */
function hostileFigures(): Figure[] {
  const kept = new Set(["id", "kind", "scale", "axis", "classes", "sampleClass", "group"]);
  const spoil = (value: unknown, key = ""): unknown => {
    if (
      kept.has(key) ||
      (key === "name" && ["memorised", "inter-mode", "off-ridge"].includes(value as string))
    )
      return value;
    if (typeof value === "string") return HOSTILE;
    if (Array.isArray(value)) return value.map((inner) => spoil(inner, key));
    if (ArrayBuffer.isView(value) || typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, spoil(inner, name)]));
  };
  return demoFigures().map((figure) => spoil(figure) as Figure);
}

describe("lines", () => {
  const x = Float64Array.of(0.01, 0.1, 1, 10);
  const figure = (panel: Partial<LinesFigure["panels"][number]>): LinesFigure => ({
    kind: "lines",
    id: "l",
    title: "L",
    caption: "",
    panels: [
      {
        x: { label: "time t (OU)", scale: "log", reversed: true },
        y: { label: "distance, data units" },
        series: [{ name: "a", x, y: Float64Array.of(1, 2, 3, 4) }],
        ...panel,
      },
    ],
  });

  it("marks powers of ten on a log axis and runs it backwards where asked", () => {
    const svg = drawFigure(figure({}));
    expect(texts(svg)).toEqual(
      expect.arrayContaining(["10⁻²", "10⁻¹", "1", "10", "← time t (OU)", "distance, data units"]),
    );
    const at = (text: string) =>
      Number(present(new RegExp(`translate\\(([\\d.]+),[\\d.]+\\)"[^>]*>${text}<`).exec(svg))[1]);
    expect(at("10⁻²")).toBeGreaterThan(at("10⁻¹"));
    expect(at("1")).toBeGreaterThan(at("10"));
    expect(at("10⁻²") - at("10⁻¹")).toBeCloseTo(at("1") - at("10"), 1);
  });

  it("draws a band, a dashed line of the same colour and a legend", () => {
    const y = Float64Array.of(1, 2, 3, 4);
    const svg = drawFigure(
      figure({
        series: [
          { name: "measured", group: "g", x, y, low: y.map((v) => v - 1), high: y.map((v) => v + 1) },
          { name: "predicted", group: "g", x, y, dashed: true },
        ],
      }),
    );
    expect(texts(svg)).toEqual(expect.arrayContaining(["measured", "predicted"]));
    expect(count(svg, /fill-opacity="0.16"/g)).toBe(1);
    const strokes = [...svg.matchAll(/stroke="(#[0-9a-f]{6})" stroke-width="2"/g)].map((match) => match[1]);
    expect(count(svg, 'stroke-dasharray="5,4"')).toBe(2); // legend and curve
    expect(new Set(strokes).size).toBe(1);
  });

  it("has no legend for a single series", () => {
    expect(texts(drawFigure(figure({})))).not.toContain("a");
  });

  it("leaves out what a log axis cannot show and says how much", () => {
    const series = [{ name: "a", x, y: Float64Array.of(0, -1, 3, 4) }];
    const svg = drawFigure(figure({ y: { label: "y", scale: "log" }, series }));
    expectSound(svg);
    expect(texts(svg)).toContain("2 values not above 0 cannot be shown on a log axis and are left out.");
  });

  it("labels rules in the frame, apart from each other and from the data, and leaves out those out of sight", () => {
    const rules = [
      { value: 2, label: "low rule" },
      { value: 2.05, label: "next rule" },
      { value: 0.3, label: "t_a = 0.3", axis: "x" },
      { value: 1e12, label: "far away" },
    ] as const;
    const svg = drawFigure(figure({ rules }));
    expectSound(svg);
    expect(texts(svg)).toEqual(expect.arrayContaining(["low rule", "next rule", "ta = 0.3"]));
    expect(texts(svg)).not.toContain("far away");
    expect(count(svg, 'stroke-dasharray="2,3"')).toBe(3);
    const heights = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>(?:low|next) rule</g)];
    expect(new Set(heights.map((match) => `${match[1]} ${match[2]}`)).size).toBe(2);
  });

  it("puts the label of a rule where no other rule crosses it", () => {
    const rules = [
      { value: 0.2, label: "a rule with a long label", axis: "x" },
      { value: 0.12, label: "next", axis: "x" },
    ] as const;
    const svg = drawFigure(figure({ rules }));
    const [, end, anchor] = svg.match(/<text x="([\d.]+)"[^>]*text-anchor="(\w+)"[^>]*>a rule with/) ?? [];
    const lines = [...svg.matchAll(/<line x1="([\d.]+)" x2="\1"[^>]*stroke-dasharray="2,3"/g)].map((match) =>
      Number(match[1]),
    );
    // The axis runs backwards: the first rule is left of the second, and its label left of both.
    expect(lines[0]).toBeLessThan(lines[1]);
    expect(anchor).toBe("end");
    expect(Number(end)).toBeLessThan(lines[0]);
  });

  it("breaks a line where a value is missing and keeps far values within reach", () => {
    const svg = drawFigure(
      figure({
        y: { label: "y", domain: [0, 5] },
        series: [{ name: "a", x, y: Float64Array.of(1, NaN, 3, 1e30) }],
      }),
    );
    expectSound(svg);
    for (const [digits] of svg.matchAll(/\d{6,}/g)) expect(digits).toMatch(/^[0-9a-f]{6}$/);
  });

  it("takes many series as ordered, each in a colour of its own", () => {
    const series = Array.from({ length: 12 }, (_, i) => ({ name: `n${i}`, x, y: x.map((v) => v * i) }));
    const svg = drawFigure(figure({ series }));
    const keys = [...svg.matchAll(/<line x1="0" x2="24"[^>]*stroke="(#[0-9a-f]{6})"/g)].map(
      (match) => match[1],
    );
    expect(new Set(keys).size).toBe(12);
  });
});

describe("scene", () => {
  const scene = (samples: Float64Array, more: Partial<SceneFigure["panels"][number]> = {}): SceneFigure => ({
    ...demoScene(),
    panels: [
      {
        title: "p",
        samples,
        training: Float64Array.of(-3, 0, 3, 0),
        ridges: [Float64Array.of(-3, 0, 3, 0)],
        ...more,
      },
    ],
  });

  it("has equal units on both axes", () => {
    const svg = drawFigure(scene(Float64Array.of(0, 0, 1, 0, 0, 1)));
    const dots = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="3"\/>/g)].map((m) => [
      Number(m[1]),
      Number(m[2]),
    ]);
    expect(dots).toHaveLength(3);
    expect(dots[1][0] - dots[0][0]).toBeCloseTo(dots[0][1] - dots[2][1], 1);
  });

  it("draws the tube at its radius, the ridge and every training point", () => {
    const svg = drawFigure(scene(Float64Array.of(0, 0, 1, 0), { tubeRadius: 0.25 }));
    const [a, b] = [...svg.matchAll(/<circle cx="([\d.]+)"[^>]*r="3"/g)].map((match) => Number(match[1]));
    const width = Number(present(/stroke="#dfe8ee" stroke-width="([\d.]+)"/.exec(svg))[1]);
    expect(width).toBeCloseTo(0.5 * (b - a), 1);
    expect(count(svg, /stroke="#12181f"/g)).toBe(2 + 1); // and in the legend
    expect(texts(svg)).toEqual(expect.arrayContaining(["ridge", "tube", "training point", "sample"]));
  });

  it("colours samples by class and draws 5,000 at most, saying so", () => {
    const svg = drawFigure(demoScene());
    for (const name of ["memorised", "inter-mode", "off-ridge"] as const)
      expect(svg).toContain(`<g fill="${CLASS_COLOUR[name]}"`);
    expect(count(svg, /<circle cx="[\d.]+" cy="[\d.]+" r="1.8"\/>/g)).toBe(2000 + 5000);
    expect(texts(svg)).toContain("τ = 5000: showing 5,000 of 6,000 samples.");
  });

  it("is not shrunk by a few far samples, and counts them", () => {
    const samples = grid(2000, -3, 3).map((v, i) => (i % 2 ? 0 : v));
    samples[0] = 1e6;
    samples[5] = NaN;
    const svg = drawFigure(scene(samples));
    expectSound(svg);
    expect(texts(svg).join()).toContain("1 sample not finite; 1 far sample may lie outside of the view");
  });
});

describe("histogram", () => {
  it("has a panel a noise level, one legend, and the share in each bin", () => {
    const svg = drawFigure(demoHistogram());
    expect(count(svg, "<clipPath")).toBe(6);
    expect(texts(svg).filter((text) => text === "generated")).toHaveLength(1);
    const single = drawFigure({
      ...demoHistogram(),
      bins: 2,
      x: { label: "x", domain: [0, 2] },
      panels: [{ title: "", series: [{ name: "a", values: Float64Array.of(0, 0.5, 0.9, 2, 7, NaN) }] }],
    });
    const heights = [
      ...single.matchAll(/<rect height="([\d.]+)" width="[\d.]+" y="[\d.]+" x="[\d.]+"\/>/g),
    ].map((m) => Number(m[1]));
    expect(heights).toContainEqual(expect.closeTo(3 * Math.min(...heights), 0));
    expect(texts(single)).toContain("a: 1 not finite, 1 outside of the axis of 6 values.");
  });

  it("counts zeros on a log axis", () => {
    const svg = drawFigure({
      ...demoHistogram(),
      x: { label: "x", scale: "log" },
      panels: [{ title: "t = 1", series: [{ name: "a", values: Float64Array.of(0, 0, 1, 10, 100) }] }],
    });
    expectSound(svg);
    expect(texts(svg)).toContain("t = 1, a: 2 not above 0 (log axis) of 5 values.");
  });
});

describe("classes", () => {
  it("stacks the parts of each row and gives every interval in numbers", () => {
    const svg = drawFigure(demoClasses());
    expect(texts(svg)).toEqual(
      expect.arrayContaining(["exact score", "98.5 %", "(96.5–100.0)", "off-ridge"]),
    );
    expect(count(svg, / height="21.76"/g)).toBe(2 + 3 + 3 + 3 + 1);
    expect(count(svg, /v8m0,-4H/g)).toBe(2 * 2 * 5);
  });
});

describe("graph", () => {
  it("draws modes, saddles and edges", () => {
    const svg = drawFigure(demoGraph());
    expect(count(svg, /l7,7m0,-7l-7,7" stroke="#1d2733"/g)).toBe(8 + 1);
    expect(count(svg, /<circle[^>]*stroke="#fff"/g)).toBe(8);
    expect(count(svg, /stroke-linejoin="round" stroke-linecap="round"/g)).toBe(8);
    expect(texts(svg)).toEqual(expect.arrayContaining(["0.8", "52", "t = 0.01: 5 modes, 6 edges."]));
  });
});

describe("tree", () => {
  it("has a leaf for each mode and no crossing branches", () => {
    const svg = drawFigure(demoTree());
    expect(count(svg, /<circle cx="[\d.]+" cy="[\d.]+" r="3.5"/g)).toBe(13);
    expect(texts(svg)).toContain("number of modes");
    expect(texts(svg).at(-1)).toMatch(/^13 modes at the smallest time, 1 at the largest/);
  });
});

describe("images", () => {
  it("embeds every image, pairs them and names what is missing", () => {
    const figure = demoImages();
    const svg = drawFigure({ ...figure, rows: [...figure.rows, { title: "none of these", items: [] }] });
    expect(count(svg, 'href="data:image/png;base64,')).toBe(2 * 6 + 2 * 8 + 12);
    expect(texts(svg)).toEqual(
      expect.arrayContaining(["distance 0.02", "nearest 0.90", "No images: none of these."]),
    );
    expect(count(svg, "image-rendering:pixelated")).toBe(40);
  });
});

describe("scatter", () => {
  it("draws the points of each cloud in the colour of its class", () => {
    const svg = drawFigure(demoScatter());
    expect(count(svg, /<circle cx="[\d.]+" cy="[\d.]+" r="2"\/>/g)).toBe(3000);
    expect(count(svg, `<g fill="${CLASS_COLOUR.memorised}"`)).toBe(2);
    expect(texts(svg)).toContain("threshold q = 0.3");
  });
});

describe("tables", () => {
  it("show every cell, break long text where a column is wide, and mark classes", () => {
    const svg = drawFigure(demoTable());
    const shown = texts(svg);
    expect(shown).toEqual(expect.arrayContaining(["metric", "early stop", "1.2 %", "0.4–2.4 %", "a card"]));
    expect(shown.filter((text) => text.startsWith("less than a third")).length).toBe(1);
    expect(shown.join(" ")).toContain("copies of duplicated points");
    expect(svg).toContain(CLASS_COLOUR["off-ridge"]);
  });

  it("cut what a table with many columns has no room for", () => {
    const columns = Array.from({ length: 14 }, (_, i) => ({ title: `a very long title of column ${i}` }));
    const cells = columns.map(() => ({ text: "words ".repeat(20).trim() }));
    const svg = drawFigure({ ...demoTable(), columns, rows: [{ cells }] });
    expectSound(svg);
    expect(texts(svg).filter((text) => text.endsWith("…")).length).toBeGreaterThan(14);
  });
});
