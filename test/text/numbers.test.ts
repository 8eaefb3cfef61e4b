import { describe, expect, test } from "vitest";
import {
  brief,
  briefOrUndefined,
  intervalText,
  numberText,
  percent,
  signedPercent,
} from "../../src/text/numbers.ts";

describe("numbers in words", () => {
  test("brief rounds to three significant digits, or as many as asked for", () => {
    expect([0.22678, 1250.4, 3.2e-9, 0, -0.05, 100].map((value) => brief(value))).toEqual([
      "0.227",
      "1250",
      "3.2e-9",
      "0",
      "-0.05",
      "100",
    ]);
    expect(brief(Math.PI, 5)).toBe("3.1416");
  });

  test("briefOrUndefined has a word for what is no number, and none for what is infinite", () => {
    expect([NaN, Infinity, 2.5].map(briefOrUndefined)).toEqual(["undefined", "Infinity", "2.5"]);
  });

  test("percent has one decimal unless told otherwise", () => {
    expect(percent(0.1234)).toBe("12.3 %");
    expect(percent(1 / 3, 2)).toBe("33.33 %");
    expect(percent(1, 0)).toBe("100 %");
  });

  test("numberText writes shares in per cent and other numbers with a proper minus sign", () => {
    expect(numberText(0.5, true)).toBe("50.0 %");
    expect(numberText(-0.25)).toBe("−0.25");
    expect(numberText(12.345)).toBe("12.3");
  });

  test("intervalText joins its ends by a dash, or a word where a sign would meet the dash", () => {
    expect(intervalText({ low: 0.101, high: 0.15 }, true)).toBe("10.1–15.0 %");
    expect(intervalText({ low: 1, high: 2.5 })).toBe("1–2.5");
    expect(intervalText({ low: -0.2, high: 0.1 })).toBe("−0.2 to 0.1");
  });

  test("signedPercent always has a sign, and a decimal below ten per cent", () => {
    expect([0.12, -0.031, 0, 0.0994, 0.0996, -1].map(signedPercent)).toEqual([
      "+12 %",
      "−3.1 %",
      "+0.0 %",
      "+9.9 %",
      "+10 %",
      "−100 %",
    ]);
  });
});
