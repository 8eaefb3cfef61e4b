import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { drawFigure } from "../../src/report/draw-figure.ts";
import { type ReportInput, renderReport } from "../../src/report/html.ts";
import { demoFigures } from "./demo-figures.ts";
import { demoRecord } from "./demo-run.ts";

function input(): ReportInput {
  const { config, environment, result } = demoRecord();
  const figures = result.figures.map((figure) => ({ figure, svg: drawFigure(figure) }));
  return { config, environment, figures, summary: result.summary, metrics: result.metrics };
}

describe("the report", () => {
  const page = renderReport(input());
  const { document } = parseHTML(page);
  const text = (selector: string) => document.querySelector(selector)?.textContent ?? "";

  it("needs nothing from elsewhere", () => {
    expect(page).not.toMatch(/<script|<link|@import|\bsrc=|url\((?!#)/i);
    for (const [, href] of page.matchAll(/\bhref="([^"]*)"/g))
      expect(href).toMatch(/^(#|data:image\/png;base64,)/);
    expect(page.match(/https?:\/\/[^"\s<]*/g)?.every((url) => url === "http://www.w3.org/2000/svg")).toBe(
      true,
    );
  });

  it("begins with title, verdict and key figures", () => {
    expect(text("h1")).toBe("Where a latent diffusion model of the digit 1 sends its samples");
    expect(text(".verdict")).toMatch(/^After 20,000 steps/);
    const cards = [...document.querySelectorAll(".card")].map((card) =>
      card.textContent.replaceAll("\u00a0", " "),
    );
    expect(cards).toEqual(
      expect.arrayContaining([
        "memorised0.6 %95 %: 0.3–1.0 %",
        "ridge dimension k8",
        "analysis time ta0.227OU time",
        "threshold q0.48195 % quantile of |δ| of 2000 held-out digits",
        "the ridge lives invae:32 latentslatents multiplied by 1.037",
        "rms distance0.412",
      ]),
    );
  });

  it("has a row for each generator and for each test", () => {
    const rows = [...document.querySelectorAll("#entries tbody tr")].map((row) => row.textContent);
    expect(rows).toHaveLength(4);
    expect(rows[3]).toContain("Gaussian fit");
    const tests = [...document.querySelectorAll("#tests tbody tr")].map((row) => row.textContent);
    expect(tests).toHaveLength(5);
    expect(tests[2]).toMatch(/^F3.*0\.81.*✗ fails/);
    expect(tests[3]).toMatch(/^F4.*0\.998–✓ holds/);
  });

  it("has every figure with its caption, and ids that differ", () => {
    expect(document.querySelectorAll("figure svg[role=img][aria-label]")).toHaveLength(demoFigures().length);
    expect(document.querySelectorAll("figure > figcaption")).toHaveLength(demoFigures().length);
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("says how to get it again", () => {
    expect(text("#reproduce")).toContain("ridgescope run config.json --out again");
    expect(text("#reproduce")).toContain("stochasticity: 1");
    expect(text("#reproduce")).not.toContain("thread(s)");
  });

  it("has headings in order and a header for each column", () => {
    const levels = [...document.querySelectorAll("h1, h2, h3, h4")].map(({ tagName }) => Number(tagName[1]));
    expect(levels[0]).toBe(1);
    for (const [i, level] of levels.slice(1).entries()) expect(level - levels[i]).toBeLessThanOrEqual(1);
    for (const table of document.querySelectorAll("table"))
      expect(table.querySelectorAll("thead th").length).toBe(
        table.querySelectorAll("tbody tr:first-child > *").length,
      );
  });

  it("is the same each time", () => {
    expect(renderReport(input())).toBe(page);
  });

  it("lets no name break out", () => {
    const bad = `</code></pre><script>alert(1)</script><img src=x onerror="alert(1)">`;
    const base = input();
    const hostile = renderReport({
      ...base,
      config: { [bad]: bad, list: [bad, 1, null] },
      environment: { ...base.environment, reason: bad, ridgescope: `"><script>` },
      metrics: [{ name: bad, value: 1 }],
      command: bad,
      figures: base.figures
        .slice(0, 1)
        .map(({ figure, svg }) => ({ figure: { ...figure, caption: bad }, svg })),
      summary: {
        ...base.summary,
        experiment: bad,
        title: bad,
        verdict: bad,
        notes: [bad],
        ridge: { ...base.summary.ridge, space: bad, threshold_source: bad },
        figures: { [bad]: 1 },
        falsification: { [bad]: { value: 1, p: 1, holds: true, meaning: bad } },
        entries: [{ name: bad, figures: { [bad]: 2 } }],
      },
    });
    expect(hostile).not.toMatch(/<script|<img/i);
    expect(present(parseHTML(hostile).document.querySelector("h1")).textContent).toBe(bad);
  });

  it("does without classes, entries, tests, figures and notes", () => {
    const { classes: _c, entries: _e, figures: _f, ...rest } = input().summary;
    const bare = renderReport({
      ...input(),
      figures: [],
      metrics: [],
      config: undefined,
      summary: { ...rest, falsification: {}, notes: [] },
    });
    expect(bare).not.toMatch(/undefined|NaN/);
    expect(parseHTML(bare).document.querySelectorAll("section")).toHaveLength(2);
  });
});
