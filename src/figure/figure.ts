/**
 * Figures as data: what an experiment has to show, before anyone draws it. `report/` draws each kind; the numbers also
 * go to `arrays/`. Nothing here computes.
 */

interface FigureBase {
  /** File name under figures/, kebab-case. */
  readonly id: string;
  readonly title: string;
  /** One sentence that says what to see. */
  readonly caption: string;
  /** The section of the report that it belongs to. */
  readonly section?: string;
}

/** How an axis maps numbers to places. */
export type Scale = "linear" | "log";

/** What a point or a bar stands for; fixes its colour in every figure. */
export type SampleClass = "memorised" | "inter-mode" | "off-ridge";

/** One axis of a panel; its domain is taken from the data unless given. */
export interface Axis {
  /** With its unit, e.g. "time t (OU)". */
  readonly label: string;
  readonly scale?: Scale;
  /** Larger values to the left (generation runs from large t to small). */
  readonly reversed?: boolean;
  readonly domain?: readonly [number, number];
}

/** One line of a panel: `y` (and its interval) over `x`, all of one length. */
export interface Series {
  readonly name: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** 95 % interval of y. */
  readonly low?: Float64Array;
  readonly high?: Float64Array;
  readonly dashed?: boolean;
  /** Series of the same group share a colour (solid measured, dashed predicted). */
  readonly group?: string;
  /** Marks at the points, for few points. */
  readonly dots?: boolean;
}

/** A level drawn across a panel. */
export interface Rule {
  readonly value: number;
  readonly label: string;
  readonly axis?: "x" | "y";
}

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

/** One stacked bar a row, with the interval of each part. */
export interface ClassesFigure extends FigureBase {
  readonly kind: "classes";
  readonly rows: readonly {
    readonly label: string;
    readonly parts: readonly {
      readonly name: SampleClass;
      readonly value: number;
      readonly low: number;
      readonly high: number;
    }[];
  }[];
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

/** Rows of small grey images with a caption each, e.g. decoded digits. */
export interface ImagesFigure extends FigureBase {
  readonly kind: "images";
  readonly width: number;
  readonly height: number;
  readonly rows: readonly {
    readonly title: string;
    readonly items: readonly {
      /** width · height grey values, 0 black … 1 white, row-major. */
      readonly pixels: Float64Array;
      /** A second image drawn beside the first (the nearest training image). */
      readonly beside?: Float64Array;
      /** More images beside those, as many for every item. */
      readonly further?: readonly Float64Array[];
      /** Short lines under the image. */
      readonly lines: readonly string[];
      readonly name?: SampleClass;
    }[];
  }[];
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

/** Words and numbers in rows and columns. */
export interface TableFigure extends FigureBase {
  readonly kind: "table";
  readonly columns: readonly {
    readonly title: string;
    /** Numbers are set to the right; default left. */
    readonly align?: "left" | "right";
    /** Takes what room there is and breaks its lines; others are as wide as what they hold. */
    readonly wide?: boolean;
  }[];
  readonly rows: readonly {
    /** One a column; `small` is set below, paler. */
    readonly cells: readonly { readonly text: string; readonly small?: string }[];
    /** Its colour is set before the row. */
    readonly name?: SampleClass;
  }[];
}

/** A figure as data: `report/` draws it and computes nothing. */
export type Figure =
  | LinesFigure
  | SceneFigure
  | HistogramFigure
  | ClassesFigure
  | GraphFigure
  | TreeFigure
  | ImagesFigure
  | ScatterFigure
  | TableFigure;

/** The names of the kinds of figures. */
export type FigureKind = Figure["kind"];

/** The figure of one kind. */
export type FigureOf<Kind extends FigureKind> = Extract<Figure, { readonly kind: Kind }>;
