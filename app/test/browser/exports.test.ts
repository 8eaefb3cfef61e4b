/** What the plane exports, and that its figures are the command's. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { readArrays } from "../../../src/data/read-matrix.ts";
import { ridgescope } from "../../../test/cli/ridgescope.ts";
import { present } from "../../src/present.ts";
import { brief } from "../../src/text.ts";
import { type Lab, openLab, saveExport } from "./browser.ts";
import { figures, openPlane } from "./plane.ts";

const folder = mkdtempSync(join(tmpdir(), "ridgescope-export-"));
let lab: Lab;
let page: Page;
beforeAll(async () => {
  lab = await openLab();
  page = await openPlane(
    lab,
    "set=custom&points=-2,0;-0.7,0.9;0.7,0.9;2,0&p=48&K=2&n=120&steps=40&tau=200&seed=5&weight=h",
  );
});
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

const save = (title: string) => saveExport(page, title, folder);

test("the SVG is well-formed and holds the scene", async () => {
  const svg = readFileSync(await save("Picture, SVG"), "utf8");
  const parsed = await page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, "image/svg+xml");
    return {
      errors: document.querySelectorAll("parsererror").length,
      root: document.documentElement.nodeName,
    };
  }, svg);
  expect(parsed).toEqual({ errors: 0, root: "svg" });
  expect(svg).toContain("4 training points, 120 particles");
});

test("the PNG is a picture of twice the page's pixels", async () => {
  const png = readFileSync(await save("Picture, PNG"));
  expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
  const width = await page.locator(".scene .frame").evaluate((frame) => frame.clientWidth);
  expect(png.readUInt32BE(16)).toBe(2 * width);
});

test("the CSV has a row a particle, with its class", async () => {
  const [head, ...rows] = readFileSync(await save("Particles, CSV"), "utf8")
    .trim()
    .split("\n");
  expect(head).toMatch(/^x,y,class,ridge_distance,/);
  expect(rows.length).toBe(120);
  const shown = await figures(page);
  const share = rows.filter((row) => row.split(",")[2] === "memorised").length / 120;
  expect(shown["memorised"]).toBe(`${(100 * share).toFixed(1)} %`);
});

test("the npz opens and holds paths, measures and training", async () => {
  const arrays = await readArrays(await save("Everything, npz"), [
    "paths",
    "path_times",
    "class",
    "tau",
    "eigenvalues",
    "data",
  ]);
  expect(present(arrays.get("paths")).shape).toEqual([41, 120, 2]);
  expect(present(arrays.get("data")).shape).toEqual([4, 2]);
  expect(present(arrays.get("eigenvalues")).shape).toEqual([48]);
});

test("the YAML runs with the command, which finds the figures that the page shows", async () => {
  const path = await save("Settings, YAML");
  expect(parse(readFileSync(path, "utf8"))).toMatchObject({ experiment: "stage", seed: 5, tau: 200 });
  const run = await ridgescope("run", path, "--out", join(folder, "run"), "--json", "--quiet");
  expect(run.code).toBe(0);
  const { summary } = JSON.parse(run.stdout) as { summary: { figures: Record<string, number> } };
  const shown = await figures(page);
  const percent = (name: string) => `${(100 * summary.figures[name]).toFixed(1)} %`;
  for (const name of ["memorised", "inter_mode", "off_ridge"]) expect(shown[name], name).toBe(percent(name));
  const others = Object.keys(shown).filter(
    (name) => !["memorised", "inter_mode", "off_ridge"].includes(name),
  );
  expect(others.length).toBe(7);
  for (const name of others) expect(shown[name], name).toBe(brief(summary.figures[name]));
});
