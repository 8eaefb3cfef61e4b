import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  inWordsOfThePage,
  PREDICTION_CHOICES,
  SCHEDULE_CHOICES,
  timeChoices,
} from "../../src/state/own-model.ts";

const page = readFileSync(new URL("../../../docs/bring-your-own.md", import.meta.url), "utf8");

/** Names in the first column of the table below a heading of the documentation. */
function documented(heading: string): string[] {
  const [rows] = page.split(heading)[1].split("\n\n").slice(1);
  const cells = rows
    .split("\n")
    .slice(2)
    .map((row) => row.split("|")[1]);
  return cells.flatMap((cell) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name.replace("=FILE", "")),
  );
}

describe("a model of one's own may be read", () => {
  test("under every schedule and as every prediction that the command's documentation has", () => {
    const names = (choices: readonly (readonly [string, string])[]) => choices.map(([name]) => name).sort();
    expect(names(SCHEDULE_CHOICES)).toEqual(documented("**Its schedule**").sort());
    expect(names(PREDICTION_CHOICES)).toEqual(documented("**What it predicts**").sort());
    for (const choices of [SCHEDULE_CHOICES, PREDICTION_CHOICES])
      expect(new Set(choices.map(([, title]) => title)).size).toBe(choices.length);
  });

  test("with timesteps counted from either end, and with the other times of EDM and of flow matching", () => {
    const times = (name: Parameters<typeof timeChoices>[0]) => timeChoices(name).map(([time]) => time);
    for (const [name] of SCHEDULE_CHOICES) {
      const other = { ou: [], edm: ["c-noise"], flow: ["data-at-one"] }[name as string] ?? ["reversed"];
      expect(times(name)).toEqual(["native", ...other]);
    }
  });

  test("and is refused in words of the page", () => {
    expect(inWordsOfThePage("--prediction, --schedule, --model-time: expected v")).toBe(
      "It predicts, Noise schedule, Its time: expected v",
    );
  });
});
