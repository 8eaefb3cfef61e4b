import { expect, test } from "vitest";
import { createStageCosts } from "../../src/cli/stage-costs.ts";

test("stages last until the next one, and one that comes back is added up", () => {
  let time = 0;
  let peak = 100;
  const stages = createStageCosts({ now: () => time, memory: () => ({ peak, heap: peak / 2 }) });
  time = 500;
  stages.at("reading");
  time = 1500;
  stages.at("sampling");
  time = 4500;
  peak = 300;
  stages.at("sampling");
  stages.at("reading");
  time = 5000;
  expect(stages.costs()).toEqual([
    { what: "starting", seconds: 0.5, peak_bytes: 100, heap_bytes: 50 },
    { what: "reading", seconds: 1.5, peak_bytes: 300, heap_bytes: 150 },
    { what: "sampling", seconds: 3, peak_bytes: 300, heap_bytes: 150 },
  ]);
});
