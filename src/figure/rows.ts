/** Figures made of rows: bars, images, words. */
import { z } from "zod";
import {
  counting,
  type FigureBase,
  figureShape,
  flag,
  listOf,
  number,
  numbers,
  type SampleClass,
  sampleClass,
  text,
} from "./pieces.ts";

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

/** The figures of each of these kinds. */
export interface RowFigures {
  readonly classes: ClassesFigure;
  readonly images: ImagesFigure;
  readonly table: TableFigure;
}

/** What a stored figure of each of these kinds must hold, so that it can be drawn. */
export const ROW_SHAPES: { readonly [Kind in keyof RowFigures]: z.ZodType<RowFigures[Kind]> } = {
  classes: figureShape("classes", {
    rows: listOf({
      label: text,
      parts: listOf({ name: sampleClass, value: number, low: number, high: number }),
    }),
  }),
  images: figureShape("images", {
    width: counting,
    height: counting,
    rows: listOf({
      title: text,
      items: listOf({
        pixels: numbers,
        beside: numbers.optional(),
        further: z.array(numbers).optional(),
        lines: z.array(text),
        name: sampleClass.optional(),
      }),
    }),
  }),
  table: figureShape("table", {
    columns: listOf({
      title: text,
      align: z.enum(["left", "right"]).optional(),
      wide: flag.optional(),
    }),
    rows: listOf({
      cells: listOf({ text, small: text.optional() }),
      name: sampleClass.optional(),
    }),
  }),
};
