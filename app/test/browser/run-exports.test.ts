/** What the view of a run exports: pictures, tables, arrays, and settings that run again. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { readArrays } from "../../../src/data/read-matrix.ts";
import { ridgescope } from "../../../test/cli/ridgescope.ts";
import { present } from "../../src/present.ts";
import { writeRun } from "../run/run-files.ts";
import { type Lab, openLab, saveExport } from "./browser.ts";

/** Small enough for a test, with an empty list, a list of lists and words. */
const SETTINGS =
  "experiment: stage\nsampling: { count: 20, steps: 10 }\nfeatures: { p: 16, harmonics: 2 }\ndata: { set: custom, points: [[-1, 0], [1, 0], [0, 1.5]] }\n";
const folder = mkdtempSync(join(tmpdir(), "ridgescope-run-export-"));
let lab: Lab;
let page: Page;
let view: Locator;

beforeAll(async () => {
  writeFileSync(join(folder, "stage.yaml"), SETTINGS);
  mkdirSync(join(folder, "runs"));
  const made = await ridgescope("run", join(folder, "stage.yaml"), "--out", join(folder, "made"), "--quiet");
  expect(made.code).toBe(0);
  await writeRun(join(folder, "runs/circle"), { samples: 120 });
  // the samples of one run with the settings of another: what is exported of the latter is what is looked at
  writeFileSync(join(folder, "runs/circle/config.json"), readFileSync(join(folder, "made/config.json")));
  await writeRun(join(folder, "runs/unset"), { samples: 10 });
  writeFileSync(join(folder, "runs/unset/config.json"), "{}");
  lab = await openLab(join(folder, "runs"));
  page = await lab.open("#view=runs&run=circle&entry=step-1&t=0.1&chosen=3,5,8");
  view = page.getByRole("region", { name: "Run directory" });
  await view.getByText("120 samples, all drawn; 3 chosen.").waitFor();
});
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

const save = (title: string) => saveExport(page, title, folder);

test("the SVG is well-formed, names the run and holds the points as an image", async () => {
  const path = await save("Picture, SVG");
  expect(path).toMatch(/circle-step-1\.svg$/);
  const svg = readFileSync(path, "utf8");
  const found = await page.evaluate(async (text) => {
    const document = new DOMParser().parseFromString(text, "image/svg+xml");
    const image = new Image();
    image.src = document.querySelector("image")?.getAttribute("href") ?? "";
    await image.decode();
    return {
      errors: document.querySelectorAll("parsererror").length,
      title: document.querySelector("title")?.textContent,
      words: [...document.querySelectorAll("text")].map((one) => one.textContent),
      width: image.naturalWidth,
    };
  }, svg);
  expect([found.errors, found.title]).toEqual([0, "circle: after 1 step"]);
  expect(found.words).toContain("memorised");
  expect(found.words.some((word) => word?.startsWith("principal direction 1"))).toBe(true);
  const width = await view
    .getByRole("application")
    .first()
    .evaluate((canvas) => canvas.clientWidth);
  expect(found.width).toBe(2 * width);
});

test("the PNG is a picture of twice the page's pixels with colours of all classes", async () => {
  const png = readFileSync(await save("Picture, PNG"));
  expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
  const width = await view
    .getByRole("application")
    .first()
    .evaluate((canvas) => canvas.clientWidth);
  expect(png.readUInt32BE(16)).toBe(2 * width);
  const colours = await page.evaluate(
    async (bytes) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)]));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext("2d");
      // this runs in the page, where nothing that is imported here is known
      if (context === null) throw new Error("no context");
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      return new Set(new Uint32Array(data.buffer)).size;
    },
    [...png],
  );
  expect(colours).toBeGreaterThan(8);
});

test("the chosen samples and all of them are tables", async () => {
  const rows = async (title: string) =>
    readFileSync(await save(title), "utf8")
      .trimEnd()
      .split("\n");
  const chosen = await rows("Chosen samples (3), CSV");
  expect(chosen[0]).toBe("sample,class,ridge_distance,nearest_distance,x_1,x_2,x_3");
  expect(chosen.slice(1).map((row) => row.split(",")[0])).toEqual(["3", "5", "8"]);
  expect((await rows("All samples (120), CSV")).length).toBe(121);
});

test("the npz holds what is shown", async () => {
  const arrays = await readArrays(await save("What is shown, npz"), [
    "projection",
    "projection_training",
    "chosen",
    "class",
    "ridge_distance",
    "residual_at_time",
    "snapshot_times",
    "snapshot_normal_score_norm",
  ]);
  expect(present(arrays.get("projection")).shape).toEqual([120, 2]);
  expect(present(arrays.get("projection_training")).shape).toEqual([40, 2]);
  expect(present(arrays.get("snapshot_normal_score_norm")).shape).toEqual([3, 120]);
  expect([...present(arrays.get("chosen")).data].flatMap((mark, i) => (mark ? [i] : []))).toEqual([3, 5, 8]);
  const all = present(arrays.get("snapshot_normal_score_norm")).data;
  expect([...present(arrays.get("residual_at_time")).data]).toEqual([...all.subarray(120, 240)]);
});

test("the YAML is the run's settings, and runs again to the same arrays", async () => {
  const path = await save("Settings, YAML");
  const config: unknown = JSON.parse(readFileSync(join(folder, "made/config.json"), "utf8"));
  expect(parse(readFileSync(path, "utf8"))).toEqual(config);
  const again = await ridgescope("run", path, "--out", join(folder, "again"), "--quiet");
  expect(again.code).toBe(0);
  expect(readFileSync(join(folder, "again/summary.json"))).toEqual(
    readFileSync(join(folder, "made/summary.json")),
  );
});

test("a run without settings says so, and without a run there is nothing to export", async () => {
  await view.getByRole("combobox", { name: /^Run/ }).selectOption("unset");
  await view.getByText("10 samples, all drawn").waitFor();
  await page.getByText("Export", { exact: true }).click();
  await page.getByRole("button", { name: "Settings, YAML" }).click();
  expect(await page.getByRole("alert").textContent()).toContain(
    "export: expected a run with its config.json, got one without",
  );
  await page.goto(`${lab.url}#view=runs&run=none`);
  await page.reload();
  await view.getByRole("alert").waitFor();
  await page.getByText("Export", { exact: true }).click();
  await page.getByText("Open a run to export what is shown of it.").waitFor();
});
