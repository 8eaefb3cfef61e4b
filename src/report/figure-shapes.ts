/** Pieces of the shapes of stored figures: what a file must hold, so that it can be drawn. */
import { z } from "zod";

/** Words. */
export const text = z.string();
/** NaN and the infinities too: they are stored, and drawn as gaps. */
export const number = z.custom<number>((value) => typeof value === "number");
/** Values in float64. */
export const numbers = z.instanceof(Float64Array);
/** Values in int32. */
export const integers = z.instanceof(Int32Array);
/** Room is made for so many: none below 0, and no more than a picture could show. */
export const modeCounts = integers.refine((counts) => counts.every((count) => count >= 0 && count <= 1e6));
/** A count of at least one. */
export const counting = z.int().min(1);
/** What every figure has. */
export const base = { id: text, title: text, caption: text, section: text.optional() };
/** A class of samples. */
export const sampleClass = z.enum(["memorised", "inter-mode", "off-ridge"]);

/** An axis of a panel. */
export const axis = z.object({
  label: text,
  scale: z.enum(["linear", "log"]).optional(),
  reversed: z.boolean().optional(),
  domain: z.tuple([number, number]).optional(),
});

/** A level drawn across a panel. */
export const rule = z.object({ value: number, label: text, axis: z.enum(["x", "y"]).optional() });
