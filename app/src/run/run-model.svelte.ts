/** The state of the run view: the open run, the entry, what is chosen, and how it is coloured. */
import { type ColourBy, rangeOf } from "./colours.ts";
import { RunClient, Superseded } from "./run-client.ts";
import { combine, countOf, rowsOf, type SelectMode } from "./selection.ts";
import type { Axes, Cards, EntryData, Measure, RunInfo, RunSource } from "./types.ts";

/** Cards on one page. */
export const CARDS_SHOWN = 6;

/** State and actions; made once a view. */
export class RunModel {
  sources = $state.raw<readonly RunSource[]>([]);
  source = $state.raw<RunSource | undefined>();
  info = $state.raw<RunInfo | undefined>();
  entry = $state.raw<EntryData | undefined>();
  marks = $state.raw<Uint8Array>(new Uint8Array(0));
  cards = $state.raw<Cards | undefined>();
  /** First of the chosen samples whose card is shown. */
  firstCard = $state(0);
  /** "class", the id of a measure, or "time": the residual at the chosen time. */
  colour = $state("class");
  kind = $state(0);
  time = $state(0);
  error = $state("");
  /** What is being waited for; empty: nothing. */
  busy = $state("");
  chosen: number = $derived(countOf(this.marks));
  /** Undefined where nothing is chosen. */
  marked: Uint8Array | undefined = $derived(this.chosen > 0 ? this.marks : undefined);
  /** The residual at the chosen time, M; NaN for samples that were not followed. */
  atTime: Measure | undefined = $derived(this.#atTime());
  measures: readonly Measure[] = $derived([
    ...(this.entry?.measures ?? []),
    ...(this.atTime ? [this.atTime] : []),
  ]);
  colourBy: ColourBy = $derived(this.#colourBy());
  readonly #client: RunClient;

  constructor(start: () => Worker) {
    this.#client = new RunClient(start);
  }

  /** Ends the worker. */
  close(): void {
    this.#client.close();
  }

  /** Shows runs to choose from and opens the first. */
  async offer(load: () => Promise<readonly RunSource[]>): Promise<void> {
    await this.#doing("Looking for runs", async () => {
      const found = await load();
      if (found.length === 0) throw new Error("run directory: expected at least one, got none.");
      this.sources = found;
    });
    if (!this.error && this.sources[0]) await this.open(this.sources[0]);
  }

  /** Opens a run and its last entry, which is the most trained one. */
  async open(source: RunSource): Promise<void> {
    await this.#doing(`Reading ${source.name}`, async () => {
      this.source = source;
      this.info = this.entry = this.cards = undefined;
      this.marks = new Uint8Array(0);
      const info = await this.#client.ask("open", plainSource(source));
      this.info = info;
      await this.#showEntry(defaultEntry(info), { kind: "principal", pair: [0, 1] });
    });
  }

  /** Shows another entry of the open run. */
  async show(id: string): Promise<void> {
    await this.#doing(`Reading ${id}`, () =>
      this.#showEntry(id, this.entry?.projection.axes ?? { kind: "principal", pair: [0, 1] }),
    );
  }

  /** Looks along other directions. */
  async project(axes: Axes): Promise<void> {
    await this.#doing("Projecting", async () => {
      const projection = await this.#client.ask("project", axes);
      if (this.entry) this.entry = { ...this.entry, projection };
    });
  }

  /** Chooses samples and shows their cards. */
  select(rows: Iterable<number>, mode: SelectMode): void {
    this.marks = combine(this.marks, rows, mode);
    this.turnTo(0);
  }

  /** Shows the cards from the `first` chosen sample on. */
  turnTo(first: number): void {
    this.firstCard = first;
    void this.#showCards();
  }

  /** The chosen samples (all, where none is) as CSV. */
  async csv(): Promise<string | undefined> {
    let text: string | undefined;
    const rows =
      this.chosen > 0 ? rowsOf(this.marks) : Int32Array.from({ length: this.entry?.count ?? 0 }, (_, i) => i);
    await this.#doing("Writing CSV", async () => {
      text = await this.#client.ask("csv", { rows });
    });
    return text;
  }

  /** Ends what is being waited for; a run that was open already is opened again. */
  cancel(): void {
    const again = this.info ? this.source : undefined;
    this.#client.cancel();
    this.busy = "";
    this.source = this.info = this.entry = this.cards = undefined;
    if (again) void this.open(again);
  }

  async #showEntry(id: string, axes: Axes): Promise<void> {
    const entry = await this.#client.ask("entry", { id, axes });
    this.entry = entry;
    this.marks = new Uint8Array(entry.count);
    this.cards = undefined;
    this.time = Math.min(this.time, Math.max(0, (entry.snapshots?.times.length ?? 1) - 1));
    this.kind = Math.min(this.kind, Math.max(0, (entry.snapshots?.kinds.length ?? 1) - 1));
    const known = ["class", ...this.measures.map((measure) => measure.id)];
    if (!known.includes(this.colour)) this.colour = "class";
  }

  async #showCards(): Promise<void> {
    const rows = rowsOf(this.marks).subarray(this.firstCard, this.firstCard + CARDS_SHOWN);
    if (rows.length === 0 || !this.info || this.info.training === 0) {
      this.cards = undefined;
      return;
    }
    await this.#doing("Making cards", async () => {
      const cards = await this.#client.ask("cards", { rows: rows.slice() });
      // The choice may have been cleared meanwhile.
      if (this.chosen > 0) this.cards = cards;
    });
  }

  async #doing(what: string, action: () => Promise<void>): Promise<void> {
    this.busy = what;
    this.error = "";
    try {
      await action();
      if (this.busy === what) this.busy = "";
    } catch (error) {
      if (error instanceof Superseded) return;
      this.busy = "";
      this.error = error instanceof Error ? error.message : String(error);
    }
  }

  #atTime(): Measure | undefined {
    const { snapshots, count = 0 } = this.entry ?? {};
    const kind = snapshots?.kinds[this.kind];
    if (!snapshots || !kind) return undefined;
    const values = new Float64Array(count).fill(Number.NaN);
    values.set(kind.values.subarray(this.time * snapshots.count, (this.time + 1) * snapshots.count));
    const t = snapshots.times[this.time]!;
    return { id: "time", label: `${kind.label} at t = ${Number(t.toPrecision(3))}`, values, log: kind.log };
  }

  #colourBy(): ColourBy {
    const measure = this.measures.find(({ id }) => id === this.colour);
    if (!measure) return { kind: "class", classes: this.entry?.classes ?? new Uint8Array(0) };
    const { values, log } = measure;
    return { kind: "number", values, log, range: rangeOf(values, log) };
  }
}

/** Without what Svelte wraps around it, so that it can be posted. */
function plainSource({ name, title, from, paths }: RunSource): RunSource {
  return { name, title, from, paths: [...paths] };
}

function defaultEntry({ entries }: RunInfo): string {
  const own = entries.filter(({ id }) => id !== "held-out");
  return (own.at(-1) ?? entries[0]!).id;
}
