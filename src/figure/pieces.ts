/** Pieces of figures as data: as types, and what a stored one must hold, so that it can be drawn. */
import { z } from "zod";

/** What every figure has. */
export interface FigureBase {
  /** File name under figures/, kebab-case. */
  readonly id: string;
  readonly title: string;
  /** One sentence that says what to see. */
  readonly caption: string;
  /** The section of the report that it belongs to. */
  readonly section?: string;
}

/** What a point or a bar stands for; fixes its colour in every figure. */
export type SampleClass = "memorised" | "inter-mode" | "off-ridge" | "undecided";

/** How an axis maps numbers to places. */
export type Scale = "linear" | "log";

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

/** Words. */
export const text: z.ZodType<string> = z.string();
/** NaN and the infinities too: they are stored, and drawn as gaps. */
export const number: z.ZodType<number> = z.custom<number>((value) => typeof value === "number");
/** Values in float64. */
export const numbers: z.ZodType<Float64Array> = z.instanceof(Float64Array);
/** Values in int32. */
export const integers: z.ZodType<Int32Array> = z.instanceof(Int32Array);
/** A count of at least one. */
export const counting: z.ZodType<number> = z.int().min(1);
/** Set or not. */
export const flag: z.ZodType<boolean> = z.boolean();

/** A class by its name. */
export const sampleClass: z.ZodType<SampleClass> = z.enum([
  "memorised",
  "inter-mode",
  "off-ridge",
  "undecided",
]);

/** An axis. */
export const axis: z.ZodType<Axis> = z.object({
  label: text,
  scale: z.enum(["linear", "log"]).optional(),
  reversed: flag.optional(),
  domain: z.tuple([number, number]).optional(),
});

/** Levels across a panel. */
export const rules: z.ZodType<Rule[]> = listOf({
  value: number,
  label: text,
  axis: z.enum(["x", "y"]).optional(),
});

/** A list of objects with these properties. */
export function listOf<Shape extends z.ZodRawShape>(shape: Shape): z.ZodArray<z.ZodObject<Shape>> {
  return z.array(z.object(shape));
}

/** A figure of a kind: what every figure has, and what this kind has. */
export function figureShape<Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  const base = { id: text, title: text, caption: text, section: text.optional() };
  return z.object({ kind: z.literal(kind), ...base, ...shape });
}
