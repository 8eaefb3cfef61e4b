/** Every script of examples/ runs against the built package, and prints what its last lines promise. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { ensureBuilt } from "./cli/ridgescope.ts";

const FOLDER = fileURLToPath(new URL("../examples", import.meta.url));
const start = promisify(execFile);

beforeAll(ensureBuilt, 120_000);

describe("examples", () => {
  const scripts = readdirSync(FOLDER).filter((name) => name.endsWith(".mjs"));

  test("there are ten, each of 10 to 40 lines", () => {
    expect(scripts.length).toBe(10);
    for (const name of scripts) {
      const lines = readFileSync(`${FOLDER}/${name}`, "utf8").trimEnd().split("\n");
      expect(lines.length).toBeGreaterThanOrEqual(10);
      expect(lines.length).toBeLessThanOrEqual(40);
    }
  });

  test.each(scripts)("%s prints what it promises", async (name) => {
    const promised = [...readFileSync(`${FOLDER}/${name}`, "utf8").matchAll(/^\/\/ → (.*)$/gm)];
    const { stdout } = await start(process.execPath, [`${FOLDER}/${name}`]);
    expect(promised.length).toBeGreaterThan(0);
    expect(stdout.trimEnd().split("\n")).toEqual(promised.map(([, text]) => text));
  });
});
