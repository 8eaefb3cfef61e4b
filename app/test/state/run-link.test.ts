import { expect, test } from "vitest";
import { parse } from "yaml";
import { toYaml } from "../../src/state/config.ts";
import { MOST_ROWS_LINKED } from "../../src/state/fields.ts";
import { isSame, readLink, writeLink } from "../../src/state/link.ts";
import { defaultState } from "../../src/state/table.ts";

test("the view of a run goes into a link and comes back", () => {
  const state = {
    ...defaultState(),
    view: "runs" as const,
    run: "a run & more",
    entry: "step-1",
    runColour: "time",
    runTime: 0.015625,
    directions: "columns" as const,
    directionX: 3,
    chosen: Int32Array.of(2, 17, 40),
  };
  const link = writeLink(state);
  expect(link).toContain("chosen=2,17,40");
  expect(readLink(link)).toEqual({ state, unread: [] });
});

test("chosen samples are numbers in order, few enough for a link; others are named as unread", () => {
  expect([...readLink("chosen=9,3,3").state.chosen]).toEqual([3, 9]);
  for (const text of ["1,x", "-1", "1.5", "1,,2", "99999999999", "0,".repeat(MOST_ROWS_LINKED).concat("1")])
    expect(readLink(`chosen=${text}`).unread, text).toEqual(["chosen"]);
  expect(readLink("run=%00").unread).toEqual(["run"]);
  const many = { ...defaultState(), chosen: new Int32Array(MOST_ROWS_LINKED + 1) };
  expect(writeLink(many)).toBe("");
});

test("states are the same where they show the same, too large for a link or not", () => {
  const few = { ...defaultState(), chosen: Int32Array.of(1) };
  const many = { ...defaultState(), chosen: new Int32Array(MOST_ROWS_LINKED + 1) };
  expect(isSame(few, { ...few, chosen: Int32Array.of(1) })).toBe(true);
  expect(isSame(few, defaultState())).toBe(false);
  expect(isSame(many, defaultState())).toBe(false);
  expect(isSame(many, { ...many, seed: 0 })).toBe(true);
});

test("settings as YAML parse to what they were", () => {
  const settings = {
    data: { points: [[1, -2.5e-7]], set: "null", empty: {}, "odd: key": null },
    list: [],
    text: 'a "quoted"\nline',
    isOn: true,
  };
  expect(parse(toYaml(settings))).toEqual(settings);
});
