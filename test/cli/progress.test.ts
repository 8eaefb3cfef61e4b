import { describe, expect, test } from "vitest";
import { createExperimentProgress } from "../../src/cli/experiment-progress.ts";
import { createProgress, describeProgress, formatDuration } from "../../src/cli/progress.ts";

/** A clock set by hand and a stream that remembers. */
function watch(isTerminal: boolean, quiet = false) {
  const written: string[] = [];
  let time = 0;
  const stderr = { write: (text: string) => void written.push(text), isTerminal, width: 60 };
  const progress = createProgress(
    { stderr, now: () => time },
    { label: "work", total: 100, unit: "points", quiet },
  );
  const at = (ms: number, done: number) => {
    time = ms;
    progress.update(done);
  };
  return { written, at, progress };
}

describe("progress", () => {
  test("of an experiment goes by the total that is known last, never beyond it", () => {
    const written: string[] = [];
    let time = 0;
    const stderr = { write: (text: string) => void written.push(text), isTerminal: false, width: 60 };
    const progress = createExperimentProgress({ stderr, now: () => time }, false);
    for (let done = 0; done <= 4; done++) {
      progress.report("diagnosing", done, done === 0 ? 1 : 5);
      time += 10_000;
    }
    progress.end();
    expect(written).toEqual([
      "diagnosing\n",
      "diagnosing: 1 of 5 steps (20%), 0.10 steps/s, 40 s left\n",
      "diagnosing: 2 of 5 steps (40%), 0.10 steps/s, 30 s left\n",
      "diagnosing: 3 of 5 steps (60%), 0.10 steps/s, 20 s left\n",
      "diagnosing: 4 of 5 steps (80%), 0.10 steps/s, 10 s left\n",
    ]);
  });

  test("is a line after 2 s and then every 10 s where no person looks", () => {
    const { written, at } = watch(false);
    for (let second = 0; second <= 30; second++) at(second * 1000, second);
    expect(written).toEqual([
      "work: 2 of 100 points (2%), 1.0 points/s, 1 min 38 s left\n",
      "work: 12 of 100 points (12%), 1.0 points/s, 1 min 28 s left\n",
      "work: 22 of 100 points (22%), 1.0 points/s, 1 min 18 s left\n",
    ]);
  });

  test("is one line redrawn on a terminal, no wider than it, and removed at the end", () => {
    const { written, at, progress } = watch(true);
    for (let ms = 0; ms <= 1000; ms += 50) at(ms, ms / 10);
    progress.end();
    expect(written).toHaveLength(11);
    for (const text of written) expect(text.startsWith("\r\u001b[2K")).toBe(true);
    expect(Math.max(...written.map((text) => text.length - 5))).toBeLessThan(60);
    expect(written.at(-1)).toBe("\r\u001b[2K");
  });

  test("is silent when asked to be, and for what ends soon", () => {
    const quiet = watch(false, true);
    quiet.at(60_000, 50);
    const quick = watch(false);
    quick.at(1_500, 99);
    quick.progress.end();
    expect([...quiet.written, ...quick.written]).toEqual([]);
  });

  test("copes with nothing done and nothing to do", () => {
    const state = { label: "work", unit: "points", total: 0, done: 0, seconds: 0 };
    expect(describeProgress(state)).toBe("work: 0 of 0 points (100%), 0.0 points/s");
    expect([0, 59.6, 3599, 7265].map(formatDuration)).toEqual([
      "0 s",
      "1 min 0 s",
      "59 min 59 s",
      "2 h 1 min",
    ]);
  });
});
