import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openCheckpoint } from "../../src/cli/checkpoint.ts";
import { temporaryFolder } from "../data/build.ts";

const folder = temporaryFolder();
const owner = { config: "{}\n", version: "1.0.0" };
const part = { curve: Float64Array.of(1, NaN, -0), labels: Uint8Array.of(1, 2), tau: Infinity, names: ["a"] };
let count = 0;

async function filled(): Promise<string> {
  const out = `${folder}/${count++}`;
  mkdirSync(out);
  const { cache } = await openCheckpoint(out, owner, false);
  await cache.put("entry τ = 1", part);
  return out;
}

test("a part comes back as it was, under its own name only", async () => {
  const { cache } = await openCheckpoint(await filled(), owner, true);
  expect(await cache.get("entry τ = 1")).toEqual(part);
  expect(await cache.get("entry τ = 2")).toBeUndefined();
});

test("parts of other settings, of another version, or not asked for are dropped", async () => {
  const changes: [typeof owner, boolean][] = [
    [{ ...owner, config: '{"seed":1}\n' }, true],
    [{ ...owner, version: "1.0.1" }, true],
    [owner, false],
  ];
  for (const [other, resume] of changes) {
    const { cache } = await openCheckpoint(await filled(), other, resume);
    expect(await cache.get("entry τ = 1")).toBeUndefined();
  }
});

test("a damaged or misplaced part counts as none", async () => {
  const out = await filled();
  const { cache } = await openCheckpoint(out, owner, true);
  const path = `${out}/checkpoint/${readdirSync(`${out}/checkpoint`).find((name) => name.endsWith(".part"))}`;
  const bytes = readFileSync(path);
  for (const length of [0, 10, 40, bytes.length - 1]) {
    writeFileSync(path, bytes.subarray(0, length));
    expect(await cache.get("entry τ = 1")).toBeUndefined();
  }
  bytes[bytes.length - 1] ^= 1;
  writeFileSync(path, bytes);
  expect(await cache.get("entry τ = 1")).toBeUndefined();
});

test("it goes when the run is finished, and when the run came to nothing", async () => {
  const out = await filled();
  const kept = await openCheckpoint(out, owner, true);
  await kept.abandon();
  expect(existsSync(`${out}/checkpoint`)).toBe(true);
  await kept.finish();
  expect(existsSync(`${out}/checkpoint`)).toBe(false);
  const nothing = await openCheckpoint(`${folder}/nothing`, owner, false);
  await nothing.abandon();
  expect(existsSync(`${folder}/nothing`)).toBe(false);
});
