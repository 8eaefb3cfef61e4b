import { describe, expect, it } from "vitest";
import { createFrameTimes, quantile } from "../../src/scene/frame-times.ts";
import { phasesOf, shareOfTime, timeOfShare } from "../../src/scene/phases.ts";
import {
  advance,
  FILM_SECONDS,
  type Film,
  jumpStep,
  nearestStep,
  startStep,
  stepAt,
  timeAt,
} from "../../src/scene/playback.ts";
import { measures } from "./scene-fixture.ts";

const film: Film = { last: 150, speed: 1, direction: 1 };
const times = Float64Array.of(10, 1, 0.1, 0.01);

describe("playback", () => {
  it("shows the whole film in its time, whatever the frames are", () => {
    let step = 0;
    for (let i = 0; i < FILM_SECONDS * 50; i++) step = advance(film, step, 20).step;
    expect(step).toBeCloseTo(150, 6);
    expect(advance(film, 149.99, 20)).toEqual({ step: 150, ended: true });
  });

  it("runs back, and does not leap after a long pause", () => {
    const back: Film = { ...film, direction: -1, speed: 2 };
    expect(advance(back, 100, 100).step).toBeCloseTo(100 - (2 * 150) / FILM_SECONDS / 10);
    expect(advance(film, 0, 60_000).step).toBeCloseTo((150 / FILM_SECONDS) * 0.25);
    expect(advance(back, 0.01, 100)).toEqual({ step: 0, ended: true });
  });

  it("starts over at its end", () => {
    expect(startStep(film, 150)).toBe(0);
    expect(startStep(film, 20)).toBe(20);
    expect(startStep({ ...film, direction: -1 }, 0)).toBe(150);
  });

  it("goes in whole steps for those who want no motion", () => {
    expect(jumpStep(film, 0)).toBe(13);
    expect(jumpStep(film, 145)).toBe(150);
    expect(jumpStep({ ...film, direction: -1 }, 13)).toBe(0);
  });

  it("knows the time of a step and the step of a time", () => {
    expect(timeAt(times, 1.5)).toBeCloseTo(Math.sqrt(0.1));
    expect(stepAt(times, timeAt(times, 2.3))).toBeCloseTo(2.3);
    expect([stepAt(times, 20), stepAt(times, 1e-9)]).toEqual([0, 3]);
    expect(nearestStep(times, 0.09)).toBe(2);
    expect(timeAt(new Float64Array(0), 1)).toBeNaN();
    expect(nearestStep(new Float64Array(0), 1)).toBe(-1);
  });
});

describe("phases", () => {
  it("meet where half have reached and where half of the slide is done", () => {
    const phases = phasesOf(measures, times);
    expect(phases.map(({ name, from, to }) => [name, from, to])).toEqual([
      ["reach", 10, 0.2],
      ["align", 0.2, 0.03],
      ["slide", 0.03, 0.01],
    ]);
  });

  it("are none of particles of which most never reach", () => {
    const never = { ...measures, reachTime: Float64Array.of(NaN, NaN) };
    expect(phasesOf(never, times)).toEqual([]);
  });

  it("are two where the slide is not known", () => {
    const phases = phasesOf({ ...measures, figures: {} }, times);
    expect(phases.map(({ name }) => name)).toEqual(["reach", "align and slide"]);
  });

  it("lie along log t", () => {
    expect(shareOfTime(times, 1)).toBeCloseTo(1 / 3);
    expect(timeOfShare(times, 1 / 3)).toBeCloseTo(1);
  });
});

describe("frame times", () => {
  it("keeps the last ones and gives their median and 95th percentile", () => {
    const frames = createFrameTimes(100);
    for (let i = 0; i < 50; i++) frames.record(1000 * i, 999);
    frames.pause();
    for (let i = 0; i <= 100; i++) frames.record(90_000 + 16 * i, i < 90 ? 2 : 9);
    const summary = frames.summary();
    expect(summary).toEqual({ count: 100, medianInterval: 16, p95Interval: 16, medianDraw: 2, p95Draw: 9 });
    frames.reset();
    expect(frames.summary().count).toBe(0);
    expect(frames.summary().medianDraw).toBeNaN();
  });

  it("takes quantiles of the sorted values", () => {
    expect(quantile(Float64Array.of(5, 1, 3), 0.5)).toBe(3);
    expect(quantile(Float64Array.of(5, 1, 3), 1)).toBe(5);
  });
});
