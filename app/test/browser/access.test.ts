/** Reading and working the plane without a mouse, in the dark, on a tablet, with still motion, and without isolation. */

import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { lastOf, present } from "../../src/present.ts";
import { TOUR } from "../../src/tour/steps.ts";
import { type Lab, openLab } from "./browser.ts";
import { linkOf, openPlane, SMALL, settled } from "./plane.ts";

let lab: Lab;
let page: Page;
beforeAll(async () => {
  lab = await openLab();
});
afterEach(() => page.context().close());
afterAll(() => lab.close());

/** What axe finds at fault, in a line each. */
async function faults(): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await checker.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"],
    });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}`));
  });
}

describe("axe finds no fault", () => {
  test.each(["light", "dark"])("with the plane, the tour and the export menu in %s", async (theme) => {
    page = await openPlane(lab, `${SMALL}&theme=${theme}`);
    for (const summary of await page.locator("aside.panels summary").all()) {
      if (!(await summary.evaluate((one) => (one.parentElement as HTMLDetailsElement).open)))
        await summary.click();
    }
    await page.getByRole("button", { name: "Tour" }).click();
    await page.getByText("Export", { exact: true }).click();
    expect(await faults()).toEqual([]);
  });

  test.each(["network", "own", "perturbed"])("with the model %s", async (model) => {
    page = await lab.open(`#${SMALL}&model=${model}`);
    await page.getByLabel("Score").waitFor();
    expect(await faults()).toEqual([]);
  });

  test("on a tablet, where nothing is cut off", async () => {
    page = await openPlane(lab, SMALL, { viewport: { width: 768, height: 1024 }, hasTouch: true });
    expect(await faults()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});

test("the keyboard alone reaches the stage, adds a point, plays, sets a slider and takes it all back", async () => {
  page = await openPlane(lab, `${SMALL}&model=perturbed`);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Go to the stage");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("application");
  await page.getByRole("button", { name: "Add", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("application", { name: /^Stage/ }).focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press("Shift+ArrowUp");
  await page.keyboard.press("Enter");
  expect(await linkOf(page)).toContain("set=custom");
  await page.keyboard.press("Control+z");
  expect(await linkOf(page)).not.toContain("set=custom");
  await page.getByLabel("Normal error", { exact: true }).focus();
  await page.keyboard.press("PageUp");
  expect(await linkOf(page)).toContain("normal=");
  await page.keyboard.press("Control+z");
  expect(await linkOf(page)).not.toContain("normal=");
  await page.getByRole("application", { name: /^Stage/ }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Pause" }).waitFor();
});

test("focus goes through everything that can be used, and is always seen", async () => {
  page = await openPlane(lab, SMALL);
  const seen = new Set<string>();
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const name = element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";
      return {
        tag: element.tagName,
        name: name.slice(0, 40),
        seen: outlineStyle !== "none" && outlineWidth !== "0px",
      };
    });
    if (focus.tag === "BODY") break;
    expect(focus.seen, `${focus.tag} ${focus.name}`).toBe(true);
    seen.add(focus.name);
  }
  for (const name of ["Plane", "Tour", "Copy link", "Export", "Play", "Time"])
    expect([...seen]).toContain(name);
});

test("the tour walks through reach, align and slide with the reader's hand on the slider", async () => {
  page = await openPlane(lab, SMALL);
  await page.getByRole("button", { name: "Tour" }).click();
  const tour = page.getByRole("region", { name: "Tour" });
  for (const [i, step] of TOUR.entries()) {
    await tour.getByRole("heading", { name: step.title }).waitFor();
    if (step.control) {
      const slider = tour.getByRole("slider");
      for (let k = 0; k < 10 && !(await tour.getByText("That is it").isVisible()); k++)
        await slider.press("PageUp");
      await tour.getByText("That is it").waitFor();
      await settled(page);
    }
    if (i + 1 < TOUR.length) await tour.getByRole("button", { name: "Next" }).click();
  }
  await page.keyboard.press("Escape");
  expect(await tour.count()).toBe(0);
});

test("where motion is not wanted, Play goes step by step", async () => {
  page = await openPlane(lab, SMALL, { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Play" }).click();
  const first = await linkOf(page);
  await page.waitForTimeout(500);
  expect(await linkOf(page)).toBe(first);
  await page.getByRole("button", { name: "Play" }).click();
  expect(await linkOf(page)).not.toBe(first);
});

describe("from any web server, without isolation", () => {
  let server: Server;
  beforeAll(async () => {
    const kinds: Record<string, string> = {
      html: "text/html",
      js: "text/javascript",
      css: "text/css",
      svg: "image/svg+xml",
    };
    server = createServer(async (request, response) => {
      const path =
        new URL(present(request.url), "http://x").pathname.replace(/^\/site\//, "") || "index.html";
      response.setHeader("content-type", kinds[lastOf(path.split("."))] ?? "application/octet-stream");
      response.end(await readFile(join("dist/lab", path)).catch(() => ""));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => server.close());

  test("it works on one thread, below a path", async () => {
    const context = await lab.browser.newContext();
    page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/site/#${SMALL}`);
    await settled(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(await page.locator("[data-figure=memorised]").count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});
