/** Made-up but plausible figures of every kind, for tests and for looking at. */
import type {
  ClassesFigure,
  Figure,
  FigureKind,
  FigureOf,
  GraphFigure,
  HistogramFigure,
  ImagesFigure,
  LinesFigure,
  SampleClass,
  ScatterFigure,
  SceneFigure,
  TableFigure,
  TreeFigure,
} from "../../src/figure/figure.ts";
import { createRng } from "../../src/random/rng.ts";

const rng = createRng(7);

function normals(name: string, count: number): Float64Array {
  return rng.split(name).normals(count);
}

export function grid(count: number, low: number, high: number, log = false): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    const share = i / Math.max(count - 1, 1);
    return log ? low * (high / low) ** share : low + (high - low) * share;
  });
}

export function demoLines(): LinesFigure {
  const t = grid(60, 1e-3, 10, true);
  const wobble = normals("lines", 60);
  const measured = t.map((time, i) => (0.6 * Math.sqrt(time) + 2e-3) * Math.exp(0.1 * wobble[i]));
  const epsilon = grid(12, 10, 4000, true);
  return {
    kind: "lines",
    id: "align",
    title: "After they reach the tube, samples align with the ridge as predicted",
    caption:
      "Distance to the ridge, measured (solid, with its interval) and predicted (dashed), for two training times.",
    panels: [
      {
        title: "distance to the ridge",
        x: { label: "time t (OU)", scale: "log", reversed: true },
        y: { label: "RMS distance |δ|, data units", scale: "log" },
        series: [
          {
            name: "τ = 300, measured",
            group: "300",
            x: t,
            y: measured,
            low: measured.map((v) => v * 0.8),
            high: measured.map((v) => v * 1.25),
          },
          {
            name: "τ = 300, predicted",
            group: "300",
            x: t,
            y: t.map((v) => 0.6 * Math.sqrt(v) + 2e-3),
            dashed: true,
          },
          { name: "τ = ∞, measured", group: "inf", x: t, y: measured.map((v, i) => (i < 4 ? 0 : 0.3 * v)) },
          {
            name: "τ = ∞, predicted",
            group: "inf",
            x: t,
            y: t.map((v) => 0.18 * Math.sqrt(v)),
            dashed: true,
          },
        ],
        rules: [
          { value: 0.48, label: "threshold q = 0.48" },
          { value: 0.227, label: "t_a = 0.227", axis: "x" },
        ],
      },
      {
        title: "share inside of the tube",
        x: { label: "time t (OU)", scale: "log", reversed: true },
        y: { label: "share of samples", domain: [0, 1.02] },
        series: [
          { name: "τ = 300, measured", group: "300", x: t, y: t.map((v) => 1 / (1 + (v / 0.5) ** 2)) },
          { name: "τ = ∞, measured", group: "inf", x: t, y: t.map((v) => 1 / (1 + (v / 0.8) ** 3)) },
        ],
        rules: [{ value: 0.227, label: "t_a = 0.227", axis: "x" }],
      },
      {
        title: "error by direction",
        x: { label: "training time τ", scale: "log" },
        y: { label: "E|P ε|², posterior-mean units", scale: "log" },
        series: [
          { name: "normal", x: epsilon, y: epsilon.map((v) => 3 / v ** 1.6), dots: true },
          { name: "tangent", x: epsilon, y: epsilon.map((v) => 0.4 + 3 / v), dots: true },
        ],
      },
    ],
  };
}

const CLASSES: readonly SampleClass[] = ["memorised", "inter-mode", "off-ridge"];

function curve(s: number): [number, number] {
  return [3 * s, 2 * Math.sin(Math.PI * s)];
}

export function demoScene(): SceneFigure {
  const training = new Float64Array(Array.from({ length: 13 }, (_, i) => curve(-1 + i / 6)).flat());
  const ridge = new Float64Array(
    Array.from({ length: 200 }, (_, i) => curve(-1.05 + (2.1 * i) / 199)).flat(),
  );
  const panel = (title: string, noise: number, count: number) => {
    const [along, x, y] = [
      normals(`${title}a`, count),
      normals(`${title}x`, count),
      normals(`${title}y`, count),
    ];
    const samples = new Float64Array(2 * count);
    const classes: SampleClass[] = [];
    for (let i = 0; i < count; i++) {
      const s = Math.tanh(along[i]);
      const stuck = noise < 0.1 && i % 3 === 0;
      const [cx, cy] = curve(stuck ? Math.round(s * 6) / 6 : s);
      samples[2 * i] = cx + noise * x[i];
      samples[2 * i + 1] = cy + noise * y[i];
      const off = Math.hypot(noise * x[i], noise * y[i]);
      classes.push(off > 0.25 ? "off-ridge" : stuck ? "memorised" : "inter-mode");
    }
    return { title, samples, classes, training, ridges: [ridge], tubeRadius: 0.25 };
  };
  return {
    kind: "scene",
    id: "where-samples-go",
    title: "Where samples go, by training time",
    caption: "Samples after training times 300 and 5000 with the ridge of the smoothed training density.",
    panels: [panel("τ = 300", 0.2, 2000), panel("τ = 5000", 0.05, 6000)],
    xLabel: "x₁",
    yLabel: "x₂",
    shared: true,
  };
}

