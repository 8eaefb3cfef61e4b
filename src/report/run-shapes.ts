/** What a run's own account must hold, so that it can be shown; what is not shown, or may be absent, is let through. */
import { z } from "zod";
import { InputError } from "../errors/input-error.ts";

const text = z.string();
const object = z.looseObject({});
const verdicts = z.record(text, z.looseObject({ meaning: text.optional() }));
/** What a run and each of its entries may have. */
const found = { classes: object.optional(), falsification: verdicts.optional(), figures: object.optional() };

/** summary.json. */
export const SUMMARY = z.looseObject({
  experiment: text,
  title: text,
  verdict: text,
  ridge: z.looseObject({ space: text, threshold_source: text.optional() }),
  ...found,
  falsification: verdicts,
  entries: z.array(z.looseObject({ name: text, ...found })).optional(),
  notes: z.array(text),
});

const stage = z.looseObject({
  what: text,
  seconds: z.number(),
  peak_bytes: z.number(),
  heap_bytes: z.number(),
});

/** environment.json. */
export const ENVIRONMENT = z.looseObject({ ridgescope: text.optional(), stages: z.array(stage).optional() });

/** A line of metrics.jsonl. */
export const METRIC = z.looseObject({ name: text });

/**
 * Checks that a value has a shape; the value itself stays as it is.
 * @param wanted said where it has not
 * @throws {InputError} naming `file`; where the fault lies inside a part, also that
 */
export function requireShape(file: string, wanted: string, { shape, value }: Shaped): void {
  const { error: cause } = shape.safeParse(value);
  if (cause === undefined) return;
  const { path } = cause.issues[0];
  throw new InputError(file, wanted, path.length > 1 ? `another ${path.join(".")}` : "less").because(cause);
}

interface Shaped {
  readonly shape: z.ZodType;
  readonly value: unknown;
}
