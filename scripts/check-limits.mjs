// Holds the limits of the house: files of at most 300 lines, functions of at most 55, nine in ten under 20, and at
// most three parameters; and no clock and no randomness in the library but what is handed in. Prints what breaks them
// and exits 1.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { ROOT, sourceFiles } from "./source-files.mjs";

const MOST_FILE_LINES = 300;
const MOST_FUNCTION_LINES = 55;
/** Tests of the lab: a function there is often a whole group of tests. */
const TESTS = "app/test/";
const MOST_TEST_FILE_LINES = 400;
const MOST_TEST_FUNCTION_LINES = 75;
const SHORT_LINES = 20;
const MOST_PARAMETERS = 3;
const SHORT_SHARE = 0.9;
/** Kernels in AssemblyScript: an object would cost an allocation, and their exports take numbers only. */
const ASSEMBLY = "src/kernels/wasm/assembly/";
/** The one place that may look at the clock. */
const EFFECTS = "src/cli/effects.ts";
const HIDDEN_INPUTS = new Set(["Math.random", "Date.now", "performance.now", "crypto.getRandomValues"]);

const problems = [];
const lengths = [];
const files = ["src", "app", "scripts", "bench", "claims"].flatMap(sourceFiles);
for (const path of files) checkFile(path);

const short = lengths.filter((lines) => lines < SHORT_LINES).length / Math.max(1, lengths.length);
if (short < SHORT_SHARE) problems.push(`${percent(short)} of functions are under ${SHORT_LINES} lines`);
for (const problem of problems) console.error(problem);
const median = lengths.sort((a, b) => a - b)[lengths.length >> 1] ?? 0;
console.error(
  `limits: ${files.length} files, ${lengths.length} functions, median ${median} lines, ${percent(short)} under ${SHORT_LINES}; ${problems.length} problems`,
);
process.exitCode = problems.length > 0 ? 1 : 0;

function checkFile(path) {
  const text = readFileSync(join(ROOT, path), "utf8");
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  const most = path.startsWith(TESTS) ? MOST_TEST_FILE_LINES : MOST_FILE_LINES;
  if (lines > most) problems.push(`${path}: ${lines} lines, at most ${most}`);
  if (path.endsWith(".svelte")) return;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  visit(source, { path, source, pure: path.startsWith("src/") && path !== EFFECTS });
}

function visit(node, context) {
  if (ts.isFunctionLike(node) && node.body) checkFunction(node, context);
  if (context.pure) checkHiddenInput(node, context);
  ts.forEachChild(node, (child) => visit(child, context));
}

function checkFunction(node, { path, source }) {
  const first = lineOf(source, node.getStart(source));
  const lines = lineOf(source, node.end) - first + 1;
  lengths.push(lines);
  const name = node.name?.getText(source) ?? node.parent.name?.getText(source) ?? "a function";
  const problem = (has) => problems.push(`${path}:${first}: ${name} has ${has}`);
  const most = path.startsWith(TESTS) ? MOST_TEST_FUNCTION_LINES : MOST_FUNCTION_LINES;
  if (lines > most) problem(`${lines} lines, at most ${most}`);
  const { length } = node.parameters;
  if (length > MOST_PARAMETERS && !path.startsWith(ASSEMBLY))
    problem(`${length} parameters, at most ${MOST_PARAMETERS}, or fewer and one object of options`);
}

function checkHiddenInput(node, { path, source }) {
  const isAccess = ts.isPropertyAccessExpression(node) && HIDDEN_INPUTS.has(node.getText(source));
  const isToday =
    ts.isNewExpression(node) && node.expression.getText(source) === "Date" && !node.arguments?.length;
  if (!isAccess && !isToday) return;
  const line = lineOf(source, node.getStart(source));
  problems.push(`${path}:${line}: ${node.getText(source)} is a hidden input; take an Rng or effects instead`);
}

function lineOf(source, position) {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

function percent(share) {
  return `${(100 * share).toFixed(1)}%`;
}
