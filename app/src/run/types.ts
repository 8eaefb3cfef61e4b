/** What the run view and its worker tell each other: plain data only. */

/** A run that can be opened: served beside the page, or files that the reader handed over. */
export interface RunSource {
  readonly name: string;
  /** In the choice of runs. */
  readonly title: string;
  /** Where files are served, with a slash at the end; or the files by their paths in the run directory. */
  readonly from: { readonly url: string } | { readonly files: ReadonlyMap<string, File> };
  /** Paths of all files there are. */
  readonly paths: readonly string[];
}

/** One generator, checkpoint or training time of a run. */
export interface EntryInfo {
  /** Name of its archive in `arrays/`, without .npz. */
  readonly id: string;
  readonly label: string;
}

/** What is known of a run before its samples are read. */
export interface RunInfo {
  readonly name: string;
  readonly title: string;
  readonly verdict: string;
  readonly entries: readonly EntryInfo[];
  readonly ridge: RidgeInfo;
  /** Training points, and columns of each; 0: the run does not hold them. */
  readonly training: number;
  readonly columns: number;
  /** Pixels on a side of decoded images; 0: there are none. */
  readonly side: number;
  /** The settings that made the run; empty: it does not hold them. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What is missing, in words for the reader. */
  readonly notes: readonly string[];
}

/** How "on the ridge" was judged. */
export interface RidgeInfo {
  readonly dim: number;
  readonly time: number;
  readonly threshold: number;
  readonly space: string;
}

/** A number for each sample. */
export interface Measure {
  readonly id: string;
  /** With units. */
  readonly label: string;
  /** M; NaN where undefined. */
  readonly values: Float64Array;
  readonly log: boolean;
}

/** Residuals of samples at several times: the first `count` samples were followed. */
export interface Snapshots {
  /** Decreasing OU times, S. */
  readonly times: Float64Array;
  readonly count: number;
  /** By kind, values are S × count. */
  readonly kinds: readonly Measure[];
}

/** Two directions, by principal component or column (from 0), and what they are called. */
export interface Axes {
  readonly kind: "principal" | "columns";
  readonly pair: readonly [number, number];
}

/** Points in a plane. */
export interface Projection {
  readonly axes: Axes;
  readonly labels: readonly [string, string];
  /** Samples M × 2 and training points n × 2. */
  readonly samples: Float32Array;
  readonly training: Float32Array;
}

/** All that is shown of one entry, M samples. */
export interface EntryData {
  readonly id: string;
  readonly count: number;
  readonly columns: number;
  /** 0 memorised, 1 inter-mode, 2 off-ridge, 3 undecided, M; empty where the run does not say. */
  readonly classes: Uint8Array;
  readonly measures: readonly Measure[];
  readonly snapshots: Snapshots | undefined;
  readonly projection: Projection;
}

/** A grey image, side × side, 0 black to 255 white. */
export type Grey = Uint8Array;

/** What is known of one sample. */
export interface Card {
  readonly index: number;
  readonly nearest: readonly { readonly row: number; readonly distance: number; readonly image?: Grey }[];
  readonly modes: readonly { readonly number: number; readonly weight: number; readonly image?: Grey }[];
  /** 0 at the first mode, 1 at the second, and the distance to the line between them; NaN where there is one mode. */
  readonly position: number;
  readonly offLine: number;
  /** |δ|, NaN where undefined, and the share of the squared score normal to the ridge. */
  readonly ridgeDistance: number;
  readonly normalShare: number;
  readonly image?: Grey;
}

/** Cards of some samples. */
export interface Cards {
  readonly cards: readonly Card[];
  /** What the numbers of the modes count. */
  readonly modes: "modes" | "training points";
}

/** The questions, with what each takes and gives. */
export interface Questions {
  open: { ask: RunSource; answer: RunInfo };
  entry: { ask: { id: string; axes: Axes }; answer: EntryData };
  project: { ask: Axes; answer: Projection };
  cards: { ask: { rows: Int32Array }; answer: Cards };
  csv: { ask: { rows: Int32Array }; answer: string };
}
