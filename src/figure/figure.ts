/**
 * Figures as data: what an experiment has to show, before anyone draws it. `report/` draws each kind; the numbers also
 * go to `arrays/`. Nothing here computes.
 */
import type { z } from "zod";
import { PANEL_SHAPES, type PanelFigures } from "./panels.ts";
import { ROW_SHAPES, type RowFigures } from "./rows.ts";

export type * from "./panels.ts";
export type { Axis, Rule, SampleClass, Scale, Series } from "./pieces.ts";
export type * from "./rows.ts";

interface Figures extends PanelFigures, RowFigures {}

/** The names of the kinds of figures. */
export type FigureKind = keyof Figures;

/** The figure of one kind. */
export type FigureOf<Kind extends FigureKind> = Figures[Kind];

/** A figure as data: `report/` draws it and computes nothing. */
export type Figure = FigureOf<FigureKind>;

/** What a stored figure of each kind must hold, so that it can be drawn. */
export const SHAPES: { readonly [Kind in FigureKind]: z.ZodType<FigureOf<Kind>> } = {
  ...PANEL_SHAPES,
  ...ROW_SHAPES,
};
