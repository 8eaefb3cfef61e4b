/** Fields that hold a setting of the scene: defaults, bounds and words are those of its row. */
import { KNOWN_MODEL_ROWS, type KnownModelRows, SCENE_SETTINGS, type SceneConfig } from "ridgescope/scene";
import type { ChoiceSetting, NumberSetting, SettingRows, SliderSetting } from "ridgescope/settings";
import { type ChoiceField, choiceField, type NumberField, numberField } from "./fields.ts";

type FieldRow = NumberSetting<unknown> | ChoiceSetting<unknown>;

/** Paths of the numbers and choices among rows. */
type PathOf<Rows> = {
  [Name in keyof Rows & string]: Rows[Name] extends FieldRow
    ? Name
    : Rows[Name] extends SettingRows
      ? `${Name}.${PathOf<Rows[Name]>}`
      : never;
}[keyof Rows & string];

/** The row at a path. */
type RowAt<Rows, Path extends string> = Path extends keyof Rows
  ? Rows[Path]
  : Path extends `${infer Group}.${infer Rest}`
    ? Group extends keyof Rows
      ? RowAt<Rows[Group], Rest>
      : never
    : never;

/** Where a setting stands in a scene's configuration: "network.width". */
export type SettingPath = PathOf<typeof SCENE_SETTINGS>;

/** A field that holds the setting of a row. */
export type SettingField<Row> = (Row extends ChoiceSetting<infer Choice extends string>
  ? ChoiceField<Choice>
  : NumberField) & { readonly path: SettingPath; readonly row: Row };

/** The field of a setting under a key of links. */
export function settingField<Path extends SettingPath>(
  key: string,
  path: Path,
): SettingField<RowAt<typeof SCENE_SETTINGS, Path>> {
  const row = rowAt(path);
  const field =
    row.kind === "choice"
      ? choiceField(key, row.default as string, row.of)
      : numberField(key, row.default === "inf" ? Infinity : Number(row.default), boundsOf(row));
  return { ...field, path, row } as unknown as SettingField<RowAt<typeof SCENE_SETTINGS, Path>>;
}

function rowAt(path: string): FieldRow {
  const found = path
    .split(".")
    .reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>>)[name], SCENE_SETTINGS);
  return found as FieldRow;
}

/** What a link may hold: as much as the lab offers at least, and never more than the setting allows. */
function boundsOf({ kind, words, slider, box, min, max }: NumberSetting<unknown>) {
  const { MAX_VALUE } = Number;
  const ends = slider?.link ?? slider ?? box ?? { min: min ?? -MAX_VALUE, max: max ?? MAX_VALUE };
  return { min: ends.min, max: ends.max, integer: kind === "whole", infinite: words.includes("inf") };
}

/** Writes a field's value into a configuration. */
export function setSetting(config: SceneConfig, path: SettingPath, value: unknown): void {
  const names = path.split(".");
  const last = names.pop() ?? path;
  const group = names.reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>>)[name], config);
  (group as Record<string, unknown>)[last] = value === Infinity ? "inf" : value;
}

/** Fields, and their keys in links, from before fields of models were named MODEL.SETTING. */
const SHORT_NAMES = {
  "inflated.bandwidth": "bandwidth",
  "neighbours.count": "neighbours",
  "perturbed.normal": "normal",
  "perturbed.tangent": "tangent",
} as const;

type ModelPath = PathOf<KnownModelRows>;
type ShortName<Path> = Path extends keyof typeof SHORT_NAMES ? (typeof SHORT_NAMES)[Path] : Path;

/** One field a setting of the known models. */
export const MODEL_FIELDS = Object.fromEntries(
  Object.entries(KNOWN_MODEL_ROWS).flatMap(([model, rows]) =>
    Object.keys(rows).map((setting) => modelField(`${model}.${setting}` as ModelPath)),
  ),
) as { readonly [Path in ModelPath as ShortName<Path>]: SettingField<SliderSetting> };

function modelField(path: ModelPath) {
  const name = Object.hasOwn(SHORT_NAMES, path) ? SHORT_NAMES[path as keyof typeof SHORT_NAMES] : path;
  return [name, settingField(name, path)] as const;
}
