import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { StageCost } from "../../src/report/environment.ts";
import { temporaryFolder } from "../data/build.ts";
import { runInProcess } from "./in-process.ts";
import { differences } from "./run-files.ts";

const folder = temporaryFolder();
const SMALL = [
  "sampling.count=30",
  "sampling.steps=20",
  "features.p=30",
  "features.harmonics=2",
  "tau=[2,4]",
];
const small = ["run", "training-check", ...SMALL.flatMap((setting) => ["--set", setting]), "--quiet"];
const [plain, profiled] = [`${folder}/plain/run`, `${folder}/profiled/run`];
/** The section, and the link to it. */
const SECTION = /<a href="#stages">.*?<\/a> |<section id="stages">.*?<\/section>\n/gs;
let ends: number[];

beforeAll(async () => {
  const outcomes = [
    await runInProcess(...small, "--out", plain),
    await runInProcess(...small, "--out", profiled, "--profile", "--cpu-profile"),
  ];
  ends = outcomes.map(({ code }) => code);
});

function read(path: string): string {
  return readFileSync(path, "utf8");
}

function stagesOf(run: string): StageCost[] | undefined {
  return (JSON.parse(read(`${run}/environment.json`)) as { stages?: StageCost[] }).stages;
}

describe("--profile", () => {
  test("adds what each stage cost to the report and to environment.json, and changes nothing else", () => {
    expect(ends).toEqual([0, 0]);
    const changed = ["environment.json", "main-thread.cpuprofile", "report.html"];
    expect(differences(plain, profiled).sort()).toEqual(changed);
    const report = read(`${profiled}/report.html`);
    expect(report).toContain("Where the time went");
    expect(report.replaceAll(SECTION, "")).toBe(read(`${plain}/report.html`));
    const { stages: _, ...environment } = JSON.parse(read(`${profiled}/environment.json`));
    expect(environment).toEqual(JSON.parse(read(`${plain}/environment.json`)));
  });

  test("names the stages in their order, from the start to the drawings", () => {
    const stages = stagesOf(profiled) ?? [];
    const names = stages.map(({ what }) => what);
    expect([names[0], names.at(-1)]).toEqual(["starting", "drawing figures"]);
    expect(names).toContain("gradient descent");
    expect(new Set(names).size).toBe(names.length);
    for (const { seconds, peak_bytes, heap_bytes } of stages) {
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(heap_bytes).toBeGreaterThan(1e6);
      expect(peak_bytes).toBeGreaterThan(heap_bytes);
    }
    const report = read(`${profiled}/report.html`);
    for (const what of names) expect(report).toContain(`<th scope="row">${what}</th>`);
    expect(stagesOf(plain)).toBeUndefined();
  });

  test("stays in the report when it is rendered again", async () => {
    const before = read(`${profiled}/report.html`);
    expect((await runInProcess("report", profiled, "--quiet")).code).toBe(0);
    expect(read(`${profiled}/report.html`)).toContain(before.match(SECTION)?.[1]);
  });

  test("is an option of analyze too", async () => {
    const out = `${folder}/analyze/run`;
    const files = ["--data", "synthetic:nine-modes", "--samples", "synthetic:nine-modes"];
    const { code } = await runInProcess("analyze", ...files, "--out", out, "--profile", "--quiet");
    expect(code).toBe(0);
    expect(stagesOf(out)?.map(({ what }) => what)).toContain("reading");
    expect(existsSync(`${out}/main-thread.cpuprofile`)).toBe(false);
  });
});

test("--cpu-profile writes samples of our own functions", () => {
  const { nodes, samples, timeDeltas } = JSON.parse(read(`${profiled}/main-thread.cpuprofile`)) as {
    nodes: { callFrame: { url: string } }[];
    samples: number[];
    timeDeltas: number[];
  };
  expect(samples.length).toBeGreaterThan(0);
  expect(timeDeltas.length).toBe(samples.length);
  expect(nodes.filter(({ callFrame }) => callFrame.url.includes("/src/")).length).toBeGreaterThan(10);
});
