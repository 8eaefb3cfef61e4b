/** The one state of the page: changed by patches, undone and redone, kept in the address. */
import * as history from "./history.ts";
import { writeLink } from "./link.ts";
import type { LabState } from "./table.ts";

/** The state with its history. */
export class Lab {
  #history: history.History;
  #unread: string[];

  constructor(fragment: string) {
    const opened = history.openHistory(fragment);
    this.#history = $state.raw(opened.history);
    this.#unread = $state.raw(opened.unread);
  }

  /** The state as it is. */
  get now(): LabState {
    return this.#history.now;
  }

  /** Keys of the last opened link that could not be read. */
  get unread(): readonly string[] {
    return this.#unread;
  }

  get canUndo(): boolean {
    return this.#history.past.length > 0;
  }

  get canRedo(): boolean {
    return this.#history.future.length > 0;
  }

  /** The fragment of the address that shows this state. */
  get link(): string {
    return writeLink(this.now);
  }

  /** Changes fields. */
  change(patch: Partial<LabState>, options: history.ChangeOptions = {}): void {
    this.#history = history.change(this.#history, patch, options);
  }

  /** Ends a drag: undo goes back to where it began. */
  settle(): void {
    this.#history = history.settle(this.#history);
  }

  undo(): void {
    this.#history = history.undo(this.#history);
  }

  redo(): void {
    this.#history = history.redo(this.#history);
  }

  /** Opens the state of a link. */
  open(fragment: string): void {
    const opened = history.openLink(this.#history, fragment);
    this.#unread = opened.unread;
    this.#history = opened.history;
  }
}
