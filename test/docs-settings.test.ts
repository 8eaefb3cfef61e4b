/** Keeps docs/settings.md what `npm run docs:settings` makes of the rows. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { PRESETS } from "../src/experiments/presets.ts";
import { ensureBuilt } from "./cli/ridgescope.ts";

const ROOT: string = fileURLToPath(new URL("..", import.meta.url));
const written = readFileSync(join(ROOT, "docs/settings.md"), "utf8");

beforeAll(ensureBuilt, 180_000);

test("docs/settings.md is what npm run docs:settings makes", () => {
  const made = execFileSync(process.execPath, ["scripts/settings-docs.mjs"], { cwd: ROOT, encoding: "utf8" });
  expect(written === made, "out of date: run npm run docs:settings").toBe(true);
});

test("docs/settings.md has every preset that has rows under a heading, and every setting of its rows", () => {
  const headings = written.split("\n").filter((line) => line.startsWith("## "));
  for (const { name, config, rowsOf } of PRESETS) {
    if (!rowsOf) continue;
    expect(
      headings.some((line) =>
        line
          .slice(3)
          .split(/, | with /)
          .includes(name),
      ),
      name,
    ).toBe(true);
    for (const path of Object.keys(rowsOf(config))) expect(written).toMatch(new RegExp(`\\| \`${path}[.\`]`));
  }
});
