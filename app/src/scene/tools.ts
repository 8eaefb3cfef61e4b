/** What the tools do with clicks, drags and Enter. */
import { type Pixel, type Point, toWorld, type View } from "./camera.ts";
import { movedPoint, resampleStroke, withoutPoint, withPoint, withPoints } from "./editing.ts";
import type { Finger } from "./gestures.ts";
import type { Handling } from "./layers/overlay.ts";
import { positionsAt } from "./paths-at.ts";
import { pickInside, pickPoint } from "./picking.ts";
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

/** What is in hand: a training point, or a stroke or loop of pixels. */
interface Hand {
  carried: { readonly index: number; readonly before: Float64Array; now: Float64Array } | null;
  stroke: number[];
  isLoop: boolean;
}

/** The tools of a scene. */
export function createTools(host: ToolHost): Tools {
  const hand: Hand = { carried: null, stroke: [], isLoop: false };
  return {
    press: (finger) => takeUp(host, hand, finger),
    drag: (at) => carry(host, hand, at),
    carry: (at) => carry(host, hand, at),
    drop(at) {
      carry(host, hand, at);
      setDown(host, hand);
    },
    click: (finger) => click(host, finger),
    hover({ at, reach }) {
      const isEditing = host.tool() === "move" || host.tool() === "delete";
      host.handle({ target: isEditing ? trainingAt(host, at, reach) : -1 });
    },
    cancel() {
      const { carried } = hand;
      if (carried && carried.now !== carried.before) host.edit(carried.before, true);
      letGo(host, hand);
    },
    enter: (finger) => enter(host, hand, finger),
    removeNearest: (at) => removeNearest(host, at),
    isBusy: () => isBusy(hand),
  };
}

const isBusy = ({ carried, stroke }: Hand) => carried !== null || stroke.length > 0;

/** Where a pixel is in data units. */
function dataAt(host: ToolHost, at: Pixel): Point {
  const [x, y] = toWorld(host.view(), at);
  const factor = shrink(host.scene().time);
  return [x / factor, y / factor];
}

function trainingAt(host: ToolHost, at: Pixel, reach: number): number {
  const { training, time } = host.scene();
  return pickPoint(training, host.view(), { at, reach, factor: shrink(time) });
}

function takePoint(host: ToolHost, hand: Hand, index: number): void {
  const before = host.scene().training;
  hand.carried = { index, before, now: before };
}

function beginStroke(hand: Hand, at: Pixel, isLoop: boolean): void {
  hand.stroke = [...at];
  hand.isLoop = isLoop;
}

/** Whether the tool takes a drag that begins here. */
function takeUp(host: ToolHost, hand: Hand, { at, shift, reach }: Finger): boolean {
  const tool = host.tool();
  const index = tool === "move" || tool === "add" ? trainingAt(host, at, reach) : -1;
  if (index >= 0) takePoint(host, hand, index);
  else if (tool === "draw") beginStroke(hand, at, false);
  else if (tool === "look" && shift) beginStroke(hand, at, true);
  else return false;
  return true;
}

function carry(host: ToolHost, hand: Hand, at: Pixel): void {
  const { carried, stroke, isLoop } = hand;
  if (carried) {
    carried.now = movedPoint(carried.before, carried.index, dataAt(host, at));
    host.edit(carried.now, false);
  } else if (stroke.length > 0) {
    stroke.push(...at);
    host.handle({ stroke: Float64Array.from(stroke), isLoop });
  }
}

function setDown(host: ToolHost, hand: Hand): void {
  if (hand.carried) host.edit(hand.carried.now, true);
  else if (hand.stroke.length > 0) finishStroke(host, Float64Array.from(hand.stroke), hand.isLoop);
  letGo(host, hand);
}

function finishStroke(host: ToolHost, line: Float64Array, isLoop: boolean): void {
  const { paths, step, training } = host.scene();
  if (isLoop) {
    host.pick(paths ? pickInside(positionsAt(paths, step), host.view(), line) : [], true);
    return;
  }
  const points = resampleStroke(line, host.spacing());
  for (let i = 0; i + 1 < points.length; i += 2) points.set(dataAt(host, [points[i], points[i + 1]]), i);
  host.edit(withPoints(training, points), true);
}

function letGo(host: ToolHost, hand: Hand): void {
  hand.carried = null;
  hand.stroke = [];
  host.handle({ stroke: new Float64Array(0), isLoop: false });
}

function click(host: ToolHost, finger: Finger): void {
  const tool = host.tool();
  if (tool === "look") pickAt(host, finger);
  if (tool === "add" || tool === "draw")
    host.edit(withPoint(host.scene().training, dataAt(host, finger.at)), true);
  if (tool === "delete") removeNearest(host, finger.at, finger.reach);
}

function pickAt(host: ToolHost, { at, reach, shift, command }: Finger): void {
  const { paths, step } = host.scene();
  const particle = paths ? pickPoint(positionsAt(paths, step), host.view(), { at, reach }) : -1;
  host.pick(particle < 0 ? [] : [particle], shift || command);
}

function removeNearest(host: ToolHost, at: Pixel, reach = Infinity): void {
  const index = trainingAt(host, at, reach);
  if (index >= 0) host.edit(withoutPoint(host.scene().training, index), true);
}

function enter(host: ToolHost, hand: Hand, finger: Finger): void {
  if (isBusy(hand)) {
    setDown(host, hand);
    return;
  }
  const tool = host.tool();
  const index = tool === "move" ? trainingAt(host, finger.at, Infinity) : -1;
  if (tool === "draw") beginStroke(hand, finger.at, false);
  else if (index >= 0) takePoint(host, hand, index);
  else click(host, { ...finger, reach: Infinity });
}
