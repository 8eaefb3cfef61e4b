import { expect, test } from "vitest";
import { mapInTurn } from "../../src/arrays/in-turn.ts";

test("each item waits for the one before it, and results keep the order of the items", async () => {
  const seen: string[] = [];
  const made = await mapInTurn(new Set([30, 1, 10]), async (wait, i) => {
    seen.push(`start ${i}`);
    await new Promise((done) => setTimeout(done, wait));
    seen.push(`end ${i}`);
    return 2 * wait;
  });
  expect(made).toEqual([60, 2, 20]);
  expect(seen).toEqual([0, 1, 2].flatMap((i) => [`start ${i}`, `end ${i}`]));
});

test("a failure ends the work", async () => {
  const seen: number[] = [];
  const failing = mapInTurn([1, 2, 3], async (item) => {
    seen.push(item);
    if (item === 2) throw new RangeError("two");
  });
  await expect(failing).rejects.toThrow("two");
  expect(seen).toEqual([1, 2]);
});
