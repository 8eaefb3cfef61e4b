/**
 * Every public verb (a function that an entry point exports) has an `@example` in its doc comment, and every example runs. A
 * line `expression; // → value` says what it gives: numbers to four significant digits, nothing below 1e-9 told from 0, lists
 * in brackets, plain objects in braces. Examples see all public names, those of their own entry point first, and what
 * `support/example-scope.ts` prepares.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { brief } from "../src/text/numbers.ts";
import { createExampleScope, type ExampleScope } from "./support/example-scope.ts";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** An exported function with the code of its example. */
interface Verb {
  readonly name: string;
  readonly place: string;
  /** The entry point that exports it. */
  readonly entry: string;
  readonly example: string | undefined;
}

const entryPoints = [
  ...readdirSync(SRC)
    .filter((name) => name !== "deprecated" && name !== "cli")
    .map((name) => join(SRC, name, "index.ts"))
    .filter((path) => ts.sys.fileExists(path)),
  join(SRC, "data/browser/index.ts"),
  join(SRC, "scene/network.ts"),
];
const verbs = findVerbs(entryPoints);

function findVerbs(files: readonly string[]): Verb[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
  };
  const program = ts.createProgram([...files], options);
  const checker = program.getTypeChecker();
  const found = new Map<string, Verb>();
  for (const file of files) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    for (const exported of module ? checker.getExportsOfModule(module) : []) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const declaration = symbol.declarations?.find((one) => ts.isFunctionDeclaration(one));
      if (!declaration) continue;
      const path = declaration.getSourceFile().fileName.slice(SRC.length + 1);
      const example = symbol.declarations
        ?.flatMap((one) => ts.getJSDocTags(one))
        .find((tag) => tag.tagName.text === "example");
      const text = example && ts.getTextOfJSDocComment(example.comment);
      found.set(`${path}:${symbol.name}`, { name: exported.name, place: path, entry: file, example: text });
    }
  }
  return [...found.values()];
}

/** What an example promises of a value. */
function shown(value: unknown): string {
  if (typeof value === "number") return Math.abs(value) < 1e-9 ? "0" : brief(value, 4);
  if (ArrayBuffer.isView(value)) return shown([...(value as Float64Array)]);
  if (Array.isArray(value)) return `[${value.map(shownInside).join(", ")}]`;
  if (!isPlain(value)) return String(value);
  const entries = Object.entries(value).map(([key, entry]) => `${key}: ${shownInside(entry)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function shownInside(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : shown(value);
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

const AsyncFunction = (async () => {}).constructor as new (
  ...names: string[]
) => (...values: unknown[]) => Promise<void>;

/** The example as a function body, with each promise as a call of `promise(value, text)`. */
function bodyOf(example: string): string {
  const code = example.replace(/^```\w*\n|\n```$/g, "");
  const checked = code.replace(
    /^(\s*)(?:const (\w+) = )?(.*?);?\s*\/\/ → (.*)$/gm,
    (_, indent: string, name: string | undefined, expression: string, text: string) =>
      `${indent}${name ? `const ${name} = ` : ""}promise(${expression}, ${JSON.stringify(text)});`,
  );
  // In a block of its own an example may use a public name for something else.
  return ts.transpileModule(`{\n${checked}\n}`, { compilerOptions: { target: ts.ScriptTarget.ES2023 } })
    .outputText;
}

describe("public verbs", () => {
  const modules = new Map<string, Record<string, unknown>>();
  let scope: ExampleScope;
  beforeAll(async () => {
    for (const file of entryPoints) modules.set(file, await import(file));
    scope = await createExampleScope();
  }, 120_000);
  afterAll(() => scope.close());

  test("are found in every entry point", () => {
    expect(verbs.length).toBeGreaterThan(200);
    expect(new Set(verbs.map(({ place }) => dirname(place).split("/")[0])).size).toBeGreaterThan(14);
    expect(readFileSync(join(SRC, "index.ts"), "utf8")).toContain("density/index.ts");
  });

  test("have an example each", () => {
    expect(verbs.filter(({ example }) => !example).map(({ place, name }) => `${place}:${name}`)).toEqual([]);
  });

  test.each(verbs.filter(({ example }) => example))(
    "$place: the example of $name runs",
    async ({ entry, example }) => {
      const names = Object.assign({}, ...modules.values(), modules.get(entry), scope.values);
      let promises = 0;
      const promise = (value: unknown, text: string) => {
        promises++;
        expect(shown(value)).toBe(text);
        return value;
      };
      const run = new AsyncFunction(...Object.keys(names), "promise", bodyOf(example ?? ""));
      await run(...Object.values(names), promise);
      expect(promises).toBeGreaterThan(0);
    },
  );
});
