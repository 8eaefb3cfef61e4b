import { expect, test } from "vitest";
import { aligned, slug } from "../../src/text/words.ts";

test("slug makes file names of names", () => {
  expect(slug("inflated bandwidth")).toBe("inflated-bandwidth");
  expect(slug("λ = h², τ = 300")).toBe("-h-300");
});

test("aligned puts every column under its head, with nothing after the last cell of a line", () => {
  const lines = aligned([
    ["name", "k", "note"],
    ["τ = ∞", "12", ""],
    ["x", "3", "last"],
  ]).split("\n");
  expect(lines).toEqual(["name   k   note", "τ = ∞  12", "x      3   last", ""]);
});
