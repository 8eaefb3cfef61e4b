/** Checks configurations against rows of settings. */
import { z } from "zod";
import { InputError } from "../errors/input-error.ts";
import { type ConfigOf, isSetting, type SettingRows } from "./config.ts";
import { boundsText, typeText } from "./describe.ts";
import type { ListSetting, NumberSetting, Setting } from "./setting.ts";

/**
 * The schema of a configuration: all settings of the rows and no other.
 * @example
 * schemaOf(settingRows).safeParse({ solver: "heun", sampling: { count: 0 } }).success; // → false
 */
export function schemaOf<Rows extends SettingRows>(rows: Rows): z.ZodType<ConfigOf<Rows>> {
  const shape = Object.entries(rows).map(([name, row]) => [
    name,
    isSetting(row) ? schemaOfSetting(row) : schemaOf(row),
  ]);
  return z.strictObject(Object.fromEntries(shape)) as unknown as z.ZodType<ConfigOf<Rows>>;
}

function schemaOfSetting(row: Setting<unknown>): z.ZodType {
  switch (row.kind) {
    case "number":
    case "whole":
      return numberSchema(row);
    case "choice":
      return z.preprocess(wordOf, z.enum(row.of as readonly [string, ...string[]]));
    case "flag":
      return z.boolean();
    case "text":
      return row.pattern ? z.string().regex(row.pattern, `expected ${row.expected}`) : z.string();
    case "list":
      return listSchema(row);
    case "part":
      return row.check as z.ZodType;
  }
}

/** YAML reads the word 1 as a number. */
function wordOf(value: unknown): unknown {
  return typeof value === "number" ? String(value) : value;
}

function numberSchema(row: NumberSetting<unknown>): z.ZodType {
  const { kind, min, max, above, below, multipleOf, words } = row;
  let schema = kind === "whole" ? z.number().int() : z.number();
  if (min !== undefined) schema = schema.min(min);
  if (max !== undefined) schema = schema.max(max);
  if (above !== undefined) schema = schema.gt(above);
  if (below !== undefined) schema = schema.lt(below);
  if (multipleOf !== undefined)
    schema = schema.multipleOf(multipleOf, `expected a multiple of ${multipleOf}`);
  if (words.length === 0) return schema;
  return z.union([schema, z.enum(words as readonly [string, ...string[]])], `expected ${boundsText(row)}`);
}

function listSchema({ item, least, length }: ListSetting<unknown>): z.ZodType {
  const schema = z.array(schemaOfSetting(item));
  if (length !== undefined) return schema.length(length);
  return least === undefined ? schema : schema.min(least);
}

/**
 * Checks a configuration against its rows.
 * @param source what it is called in messages: a preset's name, a file
 * @throws {InputError} naming the setting and what it should be
 * @example
 * checkConfig(settingRows, { solver: "heun", sampling: { count: 5 } }, "my.yaml").sampling.count; // → 5
 */
export function checkConfig<Rows extends SettingRows>(
  rows: Rows,
  config: unknown,
  source: string,
): ConfigOf<Rows> {
  const checked = schemaOf(rows).safeParse(config);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const row = rowAt(rows, issue.path);
  throw refusal(issue, { config, source, ...(row && { expected: typeText(row) }) });
}

/** The setting that a path of a configuration belongs to: of a list's item that of the items. */
function rowAt(rows: SettingRows, path: readonly PropertyKey[]): Setting<unknown> | undefined {
  let at: Setting<unknown> | SettingRows | undefined = rows;
  for (const key of path) {
    if (at === undefined) return undefined;
    if (!isSetting(at)) at = at[String(key)];
    else at = at.kind === "list" ? at.item : undefined;
  }
  return at && isSetting(at) ? at : undefined;
}

/**
 * Checks a configuration against a schema.
 * @throws {InputError} naming the setting and what it should be
 * @example
 * checkSchema(schemaOf({ steps: whole(100, "steps") }), { steps: 5 }, "my.yaml"); // → { steps: 5 }
 */
export function checkSchema<T>(schema: z.ZodType<T>, config: unknown, source: string): T {
  const checked = schema.safeParse(config);
  if (checked.success) return checked.data;
  throw refusal(checked.error.issues[0], { config, source });
}

/** What is wrong in one line; `expected` says what should be there where zod's own words are not wanted. */
function refusal(
  issue: z.core.$ZodIssue,
  { config, source, expected }: { config: unknown; source: string; expected?: string },
): InputError {
  if (issue.code === "unrecognized_keys") {
    const where = issue.path.length > 0 ? ` in ${issue.path.join(".")}` : "";
    return new InputError(source, `only known settings${where}`, issue.keys.join(", "));
  }
  const found = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    config,
  );
  const wanted = issue.message
    .replace(/^(Invalid input: |Invalid option: )?expected /, "")
    .replace(/, received.*$/, "")
    .replace(/^Too (small|big): expected \w+ to be /, "");
  const got = typeof found === "number" ? String(found) : JSON.stringify(found);
  return new InputError(`${source}: ${issue.path.join(".")}`, expected ?? wanted, got ?? "nothing");
}
