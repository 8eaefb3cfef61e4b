import { sceneDefaults } from "ridgescope/scene";
import { describe, expect, test } from "vitest";
import { Calm } from "../../src/compute/calm.ts";
import type { QuestionName, Training } from "../../src/compute/protocol.ts";
import { CurveMaker } from "../../src/compute/training-curves.ts";
import { NoAnswer, type WorkerClient } from "../../src/compute/worker-client.ts";
import { lastOf, present } from "../../src/present.ts";

const config = sceneDefaults();
const solved = { eigenvalues: Float64Array.of(1, 0.1), cut: 1e-6, momentError: 0 };
const share = (value: number) => ({ value, low: 0, high: 1 });

/** Workers that answer at once; the memorised share is τ's place among the questions. */
function setUp(interfere: (name: QuestionName, count: number) => void = () => {}) {
  const asked: { name: QuestionName; ask: Record<string, unknown> }[] = [];
  const client = {
    idle: true,
    cancel: () => {},
    ask: async (name: QuestionName, ask: Record<string, unknown>) => {
      asked.push({ name, ask });
      interfere(name, asked.filter((one) => one.name === name).length);
      if (name === "weights") return [Float64Array.of(1, 2)];
      const count = ask["count"] as number;
      if (name === "paths")
        return { times: Float64Array.of(1, 0.5), count, x: new Float64Array(4 * count).fill(2, 2 * count) };
      const nth = asked.filter((one) => one.name === "classes").length;
      if (name === "classes") return { memorised: share(nth / 10), interMode: share(0), offRidge: share(0) };
      const taus = ask["taus"] as Float64Array;
      return {
        taus,
        normal: taus,
        tangent: taus,
        normalArchitecture: taus,
        tangentArchitecture: taus,
        loss: taus,
      };
    },
  } as unknown as WorkerClient;
  const shown: Training[] = [];
  const gate = new Calm();
  const tasks = {
    calm: () => gate.calm(),
    follow: <T>(_what: string, work: (progress: () => void) => Promise<T>) => work(() => {}),
  };
  const maker = new CurveMaker({ features: client, measures: client }, tasks, (training) =>
    shown.push(training),
  );
  return { maker, asked, shown, gate };
}

describe("curves over training", () => {
  test("show errors at once, and classes one training time after another", async () => {
    const { maker, asked, shown } = setUp();
    await maker.make(config, solved);
    expect(shown).toHaveLength(10);
    expect(shown[0].memorised.every(Number.isNaN)).toBe(true);
    expect([shown[0].eigenvalues, shown[0].cut]).toEqual([solved.eigenvalues, 1e-6]);
    const last = lastOf(shown);
    expect([...last.memorised.filter((value) => !Number.isNaN(value))]).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((nth) => nth / 10),
    );
    expect([last.taus.at(-1), last.memorised.at(-1)]).toEqual([Infinity, 0.9]);
    // few particles, at every fourth time, and the finished ones in data units
    const paths = present(asked.find(({ name }) => name === "paths")).ask;
    expect(paths).toMatchObject({ first: 0, count: 300 });
    const weights = asked
      .filter(({ name }) => name === "weights")
      .map(({ ask }) => (ask["taus"] as number[])[0]);
    expect(weights).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32].map((at) => last.taus[at]));
    const finals = present(asked.find(({ name }) => name === "classes")).ask["finals"] as Float64Array;
    expect(finals).toEqual(new Float64Array(600).fill(2 * Math.exp(0.5)));
  });

  test("are made once for the same settings, whatever τ", async () => {
    const { maker, asked } = setUp();
    await maker.make(config, solved);
    const before = asked.length;
    await maker.make({ ...config, tau: "inf" }, solved);
    expect(asked.length).toBe(before);
    await maker.make({ ...config, seed: 9 }, solved);
    expect(asked.length).toBe(2 * before);
  });

  test("end where others are asked for, and wait while a film plays", async () => {
    const { maker, asked, shown, gate } = setUp();
    gate.busy = true;
    const first = maker.make(config, solved);
    const second = maker.make({ ...config, seed: 9 }, solved);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([shown.length, asked.some(({ name }) => name === "classes")]).toEqual([2, false]);
    gate.busy = false;
    await Promise.all([first, second]);
    expect(shown).toHaveLength(2 + 9);
    expect(asked.filter(({ name }) => name === "classes")).toHaveLength(9);
  });

  test("stop where something newer is measured, and are made again when asked", async () => {
    const { maker, shown } = setUp((name, count) => {
      if (name === "paths" && count === 3) throw new NoAnswer("superseded");
    });
    await maker.make(config, solved);
    expect(shown).toHaveLength(3);
    await maker.make(config, solved);
    expect(shown).toHaveLength(3 + 10);
  });

  test("pass an error on, and can be tried again", async () => {
    const { maker, shown } = setUp((name, count) => {
      if (name === "curves" && count === 1) throw new Error("broken");
    });
    await expect(maker.make(config, solved)).rejects.toThrow("broken");
    await maker.make(config, solved);
    expect(shown).toHaveLength(10);
  });
});
