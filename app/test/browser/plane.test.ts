/** The plane in a real browser: every control, data by hand and by file, links, undo, models, and no way out of the origin. */

import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { MODEL_SCHEDULES } from "ridgescope/schedule";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { present } from "../../src/present.ts";
import { type Lab, openLab } from "./browser.ts";
import { addressFollows, dropFile, figures, linkOf, openPlane, SMALL, settled } from "./plane.ts";

const FIXTURES = "test/fixtures";
let lab: Lab;
let page: Page;
beforeAll(async () => {
  lab = await openLab();
});
afterEach(() => page.context().close());
afterAll(() => lab.close());

const points = () => page.locator("aside.panels p[role=status]").first().innerText();
const alertText = () => page.getByRole("alert").innerText();

test("the first view transfers less than 1 MB, all of it from its own origin", async () => {
  page = await (await lab.browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
  let bytes = 0;
  page.on("requestfinished", async (request) => {
    const sizes = await request.sizes();
    bytes += sizes.responseBodySize + sizes.responseHeadersSize;
  });
  page.on("request", (request) => expect(new URL(request.url()).origin).toBe(new URL(lab.url).origin));
  await page.goto(lab.url);
  await settled(page);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(1_000_000);
  expect(lab.complaints).toEqual([]);
  expect(Object.keys(await figures(page))).toContain("memorised");
});

/** Every slider of the panels moved by a key, every choice made: each changes the link, and nothing breaks. */
async function operate(): Promise<void> {
  const panel = page.locator("aside.panels");
  for (const slider of await panel.locator("input[type=range]:visible").all()) {
    const before = await linkOf(page);
    const range = await slider.evaluate((input: HTMLInputElement) => [
      Number(input.value),
      Number(input.max),
    ]);
    await slider.press(range[0] < range[1] / 2 ? "PageUp" : "PageDown");
    const name: string = await slider.evaluate(
      (input: HTMLInputElement) => input.labels?.[0]?.textContent ?? "",
    );
    expect(await linkOf(page), `slider ${name}`).not.toBe(before);
  }
  for (const choice of await panel.locator("select:visible").all()) {
    const values: string[] = await choice
      .locator("option")
      .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
    const now: string = await choice.inputValue();
    const next: string = present(
      values.find((value: string) => value !== now && value !== "own" && value !== "network"),
    );
    const name: string = await choice.evaluate(
      (input: HTMLSelectElement) => input.labels?.[0]?.textContent ?? "",
    );
    if (name === "Score" || name === "Points") continue;
    const before = await linkOf(page);
    await choice.selectOption(next);
    expect(await linkOf(page), `choice ${name}`).not.toBe(before);
  }
}

describe("controls", () => {
  test.each(["random-features", "perturbed", "inflated", "neighbours", "exact", "gaussian"])(
    "of the model %s each change the state and none breaks it",
    async (model) => {
      page = await openPlane(lab, `${SMALL}&model=${model}`);
      await operate();
      await settled(page);
      expect(await page.getByRole("alert").count()).toBe(0);
      expect(await page.locator("[data-figure=memorised]").count()).toBe(1);
    },
  );

  test("of generation and of what is drawn each change the state, and can be undone and redone", async () => {
    page = await openPlane(lab, `${SMALL}&model=exact`);
    await page.getByText("Generation", { exact: true }).click();
    await page.getByText("What is drawn").click();
    await operate();
    for (const box of await page.locator("aside.panels input[type=checkbox]").all()) {
      const before = await linkOf(page);
      await box.click();
      expect(await linkOf(page)).not.toBe(before);
    }
    for (const [name, text] of [
      ["Seed", "7"],
      ["Horizon T", "4"],
      ["Last time", "0.002"],
    ] as const) {
      const before = await linkOf(page);
      await page.getByLabel(name).fill(text);
      await page.getByLabel(name).press("Enter");
      expect(await linkOf(page), name).not.toBe(before);
    }
    await settled(page);
    expect(await page.getByRole("alert").count()).toBe(0);
    const last = await linkOf(page);
    await page.getByRole("button", { name: "Undo" }).click();
    expect(await linkOf(page)).not.toBe(last);
    await page.getByRole("button", { name: "Redo" }).click();
    expect(await linkOf(page)).toBe(last);
    expect(await page.getByRole("banner").innerText()).toContain("seed 7");
  });
});

describe("controls outside the panels", () => {
  test("of the header: theme, views, link", async () => {
    page = await openPlane(lab);
    await page.getByRole("button", { name: /^theme/ }).click();
    await page.getByRole("button", { name: /^theme/ }).click();
    expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark");
    await page.getByRole("button", { name: "Runs" }).click();
    await page.getByRole("region", { name: "Run directory" }).waitFor();
    await page.getByRole("button", { name: "Plane" }).click();
    await page.getByRole("application", { name: /^Stage/ }).waitFor();
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByText(/Link copied|The link is in the address/).waitFor();
  });

  test("of time: it plays, pauses, turns, and charts set it", async () => {
    page = await openPlane(lab);
    await page.getByRole("button", { name: "Play" }).click();
    await page.waitForTimeout(600);
    await page.getByRole("button", { name: "Pause" }).click();
    const share = Number(new URLSearchParams(await linkOf(page)).get("at"));
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1);
    await page.getByRole("slider", { name: "Time", exact: true }).press("End");
    expect(await linkOf(page)).not.toContain("at=");
    const chart = page.getByRole("slider", { name: /t on the chart: Distance/ });
    await chart.press("ArrowLeft");
    expect(await linkOf(page)).toContain("at=");
    const trained = page.getByRole("slider", {
      name: /τ on the chart: Normal and tangent error over training/,
    });
    await trained.press("End");
    expect(await linkOf(page)).toContain("tau=");
  });
});

