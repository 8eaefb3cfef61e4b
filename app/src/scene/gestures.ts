/** Pointers as gestures: a click, a drag of the tool, a drag of the view, a pinch. Pixels of the scene. */
import { present } from "../present.ts";
import type { Pixel } from "./camera.ts";

/** What of a pointer event matters. */
export interface Finger {
  readonly id: number;
  readonly at: Pixel;
  readonly shift: boolean;
  /** Control or Meta. */
  readonly command: boolean;
  /** How near counts as on it: a finger is coarser than a mouse. */
  readonly reach: number;
}

/** Who answers gestures. */
export interface GestureHandlers {
  /** Whether the tool takes a drag that begins here; else it moves the view. */
  press(finger: Finger): boolean;
  drag(at: Pixel): void;
  drop(at: Pixel): void;
  click(finger: Finger): void;
  hover(finger: Finger): void;
  pan(columns: number, rows: number): void;
  pinch(before: Float64Array, after: Float64Array): void;
  /** The drag of the tool did not end: undo it. */
  cancel(): void;
}

/** Takes pointers as they come. */
export interface Gestures {
  down(finger: Finger): void;
  move(finger: Finger): void;
  up(finger: Finger): void;
  cancel(id: number): void;
}

/** Farther than this from where it began, a click is a drag. */
const CLICK = 4;

/** Gestures of up to two pointers. */
export function createGestures(handlers: GestureHandlers): Gestures {
  const fingers = new Map<number, Finger>();
  let start: Finger | null = null;
  let mode: "none" | "maybe" | "tool" | "view" | "pinch" = "none";
  let toolWants = false;

  function down(finger: Finger): void {
    fingers.set(finger.id, finger);
    if (fingers.size === 1) {
      [start, mode, toolWants] = [finger, "maybe", handlers.press(finger)];
    } else {
      if (toolWants) handlers.cancel();
      mode = fingers.size === 2 ? "pinch" : "none";
    }
  }

  function move(finger: Finger): void {
    const before = fingers.get(finger.id);
    if (!before) {
      handlers.hover(finger);
      return;
    }
    const pair = mode === "pinch" ? positions() : undefined;
    fingers.set(finger.id, finger);
    if (pair) handlers.pinch(pair, positions());
    if (mode === "maybe" && gap(finger.at, present(start).at) > (finger.reach > 14 ? 2 * CLICK : CLICK))
      mode = toolWants ? "tool" : "view";
    if (mode === "tool") handlers.drag(finger.at);
    if (mode === "view") handlers.pan(finger.at[0] - before.at[0], finger.at[1] - before.at[1]);
  }

  function up(finger: Finger): void {
    if (!fingers.delete(finger.id)) return;
    const ended = mode;
    mode = "none";
    if (ended === "tool") handlers.drop(finger.at);
    if (ended !== "maybe") return;
    if (toolWants) handlers.cancel();
    handlers.click({ ...finger, at: present(start).at });
  }

  const positions = () => Float64Array.from([...fingers.values()].slice(0, 2).flatMap(({ at }) => [...at]));
  return {
    down,
    move,
    up,
    cancel(id) {
      if (!fingers.delete(id)) return;
      if (toolWants && (mode === "tool" || mode === "maybe")) handlers.cancel();
      mode = "none";
    },
  };
}

function gap(a: Pixel, b: Pixel): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
