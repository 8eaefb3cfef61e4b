/** Folders that are dropped, as a browser hands them over: entries that are asked for their files one by one. */

import { expect, test } from "vitest";
import { present } from "../../src/present.ts";
import { droppedFiles, mergedRuns, runsAmong } from "../../src/run/sources.ts";

/** A folder of folders and files; an Error is an entry that cannot be read. */
type Tree = { readonly [name: string]: Tree | string | Error };

/** Entries that a browser's reader gives at a time. */
const BATCH = 100;

function entryOf(name: string, content: Tree | string | Error, above = ""): FileSystemEntry {
  const fullPath = `${above}/${name}`;
  const isFile = typeof content === "string" || content instanceof Error;
  const file = (resolve: (file: File) => void, reject: (error: Error) => void) =>
    content instanceof Error ? reject(content) : resolve(new File([content as string], name));
  const createReader = () => {
    const left = Object.entries(content).map(([below, inside]) => entryOf(below, inside, fullPath));
    return {
      // not at once, and no more than a batch: then nothing, which is how a reader says that it is done
      readEntries: (resolve: (some: FileSystemEntry[]) => void, reject: (error: Error) => void) =>
        setTimeout(() =>
          "unreadable" in (content as Tree)
            ? reject((content as Tree)["unreadable"] as Error)
            : resolve(left.splice(0, BATCH)),
        ),
    };
  };
  return { name, fullPath, isFile, isDirectory: !isFile, file, createReader } as unknown as FileSystemEntry;
}

function dropped(tree: Tree): DataTransfer {
  const items = Object.entries(tree).map(([name, content]) => ({
    webkitGetAsEntry: () => entryOf(name, content),
  }));
  return { items, files: [] } as unknown as DataTransfer;
}

const RUN = { "summary.json": "{}", "config.json": "{}", arrays: { "samples.npz": "PK" } };

test("nested folders are walked to their ends, with paths from what was dropped", async () => {
  const files = await droppedFiles(dropped({ all: { one: RUN, deep: { er: { two: RUN } } }, "a.txt": "x" }));
  expect(files.map(({ path }) => path).sort()).toEqual([
    "a.txt",
    "all/deep/er/two/arrays/samples.npz",
    "all/deep/er/two/config.json",
    "all/deep/er/two/summary.json",
    "all/one/arrays/samples.npz",
    "all/one/config.json",
    "all/one/summary.json",
  ]);
  expect(runsAmong(files).map(({ name, paths }) => [name, paths.length])).toEqual([
    ["two", 3],
    ["one", 3],
  ]);
  expect(await present(files.find(({ path }) => path.endsWith("one/arrays/samples.npz"))).file.text()).toBe(
    "PK",
  );
});

test("a folder of more entries than its reader gives at a time is read whole, each file once", async () => {
  for (const count of [BATCH - 1, BATCH, BATCH + 1, 2 * BATCH, 347]) {
    const arrays = Object.fromEntries(Array.from({ length: count }, (_, i) => [`step-${i}.npz`, "PK"]));
    const files = await droppedFiles(dropped({ run: { "summary.json": "{}", arrays } }));
    expect(new Set(files.map(({ path }) => path)).size).toBe(count + 1);
    expect(files.length).toBe(count + 1);
    expect(runsAmong(files)[0].paths.length).toBe(count + 1);
  }
});

test("a file or a folder that cannot be read is named", async () => {
  const gone = new Error("it is gone");
  await expect(droppedFiles(dropped({ run: { ...RUN, "x.npz": gone } }))).rejects.toThrow(
    "/run/x.npz: could not be read (it is gone)",
  );
  await expect(droppedFiles(dropped({ run: { ...RUN, arrays: { unreadable: gone } } }))).rejects.toThrow(
    "/run/arrays: could not be read (it is gone)",
  );
});

test("files without entries are taken as they are, and empty folders hold no run", async () => {
  const files = [new File(["{}"], "summary.json")];
  const plain = { items: [{ webkitGetAsEntry: () => null }], files } as unknown as DataTransfer;
  expect((await droppedFiles(plain)).map(({ path }) => path)).toEqual(["summary.json"]);
  expect(await droppedFiles(dropped({ empty: {} }))).toEqual([]);
});

test("runs of one name are told apart by their folders, and the newer of two takes the place", async () => {
  const found = runsAmong(await droppedFiles(dropped({ a: { run: RUN }, b: { run: RUN, other: RUN } })));
  expect(found.map(({ name }) => name)).toEqual(["a/run", "other", "b/run"]);
  const again = runsAmong(await droppedFiles(dropped({ other: RUN })));
  const merged = mergedRuns(again, found);
  expect(merged.map(({ name }) => name)).toEqual(["other", "a/run", "b/run"]);
  expect(merged[0]).toBe(again[0]);
});
