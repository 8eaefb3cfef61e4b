/** Figures made of panels with axes. */
import { z } from "zod";
import {
  type Axis,
  axis,
  counting,
  type FigureBase,
  figureShape,
  flag,
  integers,
  listOf,
  number,
  numbers,
  type Rule,
  rules,
  type SampleClass,
  type Series,
  sampleClass,
  text,
} from "./pieces.ts";

/** One or more panels of lines. Values that a log axis cannot show are left out, and the drawing says how many. */
export interface LinesFigure extends FigureBase {
  readonly kind: "lines";
  readonly panels: readonly {
    readonly title?: string;
    readonly x: Axis;
    readonly y: Axis;
    readonly series: readonly Series[];
    readonly rules?: readonly Rule[];
  }[];
}

/** One panel of a scene in the plane, equal units on both axes. */
export interface ScenePanel {
  readonly title: string;
  /** Samples, M × 2. */
  readonly samples: Float64Array;
  /** Class of each sample, M; absent: all alike. */
  readonly classes?: readonly SampleClass[];
  /** Training points at this noise level, n × 2. */
  readonly training: Float64Array;
  /** Ridge polylines, each count × 2. */
  readonly ridges: readonly Float64Array[];
  /** Half-width of the tube about the ridge, drawn as a pale band; absent or 0: none. */
  readonly tubeRadius?: number;
}

/** Points, ridges and training data in the plane, one panel a model. */
export interface SceneFigure extends FigureBase {
  readonly kind: "scene";
  readonly panels: readonly ScenePanel[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** All panels on the same axes. */
  readonly shared?: boolean;
}

/** Small multiples of histograms; several series in one panel are overlaid. */
export interface HistogramFigure extends FigureBase {
  readonly kind: "histogram";
  readonly panels: readonly {
    readonly title: string;
    readonly series: readonly { readonly name: string; readonly values: Float64Array }[];
  }[];
  readonly x: Axis;
  readonly bins?: number;
  readonly columns?: number;
}

/** The ridge graph in the plane. */
export interface GraphFigure extends FigureBase {
  readonly kind: "graph";
  readonly xLabel: string;
  readonly yLabel: string;
  readonly panels: readonly {
    readonly title: string;
    /** Modes, count × 2, and their log density. */
    readonly modes: Float64Array;
    readonly logDensity: Float64Array;
    /** Edges as polylines (count × 2) with the log-density drop to the saddle, and the saddle itself (2). */
    readonly edges: readonly {
      readonly path: Float64Array;
      readonly drop: number;
      readonly saddle: Float64Array;
    }[];
  }[];
}

/** When modes merge: one branch a mode, from left (small t) to right. */
export interface TreeFigure extends FigureBase {
  readonly kind: "tree";
  readonly times: Float64Array;
  /** Per time, per mode of the time before, the mode it flows to (empty at the first time). */
  readonly parents: readonly Int32Array[];
  readonly counts: Int32Array;
}

/** Two numbers per sample against each other. */
export interface ScatterFigure extends FigureBase {
  readonly kind: "scatter";
  readonly panels: readonly {
    readonly title?: string;
    readonly x: Axis;
    readonly y: Axis;
    readonly points: readonly {
      readonly name: string;
      readonly x: Float64Array;
      readonly y: Float64Array;
      readonly sampleClass?: SampleClass;
    }[];
    readonly rules?: readonly Rule[];
  }[];
}

/** The figures of each of these kinds. */
export interface PanelFigures {
  readonly lines: LinesFigure;
  readonly scene: SceneFigure;
  readonly histogram: HistogramFigure;
  readonly graph: GraphFigure;
  readonly tree: TreeFigure;
  readonly scatter: ScatterFigure;
}

/** What a stored figure of each of these kinds must hold, so that it can be drawn. */
export const PANEL_SHAPES: { readonly [Kind in keyof PanelFigures]: z.ZodType<PanelFigures[Kind]> } = {
  lines: figureShape("lines", {
    panels: listOf({
      title: text.optional(),
      x: axis,
      y: axis,
      series: listOf({
        name: text,
        x: numbers,
        y: numbers,
        low: numbers.optional(),
        high: numbers.optional(),
        dashed: flag.optional(),
        group: text.optional(),
        dots: flag.optional(),
      }),
      rules: rules.optional(),
    }),
  }),
  scene: figureShape("scene", {
    panels: listOf({
      title: text,
      samples: numbers,
      classes: z.array(sampleClass).optional(),
      training: numbers,
      ridges: z.array(numbers),
      tubeRadius: number.optional(),
    }),
    xLabel: text,
    yLabel: text,
    shared: flag.optional(),
  }),
  histogram: figureShape("histogram", {
    panels: listOf({ title: text, series: listOf({ name: text, values: numbers }) }),
    x: axis,
    bins: counting.optional(),
    columns: counting.optional(),
  }),
  graph: figureShape("graph", {
    xLabel: text,
    yLabel: text,
    panels: listOf({
      title: text,
      modes: numbers,
      logDensity: numbers,
      edges: listOf({ path: numbers, drop: number, saddle: numbers }),
    }),
  }),
  tree: figureShape("tree", {
    times: numbers,
    parents: z.array(integers),
    // Room is made for so many: none below 0, and no more than a picture could show.
    counts: integers.refine((counts) => counts.every((count) => count >= 0 && count <= 1e6)),
  }),
  scatter: figureShape("scatter", {
    panels: listOf({
      title: text.optional(),
      x: axis,
      y: axis,
      points: listOf({ name: text, x: numbers, y: numbers, sampleClass: sampleClass.optional() }),
      rules: rules.optional(),
    }),
  }),
};
