import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "ridgescope/data/browser";
import { createKernels, type Kernels } from "ridgescope/kernels";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lastOf, present } from "../../src/present.ts";
import { openSession, type RunSession } from "../../src/run/run-session.ts";
import { runsAmong } from "../../src/run/sources.ts";
import type { Axes } from "../../src/run/types.ts";
import { writeRun } from "./run-files.ts";

const PRINCIPAL: Axes = { kind: "principal", pair: [0, 1] };
const folder = mkdtempSync(join(tmpdir(), "ridgescope-run-"));
let kernels: Kernels;

beforeAll(async () => {
  kernels = await createKernels({ threads: 1, onnxRuntime: false });
  await writeRun(join(folder, "run"), { samples: 60 });
  await writeRun(join(folder, "images"), { samples: 9, columns: 64, images: true });
});
afterAll(() => {
  kernels.close();
  rmSync(folder, { recursive: true, force: true });
});

function pathsOf(name: string): string[] {
  const entries = readdirSync(join(folder, name), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(join(folder, name).length + 1));
}

/** Opens a run, some of its files replaced. */
function open(name: string, replaced: Record<string, Uint8Array | string> = {}): Promise<RunSession> {
  const read = async (path: string) => Buffer.from(replaced[path] ?? readFileSync(join(folder, name, path)));
  return openSession(kernels, { name, paths: pathsOf(name), read });
}

describe("a run", () => {
  test("names its entries and what it holds", async () => {
    const { info } = await open("run");
    expect(info.entries).toEqual([
      { id: "step-1", label: "after 1 step" },
      { id: "step-2", label: "after 2 steps" },
    ]);
    expect([info.training, info.columns, info.side, info.ridge.dim]).toEqual([40, 3, 0, 1]);
  });

  test("shows an entry with measures, residuals over t, and a projection that keeps distances in its plane", async () => {
    const session = await open("run");
    const { count, measures, snapshots, projection } = await session.entry("step-1", PRINCIPAL);
    expect([count, measures.map(({ id }) => id)]).toEqual([60, ["ridge_distance", "nearest_distance"]]);
    expect([present(snapshots).count, ...present(snapshots).times]).toEqual([60, 1, 0.1, 0.01]);
    const lengths = Array.from({ length: 40 }, (_, i) =>
      Math.hypot(...projection.training.subarray(2 * i, 2 * i + 2)),
    );
    for (const length of lengths) expect(length).toBeCloseTo(1, 5);
    const columns = await session.project({ kind: "columns", pair: [0, 1] });
    expect(columns.labels).toEqual(["column 1", "column 2"]);
    expect([...columns.training.subarray(0, 2)]).toEqual([1, 0]);
  });

  test("computes the distance to the nearest training point where it is not kept", async () => {
    const session = await open("images");
    const { measures } = await session.entry("step-1", PRINCIPAL);
    expect(measures.map(({ id }) => id)).toContain("nearest_distance");
  });

  test("makes cards of chosen samples: neighbours in order, weights of the modes, images of image rows", async () => {
    const { cards, modes } = await (await withEntry("run")).cards(Int32Array.of(3, 7));
    expect([cards.map(({ index }) => index), modes]).toEqual([[3, 7], "modes"]);
    for (const card of cards) {
      const distances = card.nearest.map(({ distance }) => distance);
      expect(distances).toEqual(distances.toSorted((a, b) => a - b));
      expect(card.modes.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(1 + 1e-9);
      expect(card.image).toBeUndefined();
    }
    const pictured = await (await withEntry("images")).cards(Int32Array.of(0));
    expect(pictured.cards[0].image).toHaveLength(64);
    expect(pictured.cards[0].nearest[0].image).toHaveLength(64);
  });

  test("writes chosen samples as CSV, undefined values empty", async () => {
    const text = await (await withEntry("run")).csv(Int32Array.of(0, 59));
    const [header, first, last] = text.trimEnd().split("\n");
    expect(header).toBe("sample,class,ridge_distance,nearest_distance,x_1,x_2,x_3");
    expect(first.startsWith("0,memorised,,0.1,")).toBe(true);
    expect(last.startsWith("59,off-ridge,0.6,")).toBe(true);
  });

  async function withEntry(name: string): Promise<RunSession> {
    const session = await open(name);
    await session.entry("step-1", PRINCIPAL);
    return session;
  }
});

describe("a damaged run is refused in one line", () => {
  const summary = (changes: object) => ({
    "summary.json": JSON.stringify({ ridge: { dim: 1, time: 0.1 }, ...changes }),
  });
  test.each<[string, Record<string, Uint8Array | string>, string]>([
    ["no JSON", { "summary.json": "{" }, "summary.json: expected JSON"],
    ["no object", { "summary.json": "[1]" }, "summary.json: expected a JSON object"],
    ["no ridge", summary({ ridge: null }), "expected a ridge with its dim and time"],
    [
      "a ridge of no dimension",
      summary({ ridge: { dim: -1, time: 1 } }),
      "expected a ridge with its dim and time",
    ],
    ["training points that are no archive", { "arrays/data.npz": "PK" }, "expected a ZIP archive"],
  ])("%s", async (_, replaced, message) => {
    const error = await open("run", replaced).catch((reason: unknown) => reason as Error);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain("\n");
  });

  test("samples that are damaged, missing, or of another width", async () => {
    const spoiled = readFileSync(join(folder, "run/arrays/step-1.npz"));
    spoiled[spoiled.length >> 1] ^= 255;
    const entry = async (bytes: Uint8Array) =>
      (await open("run", { "arrays/step-1.npz": bytes })).entry("step-1", PRINCIPAL);
    await expect(entry(spoiled)).rejects.toBeInstanceOf(InputError);
    await expect(entry(spoiled.subarray(0, 1000))).rejects.toThrow("no ZIP directory");
    await expect(entry(readFileSync(join(folder, "run/arrays/data.npz")))).rejects.toThrow(
      "an array named samples",
    );
    await expect(entry(readFileSync(join(folder, "images/arrays/step-1.npz")))).rejects.toThrow(
      "3 columns, as the training points have, got 64",
    );
  });
});

describe("files that were handed over", () => {
  const file = (path: string) => ({ path, file: new File([""], lastOf(path.split("/"))) });

  test("are told apart into runs, and what the view does not read is left out", () => {
    const found = runsAmong([
      file("all/b/summary.json"),
      file("all/b/arrays/samples.npz"),
      file("all/b/report.html"),
      file("all/a/summary.json"),
      file("all/notes.txt"),
    ]);
    expect(found.map(({ name, paths }) => [name, paths])).toEqual([
      ["a", ["summary.json"]],
      ["b", ["arrays/samples.npz", "summary.json"]],
    ]);
    expect(runsAmong([file("summary.json")]).map(({ name }) => name)).toEqual(["run"]);
    expect(() => runsAmong([file("x.csv")])).toThrow("expected a folder with a summary.json");
  });
});
