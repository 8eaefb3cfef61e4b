/**
 * What the run view holds besides the page's state: runs to choose from, what was read of the open one, and what is
 * being waited for. Which run, entry, directions, colour and samples are shown is in the state; this follows it.
 */

import { MOST_ROWS_LINKED } from "../state/fields.ts";
import type { Lab } from "../state/lab.svelte.ts";
import { defaultState, type LabState } from "../state/table.ts";
import { messageOf } from "../text.ts";
import { type ColourBy, rangeOf } from "./colours.ts";
import { RunClient, Superseded } from "./run-client.ts";
import { combine, rowsOf, type SelectMode } from "./selection.ts";
import { mergedRuns } from "./sources.ts";
import type { Axes, Cards, EntryData, Measure, RunInfo, RunSource } from "./types.ts";
import { axesOf, entryOf, nearestTime, residualAt } from "./wanted.ts";

/** Cards on one page. */
export const CARDS_SHOWN = 6;

const NO_ROWS = defaultState().chosen;

/** State and actions; made once a page. */
export class RunModel {
  sources = $state.raw<readonly RunSource[]>([]);
  source = $state.raw<RunSource | undefined>();
  info = $state.raw<RunInfo | undefined>();
  entry = $state.raw<EntryData | undefined>();
  cards = $state.raw<Cards | undefined>();
  /** First of the chosen samples whose card is shown. */
  firstCard = $state(0);
  error = $state("");
  /** What is being waited for; empty: nothing. */
  busy = $state("");
  readonly #lab: Lab;
  readonly #client: RunClient;
  /** The state that is followed. */
  now: LabState = $derived.by(() => this.#lab.now);
  /** Numbers of the chosen samples that the entry has. */
  rows: Int32Array = $derived(this.now.chosen.filter((row) => row < (this.entry?.count ?? 0)));
  chosen: number = $derived(this.rows.length);
  /** Chosen samples of a link that this entry does not have. */
  beyond: number = $derived(this.entry ? this.now.chosen.length - this.chosen : 0);
  /** Whether the state asks for an entry that this run does not have. */
  isOtherEntry: boolean = $derived(
    this.entry !== undefined && this.now.entry !== "" && this.entry.id !== this.now.entry,
  );
  /** Whether a link holds the choice. */
  isLinked: boolean = $derived(this.now.chosen.length <= MOST_ROWS_LINKED);
  /** A mark for each sample; undefined where nothing is chosen. */
  marked: Uint8Array | undefined = $derived(
    this.entry && this.chosen > 0
      ? combine(new Uint8Array(this.entry.count), this.rows, "replace")
      : undefined,
  );
  /** Index of the residual over t that is shown. */
  kind: number = $derived(
    Math.max(0, this.entry?.snapshots?.kinds.findIndex(({ id }) => id === this.now.residual) ?? 0),
  );
  /** Index of the chosen time. */
  time: number = $derived(nearestTime(this.entry?.snapshots?.times, this.now.runTime));
  /** The residual at the chosen time, M; NaN for samples that were not followed. */
  atTime: Measure | undefined = $derived(residualAt(this.entry, this.kind, this.time));
  measures: readonly Measure[] = $derived([
    ...(this.entry?.measures ?? []),
    ...(this.atTime ? [this.atTime] : []),
  ]);
  /** What the points are coloured by: "class" where the entry does not have what the state asks for. */
  colour: string = $derived(
    this.measures.some(({ id }) => id === this.now.runColour) ? this.now.runColour : "class",
  );
  colourBy: ColourBy = $derived(this.#colourBy());
  /** Run, entry and directions that were asked for last. */
  #asked = { entry: "", axes: "" };
  /** What was shown last: where cancelling goes back to. */
  #shown: Partial<LabState> | undefined;
  /** Told to stop: nothing is opened before something else is asked for. */
  #stopped = "";

  constructor(start: () => Worker, lab: Lab) {
    this.#client = new RunClient(start);
    this.#lab = lab;
  }

  /** Adds runs to choose from; `first` opens the first of them as a step, else one is opened where none is chosen. */
  async offer(load: () => Promise<readonly RunSource[]>, first = true): Promise<void> {
    let found: readonly RunSource[] = [];
    await this.#doing("Looking for runs", async () => {
      found = await load();
      if (found.length === 0) throw new Error("run directory: expected at least one, got none.");
    });
    const run = found[0];
    if (!run) return;
    this.sources = mergedRuns(found, this.sources);
    // a link may ask for what has just been handed over
    const isAwaited = found.some(({ name }) => name === this.now.run) && this.source === undefined;
    if (first && !isAwaited) this.choose(run.name);
    this.follow();
  }

