import { Command } from "commander";
import { expect, test } from "vitest";
import { similarOptions } from "../../src/cli/similar.ts";

const KNOWN = ["--time", "--time-min", "--dim", "--data", "--debug", "--seed", "--set", "--threads", "--x"];

/** What commander's own message would offer. */
async function offeredByCommander(typed: string): Promise<string[]> {
  const command = new Command("x").exitOverride().configureOutput({ writeErr: () => {} });
  for (const name of KNOWN) command.option(`${name} <value>`);
  command.helpOption(false).action(() => {});
  const message = await command.parseAsync([typed], { from: "user" }).then(
    () => "",
    (error: Error) => error.message,
  );
  return /Did you mean (?:one of )?([^?]+)\?/.exec(message)?.[1].split(", ") ?? [];
}

test.each([
  ...["--tme", "--tiem", "--emit", "--dta", "--dat", "--dim1", "--sed", "--sett", "--est", "--sdee", "--see"],
  ...["--thread", "--set-seed", "--timemin", "--timeline", "--debu", "--gubed", "--d", "--y", "--TIME"],
  ...["--qqqqq", "--time-minimum", "--ti-me-min", "--daat", "--dtaa", "--deb-ug", "--", "--bug"],
])("for %s they are those that commander would offer", async (typed) => {
  expect(similarOptions(typed, KNOWN)).toEqual(await offeredByCommander(typed));
});

test("one, several and none are offered", () => {
  expect(similarOptions("--tme", KNOWN)).toEqual(["--time"]);
  expect(similarOptions("--sed", KNOWN)).toEqual(["--seed", "--set"]);
  expect(similarOptions("--qqqqq", KNOWN)).toEqual([]);
  expect(similarOptions("--tme", [])).toEqual([]);
  expect(similarOptions("--sed", ["--set", "--seed", "--set"])).toEqual(["--seed", "--set"]);
});