export function demoHistogram(): HistogramFigure {
  const times = [10, 3.98, 1.58, 0.63, 0.25, 0.1];
  return {
    kind: "histogram",
    id: "residuals",
    title: "Residuals of generated digits and of held-out digits over t",
    caption: "The normal score norm of generated digits and of held-out ones at six noise levels.",
    columns: 3,
    x: { label: "normal score norm |P_N s*|" },
    panels: times.map((t) => ({
      title: `t = ${t}`,
      series: [
        {
          name: "generated",
          values: normals(`g${t}`, 2000).map((v, i) => (i < 200 && t < 1 ? 0.1 : Math.abs(12 + 3 * v) / t)),
        },
        { name: "held-out", values: normals(`h${t}`, 1000).map((v) => Math.abs(8 + 2 * v) / t) },
      ],
    })),
  };
}

export function demoClasses(): ClassesFigure {
  const rows: [string, number, number][] = [
    ["exact score", 0.985, 0.015],
    ["200 images, 1,000 steps", 0.12, 0.35],
    ["200 images, 20,000 steps", 0.71, 0.21],
    ["6,742 images, 20,000 steps", 0.004, 0.62],
    ["Gaussian fit", 0, 0],
  ];
  return {
    kind: "classes",
    id: "classes",
    title: "More training turns inter-mode samples of a small set into memorised ones",
    caption: "Shares of the three classes for each generator.",
    rows: rows.map(([label, memorised, between]) => ({
      label,
      parts: [memorised, between, 1 - memorised - between].map((value, i) => ({
        name: CLASSES[i],
        value,
        low: Math.max(0, value - 0.02),
        high: Math.min(1, value + 0.021),
      })),
    })),
  };
}

export function demoGraph(): GraphFigure {
  const at = [
    [0, 0],
    [5, 0],
    [0, 5],
    [5, 5],
    [2.5, 2.5],
  ] as const;
  const edge = (a: number, b: number, bend: number, drop: number) => {
    const [p, q] = [at[a], at[b]];
    const place = (s: number): [number, number] => {
      const arc = bend * Math.sin(Math.PI * s);
      return [
        p[0] + s * (q[0] - p[0]) - (arc * (q[1] - p[1])) / 5,
        p[1] + s * (q[1] - p[1]) + (arc * (q[0] - p[0])) / 5,
      ];
    };
    return {
      path: new Float64Array(Array.from({ length: 40 }, (_, i) => place(i / 39)).flat()),
      drop,
      saddle: new Float64Array(place(0.5)),
    };
  };
  return {
    kind: "graph",
    id: "ridge-graph",
    title: "The ridge graph says which modes can be joined",
    caption: "Modes, saddles and the ridges between them at two noise levels.",
    xLabel: "x₁",
    yLabel: "x₂",
    panels: [
      {
        title: "t = 0.01",
        modes: new Float64Array(at.flat()),
        logDensity: Float64Array.of(-2.1, -2.1, -2.2, -2.4, -1.7),
        edges: [
          edge(0, 1, 0.6, 52),
          edge(0, 2, -0.6, 50),
          edge(0, 4, 0, 14),
          edge(1, 4, 0, 15),
          edge(2, 4, 0, 16),
          edge(3, 4, 0, 22),
        ],
      },
      {
        title: "t = 0.3",
        modes: Float64Array.of(1.1, 1.1, 3.9, 3.8, 2.5, 2.4),
        logDensity: Float64Array.of(-3.2, -3.5, -2.9),
        edges: [
          {
            path: Float64Array.of(1.1, 1.1, 1.7, 1.8, 2.5, 2.4),
            drop: 0.8,
            saddle: Float64Array.of(1.7, 1.8),
          },
          {
            path: Float64Array.of(2.5, 2.4, 3.2, 3.0, 3.9, 3.8),
            drop: 1.9,
            saddle: Float64Array.of(3.2, 3.0),
          },
        ],
      },
    ],
  };
}

export function demoTree(): TreeFigure {
  const parents = [
    [],
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    [0, 0, 1, 2, 3, 3, 4, 5, 5, 6, 7, 8, 8],
    [0, 1, 1, 2, 3, 3, 4, 5, 6],
    [0, 0, 1, 2, 2, 3, 4],
    [0, 0, 1, 1, 1],
    [0, 0],
    [0],
  ];
  const counts = [13, 13, 9, 7, 5, 2, 1, 1];
  return {
    kind: "tree",
    id: "merge-tree",
    title: "Modes merge as the noise grows",
    caption: "One branch per mode; from left to right modes merge.",
    times: grid(8, 1e-3, 3, true),
    parents: parents.map((row) => Int32Array.from(row)),
    counts: Int32Array.from(counts),
  };
}

