/** The run view in a real browser: served runs, dropped ones, hostile ones, 60,000 samples, keys alone. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { present } from "../../src/present.ts";
import { writeRun } from "../run/run-files.ts";
import { type Lab, openLab } from "./browser.ts";
import { linkOf } from "./plane.ts";

const MANY = 60_000;
const folder = mkdtempSync(join(tmpdir(), "ridgescope-lab-"));
let lab: Lab;
let bare: Lab;
let page: Page;

beforeAll(async () => {
  await writeRun(join(folder, "runs/circle"), { samples: 120 });
  await writeRun(join(folder, "runs/damaged"), { samples: 20 });
  await writeRun(join(folder, "runs/images"), { samples: 30, columns: 64, images: true });
  await writeRun(join(folder, "runs/many"), { samples: MANY });
  writeFileSync(join(folder, "runs/damaged/arrays/step-2.npz"), "PK is not enough");
  lab = await openLab(join(folder, "runs"));
  bare = await openLab();
});
afterEach(() => page.context().close());
afterAll(async () => {
  await lab.close();
  await bare.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The run view, wherever the page keeps it. */
async function openView(from: Lab, options: Parameters<Lab["open"]>[1] = {}): Promise<Locator> {
  page = await from.open("", options);
  const view = page.getByRole("region", { name: "Run directory" });
  if (!(await view.isVisible())) {
    const way = page
      .getByRole("tab", { name: /run/i })
      .or(page.getByRole("link", { name: /run/i }))
      .or(page.getByRole("button", { name: /^(open )?runs?$/i }));
    await way.first().click();
  }
  await view.waitFor();
  return view;
}

async function choose(view: Locator, run: string): Promise<void> {
  const choice = view.getByRole("combobox", { name: /^Run/ });
  await choice.waitFor();
  const labels = await choice.locator("option").allTextContents();
  await choice.selectOption({ index: labels.findIndex((label) => label.startsWith(run)) });
}

const picture = (view: Locator, which: 0 | 1) => view.getByRole("application").nth(which);

/** Draws a lasso along corners given as shares of the picture. */
async function lasso(
  view: Locator,
  which: 0 | 1,
  corners: readonly (readonly [number, number])[],
): Promise<void> {
  const target = picture(view, which);
  await target.scrollIntoViewIfNeeded();
  const box = present(await target.boundingBox());
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(corners[0]));
  await page.mouse.down();
  for (const corner of corners.slice(1)) await page.mouse.move(...at(corner), { steps: 6 });
  await page.mouse.up();
}

async function chosen(view: Locator): Promise<number> {
  const text = await view.getByText(/samples, all drawn; \d+ chosen/).textContent();
  return Number(present(/(\d+) chosen/.exec(present(text)))[1]);
}

const LEFT_HALF = [
  [0.01, 0.02],
  [0.5, 0.02],
  [0.5, 0.98],
  [0.01, 0.98],
] as const;

test("a lasso in one picture marks samples in all, and shows their cards", async () => {
  const view = await openView(lab);
  await choose(view, "circle");
  await view.getByText("120 samples, all drawn; 0 chosen.").waitFor();
  await lasso(view, 0, LEFT_HALF);
  await view.getByRole("article").first().waitFor();
  const count = await chosen(view);
  expect(count).toBeGreaterThan(40);
  expect(count).toBeLessThan(80);
  expect(await view.locator("path.chosen").count()).toBe(3);
  expect(await view.getByRole("article").first().textContent()).toMatch(/nearest training points/);
  await view.getByRole("button", { name: "Clear choice" }).click();
  expect(await chosen(view)).toBe(0);
});

