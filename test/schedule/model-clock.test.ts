import { describe, expect, it } from "vitest";
import {
  betaSchedule,
  ddpmCosine,
  ddpmLinear,
  ddpmScaledLinear,
  zeroTerminalSnr,
} from "../../src/schedule/discrete.ts";
import {
  type ModelScheduleName,
  modelClock,
  NAMED_SCHEDULES,
  timeInputsOf,
} from "../../src/schedule/model-clock.ts";
import { dataVariance, ouFactor, ouLevel, ouTime } from "../../src/schedule/noise-level.ts";
import type { TimeInput } from "../../src/schedule/time-input.ts";

describe("discrete schedules", () => {
  // Products in float64 by NumPy.
  it.each([
    [0, 0.9999],
    [1, 0.9997800920720721],
    [258, 0.5002447287382928],
    [500, 0.07779665836502389],
    [999, 4.035829765375676e-5],
  ])("ddpm-linear has the known ᾱ at timestep %i", (index, alphaBar) => {
    const { scale, variance } = ddpmLinear().level(index);
    expect(Math.abs(scale ** 2 / alphaBar - 1)).toBeLessThan(1e-12);
    expect(Math.abs(variance / (1 - alphaBar) - 1)).toBeLessThan(1e-11);
  });

  it.each([
    [0, 0.999958715775178],
    [1, 0.9999125759273678],
    [250, 0.8458879864968832],
    [500, 0.49228517244880304],
    [998, 2.4287669070348544e-6],
    [999, 2.4287669070348567e-9],
  ])("ddpm-cosine has the known ᾱ at timestep %i, β clipped at 0.999 at the end", (index, alphaBar) => {
    expect(Math.abs(ddpmCosine().level(index).scale ** 2 / alphaBar - 1)).toBeLessThan(1e-11);
  });

  it.each([
    [ddpmScaledLinear(), 0, 0.99915],
    [ddpmScaledLinear(), 1, 0.9982960278384514],
    [ddpmScaledLinear(), 500, 0.2763326838229746],
    [ddpmScaledLinear(), 999, 0.004660098513077238],
    [zeroTerminalSnr(ddpmScaledLinear()), 0, 0.99915],
    [zeroTerminalSnr(ddpmScaledLinear()), 500, 0.24101878275731575],
    [zeroTerminalSnr(ddpmScaledLinear()), 998, 1.9678880566212916e-7],
    [zeroTerminalSnr(ddpmLinear()), 500, 0.0752462157043267],
    [betaSchedule([0.1, 0.2, 0.5]), 2, 0.36],
  ])("$name has the known ᾱ at a timestep", (schedule, index, alphaBar) => {
    const { scale, variance } = schedule.level(index);
    expect(Math.abs(scale ** 2 / alphaBar - 1)).toBeLessThan(1e-11);
    expect(Math.abs(variance / (1 - alphaBar) - 1)).toBeLessThan(1e-10);
  });

  it("a schedule of zero terminal signal ends in pure noise, and no model is asked there", () => {
    for (const name of ["ddpm-linear-zero-snr", "ddpm-scaled-linear-zero-snr"] as const) {
      const { discrete, range, at, of } = modelClock(name);
      expect(of(999).level).toEqual({ scale: 0, variance: 1 });
      expect([discrete?.dataVariances[999], range.most < Infinity, at(1e300).input]).toEqual([
        Infinity,
        true,
        998,
      ]);
    }
    expect(modelClock("betas", { betas: [0.5, 1] }).of(1).level).toEqual({ scale: 0, variance: 1 });
  });

  it("counts reversed timesteps from the end with the most noise", () => {
    const [forwards, backwards] = [
      modelClock("ddpm-linear"),
      modelClock("ddpm-linear", { timeInput: "reversed" }),
    ];
    expect(backwards.of(0).level).toEqual(forwards.of(999).level);
    expect([forwards.at(1).input + backwards.at(1).input, backwards.at(1e-9).input]).toEqual([999, 999]);
  });

  it("refuses β that are none", () => {
    expect(() => betaSchedule([0.1, 0])).toThrow(
      "betas: expected numbers above 0 and below 1, got 0 at step 1",
    );
    expect(() => betaSchedule([1, 0.1])).toThrow("got 1 at step 0");
    expect(() => betaSchedule([0.1])).toThrow("steps: expected an integer from 2");
  });

  it("finds every level again, and the nearest by ratio between two", () => {
    for (const schedule of [
      ddpmLinear(),
      ddpmCosine(),
      ddpmLinear({ steps: 10, betaStart: 0.01, betaEnd: 0.4 }),
    ]) {
      const { dataVariances, size } = schedule;
      for (let i = 0; i < size; i++) {
        expect(schedule.nearest(dataVariances[i])).toBe(i);
        expect(Math.abs(dataVariance(schedule.level(i)) / dataVariances[i] - 1)).toBeLessThan(1e-12);
        if (i > 0) expect(dataVariances[i]).toBeGreaterThan(dataVariances[i - 1]);
      }
      const middle = Math.sqrt(dataVariances[3] * dataVariances[4]);
      expect([schedule.nearest(0.999 * middle), schedule.nearest(1.001 * middle)]).toEqual([3, 4]);
      expect([schedule.nearest(0), schedule.nearest(1e300)]).toEqual([0, size - 1]);
    }
  });

  it("refuses timesteps and settings that there are not", () => {
    expect(() => ddpmLinear().level(1000)).toThrow("timestep: expected an integer from 0 to 999, got 1000");
    expect(() => ddpmLinear().level(0.5)).toThrow("got 0.5");
    expect(() => ddpmCosine({ steps: 1 })).toThrow("steps: expected an integer from 2");
    expect(() => ddpmLinear({ betaStart: 0.5, betaEnd: 0.1 })).toThrow(
      "beta: expected 0 < first <= last < 1",
    );
  });
});

