/** How long the lab takes to redraw 60,000 points of a run while its picture is dragged, in headless Chromium. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { writeRun } from "../app/test/run/run-files.ts";
import { present } from "../src/arrays/present.ts";
import { type Bench, medianOf } from "./harness.ts";
import { openPage } from "./lab-page.ts";

const POINTS = 60_000;
const MOVES = 240;

/** Milliseconds of every redraw, and between frames, while the picture is dragged to and fro. */
async function drag(page: Page): Promise<{ draws: number[]; frames: number[] }> {
  const picture = page.getByRole("application").first();
  await picture.evaluate((canvas) => {
    const seen = { draws: [] as number[], frames: [] as number[] };
    Object.assign(window, { seen });
    const note = () => seen.draws.push(Number(canvas.getAttribute("data-draw-ms")));
    new MutationObserver(note).observe(canvas, { attributeFilter: ["data-draw-ms"] });
    let last = performance.now();
    const frame = () => {
      const now = performance.now();
      seen.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const box = present(await picture.boundingBox());
  await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.5 * box.height);
  await page.mouse.down();
  for (let i = 1; i <= MOVES; i++) {
    const turn = (2 * Math.PI * i) / 60;
    const [x, y] = [0.5 + 0.2 * Math.sin(turn), 0.5 + 0.1 * Math.sin(2 * turn)];
    await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  }
  await page.mouse.up();
  return page.evaluate(() => (window as unknown as { seen: { draws: number[]; frames: number[] } }).seen);
}

const p95 = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1];

async function run(): ReturnType<Bench["run"]> {
  const folder = mkdtempSync(join(tmpdir(), "ridgescope-bench-"));
  await writeRun(join(folder, "many"), { samples: POINTS });
  const { page, close } = await openPage("#view=runs", [join(folder, "many")]);
  try {
    await page.getByText(`${POINTS} samples, all drawn`).waitFor();
    await page.getByRole("button", { name: "Move" }).click();
    const { draws, frames } = await drag(page);
    return {
      size: `${POINTS} samples and 40 training points, dragged ${MOVES} times at 1280 × 720`,
      unit: "redraws/s",
      timings: [],
      figures: {
        redraws: draws.length,
        "redraw, median ms": medianOf(draws),
        "redraw, 95th percentile ms": p95(draws),
        "between frames, median ms": medianOf(frames),
        "between frames, 95th percentile ms": p95(frames),
      },
    };
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const benches: Bench[] = [{ name: "lab-runs", run }];