test("a link to a served run gives the same view, and undo and redo go over its steps", async () => {
  const view = await openView(lab);
  await choose(view, "circle");
  await view.getByText("120 samples, all drawn; 0 chosen.").waitFor();
  await view.getByRole("combobox", { name: /^Samples of/ }).selectOption("step-1");
  await view.getByRole("combobox", { name: /^Axes/ }).selectOption("columns");
  await view.getByRole("spinbutton", { name: "y" }).fill("3");
  await view.getByRole("button", { name: /^t = 0.1/ }).click();
  await view.getByRole("combobox", { name: /^Colour/ }).selectOption("time");
  await picture(view, 0).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => chosen(view)).toBe(1);
  await view.getByRole("article").waitFor();
  const link = await linkOf(page);
  expect(link).toMatch(
    /^view=runs&run=circle&entry=step-1&by=time&axes=columns&ay=3&t=0.1&chosen=\d+(&theme=\w+)?$/,
  );
  const seen = (view: Locator) =>
    Promise.all([
      view.getByRole("combobox", { name: /^Samples of/ }).inputValue(),
      view.getByRole("combobox", { name: /^Colour/ }).inputValue(),
      view.getByRole("combobox", { name: /^Axes/ }).inputValue(),
      view.getByRole("spinbutton", { name: "y" }).inputValue(),
      view.locator("li button[aria-pressed=true]").textContent(),
      view.getByRole("article").evaluateAll((cards) => cards.map((card) => card.getAttribute("aria-label"))),
      picture(view, 0).evaluate(
        (above) =>
          above instanceof HTMLCanvasElement && above.parentElement?.querySelector("canvas")?.toDataURL(),
      ),
    ]);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  const before = await seen(view);
  // undo: choice, colour, time, y, axes, entry; then all of it again
  for (let i = 0; i < 6; i++) await page.keyboard.press("Control+z");
  await expect.poll(() => linkOf(page)).toBe("view=runs&run=circle");
  await expect.poll(async () => (await seen(view))[0]).toBe("step-2");
  for (let i = 0; i < 6; i++) await page.keyboard.press("Control+Shift+z");
  await expect.poll(() => seen(view)).toEqual(before);
  await page.context().close();
  page = await lab.open(`#${link}`);
  const again = page.getByRole("region", { name: "Run directory" });
  await again.getByRole("article").waitFor();
  await expect.poll(() => seen(again)).toEqual(before);
});

test("a link says what it cannot show: a run that is not here, and a choice that is too large for it", async () => {
  page = await lab.open("#view=runs&run=elsewhere");
  const view = page.getByRole("region", { name: "Run directory" });
  await view.getByRole("alert").waitFor();
  expect(await view.getByRole("alert").textContent()).toContain(
    'run: expected one of circle, damaged, images, many, got "elsewhere"',
  );
  await choose(view, "many");
  await view.getByText(`${MANY} samples, all drawn; 0 chosen.`).waitFor();
  await picture(view, 0).press("a");
  await view.getByText("A link does not hold this choice: it is of more than 300 samples.").waitFor();
  expect(await linkOf(page)).toBe("view=runs&run=many");
  await picture(view, 0).press("Escape");
  await expect.poll(() => chosen(view)).toBe(0);
  await page.keyboard.press("Control+z");
  await expect.poll(() => chosen(view)).toBe(MANY);
});

test("another picture, the residuals over t and the entry can be chosen from too", async () => {
  const view = await openView(lab);
  await choose(view, "circle");
  await view.getByText("120 samples, all drawn; 0 chosen.").waitFor();
  await lasso(view, 1, [
    [0.01, 0.02],
    [0.99, 0.02],
    [0.99, 0.98],
    [0.01, 0.98],
  ]);
  expect(await chosen(view)).toBe(119); // One has no ridge distance, and the page says so.
  expect(await view.textContent()).toContain("1 of 120 have no value on these axes");
  await view.getByRole("button", { name: /^t = 0.1/ }).click();
  await view.getByLabel(/^from/).fill("50");
  await view.getByRole("button", { name: "Choose these at t = 0.1" }).click();
  const upper = await chosen(view);
  expect(upper).toBeGreaterThan(0);
  expect(upper).toBeLessThan(120);
  await view.getByRole("combobox", { name: /^Colour/ }).selectOption("time");
  await view.locator("strong", { hasText: "residual |P_N s*| at t = 0.1" }).waitFor();
  await view.getByRole("combobox", { name: /^Samples of/ }).selectOption("step-1");
  await view.getByText("120 samples, all drawn; 0 chosen.").waitFor();
  await view.getByRole("combobox", { name: /^Axes/ }).selectOption("columns");
  await expect.poll(() => chosen(view)).toBe(0);
});

test("images of samples, their neighbours and modes are shown where rows are images", async () => {
  const view = await openView(lab);
  await choose(view, "images");
  await view.getByText("30 samples, all drawn").waitFor();
  await picture(view, 0).click({ position: { x: 200, y: 150 } });
  await picture(view, 0).press("a");
  await view.getByRole("article").first().waitFor();
  expect(await view.getByRole("article").first().getByRole("img").count()).toBeGreaterThanOrEqual(4);
});