describe("data", () => {
  const csv = "x,y\n0,0\n1,0.5\n2,0\n";

  test.each([
    ["points.csv", (): string | Uint8Array => csv],
    ["ridge.npy", (): string | Uint8Array => readFileSync(`${FIXTURES}/reference/ridge_2d_data.npy`)],
  ] as [string, () => string | Uint8Array][])("come from a dropped %s", async (name, read) => {
    page = await openPlane(lab, `${SMALL}&model=exact`);
    await dropFile(page, name, read());
    await page.waitForFunction(() => !document.body.innerText.includes("2 points"));
    await settled(page);
    expect(await points()).toMatch(/^\d+ points/);
    expect(await page.getByRole("alert").count()).toBe(0);
    expect((await linkOf(page)).startsWith("set=custom")).toBe(true);
  });

  test.each([
    ["hostile.npy", "\x93NUMPY\x01\x00\xff\xffnot a header"],
    ["letters.csv", "x,y\n1,a\n"],
    ["wide.csv", "1,2,3\n4,5,6\n"],
    ["broken.npz", "PK is not enough"],
    ["broken.parquet", "PAR1PAR1"],
    ["nan.csv", "0,0\nnan,1\n"],
    ["picture.png", "no points"],
  ])("of a bad file %s are refused with a visible message, and nothing else changes", async (name, bytes) => {
    page = await openPlane(lab, `${SMALL}&model=exact`);
    const before = [await linkOf(page), await figures(page)];
    await dropFile(page, name, bytes);
    await page.getByRole("alert").waitFor();
    expect(await alertText()).toContain(name);
    expect(await alertText()).toContain("expected");
    expect([await linkOf(page), await figures(page)]).toEqual(before);
    await page.getByRole("button", { name: "Dismiss" }).click();
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  test("are added, moved, drawn and deleted with the pointer, and undone", async () => {
    page = await openPlane(lab, `${SMALL}&model=exact`);
    const scene = page.getByRole("application", { name: /^Stage/ });
    const { width, height } = present(await scene.boundingBox());
    const at = (x: number, y: number) => ({ position: { x: width * x, y: height * y } });
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await scene.click(at(0.4, 0.3));
    expect(await points()).toContain("3 points");
    await page.getByRole("button", { name: "Draw" }).click();
    await scene.hover(at(0.2, 0.7));
    await page.mouse.down();
    await scene.hover(at(0.5, 0.8));
    await scene.hover(at(0.8, 0.7));
    await page.mouse.up();
    expect(Number.parseInt(await points(), 10)).toBeGreaterThan(5);
    await page.getByRole("button", { name: "Delete" }).click();
    const before = Number.parseInt(await points(), 10);
    await scene.click(at(0.4, 0.3));
    expect(Number.parseInt(await points(), 10)).toBe(before - 1);
    for (let i = 0; i < 3; i++) await page.keyboard.press("Control+z");
    expect(await points()).toContain("2 points");
    await settled(page);
  });
});

test("long work shows how far it is and can be cancelled and started again", async () => {
  page = await lab.open("#set=thirteen-points&p=400&K=8&n=200&steps=30");
  const cancel = page.getByRole("button", { name: /^Cancel: (moments|their spectrum|training 400)/ });
  await cancel.click({ timeout: 30_000 });
  await page.getByText("Cancelled.").waitFor();
  expect(await page.locator("[data-figure]").count()).toBe(0);
  await page.getByRole("button", { name: "Start again" }).click();
  await page.locator("[data-figure=memorised]").waitFor({ timeout: 100_000 });
});

test("a link shows the same scene, figures and picture on another page", async () => {
  page = await openPlane(
    lab,
    "set=custom&points=-2,0;0,1.5;2,0;0.5,-1&p=32&K=2&n=60&steps=30&tau=inf&weight=h&seed=3&at=0.4",
  );
  const [before, picture] = [await figures(page), await pictureOf(page)];
  await addressFollows(page);
  const link = (await page.evaluate(() => window.location.hash)).replace(/^#/, "");
  await page.context().close();
  page = await openPlane(lab, link);
  expect(await linkOf(page)).toBe(link);
  expect(await figures(page)).toEqual(before);
  expect(await pictureOf(page)).toBe(picture);
});

test("a link that cannot be read says so and shows the defaults", async () => {
  page = await openPlane(lab, `${SMALL}&model=magic&tau=-3&nonsense=1`);
  expect(await alertText()).toContain("model, tau, nonsense");
  expect(await page.getByLabel("Score").inputValue()).toBe("random-features");
});

async function pictureOf(from: Page): Promise<string> {
  const saved = from.waitForEvent("download");
  await from.getByText("Export", { exact: true }).click();
  await from.getByRole("button", { name: "Picture, SVG" }).click();
  return readFileSync(await (await saved).path(), "utf8");
}

test("a network trains in the page and is saved as ONNX", async () => {
  page = await lab.open(`#${SMALL}&model=network&width=16&depth=1&train=60`);
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await page.getByText("step 60 of 60").waitFor({ timeout: 60_000 });
  await settled(page);
  expect(Object.keys(await figures(page))).toContain("off_ridge");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as ONNX" }).click();
  expect(readFileSync(await (await saved).path()).length).toBeGreaterThan(1000);
});

test("a network of other settings has yet to be trained, and going back finds the trained one", async () => {
  page = await lab.open(`#${SMALL}&model=network&width=16&depth=1&train=50`);
  const train = page.getByRole("button", { name: /^Train( on)?$/ });
  const hint = page.getByText("Press Train to train the network.");
  await hint.waitFor();
  await train.click();
  await page.getByText("step 50 of 50").waitFor({ timeout: 60_000 });
  await settled(page);
  expect([await train.innerText(), await train.isDisabled(), await hint.count()]).toEqual([
    "Train on",
    true,
    0,
  ]);
  const layers = page.getByRole("slider", { name: "Hidden layers" });
  await layers.press("ArrowRight");
  await hint.waitFor();
  expect([await train.innerText(), await train.isDisabled()]).toEqual(["Train", false]);
  expect(await page.getByText("step 50 of 50").count()).toBe(0);
  await layers.press("ArrowLeft");
  await page.getByText("step 50 of 50").waitFor();
  await settled(page);
  expect([await train.innerText(), await hint.count()]).toEqual(["Train on", 0]);
});

describe("a model of one's own", () => {
  async function open(file: string, prediction: string, schedule: string): Promise<void> {
    page = await lab.open("#model=own&n=80&steps=30");
    await page.getByLabel("It predicts").selectOption(prediction);
    await page.getByLabel("Noise schedule").selectOption(schedule);
    await page.getByLabel("ONNX file").setInputFiles(`${FIXTURES}/networks/${file}`);
    await page.getByRole("button", { name: "Open the model" }).click();
  }

  test("may have every schedule of the command, each with its times, and β of a file", async () => {
    page = await lab.open("#model=own&n=80&steps=30");
    const schedule = page.getByLabel("Noise schedule");
    const values = (label: string) =>
      page
        .getByLabel(label)
        .locator("option")
        .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    expect(await values("Noise schedule")).toEqual([...MODEL_SCHEDULES]);
    expect(await page.getByLabel("Its time").count()).toBe(0);
    await schedule.selectOption("ddpm-scaled-linear");
    expect(await values("Its time")).toEqual(["native", "reversed"]);
    await page.getByLabel("Its time").selectOption("reversed");
    await schedule.selectOption("flow");
    expect(await page.getByLabel("Its time").inputValue()).toBe("native");
    await page.getByLabel("ONNX file").setInputFiles(`${FIXTURES}/networks/clock-reversed.onnx`);
    await schedule.selectOption("betas");
    const button = page.getByRole("button", { name: "Open the model" });
    expect(await button.isDisabled()).toBe(true);
    const beta = Array.from({ length: 1000 }, (_, i) => 1e-4 + ((0.02 - 1e-4) * i) / 999);
    await page
      .getByLabel("File of β")
      .setInputFiles({ name: "beta.csv", mimeType: "text/csv", buffer: Buffer.from(beta.join("\n")) });
    expect(await button.isDisabled()).toBe(false);
  });

  test("is read with timesteps counted from the other end, and refused with what to choose", async () => {
    page = await lab.open("#set=custom&points=-3,0;3,0;-3,0.5;3,-0.5&model=own&n=80&steps=30");
    await page.getByLabel("Noise schedule").selectOption("ddpm-linear");
    await page.getByLabel("ONNX file").setInputFiles(`${FIXTURES}/networks/clock-reversed.onnx`);
    const opened = page.getByRole("button", { name: "Open the model" });
    await opened.click();
    await page.getByRole("alert").waitFor({ timeout: 60_000 });
    expect(await alertText()).toContain("Its time: expected ddpm-linear (time reversed), which fits");
    await page.getByLabel("Its time").selectOption("reversed");
    await opened.click();
    await page.locator("[data-figure=memorised]").waitFor({ timeout: 60_000 });
    expect(await page.locator("aside.panels").innerText()).toContain("clock-reversed.onnx: read as declared");
  });

  test("is measured as any other", async () => {
    await open("v-flow.onnx", "v", "flow");
    await page.locator("[data-figure=memorised]").waitFor({ timeout: 60_000 });
    expect(await page.locator("aside.panels").innerText()).toContain("v-flow.onnx: read as declared");
  });

  test.each([
    { file: "v-flow.onnx", schedule: "flow", words: "expected v, which fits" },
    { file: "bad-nan.onnx", schedule: "ou", words: "expected finite predictions" },
    { file: "bad-operator.onnx", schedule: "ou", words: "bad-operator.onnx: expected" },
  ])("that is $file read as noise is refused in one line", async ({ file, schedule, words }) => {
    await open(file, "noise", schedule);
    await page.getByRole("alert").waitFor({ timeout: 60_000 });
    expect(await alertText()).toContain(words);
  });
});
