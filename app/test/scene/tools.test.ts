import { describe, expect, it } from "vitest";
import { lastOf } from "../../src/present.ts";
import { createGestures, type Finger } from "../../src/scene/gestures.ts";
import { IDLE } from "../../src/scene/layers/overlay.ts";
import type { Scene, Tool } from "../../src/scene/scene.ts";
import { createTools } from "../../src/scene/tools.ts";
import { emptyScene, onePath } from "./scene-fixture.ts";

const view = { camera: { x: 0, y: 0, scale: 100 }, size: { width: 400, height: 400 } };
const finger = (x: number, y: number, more: Partial<Finger> = {}): Finger => ({
  id: 1,
  at: [x, y],
  shift: false,
  command: false,
  reach: 12,
  ...more,
});

function atWork(tool: Tool, scene: Partial<Scene> = {}) {
  const log = {
    edits: [] as [number[], boolean][],
    picks: [] as [number[], boolean][],
    pans: [] as number[][],
  };
  let now: Scene = { ...emptyScene, time: 0, training: Float64Array.of(0, 0, 1, 0), ...scene };
  let handling = IDLE;
  const tools = createTools({
    tool: () => tool,
    view: () => view,
    scene: () => now,
    spacing: () => 50,
    handle: (change) => {
      handling = { ...handling, ...change };
    },
    pick: (particles, additive) => log.picks.push([particles, additive]),
    edit: (points, done) => {
      now = { ...now, training: points };
      log.edits.push([[...points], done]);
    },
  });
  const gestures = createGestures({
    ...tools,
    pan: (columns, rows) => log.pans.push([columns, rows]),
    pinch: (before, after) => log.pans.push([...before, ...after]),
  });
  return { log, tools, gestures, handling: () => handling };
}

describe("tools", () => {
  it("add a point in data units where one clicks: at time t the scene shows a_t times the data", () => {
    const { log, gestures } = atWork("add", { time: Math.log(2) });
    gestures.down(finger(300, 100));
    gestures.up(finger(300, 100));
    const [points, done] = log.edits[0];
    expect(done).toBe(true);
    expect(points[4]).toBeCloseTo(2);
    expect(points[5]).toBeCloseTo(2);
  });

  it("carry a point with a drag, and tell when it is set down", () => {
    const { log, gestures } = atWork("move");
    gestures.down(finger(300, 200));
    gestures.move(finger(300, 150));
    gestures.up(finger(300, 150));
    expect(log.edits.map(([, done]) => done)).toEqual([false, false, true]);
    expect(lastOf(log.edits)[0]).toEqual([0, 0, 1, 0.5]);
  });

  it("put a point back when a second finger begins a pinch", () => {
    const { log, gestures } = atWork("move");
    gestures.down(finger(300, 200));
    gestures.move(finger(300, 150));
    gestures.down(finger(100, 100, { id: 2 }));
    expect(lastOf(log.edits)[0]).toEqual([0, 0, 1, 0]);
    gestures.move(finger(120, 100, { id: 2 }));
    expect(log.pans).toHaveLength(1);
  });

  it("remove the point that is clicked, and none from far away", () => {
    const { log, gestures } = atWork("delete");
    gestures.down(finger(100, 100));
    gestures.up(finger(100, 100));
    expect(log.edits).toHaveLength(0);
    gestures.down(finger(203, 203));
    gestures.up(finger(203, 203));
    expect(log.edits[0][0]).toEqual([1, 0]);
  });
});

describe("strokes and loops", () => {
  it("leave evenly spaced points along a stroke", () => {
    const { log, gestures, handling } = atWork("draw", { training: new Float64Array(0) });
    gestures.down(finger(200, 200));
    gestures.move(finger(260, 200));
    expect(handling().stroke.length).toBeGreaterThan(2);
    gestures.move(finger(300, 200));
    gestures.up(finger(300, 200));
    expect(log.edits).toEqual([[[0, 0, 0.5, 0, 1, 0], true]]);
    expect(handling().stroke).toHaveLength(0);
  });

  it("pick a particle with a click, those in a loop with Shift, and move the view with a drag", () => {
    const { log, gestures } = atWork("look", { paths: onePath, step: 1 });
    gestures.down(finger(200, 200));
    gestures.up(finger(200, 200));
    expect(log.picks[0]).toEqual([[0], false]);
    gestures.down(finger(190, 190, { shift: true }));
    for (const [x, y] of [
      [310, 190],
      [310, 210],
      [190, 210],
    ] as const)
      gestures.move(finger(x, y));
    gestures.up(finger(190, 210));
    expect(log.picks[1]).toEqual([[0, 1], true]);
    gestures.down(finger(200, 300));
    gestures.move(finger(230, 300));
    gestures.up(finger(230, 300));
    expect(log.pans).toEqual([[30, 0]]);
  });
});

describe("tools by keyboard", () => {
  it("do all of it with Enter and a crosshair", () => {
    const { log, tools } = atWork("move");
    tools.enter(finger(290, 200));
    expect(tools.isBusy()).toBe(true);
    tools.carry([300, 100]);
    tools.enter(finger(300, 100));
    expect(log.edits.at(-1)).toEqual([[0, 0, 1, 1], true]);
    expect(tools.isBusy()).toBe(false);
    tools.removeNearest([0, 0]);
    expect(lastOf(log.edits)[0]).toEqual([1, 1]);
  });
});
