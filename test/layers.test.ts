import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readSources, type SourceModule } from "./source.ts";

/** Lower layers first, as CONTRIBUTING lists them; a module imports only from its own layer and those before it. */
const LAYERS: readonly (readonly string[])[] = [
  ...foldersOf(readFileSync("CONTRIBUTING.md", "utf8")),
  ["index.ts"],
];

/** The folders of `src/` in the table of the layout, row by row. */
function foldersOf(text: string): string[][] {
  const rows = text.split("\n").filter((line) => line.startsWith("| `src/"));
  return rows
    .map((row) => [...row.split("|")[1].matchAll(/`src\/([^`/]+)\/`/g)].map(([, folder]) => folder))
    .filter((folders) => folders.length > 0);
}

const sources = readSources("src");

function layerOf(path: string): number {
  const top = path.split("/")[0];
  return LAYERS.findIndex((names) => names.includes(top));
}

test("every folder of the library has its place in the order of layers", () => {
  expect(sources.filter(({ path }) => layerOf(path) < 0).map(({ path }) => path)).toEqual([]);
});

test("imports point to modules that are there, and never upwards", () => {
  const known = new Set(sources.map(({ path }) => path));
  const wrong = sources.flatMap(({ path, imports }) =>
    imports
      .filter((target) => !known.has(target) || layerOf(target) > layerOf(path))
      .map((target) => `${path} -> ${target}`),
  );
  expect(wrong).toEqual([]);
});

test("no modules import each other in a circle, not even types", () => {
  expect(findCycle(sources)).toBeUndefined();
});

test("no modules of the lab import each other in a circle, not even types", () => {
  expect(findCycle(readSources("app/src"))).toBeUndefined();
});

test("the command is the only part that imports the argument parser", () => {
  const users = sources.filter(({ packages }) => packages.includes("commander"));
  expect(users.filter(({ path }) => !path.startsWith("cli/")).map(({ path }) => path)).toEqual([]);
});

test("every export has a doc comment", () => {
  const missing = sources.flatMap(({ path, undocumented }) => undocumented.map((name) => `${path}:${name}`));
  expect(missing).toEqual([]);
});

/** The modules along a circle of imports, or undefined. */
function findCycle(modules: readonly SourceModule[]): string[] | undefined {
  const imports = new Map(modules.map((module) => [module.path, module.imports]));
  const finished = new Set<string>();
  const walk = (path: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (finished.has(path)) return undefined;
    for (const target of imports.get(path) ?? []) {
      const cycle = walk(target, [...trail, path]);
      if (cycle) return cycle;
    }
    finished.add(path);
    return undefined;
  };
  for (const { path } of modules) {
    const cycle = walk(path, []);
    if (cycle) return cycle;
  }
  return undefined;
}
