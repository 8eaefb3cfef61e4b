import { expect, test } from "vitest";
import { createPool } from "../../src/kernels/pool/pool.ts";

test("a task that workers do not know is refused, whether or not it would reach them", async () => {
  const pool = createPool(1);
  await expect(pool.run(() => {}, {}, { items: 1, cost: 1 })).rejects.toThrow(
    /^task: expected one of moments, .*, got one that is not listed$/,
  );
  pool.close();
});