/** A crude digit one, 28 × 28. */
function digit(slant: number, width: number): Float64Array {
  return Float64Array.from({ length: 784 }, (_, i) => {
    const [x, y] = [(i % 28) - 13.5, Math.floor(i / 28) - 13.5];
    return Math.abs(y) > 10 ? 0 : Math.exp(-(((x + slant * y) / width) ** 2));
  });
}

export function demoImages(): ImagesFigure {
  const item = (i: number, name: SampleClass, pair: boolean) => ({
    pixels: digit(0.1 * (i % 5) - 0.1, 1.5 + 0.3 * (i % 4)),
    ...(pair && { beside: digit(0.1 * (i % 4), 2) }),
    lines: [`distance ${(0.02 + 0.11 * i).toFixed(2)}`, `nearest ${(0.9 + 0.05 * i).toFixed(2)}`],
    name,
  });
  return {
    kind: "images",
    id: "decoded",
    title: "Decoded samples, and the training image nearest to each",
    caption: "On the ridge they are digits; off the ridge they are not.",
    width: 28,
    height: 28,
    rows: [
      {
        title: "on the ridge, least distance",
        items: Array.from({ length: 6 }, (_, i) => item(i, i < 2 ? "memorised" : "inter-mode", true)),
      },
      {
        title: "off the ridge, greatest distance",
        items: Array.from({ length: 8 }, (_, i) => item(i, "off-ridge", true)),
      },
      {
        title: "training images",
        items: Array.from({ length: 12 }, (_, i) => ({ ...item(i, "memorised", false), lines: [] })),
      },
    ],
  };
}

export function demoScatter(): ScatterFigure {
  const [a, b] = [normals("sa", 1500), normals("sb", 1500)];
  const cloud = (name: SampleClass, from: number, to: number, shift: number) => ({
    name,
    sampleClass: name,
    x: a.slice(from, to).map((v) => 10 ** (shift + 0.4 * v)),
    y: b.slice(from, to).map((v, i) => 10 ** (shift + 0.4 * a[from + i] + 0.2 * v)),
  });
  return {
    kind: "scatter",
    id: "prediction",
    title: "The predicted final distance ranks the measured one",
    caption: "Every sample's predicted and measured distance to the ridge (rank correlation 0.86).",
    panels: [
      {
        x: { label: "predicted |δ|, data units", scale: "log" },
        y: { label: "measured |δ|, data units", scale: "log" },
        points: [
          cloud("memorised", 0, 300, -1.6),
          cloud("inter-mode", 300, 1100, -1),
          cloud("off-ridge", 1100, 1500, -0.2),
        ],
        rules: [
          { value: 0.3, label: "threshold q = 0.3" },
          { value: 0.3, label: "q", axis: "x" },
        ],
      },
      {
        x: { label: "nearest training distance" },
        y: { label: "measured |δ|, data units" },
        points: [
          cloud("memorised", 0, 300, -1.6),
          cloud("inter-mode", 300, 1100, -1),
          cloud("off-ridge", 1100, 1500, -0.2),
        ],
      },
    ],
  };
}

export function demoTable(): TableFigure {
  const row = (title: string, values: [string, string][], meaning: string) => ({
    cells: [{ text: title }, ...values.map(([text, small]) => ({ text, small })), { text: meaning }],
  });
  return {
    kind: "table",
    id: "metrics",
    title: "Metrics of both generators",
    caption: "With 95 % intervals.",
    columns: [
      { title: "metric" },
      { title: "early stop", align: "right" },
      { title: "a generator with a long name", align: "right" },
      { title: "how to read it", wide: true },
    ],
    rows: [
      row(
        "memorised",
        [
          ["1.2 %", "0.4–2.4 %"],
          ["31 %", "28.1–33.9 %"],
        ],
        "less than a third as far from the nearest training point as from the next one that differs, which is what hides copies of duplicated points",
      ),
      row(
        "C_T",
        [
          ["-0.4", "-1.9–1.2"],
          ["-11.2", ""],
        ],
        "far below 0: nearer to training points than held-out ones are",
      ),
      { cells: [{ text: "a card" }, { text: "0.1" }], name: "off-ridge" },
    ],
  };
}

/** How to make one of each kind: a kind without its demo does not compile. */
const DEMOS: { readonly [Kind in FigureKind]: () => FigureOf<Kind> } = {
  classes: demoClasses,
  lines: demoLines,
  scene: demoScene,
  histogram: demoHistogram,
  scatter: demoScatter,
  graph: demoGraph,
  tree: demoTree,
  images: demoImages,
  table: demoTable,
};

export function demoFigures(): Figure[] {
  return Object.values(DEMOS).map((make) => make());
}