  /** Opens a run at its last entry, which is the most trained one. */
  choose(run: string): void {
    this.#stopped = "";
    const start = defaultState();
    const { entry, directions, directionX, directionY, chosen } = start;
    if (run !== this.now.run) this.#lab.change({ run, entry, directions, directionX, directionY, chosen });
    this.follow();
  }

  /** Shows another entry of the open run. */
  show(entry: string): void {
    this.#lab.change({ entry, chosen: NO_ROWS });
  }

  /** Looks along other directions. */
  project({ kind, pair }: Axes): void {
    this.#lab.change({ directions: kind, directionX: pair[0] + 1, directionY: pair[1] + 1 });
  }

  /** Chooses samples and shows their cards. */
  select(rows: Iterable<number>, mode: SelectMode): void {
    if (!this.entry) return;
    const marks = this.marked ?? new Uint8Array(this.entry.count);
    this.#lab.change({ chosen: rowsOf(combine(marks, rows, mode)) });
  }

  /** Shows the cards from the `first` chosen sample on. */
  turnTo(first: number): void {
    this.firstCard = first;
    void this.#showCards();
  }

  /**
   * Samples as CSV: the chosen ones, or all.
   * @throws Error where it could not be written
   */
  async csv(which: "chosen" | "all"): Promise<string> {
    let text: string | undefined;
    const { count = 0 } = this.entry ?? {};
    const rows = which === "chosen" ? this.rows.slice() : Int32Array.from({ length: count }, (_, i) => i);
    await this.#doing("Writing CSV", async () => {
      text = await this.#client.ask("csv", { rows });
    });
    if (text === undefined)
      throw new Error(this.error || "the table was not written: another took its place");
    return text;
  }

  /** Brings what is read in line with the state. */
  follow(): void {
    if (this.sources.length === 0) return;
    const { run } = this.now;
    if (run === "") this.#lab.change({ run: this.sources[0].name }, { as: "look" });
    const name = this.now.run;
    if (name === this.#stopped) return;
    this.#stopped = "";
    const source = this.sources.find((one) => one.name === name);
    if (!source) this.#refuse(name);
    else if (source !== this.source) void this.#open(source);
    else if (this.info) this.#followEntry(this.info);
  }

  /** Ends what is being waited for, and goes back to what was shown before. */
  cancel(): void {
    const back = this.#shown;
    this.#close();
    this.busy = "";
    if (back) this.#lab.change(back, { as: "look" });
    else this.#stopped = this.now.run;
    this.#shown = undefined;
    this.follow();
  }

  #close(): void {
    this.#client.cancel();
    this.source = this.info = this.entry = this.cards = undefined;
  }

  #refuse(name: string): void {
    this.#close();
    const known = this.sources.map((one) => one.name).join(", ");
    this.error = `run: expected one of ${known}, got "${name}". Open or drop its folder to see it.`;
  }

  async #open(source: RunSource): Promise<void> {
    await this.#doing(`Reading ${source.name}`, async () => {
      this.source = source;
      this.info = this.entry = this.cards = undefined;
      this.info = await this.#client.ask("open", plainSource(source));
      await this.#showEntry(this.info);
    });
  }

  #followEntry(info: RunInfo): void {
    const axes = axesOf(this.now);
    if (entryOf(info, this.now.entry) !== this.#asked.entry)
      void this.#doing(`Reading ${this.now.entry}`, () => this.#showEntry(info));
    else if (JSON.stringify(axes) !== this.#asked.axes)
      void this.#doing("Projecting", async () => {
        this.#asked.axes = JSON.stringify(axes);
        const projection = await this.#client.ask("project", axes);
        if (this.entry) this.entry = { ...this.entry, projection };
      });
  }

  async #showEntry(info: RunInfo): Promise<void> {
    const { run, entry } = this.now;
    const id = entryOf(info, entry);
    const axes = axesOf(this.now);
    this.#asked = { entry: id, axes: JSON.stringify(axes) };
    this.cards = undefined;
    this.entry = await this.#client.ask("entry", { id, axes });
    this.#shown = { run, entry };
  }

  async #showCards(): Promise<void> {
    const { entry } = this;
    const rows = this.rows.slice(this.firstCard, this.firstCard + CARDS_SHOWN);
    if (rows.length === 0 || !this.info || this.info.training === 0) {
      this.cards = undefined;
      return;
    }
    await this.#doing("Making cards", async () => {
      const cards = await this.#client.ask("cards", { rows });
      // The choice may have been cleared, or another entry opened meanwhile.
      if (this.chosen > 0 && this.entry?.id === entry?.id) this.cards = cards;
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
      this.error = messageOf(error);
    }
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
