import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { oncePerFrame, whenAtRest } from "../../src/scene/pacing.ts";

describe("work that follows a fast hand", () => {
  let frames: (() => void)[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    frames = [];
    vi.stubGlobal("window", globalThis);
    vi.stubGlobal("requestAnimationFrame", (then: () => void) => frames.push(then));
    vi.stubGlobal("cancelAnimationFrame", (id: number) => {
      frames[id - 1] = () => {};
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
  const frame = () => {
    const [due, next] = [frames, []];
    frames = next;
    for (const then of due) then();
  };

  it("is done once a frame, with what was said last", () => {
    const done: number[] = [];
    const paced = oncePerFrame((value: number) => done.push(value));
    for (const value of [1, 2, 3]) paced.soon(value);
    expect(done).toEqual([]);
    frame();
    paced.soon(4);
    frame();
    frame();
    expect(done).toEqual([3, 4]);
    paced.soon(5);
    paced.stop();
    frame();
    expect(done).toEqual([3, 4]);
  });

  it("is done when the hand rests", () => {
    let done = 0;
    const paced = whenAtRest(() => done++, 100);
    paced.soon();
    vi.advanceTimersByTime(99);
    paced.soon();
    vi.advanceTimersByTime(99);
    expect(done).toBe(0);
    vi.advanceTimersByTime(1);
    expect(done).toBe(1);
    paced.soon();
    paced.stop();
    vi.advanceTimersByTime(1000);
    expect(done).toBe(1);
  });
});