const CLOCKS = NAMED_SCHEDULES.flatMap((name) => timeInputsOf(name).map((time) => [name, time] as const));

describe.each(CLOCKS)("the clock of %s with time %s", (name, timeInput) => {
  const clock = modelClock(name, { timeInput });

  it("goes from noise level to time and back, and keeps the signal-to-noise ratio", () => {
    for (const wanted of [1e-3, 0.04, 1, 30, 900]) {
      if (!(wanted >= clock.range.least && wanted <= clock.range.most)) continue;
      const found = clock.at(wanted);
      const ratio = dataVariance(found.level) / wanted;
      expect(Math.abs(ratio - 1)).toBeLessThan(clock.discrete ? 0.2 : 1e-12);
      const again = clock.of(found.input);
      expect(Math.abs(dataVariance(again.level) / dataVariance(found.level) - 1)).toBeLessThan(1e-12);
      const x = ouFactor(found.level) * Math.sqrt(found.level.variance);
      expect(Math.abs(x ** 2 - ouLevel(ouTime(found.level)).variance)).toBeLessThan(1e-12);
    }
  });

  it("has the derivative of x over its own angle as velocity, or that of the straight line", () => {
    const { level, velocity } = clock.at(0.7);
    const { scale: a, variance } = level;
    const sigma = Math.sqrt(variance);
    if (name === "flow")
      expect(velocity).toEqual(timeInput === "native" ? { scale: -1, noise: 1 } : { scale: 1, noise: -1 });
    else {
      expect(velocity.scale ** 2 + velocity.noise ** 2).toBeCloseTo(1, 12);
      expect(velocity.scale * a + velocity.noise * sigma).toBeCloseTo(0, 12);
    }
  });
});

describe("closed forms of what models are given", () => {
  it.each<[ModelScheduleName, TimeInput, number, number]>([
    ["ou", "native", 3, Math.log(2)],
    ["edm", "native", 9, 3],
    ["edm", "c-noise", 9, Math.log(3) / 4],
    ["flow", "native", 1, 0.5],
    ["flow", "native", 9, 0.75],
    ["flow", "data-at-one", 9, 0.25],
  ])("%s (%s) at h / a² = %d is at %d", (name, timeInput, variance, input) => {
    expect(modelClock(name, { timeInput }).at(variance).input).toBeCloseTo(input, 12);
  });

  it("refuses time inputs that are not the schedule's", () => {
    expect(() => modelClock("ou", { timeInput: "c-noise" })).toThrow(
      "time input: expected native with schedule ou, got c-noise",
    );
  });
});
