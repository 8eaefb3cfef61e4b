import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readArrays } from "../../src/data/read-matrix.ts";
import { createRng } from "../../src/random/rng.ts";
import { csv, parquet, temporaryFolder, writeBytes } from "../data/build.ts";
import { type Outcome, runInProcess } from "./in-process.ts";

const folder = temporaryFolder();

/** Forty points with a number and a class in two more columns, and the same points alone. */
const points = [...createRng(1).normals(80)];
const labelled = points.flatMap((_, i) =>
  i % 2 === 0 ? [i / 2, points[i], points[i + 1], (i / 2) % 3] : [],
);
const bare = writeBytes(folder, "bare.csv", csv(points, 2));
const tables = {
  csv: `${writeBytes(folder, "table.csv", `id,x,y,label\n${csv(labelled, 4)}`)}:x,y`,
  tsv: `${writeBytes(folder, "table.tsv", `id\tx\ty\tlabel\n${csv(labelled, 4, "\t")}`)}:-id,-label`,
  parquet: `${writeBytes(folder, "table.parquet", parquet(labelled, 4))}:c1,c2`,
};
const NOISE = ["--sigma", "0.5"];

/** What a command makes of points that an option names. */
async function result(args: readonly string[], suffix: string): Promise<unknown> {
  const out = `${folder}/out.${suffix}`;
  const { code, stderr } = await runInProcess(...args, "--out", out, "--quiet");
  expect([code, stderr]).toEqual([0, ""]);
  if (suffix === "npz") return readArrays(out);
  const { data: _, ...rest } = JSON.parse(readFileSync(out, "utf8"));
  return rest;
}

describe.each(Object.entries(tables))("columns chosen from a %s table", (_, table) => {
  it.each<[string, string[], string]>([
    ["geometry --data", ["geometry", "--at", bare, ...NOISE, "--dim", "1", "--data"], "npz"],
    ["geometry --at", ["geometry", "--data", bare, ...NOISE, "--dim", "1", "--at"], "npz"],
    ["ridge --data", ["ridge", ...NOISE, "--dim", "1", "--data"], "npz"],
    ["ridge --from", ["ridge", "--data", bare, ...NOISE, "--dim", "1", "--from"], "npz"],
    ["graph --data", ["graph", ...NOISE, "--data"], "json"],
    [
      "rfm --data",
      [
        ...["rfm", "--p", "6", "--harmonics", "1", "--horizon", "2", "--time-min", "0.1", "--weight", "h2"],
        ...["--tau", "10", "--error-samples", "4", "--data"],
      ],
      "npz",
    ],
  ])("are read by %s as the columns alone", async (_option, args, suffix) => {
    expect(await result([...args, table], suffix)).toEqual(await result([...args, bare], suffix));
  });

  it("are read by check as data, samples and held-out points", async () => {
    const others = (name: string) =>
      writeBytes(folder, `${name}.csv`, csv([...createRng(2).split(name).normals(80)], 2));
    const [samples, heldOut] = [others("samples"), others("held")];
    const judged = async (data: string, s: string, h: string) => {
      const { stdout, stderr } = await runInProcess(
        ...["check", "--data", data, "--samples", s, "--held-out", h, "--quiet", "--json"],
      );
      expect(stderr).toBe("");
      return (JSON.parse(stdout) as { limits: unknown }).limits;
    };
    expect(await judged(table, samples, heldOut)).toEqual(await judged(bare, samples, heldOut));
    expect(await judged(samples, table, heldOut)).toEqual(await judged(samples, bare, heldOut));
    expect(await judged(samples, heldOut, table)).toEqual(await judged(samples, heldOut, bare));
  });
});

describe("options that read several arrays of one file", () => {
  const refused = ({ code, stderr }: Outcome) => [code, stderr];
  it("refuse a table and a choice", async () => {
    const analyze = ["analyze", "--data", bare, "--schedule", "edm", "--quiet", "--out", `${folder}/no`];
    expect(refused(await runInProcess(...analyze, "--trajectories", tables.csv))).toEqual([
      2,
      `ridgescope: ${tables.csv}: expected an .npz file, of which several arrays are read, got numbers separated by commas\n`,
    ]);
    const rfm = [
      "rfm",
      "--data",
      bare,
      "--horizon",
      "2",
      "--time-min",
      "0.1",
      "--weight",
      "h2",
      "--tau",
      "10",
    ];
    expect(
      refused(await runInProcess(...rfm, "--features", "F.npz:Wx", "--out", `${folder}/no.npz`)),
    ).toEqual([
      2,
      "ridgescope: F.npz:Wx: expected an .npz file, of which several arrays are read, got a choice of one\n",
    ]);
  });
});
