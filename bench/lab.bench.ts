/**
 * The lab in headless Chromium, as a reader meets it: how long after a move of τ the particles stand in their new places,
 * and how evenly frames follow each other while 2000 particles play.
 */

import type { Page } from "playwright-core";
import { lastOf } from "../src/arrays/present.ts";
import type { Bench, Timing } from "./harness.ts";
import { openPage } from "./lab-page.ts";

/** Moves of τ. */
const MOVES = 40;
/** Milliseconds of film. */
const PLAYED = 7000;

interface Summary {
  readonly count: number;
  readonly medianInterval: number;
  readonly p95Interval: number;
  readonly medianDraw: number;
  readonly p95Draw: number;
}
interface Handle {
  ridgescopeLab: {
    engine: { redraws: number[]; measures: unknown; training: unknown; tasks: { foreground: unknown[] } };
    frames: { reset(): void; summary(): Summary };
  };
}

function timing(name: string, milliseconds: readonly number[]): Timing {
  const seconds = milliseconds.map((value) => value / 1000);
  const sorted = [...seconds].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  return { name, seconds, median, fastest: sorted[0], slowest: lastOf(sorted), ratio: 1, rate: 1 / median };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1));
}

/** Waits until nothing is in work, and stays so. */
async function calm(page: Page): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await page.waitForTimeout(250);
    const busy = await page.evaluate(() => {
      const { engine } = (window as unknown as Handle).ridgescopeLab;
      return engine.tasks.foreground.length > 0 || engine.measures === null;
    });
    quiet = busy ? 0 : quiet + 1;
  }
}

async function redraw(): ReturnType<Bench["run"]> {
  const { page, close } = await openPage("#p=512&n=1000&steps=150");
  try {
    await calm(page);
    const first = await page.evaluate(() => (window as unknown as Handle).ridgescopeLab.engine.redraws[0]);
    await page.evaluate(() => (window as unknown as Handle).ridgescopeLab.engine.redraws.splice(0));
    const slider = page.getByLabel("Training time τ", { exact: true });
    for (let i = 0; i < MOVES; i++) {
      await slider.press("ArrowRight");
      await calm(page);
    }
    const moved = await page.evaluate(() => (window as unknown as Handle).ridgescopeLab.engine.redraws);
    return {
      size: "a move of τ at p = 512, 1000 particles × 150 steps, to particles in place",
      unit: "moves/s",
      timings: [timing("move of τ", moved)],
      figures: {
        "median, ms": quantile(moved, 0.5),
        "95th percentile, ms": quantile(moved, 0.95),
        "first solve, ms": Math.round(first),
      },
    };
  } finally {
    await close();
  }
}

async function frames(): ReturnType<Bench["run"]> {
  const { page, close } = await openPage("#p=128&n=2000");
  try {
    await calm(page);
    // the film of ridges is made meanwhile
    await page.waitForTimeout(20_000);
    await page.evaluate(() => (window as unknown as Handle).ridgescopeLab.frames.reset());
    await page.getByRole("button", { name: "Play" }).click();
    await page.waitForTimeout(PLAYED);
    const found = await page.evaluate(() => (window as unknown as Handle).ridgescopeLab.frames.summary());
    return {
      size: "playing 2000 particles at 1280 × 720 with all instruments",
      unit: "frames/s",
      timings: [timing("frame interval", [found.medianInterval])],
      figures: {
        frames: found.count,
        "interval, median ms": Number(found.medianInterval.toFixed(2)),
        "interval, 95th percentile ms": Number(found.p95Interval.toFixed(2)),
        "drawing, median ms": Number(found.medianDraw.toFixed(2)),
        "drawing, 95th percentile ms": Number(found.p95Draw.toFixed(2)),
      },
    };
  } finally {
    await close();
  }
}

export const benches: Bench[] = [
  { name: "lab-redraw", run: redraw },
  { name: "lab-frames", run: frames },
];
