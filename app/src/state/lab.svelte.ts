/** The one state of the page: changed by patches, undone and redone, kept in the address. */
import { isSame, readLink, writeLink } from "./link.ts";
import type { LabState } from "./table.ts";

/** Steps that undo goes back. */
const MOST_STEPS = 200;

/** How a change is made. */
export interface ChangeOptions {
  /** "step": undo stops here (default); "move": a change within one drag, which undo takes back as one; "look": never undone. */
  readonly as?: "step" | "move" | "look";
}

/** The state with its history. */
export class Lab {
  #now: LabState = $state.raw(readLink("").state);
  #past: LabState[] = $state.raw([]);
  #future: LabState[] = $state.raw([]);
  /** Where the drag in progress began. */
  #before: LabState | undefined;
  #unread: string[] = $state.raw([]);

  constructor(fragment: string) {
    this.open(fragment);
    this.#past = [];
  }

  /** The state as it is. */
  get now(): LabState {
    return this.#now;
  }

  /** Keys of the last opened link that could not be read. */
  get unread(): readonly string[] {
    return this.#unread;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** The fragment of the address that shows this state. */
  get link(): string {
    return writeLink(this.#now);
  }

  /** Changes fields. */
  change(patch: Partial<LabState>, { as = "step" }: ChangeOptions = {}): void {
    const next = { ...this.#now, ...patch };
    if (as === "look") {
      this.#now = next;
      return;
    }
    if (isSame(next, this.#now)) {
      if (as === "step") this.settle();
      return;
    }
    if (as === "move") this.#before ??= this.#now;
    else {
      this.#remember(this.#before ?? this.#now);
      this.#before = undefined;
    }
    this.#now = next;
  }

  /** Ends a drag: undo goes back to where it began. */
  settle(): void {
    if (this.#before !== undefined && this.#before !== this.#now) this.#remember(this.#before);
    this.#before = undefined;
  }

  undo(): void {
    this.settle();
    const last = this.#past.at(-1);
    if (last === undefined) return;
    this.#past = this.#past.slice(0, -1);
    this.#future = [...this.#future, this.#now];
    this.#now = last;
  }

  redo(): void {
    this.settle();
    const next = this.#future.at(-1);
    if (next === undefined) return;
    this.#future = this.#future.slice(0, -1);
    this.#past = [...this.#past, this.#now];
    this.#now = next;
  }

  /** Opens the state of a link. */
  open(fragment: string): void {
    const { state, unread } = readLink(fragment);
    this.#unread = unread;
    this.change(state);
  }

  #remember(state: LabState): void {
    this.#past = [...this.#past.slice(1 - MOST_STEPS), state];
    this.#future = [];
  }
}