test("keys alone choose samples, one and with a lasso, and clear them", async () => {
  const view = await openView(lab);
  await choose(view, "circle");
  await view.getByText("120 samples, all drawn").waitFor();
  await picture(view, 0).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => chosen(view)).toBe(1);
  const walk = async (key: string, times: number) => {
    for (let i = 0; i < times; i++) await page.keyboard.press(key);
  };
  await page.keyboard.press("l");
  await walk("ArrowRight", 25);
  await page.keyboard.press("l");
  await walk("ArrowDown", 25);
  await page.keyboard.press("l");
  await page.keyboard.press("Enter");
  await expect.poll(() => chosen(view)).toBeGreaterThan(1);
  await page.keyboard.press("Escape");
  await expect.poll(() => chosen(view)).toBe(0);
  await expect.poll(() => view.getByRole("button", { name: "Cancel" }).count()).toBe(0);
});

test("60,000 samples are all drawn, each redraw within a frame", async () => {
  const view = await openView(lab);
  await choose(view, "many");
  await view.getByText(`${MANY} samples, all drawn; 0 chosen.`).waitFor();
  const target = picture(view, 0);
  await target.focus();
  const times: number[] = [];
  for (let i = 0; i < 15; i++) {
    await page.keyboard.press(i % 2 === 0 ? "+" : "-");
    await page.waitForTimeout(60);
    times.push(Number(await target.getAttribute("data-draw-ms")));
  }
  // how long it takes is the bench's business (lab-runs)
  expect(times.every((time) => time > 0)).toBe(true);
  await page.keyboard.press("0");
  await lasso(view, 0, LEFT_HALF);
  await expect.poll(() => chosen(view)).toBeGreaterThan(MANY / 3);
});

test("a damaged run is refused in a visible line, and nothing else breaks", async () => {
  const view = await openView(lab);
  await choose(view, "damaged");
  const alert = view.getByRole("alert");
  await alert.waitFor();
  expect(await alert.textContent()).toBe(
    "arrays/step-2.npz: expected a ZIP archive (.npz), got no ZIP directory (truncated?)",
  );
  await choose(view, "circle");
  await view.getByText("120 samples, all drawn").waitFor();
  expect(await alert.count()).toBe(0);
});

test("a folder that is picked is read here, without a server for runs; other folders are refused", async () => {
  const view = await openView(bare);
  const picker = view.locator('input[type="file"]');
  await picker.setInputFiles(join(folder, "runs/circle"));
  await view.getByText("120 samples, all drawn").waitFor();
  await view.getByText("A link holds the name of this run and the view, not the run").waitFor();
  await picker.setInputFiles(join(folder, "runs/circle/arrays"));
  await view.getByRole("alert").waitFor();
  expect(await view.getByRole("alert").textContent()).toContain("expected a folder with a summary.json");
});

test("files that are dropped open too", async () => {
  const view = await openView(bare);
  const files = ["summary.json"].map((name) => [
    name,
    readFileSync(join(folder, "runs/circle", name)).toString("base64"),
  ]);
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const [name, bytes] of given)
      data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
    return data;
  }, files);
  await view.dispatchEvent("drop", { dataTransfer: transfer });
  // Without its arrays a run has nothing to show, and says what is missing.
  await view.getByRole("alert").waitFor();
  expect(await view.getByRole("alert").textContent()).toContain("expected an archive with samples");
});

test.each([
  ["light", 1280, 720],
  ["dark", 768, 1024],
] as const)("in %s at %i × %i nothing keeps a reader out", async (theme, width, height) => {
  const view = await openView(lab, { viewport: { width, height }, colorScheme: theme });
  await choose(view, "circle");
  await view.getByText("120 samples, all drawn").waitFor();
  await picture(view, 0).press("a");
  await view.getByRole("article").first().waitFor();
  await page.getByText("Export", { exact: true }).click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.evaluate(`${axe.source}; undefined`).catch(() => undefined);
  const found = await page.evaluate(async () => {
    const { axe: checker } = window as unknown as {
      axe: { run(where: Document): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await checker.run(document);
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
    );
  });
  expect(found).toEqual([]);
});
