/** The state as the fragment of an address: only what differs from the defaults, in the order of the table. */

import { type Field, isLinked, MOST_LINKED, MOST_ROWS_LINKED } from "./fields.ts";
import { defaultState, FIELD_NAMES, type FieldName, type LabState, TABLE } from "./table.ts";

/** Longer fragments are not read. */
const MOST_CHARACTERS = 200_000;
/** More unread keys than these are counted, not named. */
const MOST_NAMED = 8;

/** The fragment of a state, without "#"; empty for the defaults. */
export function writeLink(state: LabState): string {
  const parts = FIELD_NAMES.flatMap((name) => {
    const { key, fallback, write } = TABLE[name] as unknown as Field<unknown>;
    const text = write(state[name]);
    // commas and semicolons need no escape in a fragment, and points read better without
    return text === write(fallback)
      ? []
      : [`${key}=${encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3B", ";")}`];
  });
  return parts.join("&");
}

/** A state from a fragment, and the names of what could not be read (and stays as by default). */
export function readLink(fragment: string): { state: LabState; unread: string[] } {
  if (fragment.length > MOST_CHARACTERS) return { state: defaultState(), unread: ["the whole link"] };
  const byKey = new Map<string, FieldName>(FIELD_NAMES.map((name) => [TABLE[name].key, name]));
  const found: Record<string, unknown> = {};
  const unread: string[] = [];
  for (const part of fragment.replace(/^#/, "").split("&").filter(Boolean)) {
    const split = part.indexOf("=");
    const key = split < 0 ? part : part.slice(0, split);
    const name = byKey.get(key);
    const value =
      name && (TABLE[name] as unknown as Field<unknown>).read(decode(split < 0 ? "" : part.slice(split + 1)));
    if (name === undefined || value === undefined) unread.push(key.slice(0, 40));
    else found[name] = value;
  }
  const state = { ...defaultState(), ...found } as LabState;
  const isCustom = state.set === "custom";
  const isEmpty = isCustom && state.points.length === 0;
  return {
    state: {
      ...state,
      ...(isEmpty ? { set: defaultState().set } : {}),
      ...(isCustom ? {} : { points: [] }),
    },
    unread: named(isEmpty ? [...unread, "points"] : unread),
  };
}

/** Each key once, the first few of them by name. */
function named(unread: readonly string[]): string[] {
  const keys = [...new Set(unread)];
  if (keys.length <= MOST_NAMED) return keys;
  return [...keys.slice(0, MOST_NAMED), `${keys.length - MOST_NAMED} more`];
}

/** Whether a link holds all of this state. */
export function fitsLink({ set, points, model }: LabState): boolean {
  const isShort = points.length <= 2 * MOST_LINKED && points.every(isLinked);
  return (set !== "custom" || isShort) && model !== "own";
}

/** Whether two states show the same; what is too large for a link is compared by identity. */
export function isSame(a: LabState, b: LabState): boolean {
  const isLarge = ({ points, chosen }: LabState) =>
    points.length > 2 * MOST_LINKED || chosen.length > MOST_ROWS_LINKED;
  if ((isLarge(a) || isLarge(b)) && (a.points !== b.points || a.chosen !== b.chosen)) return false;
  return writeLink(a) === writeLink(b);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
