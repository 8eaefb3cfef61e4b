/**
 * Which columns of a table are coordinates: those that the user names behind the file, `file.csv:x,y`, or all, where no
 * name says that one is something else.
 */
import { lastOf } from "../arrays/present.ts";
import { InputError, listed, quoted } from "../errors/input-error.ts";
import { bare, splitCells } from "./cells.ts";

/** What is written behind the name of a table. */
export interface ColumnChoice {
  /** Whether the first line names the columns; undefined: the line itself decides. */
  readonly header?: boolean;
  /** `coordinates`: all, unless one looks like none; `without`: these left out, the others likewise. */
  readonly kind: "coordinates" | "all" | "only" | "without";
  readonly names: readonly string[];
}

/** The columns of a table; one without a name is "". */
export interface ColumnNames {
  /** The file. */
  readonly source: string;
  readonly names: readonly string[];
  /** Columns of which the file says that they are an index. */
  readonly indexes?: readonly string[];
}

/** Reads `[header|no-header][:columns]`, columns being `all`, `x,y` or `-id,-label`; undefined chooses nothing. */
export function parseColumnChoice(text = ""): ColumnChoice {
  const [, said, columns = ""] = /^(?:(header|no-header)(?::|$))?(.*)$/s.exec(text) ?? [];
  return { ...(said ? { header: said === "header" } : {}), ...parseColumns(columns) };
}

function parseColumns(text: string): Pick<ColumnChoice, "kind" | "names"> {
  if (text === "") return { kind: "coordinates", names: [] };
  if (text === "all") return { kind: "all", names: [] };
  const entries = splitCells(text, ",").map((entry) => entry.trim());
  const without = entries.every((entry) => entry.startsWith("-"));
  const names = without ? entries.map((entry) => entry.slice(1)) : entries;
  return { kind: without ? "without" : "only", names: names.map(bare) };
}

/**
 * The columns to read, in the order asked for.
 * @throws {InputError} where a name is none of the table's, or a column that was not asked for by name is no coordinate
 */
export function chooseColumns(table: ColumnNames, choice: ColumnChoice): number[] {
  for (const name of choice.names) requireName(table, name);
  if (choice.kind === "only") return only(table, choice.names);
  const left = [...table.names.keys()].filter((column) => !choice.names.includes(table.names[column]));
  if (left.length === 0) throw new InputError(table.source, "at least one column to read", "none");
  if (choice.kind !== "all") requireCoordinates(table, left);
  return left;
}

/** The names of the columns that are read; none where they were asked for, as their order then is the user's. */
export function namesRead(names: readonly string[], { kind }: ColumnChoice): { names?: readonly string[] } {
  return kind === "only" ? {} : { names };
}

function requireName({ source, names }: ColumnNames, name: string): void {
  if (!names.includes(name)) throw new InputError(source, `columns of ${listed(names)}`, quoted(name));
}

function only({ source, names }: ColumnNames, wanted: readonly string[]): number[] {
  const twice = wanted.find(
    (name, i) => wanted.indexOf(name) < i || names.indexOf(name) < names.lastIndexOf(name),
  );
  if (twice !== undefined) throw new InputError(source, "distinct columns", `${quoted(twice)} twice`);
  return wanted.map((name) => names.indexOf(name));
}

/** Names that tables give to what tells rows apart. */
const IDENTITY =
  /^(?:#|idx|index|unnamed: ?\d+|level_\d+|__index_level_\d+__|uuid|guid|(?:row|sample|point|obs|case|item|record|image)[ _.-]?(?:no|nr|num|number|index|idx|names?)|rows?|no|nr)$|^(?:.*[ _.-])?ids?$/i;
const CAMEL_IDENTITY = /[a-z](?:Id|ID)$/;
/** Names that tables give to what a classifier is to predict. */
const CLASS =
  /^(?:.*[ _.-])?(?:labels?|class|classes|targets?|category|cluster|split|fold)(?:[ _.-]?(?:id|idx|index|names?))?$/i;

function looksLikeNone(name: string, { names, indexes = [] }: ColumnNames): boolean {
  if (name === "" || indexes.includes(name)) return true;
  if ([IDENTITY, CAMEL_IDENTITY, CLASS].some((pattern) => pattern.test(name))) return true;
  // beside an x or a z, y is a coordinate; beside features it is the customary name of what is to be predicted
  return /^y$/i.test(name) && names.length > 1 && !names.some((other) => /^[xz]$/i.test(other));
}

function requireCoordinates(table: ColumnNames, columns: readonly number[]): void {
  const found = columns.filter((column) => looksLikeNone(table.names[column], table));
  if (found.length > 0) throw notCoordinates(table, found, "");
}

/** The refusal of columns that do not look like coordinates; `why` follows their names. */
export function notCoordinates(
  { source, names }: ColumnNames,
  found: readonly number[],
  why: string,
): InputError {
  const left = found.map((column) => `-${asEntry(names[column])}`).slice(0, 4);
  const called = listed(found.map((column) => names[column] || "without a name"));
  return new InputError(
    source,
    `columns of coordinates (${withKey(source, left.join(","))} leaves out, ${withKey(source, "all")} takes all)`,
    `${found.length > 1 ? "columns" : "a column"} ${called}${why}`,
  );
}

/** For messages: how a table is given with a choice, its folder left out. */
export function withKey(source: string, key: string): string {
  return `${lastOf(source.split(/[/\\]/))}:${key}`;
}

/** A name as it is written behind a file. */
export function asEntry(name: string): string {
  return /[,"]|^\s|\s$|^-/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
