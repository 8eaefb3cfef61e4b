import { describe, expectTypeOf, test } from "vitest";
import { type ConfigOf, configOf } from "../../src/settings/config.ts";
import { choice, number, part } from "../../src/settings/setting.ts";
import { ROWS } from "./rows.ts";

describe("the type of a configuration follows from its rows", () => {
  type Config = ConfigOf<typeof ROWS>;

  test("numbers, with their words where they have some", () => {
    expectTypeOf<Config["rate"]>().toEqualTypeOf<number>();
    expectTypeOf<Config["time"]>().toEqualTypeOf<number | "auto">();
    expectTypeOf<Config["dim"]>().toEqualTypeOf<number | "auto" | "all">();
  });

  test("choices, constants, flags and text", () => {
    expectTypeOf<Config["solver"]>().toEqualTypeOf<"euler" | "heun">();
    expectTypeOf<Config["name"]>().toEqualTypeOf<"all-kinds">();
    expectTypeOf<Config["denoise"]>().toEqualTypeOf<boolean>();
    expectTypeOf<Config["latent"]>().toEqualTypeOf<string>();
  });

  test("lists, which may be written to", () => {
    expectTypeOf<Config["lists"]>().toEqualTypeOf<{
      tau: (number | "inf")[];
      hidden: number[];
      range: number[];
      weights: ("1" | "h")[];
      points: number[][];
    }>();
  });

  test("parts have the type of their default", () => {
    const rows = { guidance: part({ check: undefined, default: { normal: 0 }, expected: "" }, "") };
    expectTypeOf(configOf(rows)).toEqualTypeOf<{ guidance: { normal: number } }>();
  });

  test("a default or a change of another type does not compile", () => {
    // @ts-expect-error: "never" is none of the words.
    number("never", "", { words: ["auto"] });
    // @ts-expect-error: "rk4" is none of the choices.
    choice({ of: ["euler", "heun"], default: "rk4" }, "");
    // @ts-expect-error: rate is a number.
    configOf(ROWS, { rate: "auto" });
    // @ts-expect-error: there is no such setting.
    configOf(ROWS, { lists: { taus: [1] } });
    expectTypeOf(configOf(ROWS, { lists: { tau: ["inf"] } })).toEqualTypeOf<Config>();
  });
});
