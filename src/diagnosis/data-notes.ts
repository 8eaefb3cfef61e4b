/** What a reader should know of training points: copies among them, and columns that say nothing of their own. */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { DENSE_LIMIT } from "../density/geometry.ts";
import { distinctPlaces } from "../density/places.ts";
import { type DependentColumn, dependentColumns } from "../density/relations.ts";
import { type Span, spanOf } from "../density/span.ts";
import { counted } from "../text/format.ts";
import { brief, percent } from "../text/numbers.ts";
import type { Coincidences } from "./held-out-guards.ts";

/** What notes are made of besides the points. */
export interface NotesOptions {
  /** Points at the place of another training point, and how many held-out points there are; undefined without them. */
  readonly shared?: (Coincidences & { readonly of: number }) | undefined;
  /** Whether samples are judged in other coordinates, in which the span is another. */
  readonly latent: boolean;
}

/** Notes on training points in their own columns. */
export async function dataNotes(
  density: EmpiricalDensity,
  { shared, latent }: NotesOptions,
): Promise<string[]> {
  const { n } = density;
  const { distinct } = distinctPlaces(density);
  const constant = constantColumns(density);
  return [
    ...(distinct.n < n
      ? [
          `The ${n} training points are at ${counted(distinct.n, "place")}; the test leaves all copies of a point out together.`,
        ]
      : []),
    ...(constant.length > 0
      ? [
          `${counted(constant.length, "column")} of ${density.d} ${constant.length === 1 ? "is" : "are"} constant in the training data.`,
        ]
      : []),
    ...(latent && density.d > DENSE_LIMIT ? [] : spanNotes(await spanOf(density), constant)),
    ...(shared && shared.heldOut > 0 ? [sharedNote(shared, n)] : []),
  ];
}

function sharedNote({ heldOut, of, train }: Coincidences & { of: number }, n: number): string {
  const said = `${counted(heldOut, "held-out point")} of ${of} (${percent(heldOut / of)}) ${heldOut === 1 ? "is" : "are"} in the training data too`;
  if (train === 0) return `${said}.`;
  return `${said}; of the training points ${percent(train / n)} are there more than once.`;
}

function constantColumns({ data, n, d }: EmpiricalDensity): number[] {
  return Array.from({ length: d }, (_, j) => j).filter((j) => {
    for (let i = 1; i < n; i++) if (data[i * d + j] !== data[j]) return false;
    return true;
  });
}

/** Dependent columns that are named. */
const MOST_NAMED = 4;
/** Columns of a relation that are named with their factors, and without. */
const MOST_TERMS = { factors: 3, names: 8 };

function spanNotes(span: Span | undefined, constant: readonly number[]): string[] {
  if (!span || span.rank === span.d) return [];
  const { rank, d, alone, units } = span;
  // Above that they are pixels.
  const dependent = (d > DENSE_LIMIT ? [] : dependentColumns(span)).filter(
    ({ column }) => !constant.includes(column),
  );
  const named = dependent.slice(0, MOST_NAMED).map((one) => relationText(one, units[one.column]));
  const rest = dependent.length - named.length;
  const relations = [...named, ...(rest > 0 ? [`${rest} more columns are combinations of others`] : [])];
  const how = relations.length > 0 ? `: ${relations.join("; ")} (columns are counted from 0)` : "";
  const others =
    alone > 0
      ? ` ${counted(alone, "place")} ${alone === 1 ? "is" : "are each"} alone in a direction, so that new points may leave the span too.`
      : "";
  return [
    `The training points span ${rank} of ${d} dimensions, to the rounding of float32 numbers${how}.${others}`,
  ];
}

/** "column 2 = column 0 + 0.5 · column 1 − 3". */
function relationText({ column, terms, constant }: DependentColumn, unit: number): string {
  if (terms.length > MOST_TERMS.factors) {
    const shown = terms.slice(0, MOST_TERMS.names).map((term) => term.column);
    const rest = terms.length - shown.length;
    const others = rest > 0 ? ` and ${rest} more` : "";
    return `column ${column} is a combination of columns ${shown.join(", ")}${others}`;
  }
  const parts = terms.map((term) => ({ factor: term.factor, words: `column ${term.column}` }));
  const all = Math.abs(constant) > 1e-6 * unit ? [...parts, { factor: constant, words: "" }] : parts;
  return `column ${column} = ${all.map(signedPart).join("") || "0"}`;
}

function signedPart({ factor, words }: { factor: number; words: string }, at: number): string {
  const size = brief(Math.abs(factor), 4);
  const text = [size === "1" && words ? "" : size, words].filter(Boolean).join(" · ");
  if (at === 0) return factor < 0 ? `−${text}` : text;
  return factor < 0 ? ` − ${text}` : ` + ${text}`;
}
