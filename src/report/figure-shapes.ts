/** What a figure that was read from a file must hold, so that it can be drawn. */
import { z } from "zod";
import type { Figure } from "../figure/figure.ts";

const text = z.string();
/** NaN and the infinities too: they are stored, and drawn as gaps. */
const number = z.custom<number>((value) => typeof value === "number");
const numbers = z.instanceof(Float64Array);
const integers = z.instanceof(Int32Array);
/** Room is made for so many: none below 0, and no more than a picture could show. */
const modeCounts = integers.refine((counts) => counts.every((count) => count >= 0 && count <= 1e6));
const counting = z.int().min(1);
const base = { id: text, title: text, caption: text };
const sampleClass = z.enum(["memorised", "inter-mode", "off-ridge"]);

const axis = z.object({
  label: text,
  scale: z.enum(["linear", "log"]).optional(),
  reversed: z.boolean().optional(),
  domain: z.tuple([number, number]).optional(),
});

const rule = z.object({ value: number, label: text, axis: z.enum(["x", "y"]).optional() });

const lines = z.object({
  kind: z.literal("lines"),
  ...base,
  panels: z.array(
    z.object({
      title: text.optional(),
      x: axis,
      y: axis,
      series: z.array(
        z.object({
          name: text,
          x: numbers,
          y: numbers,
          low: numbers.optional(),
          high: numbers.optional(),
          dashed: z.boolean().optional(),
          group: text.optional(),
          dots: z.boolean().optional(),
        }),
      ),
      rules: z.array(rule).optional(),
    }),
  ),
});

const scene = z.object({
  kind: z.literal("scene"),
  ...base,
  panels: z.array(
    z.object({
      title: text,
      samples: numbers,
      classes: z.array(sampleClass).optional(),
      training: numbers,
      ridges: z.array(numbers),
      tubeRadius: number.optional(),
    }),
  ),
  xLabel: text,
  yLabel: text,
  shared: z.boolean().optional(),
});

const histogram = z.object({
  kind: z.literal("histogram"),
  ...base,
  panels: z.array(z.object({ title: text, series: z.array(z.object({ name: text, values: numbers })) })),
  x: axis,
  bins: counting.optional(),
  columns: counting.optional(),
});

const classes = z.object({
  kind: z.literal("classes"),
  ...base,
  rows: z.array(
    z.object({
      label: text,
      parts: z.array(z.object({ name: sampleClass, value: number, low: number, high: number })),
    }),
  ),
});

const graph = z.object({
  kind: z.literal("graph"),
  ...base,
  xLabel: text,
  yLabel: text,
  panels: z.array(
    z.object({
      title: text,
      modes: numbers,
      logDensity: numbers,
      edges: z.array(z.object({ path: numbers, drop: number, saddle: numbers })),
    }),
  ),
});

const tree = z.object({
  kind: z.literal("tree"),
  ...base,
  times: numbers,
  parents: z.array(integers),
  counts: modeCounts,
});

const images = z.object({
  kind: z.literal("images"),
  ...base,
  width: counting,
  height: counting,
  rows: z.array(
    z.object({
      title: text,
      items: z.array(
        z.object({
          pixels: numbers,
          beside: numbers.optional(),
          further: z.array(numbers).optional(),
          lines: z.array(text),
          name: sampleClass.optional(),
        }),
      ),
    }),
  ),
});

const scatter = z.object({
  kind: z.literal("scatter"),
  ...base,
  panels: z.array(
    z.object({
      title: text.optional(),
      x: axis,
      y: axis,
      points: z.array(z.object({ name: text, x: numbers, y: numbers, sampleClass: sampleClass.optional() })),
      rules: z.array(rule).optional(),
    }),
  ),
});

const table = z.object({
  kind: z.literal("table"),
  ...base,
  columns: z.array(
    z.object({ title: text, align: z.enum(["left", "right"]).optional(), wide: z.boolean().optional() }),
  ),
  rows: z.array(
    z.object({
      cells: z.array(z.object({ text, small: text.optional() })),
      name: sampleClass.optional(),
    }),
  ),
});

/** The shape of each kind; the compiler holds it to the type. */
const SHAPES: { readonly [K in Figure["kind"]]: z.ZodType<Extract<Figure, { readonly kind: K }>> } = {
  lines,
  scene,
  histogram,
  classes,
  graph,
  tree,
  images,
  scatter,
  table,
};

/** Whether there are figures of a kind. */
export function isFigureKind(kind: unknown): kind is Figure["kind"] {
  return typeof kind === "string" && Object.hasOwn(SHAPES, kind);
}

/** Where a value is no figure of its kind ("panels.0.x"), and why; undefined: it is one. */
export function figureFault(
  kind: Figure["kind"],
  value: unknown,
): { readonly path: string; readonly cause: Error } | undefined {
  const { error } = SHAPES[kind].safeParse(value);
  return error && { path: error.issues[0].path.join("."), cause: error };
}
