/** What the tools do with clicks, drags and Enter. */
import { toWorld } from "./camera.ts";
import { movedPoint, resampleStroke, withoutPoint, withPoint, withPoints } from "./editing.ts";
import type { Finger, Pixel } from "./gestures.ts";
import type { Handling } from "./layers/overlay.ts";
import { positionsAt } from "./paths-at.ts";
import { pickInside, pickPoint, type View } from "./picking.ts";
import { type Scene, shrink, type Tool } from "./scene.ts";

/** What tools need to know and may change. */
export interface ToolHost {
  tool(): Tool;
  view(): View;
  scene(): Scene;
  /** Pixels between the points that a stroke leaves. */
  spacing(): number;
  handle(change: Partial<Handling>): void;
  pick(particles: number[], additive: boolean): void;
  edit(points: Float64Array, done: boolean): void;
}

/** The tools at work. */
export interface Tools {
  press(finger: Finger): boolean;
  drag(at: Pixel): void;
  drop(at: Pixel): void;
  click(finger: Finger): void;
  hover(finger: Finger): void;
  cancel(): void;
  /** Enter with the crosshair at a pixel: what a click does, in two parts where a click drags. */
  enter(finger: Finger): void;
  /** The crosshair has moved. */
  carry(at: Pixel): void;
  /** Removes the training point nearest to a pixel. */
  removeNearest(at: Pixel): void;
  /** Whether a point or a stroke is in hand. */
  isBusy(): boolean;
}

interface Carried {
  readonly index: number;
  readonly before: Float64Array;
  now: Float64Array;
}

/** The tools of a stage. */
export function createTools(host: ToolHost): Tools {
  let carried: Carried | null = null;
  let stroke: number[] = [];
  let isLoop = false;

  const dataAt = (at: Pixel): [number, number] => {
    const { camera, size } = host.view();
    const [x, y] = toWorld(camera, size, at[0], at[1]);
    const factor = shrink(host.scene().time);
    return [x / factor, y / factor];
  };
  const trainingAt = (at: Pixel, reach: number) => {
    const { training, time } = host.scene();
    return pickPoint(training, host.view(), at, { reach, factor: shrink(time) });
  };
  const takePoint = (index: number) => {
    const before = host.scene().training;
    carried = { index, before, now: before };
  };
  const showStroke = () => host.handle({ stroke: Float64Array.from(stroke), isLoop });
  const beginStroke = (at: Pixel, loop: boolean) => {
    [stroke, isLoop] = [[...at], loop];
  };
  const letGo = () => {
    carried = null;
    stroke = [];
    showStroke();
  };
  const removeNearest = (at: Pixel, reach = Infinity) => {
    const index = trainingAt(at, reach);
    if (index >= 0) host.edit(withoutPoint(host.scene().training, index), true);
  };
  const pickAt = ({ at, reach, shift, command }: Finger) => {
    const { paths, step } = host.scene();
    const particle = paths ? pickPoint(positionsAt(paths, step), host.view(), at, { reach }) : -1;
    host.pick(particle < 0 ? [] : [particle], shift || command);
  };
  const finishStroke = () => {
    const line = Float64Array.from(stroke);
    if (isLoop) {
      const { paths, step } = host.scene();
      host.pick(paths ? pickInside(positionsAt(paths, step), host.view(), line) : [], true);
    } else {
      const points = resampleStroke(line, host.spacing());
      for (let i = 0; i + 1 < points.length; i += 2) points.set(dataAt([points[i]!, points[i + 1]!]), i);
      host.edit(withPoints(host.scene().training, points), true);
    }
    letGo();
  };
  const carry = (at: Pixel) => {
    if (carried) {
      carried.now = movedPoint(carried.before, carried.index, ...dataAt(at));
      host.edit(carried.now, false);
    } else if (stroke.length > 0) {
      stroke.push(...at);
      showStroke();
    }
  };
  const setDown = () => {
    if (carried) host.edit(carried.now, true);
    else if (stroke.length > 0) return finishStroke();
    letGo();
  };
  const click = (finger: Finger) => {
    const tool = host.tool();
    if (tool === "look") pickAt(finger);
    if (tool === "add" || tool === "draw")
      host.edit(withPoint(host.scene().training, ...dataAt(finger.at)), true);
    if (tool === "delete") removeNearest(finger.at, finger.reach);
  };
  return {
    press({ at, shift, reach }) {
      const tool = host.tool();
      const index = tool === "move" || tool === "add" ? trainingAt(at, reach) : -1;
      if (index >= 0) takePoint(index);
      else if (tool === "draw") beginStroke(at, false);
      else if (tool === "look" && shift) beginStroke(at, true);
      else return false;
      return true;
    },
    drag: carry,
    carry,
    drop(at) {
      carry(at);
      setDown();
    },
    click,
    hover({ at, reach }) {
      const isEditing = host.tool() === "move" || host.tool() === "delete";
      host.handle({ target: isEditing ? trainingAt(at, reach) : -1 });
    },
    cancel() {
      if (carried && carried.now !== carried.before) host.edit(carried.before, true);
      letGo();
    },
    enter(finger) {
      if (carried || stroke.length > 0) return setDown();
      if (host.tool() === "draw") return beginStroke(finger.at, false);
      const index = host.tool() === "move" ? trainingAt(finger.at, Infinity) : -1;
      if (index >= 0) return takePoint(index);
      click({ ...finger, reach: Infinity });
    },
    removeNearest: (at) => removeNearest(at),
    isBusy: () => carried !== null || stroke.length > 0,
  };
}
