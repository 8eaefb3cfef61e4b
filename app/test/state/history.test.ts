import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  change,
  type History,
  MOST_STEPS,
  openHistory,
  openLink,
  redo,
  settle,
  undo,
} from "../../src/state/history.ts";
import { defaultState, type LabState } from "../../src/state/table.ts";

const start = (): History => openHistory("").history;
const move = (history: History, patch: Partial<LabState>) => change(history, patch, { as: "move" });
const look = (history: History, patch: Partial<LabState>) => change(history, patch, { as: "look" });

describe("undo", () => {
  test("goes back step by step, and redo forward again", () => {
    const one = change(start(), { tau: 5 });
    const two = change(one, { seed: 3 });
    expect([two.now.tau, two.now.seed, two.past.length]).toEqual([5, 3, 2]);
    const back = undo(two);
    expect([back.now, undo(back).now]).toEqual([one.now, defaultState()]);
    expect(redo(redo(undo(back))).now).toEqual(two.now);
    expect(undo(undo(undo(back))).now).toEqual(defaultState());
    expect(redo(two).now).toEqual(two.now);
  });

  test("takes the moves of one drag back as one step", () => {
    let history = change(start(), { seed: 1 });
    for (const tau of [1, 2, 3, 4]) history = move(history, { tau });
    history = settle(history);
    expect([history.now.tau, history.past.length]).toEqual([4, 2]);
    expect(undo(history).now).toEqual({ ...defaultState(), seed: 1 });
    expect(redo(undo(history)).now.tau).toBe(4);
  });

  test("ends a drag in progress first, also where a step ends it", () => {
    const dragged = move(move(start(), { tau: 1 }), { tau: 2 });
    expect(undo(dragged).now).toEqual(defaultState());
    expect(redo(undo(dragged)).now.tau).toBe(2);
    const stepped = change(move(start(), { points: [1, 2], set: "custom" }), {
      points: [3, 4],
      set: "custom",
    });
    expect(stepped.past).toHaveLength(1);
    expect(undo(stepped).now).toEqual(defaultState());
  });
});

describe("steps of history", () => {
  test("are none where a drag ends where it began, or a change changes nothing", () => {
    const { tau } = defaultState();
    const there = settle(move(move(start(), { tau: 1 }), { tau }));
    expect([there.past.length, there.before]).toEqual([0, undefined]);
    expect(change(move(start(), { tau: 1 }), { tau }).past).toHaveLength(0);
    expect(change(start(), { tau }).past).toHaveLength(0);
    const again = change(start(), { set: "custom", points: [1, 2] });
    expect(change(again, { points: [1, 2] }).past).toHaveLength(1);
    expect(settle(start())).toEqual(start());
  });

  test("see a change among more points than a link holds", () => {
    const points = new Array<number>(2002).fill(1);
    const many = change(start(), { set: "custom", points });
    expect(change(many, { points }).past).toHaveLength(1);
    const moved = change(many, { points: [...points.slice(0, -1), 2] });
    expect([moved.past.length, undo(moved).now.points]).toEqual([2, points]);
  });

  test("never take back what was only looked at", () => {
    const history = look(change(look(start(), { progress: 0.2 }), { tau: 5 }), {
      progress: 0.7,
      theme: "dark",
    });
    expect(history.past).toHaveLength(1);
    const back = undo(history);
    expect([back.now.tau, back.now.progress, back.now.theme]).toEqual([defaultState().tau, 0.7, "dark"]);
    const forth = redo(look(back, { progress: 0.1 }));
    expect([forth.now.tau, forth.now.progress, forth.now.theme]).toEqual([5, 0.1, "dark"]);
    // looking keeps what can be done again, and does not end a drag
    expect(look(back, { progress: 0 }).future).toHaveLength(1);
    expect(undo(look(move(start(), { tau: 3 }), { progress: 0 })).now.tau).toBe(defaultState().tau);
  });

  test("can be taken back where they changed what had been looked at", () => {
    const history = change(look(start(), { progress: 0.5 }), { progress: 0, tau: 1 });
    const back = undo(history);
    expect([back.now.progress, back.now.tau]).toEqual([0.5, defaultState().tau]);
    expect(redo(back).now.progress).toBe(0);
  });
});

describe("undo at its limits", () => {
  test("forgets what came after where something new is done", () => {
    const history = change(undo(change(start(), { tau: 5 })), { seed: 1 });
    expect([history.future.length, redo(history).now.tau]).toEqual([0, defaultState().tau]);
    expect(move(undo(change(start(), { tau: 5 })), { seed: 1 }).future).toHaveLength(1);
  });

  test("goes back so many steps and no more", () => {
    let history = start();
    for (let seed = 1; seed <= MOST_STEPS + 50; seed++) history = change(history, { seed });
    expect(history.past).toHaveLength(MOST_STEPS);
    for (let i = 0; i < MOST_STEPS + 10; i++) history = undo(history);
    expect(history.now.seed).toBe(50);
    for (let i = 0; i < MOST_STEPS + 10; i++) history = redo(history);
    expect(history.now.seed).toBe(MOST_STEPS + 50);
  });

  test("and redo lead back to where they started, whatever was done", () => {
    const action = fc.oneof(
      fc.record({ as: fc.constantFrom("step", "move"), tau: fc.integer({ min: 0, max: 3 }) }),
      fc.record({ as: fc.constant("look"), progress: fc.constantFrom(0, 0.5, 1) }),
      fc.constantFrom("undo", "redo", "settle"),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        let history = start();
        for (const one of actions) {
          if (one === "undo") history = undo(history);
          else if (one === "redo") history = redo(history);
          else if (one === "settle") history = settle(history);
          else {
            const { as, ...patch } = one as { as: "step" | "move" | "look" } & Partial<LabState>;
            history = change(history, patch, { as });
          }
        }
        history = settle(history);
        let back = history;
        for (let i = 0; i < history.past.length; i++) back = undo(back);
        expect(back.past).toEqual([]);
        for (let i = 0; i < history.past.length; i++) back = redo(back);
        expect(back.now).toEqual(history.now);
        expect(back.future).toEqual(history.future);
      }),
    );
  });
});

describe("opening a link", () => {
  test("starts without a past, and later is a step like others", () => {
    const { history, unread } = openHistory("#tau=5&nope=1");
    expect([history.now.tau, history.past.length, unread]).toEqual([5, 0, ["nope"]]);
    const next = openLink(history, "seed=2");
    expect([next.history.now, next.unread]).toEqual([{ ...defaultState(), seed: 2 }, []]);
    expect(undo(next.history).now.tau).toBe(5);
    expect(openLink(history, "tau=5").history.past).toHaveLength(0);
  });
});
