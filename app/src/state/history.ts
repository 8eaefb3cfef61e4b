/** The state with what undo and redo go over. Nothing of the page enters. */
import { isSame, readLink } from "./link.ts";
import type { LabState } from "./table.ts";

/** Steps that undo goes back. */
export const MOST_STEPS = 200;

/** How a change is made. */
export interface ChangeOptions {
  /** "step": undo stops here (default); "move": a change within one drag, which undo takes back as one; "look": never undone. */
  readonly as?: "step" | "move" | "look";
}

/** A state, the states before and after it, and a drag in progress. */
export interface History {
  readonly now: LabState;
  readonly past: readonly LabState[];
  /** The next one last. */
  readonly future: readonly LabState[];
  /** Where the drag in progress began; undefined: there is none. */
  readonly before: LabState | undefined;
  /** Fields that were only looked at, as they are now: undo and redo leave them so. */
  readonly looks: Partial<LabState>;
}

/** The history of a page that was opened with a link. */
export function openHistory(fragment: string): { history: History; unread: string[] } {
  const { state, unread } = readLink(fragment);
  return { history: { now: state, past: [], future: [], before: undefined, looks: {} }, unread };
}

/** The state of a link as one more step. */
export function openLink(history: History, fragment: string): { history: History; unread: string[] } {
  const { state, unread } = readLink(fragment);
  return { history: change(history, state), unread };
}

/** Changes fields. */
export function change(
  history: History,
  patch: Partial<LabState>,
  { as = "step" }: ChangeOptions = {},
): History {
  const now = { ...history.now, ...patch };
  if (as === "look") return { ...history, now, looks: { ...history.looks, ...patch } };
  if (isSame(now, history.now)) return as === "step" ? settle(history) : history;
  const next = { ...history, now, looks: without(history.looks, now, history.now) };
  if (as === "move") return { ...next, before: history.before ?? history.now };
  return settle({ ...next, before: history.before ?? history.now });
}

/** Ends a drag: undo goes back to where it began, if it has led anywhere. */
export function settle(history: History): History {
  const { before, now, past } = history;
  if (before === undefined) return history;
  if (isSame(before, now)) return { ...history, before: undefined };
  return { ...history, before: undefined, past: [...past.slice(1 - MOST_STEPS), before], future: [] };
}

/** Goes one step back. */
export function undo(history: History): History {
  const { now, past, future, looks } = settle(history);
  const last = past.at(-1);
  if (last === undefined) return settle(history);
  return {
    now: { ...last, ...looks },
    past: past.slice(0, -1),
    future: [...future, now],
    before: undefined,
    looks,
  };
}

/** Goes one step forward again. */
export function redo(history: History): History {
  const { now, past, future, looks } = settle(history);
  const next = future.at(-1);
  if (next === undefined) return settle(history);
  return {
    now: { ...next, ...looks },
    past: [...past, now],
    future: future.slice(0, -1),
    before: undefined,
    looks,
  };
}

/** Looks without the fields that a step has changed: those it can take back. */
function without(looks: Partial<LabState>, now: LabState, before: LabState): Partial<LabState> {
  return Object.fromEntries(
    Object.entries(looks).filter(([name]) => now[name as keyof LabState] === before[name as keyof LabState]),
  );
}
