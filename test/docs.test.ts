/**
 * Keeps the documentation true. Blocks marked `sh run`, `ts run` or `python run` of README.md and of each page of docs/ are run
 * in their order, in an empty folder a page with the built package installed; a comment `// → …` says what a program prints. Links and
 * pictures of every Markdown file lead somewhere.
 */
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureBuilt } from "./cli/ridgescope.ts";

const ROOT: string = fileURLToPath(new URL("..", import.meta.url));

interface Block {
  readonly section: string;
  readonly line: number;
  readonly language: string;
  readonly run: boolean;
  readonly code: string;
}

/** Fenced blocks with the heading they stand under. */
function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let section = "";
  let open: { line: number; info: string; lines: string[] } | undefined;
  for (const [i, text] of markdown.split("\n").entries()) {
    if (open && text === "```") {
      const [language = "", mark] = open.info.split(" ");
      blocks.push({ section, line: open.line, language, run: mark === "run", code: open.lines.join("\n") });
      open = undefined;
    } else if (open) open.lines.push(text);
    else if (text.startsWith("```")) open = { line: i + 1, info: text.slice(3), lines: [] };
    else if (text.startsWith("## ")) section = text.slice(3);
  }
  return blocks;
}

const pages = ["README.md", ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`)]
  .filter((name) => name.endsWith(".md"))
  .map((name) => ({
    name,
    blocks: blocksOf(readFileSync(join(ROOT, name), "utf8")).filter(({ run }) => run),
  }))
  .filter(({ blocks }) => blocks.length > 0);
const hasNumpy = spawnSync("python3", ["-c", "import numpy"]).status === 0;

/** An empty folder in which the package is installed. */
async function installedFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "ridgescope-docs-"));
  const bin = join(folder, "node_modules/.bin");
  mkdirSync(bin, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
  await symlink(ROOT, join(folder, "node_modules/ridgescope"));
  const command = `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, "dist/cli/bin.js")}" "$@"\n`;
  await writeFile(join(bin, "ridgescope"), command, { mode: 0o755 });
  return folder;
}

test("there are examples to run in every language, README.md's among them", () => {
  const languages = pages.flatMap(({ blocks }) => blocks.map(({ language }) => language));
  expect([...new Set(languages)].sort()).toEqual(["python", "sh", "ts"]);
  expect(pages[0].name).toBe("README.md");
});

describe.skipIf(process.platform === "win32").each(pages)("$name", ({ blocks }) => {
  let folder = "";
  beforeAll(async () => {
    await ensureBuilt();
    folder = await installedFolder();
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const sections = [...new Set(blocks.map(({ section }) => section))];
  for (const section of sections) {
    const examples = blocks.filter((block) => block.section === section);
    const runs = hasNumpy || examples.every(({ language }) => language !== "python");
    test.skipIf(!runs)(`the examples of "${section}" run`, async () => {
      for (const block of examples) await runBlock(block, folder);
    });
  }
});

describe("every Markdown file", () => {
  const files = ["", "docs", "test/fixtures", "test/fixtures/formats"].flatMap((below) =>
    readdirSync(join(ROOT, below))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(below, name)),
  );

  test.each(files)("%s has links and pictures that lead somewhere", (file) => {
    const text = readFileSync(join(ROOT, file), "utf8").replace(/^```[\s\S]*?^```$/gm, "");
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
    const missing = targets.filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(file, target));
    expect(missing).toEqual([]);
  });
});

/** Whether a relative link names a file that is there, and a heading in it where it names one. */
function leadsSomewhere(file: string, target: string): boolean {
  const [path = "", heading] = target.split("#");
  const to = path === "" ? join(ROOT, file) : join(ROOT, dirname(file), path);
  if (!existsSync(to)) return false;
  return heading === undefined || headingsOf(readFileSync(to, "utf8")).includes(heading);
}

function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

const start = promisify(execFile);

async function runBlock({ language, line, code }: Block, cwd: string): Promise<void> {
  const env = { ...process.env, PATH: `${join(cwd, "node_modules/.bin")}${delimiter}${process.env["PATH"]}` };
  const run = (file: string, ...args: string[]) => start(file, args, { cwd, env });
  if (language === "sh") await run("sh", "-ec", code);
  else if (language === "python") await run("python3", "-c", code);
  else {
    const name = `line-${line}.mts`;
    await writeFile(join(cwd, name), `${code}\n`);
    expect(typeErrors(join(cwd, name))).toEqual([]);
    const { outputText } = ts.transpileModule(code, { compilerOptions: OPTIONS, fileName: name });
    await writeFile(join(cwd, `line-${line}.mjs`), outputText);
    const { stdout } = await run(process.execPath, `line-${line}.mjs`);
    const promised = [...code.matchAll(/^\/\/ → (.*)$/gm)].map(([, text]) => text);
    expect(stdout.trimEnd().split("\n")).toEqual(promised);
  }
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  typeRoots: [join(ROOT, "node_modules/@types")],
  types: ["node"],
};

/** As a user's compiler sees it: against the declarations of the built package. */
function typeErrors(file: string): string[] {
  const program = ts.createProgram([file], OPTIONS);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
