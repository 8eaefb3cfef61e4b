/** Reports are lists of sections: each says what it is about, what it shows, and what is kept of it. */
import type { Figure } from "../figure/figure.ts";
import type { ArrayFiles, ExperimentResult, MetricLine, ResultArray, Summary } from "./result.ts";

/** A part of a report. */
export interface Section {
  /** Stands above its figures in the report. */
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly metrics: readonly MetricLine[];
  readonly arrays: ArrayFiles;
  /** Files among `arrays` that hold one row a sample and are also written as a Parquet table. */
  readonly tables: readonly string[];
  /** What a reader must know to trust the figures. */
  readonly notes: readonly string[];
}

/** A section with these parts; what is left out is empty. */
export function section(title: string, parts: Partial<Omit<Section, "title">> = {}): Section {
  return { title, figures: [], metrics: [], arrays: {}, tables: [], notes: [], ...parts };
}

/** The result that a summary and the sections of its report make; arrays of one file name go into one file. */
export function composeResult(
  summary: Omit<Summary, "notes">,
  sections: readonly Section[],
): ExperimentResult {
  return {
    summary: { ...summary, notes: sections.flatMap(({ notes }) => notes) },
    metrics: sections.flatMap(({ metrics }) => metrics),
    arrays: mergeFiles(sections.map(({ arrays }) => arrays)),
    tables: sections.flatMap(({ tables }) => tables),
    figures: sections.flatMap(({ title, figures }) =>
      figures.map((figure) => ({ ...figure, section: title })),
    ),
  };
}

function mergeFiles(parts: readonly ArrayFiles[]): ArrayFiles {
  const out: Record<string, Readonly<Record<string, ResultArray>>> = {};
  for (const files of parts)
    for (const [name, arrays] of Object.entries(files)) out[name] = { ...out[name], ...arrays };
  return out;
}
