import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./build.ts";
import { readRows } from "./read-rows.ts";

const folder = temporaryFolder();
const read = (text: string, key = "", name = "x.csv") => readRows(folder, text, { key, name });

const PANDAS = "0,1\n1.5,-2.0\n3.25,4.0\n0.5,0.001\n";
const PANDAS_INDEX = ",0,1\n0,1.5,-2.0\n1,3.25,4.0\n";
const LABELS = "id,x,y,label\n0,1,2,a\n1,3,4,b\n2,0,1,a\n";

describe("a first row that may be names or numbers", () => {
  test.each([
    [
      "0..d-1, as pandas numbers columns",
      PANDAS,
      "numbers or names in line 1 (x.csv:header says that it names",
    ],
    ["0 alone, as a pandas series is written", "0\n1.5\n2.5\n", 'got "0", which may be either'],
    ["0..d-1 above whole numbers", "0,1\n5,6\n", 'got "0,1", which may be either'],
    ["years above measurements", "2001,2002\n1.5,2.5\n1e-05,0.1\n", 'got "2001,2002", which may be either'],
    ["numbers in quotes", '"1.5","2"\n3,4\n', 'got "1.5,2", which may be either'],
    ["a misspelt number", "1.5,-2.O\n3.25,4\n", 'got "-2.O" in line 1, column 1 (from 0)'],
    ["misspelt numbers only", "1.O,−2\n3.25,4\n", 'got "1.O" in line 1, column 0 (from 0)'],
    [
      "semicolons between numbers with decimal commas",
      "-1,5;1,25\n0,5;2,5\n",
      '(";" separates columns here: write "." for a decimal comma, then "," for ";"), got "-1,5;1,25" in line 1',
    ],
    ["semicolons below names", "x;y\n-1,5;1,25\n", '(";" separates columns here: write'],
    ["decimal commas in quotes", '"1,5","2,5"\n3,4\n', 'got "1,5" in line 1, column 0 (from 0)'],
    ["truth values", "True,False\n1,2\n", 'got "True" in line 1, column 0 (from 0)'],
    ["a missing number", "1.5,NA\n3.25,4\n", 'a number in every cell, got "NA" in line 1, column 1 (from 0)'],
    [
      "missing numbers only",
      "NA,null\n3.25,4\n",
      'a number in every cell, got "NA" in line 1, column 0 (from 0)',
    ],
    [
      "errors of a spreadsheet",
      "#N/A,#DIV/0!\n3,4\n",
      'a number in every cell, got "#N/A" in line 1, column 0',
    ],
    ["a label behind numbers", "5.1,3.5,setosa\n1,2,b\n", 'got "setosa" in line 1, column 2 (from 0)'],
    ["a label before numbers of columns", "label,0,1\n1,2,3\n", 'got "label" in line 1, column 0 (from 0)'],
    [
      "a pandas index before numbers of columns",
      PANDAS_INDEX,
      "x.csv:header:- leaves out an index of pandas",
    ],
    [
      "a comment without a blank",
      "#comment\n1,2\n",
      'comments that begin with "# ", got "#comment" in line 1',
    ],
    ["blanks between numbers", "1.0e+00 2.0e+00\n3 4\n", 'cells separated by ",", got "1.0e+00 2.0e+00"'],
  ])("is refused: %s", async (_, text, message) => {
    expect(await read(text)).toContain(message);
  });

  test.each([
    [
      "header",
      PANDAS,
      "header",
      [
        [1.5, -2],
        [3.25, 4],
        [0.5, 0.001],
      ],
    ],
    [
      "no-header",
      PANDAS,
      "no-header",
      [
        [0, 1],
        [1.5, -2],
        [3.25, 4],
        [0.5, 0.001],
      ],
    ],
    [
      "header, with columns",
      PANDAS_INDEX,
      "header:-",
      [
        [1.5, -2],
        [3.25, 4],
      ],
    ],
    [
      "no-header, with columns",
      "5.1,3.5,setosa\n1,2,b\n",
      "no-header:1,0",
      [
        [3.5, 5.1],
        [2, 1],
      ],
    ],
    ["header, of names that begin with digits", "1x1,label\n5,0\n", "header:-label", [[5]]],
  ] as const)("is what %s says", async (_, text, key, rows) => {
    expect(await read(text, key)).toEqual(rows);
  });

  test.each([
    [
      "toy numbers",
      "1,2\n3,4\n",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      "whole numbers above some decimal ones",
      "1,2\n0,0\n2.5,0.1\n",
      [
        [1, 2],
        [0, 0],
        [2.5, 0.1],
      ],
    ],
    ["names, one marked by a #", "#ra,dec\n1,2\n", [[1, 2]]],
    ["names with a delimiter in them", '"x, cm","y ""up"""\n1,2\n', '"y \\"up\\"" in line 1, column 1'],
    ["names with commas", '"x, cm","y, cm"\n1,2\n', [[1, 2]]],
    [
      "numbers under names in a comment, as NumPy writes them",
      "# a,b\n0,1\n3,4\n",
      [
        [0, 1],
        [3, 4],
      ],
    ],
  ])("needs no word where it is clear: %s", async (_, text, rows) => {
    const found = await read(text);
    typeof rows === "string" ? expect(found).toContain(rows) : expect(found).toEqual(rows);
  });
});

test.each([
  "",
  "NA",
  "N/A",
  "n/a",
  "null",
  "None",
  "<NA>",
  "-",
  "?",
  "#N/A",
  "#DIV/0!",
  "#REF!",
  "#NAME?",
  "#VALUE!",
  "#NV",
])("the cell %j is refused by line and column wherever it stands", async (cell) => {
  const line = (place: string) =>
    `x.csv: expected a number in every cell, got ${JSON.stringify(cell)} in ${place}`;
  expect(await read(`x,y\n1.5,-2\n${cell},3\n`)).toBe(line('row 1 (line 3), column "x"'));
  expect(await read(`1.5,-2\n\n3,${cell}\n`)).toBe(line("row 1 (line 3), column 1 (from 0)"));
  expect(await read(`1.5,${cell}\n3,4\n`)).toBe(line("line 1, column 1 (from 0)"));
  expect(await read(`x,y\n${cell},${cell}\n3,4\n`)).toContain('(line 2), column "x"');
});

test("a line without a number is no blank line where a row may be meant", async () => {
  const missing = "a number in every cell, got";
  expect(await read("1\n\n2\n")).toBe(
    "x.csv: expected a number in every row of the only column, got a blank line 2",
  );
  expect(await read('x\n1\n""\n2\n')).toContain(`${missing} "" in row 1 (line 3), column "x"`);
  expect(await read("x,y\n1,2\n,\n")).toContain(`${missing} "" in row 1 (line 3), column "x"`);
  expect(await read("1\t2\n\t\n3\t4\n", "", "x.tsv")).toContain(`${missing} "" in row 1 (line 2), column 0`);
  expect(await read("\n\n1\n2\n\n\n")).toEqual([[1], [2]]);
  expect(await read("1,2\n\n#\n3,4\n")).toHaveLength(2);
});

describe("columns that are no coordinates", () => {
  test("are refused by name, with what leaves them out and what takes them", async () => {
    expect(await read(LABELS)).toBe(
      "x.csv: expected columns of coordinates (x.csv:-id,-label leaves out, x.csv:all takes all), got columns id, label",
    );
    expect(await read(LABELS, "-id")).toContain("got a column label");
  });

  test.each([
    "id",
    "ID",
    "index",
    "idx",
    "Unnamed: 0",
    "label",
    "Labels",
    "class",
    "target",
    "sample_id",
    "userId",
    "row",
  ])("%s", async (name) => {
    expect(await read(`${name},x\n7,1\n`)).toContain(`got a column ${name}`);
    expect(await read(`${name},x\n7,1\n`, `-${name}`)).toEqual([[1]]);
    expect(await read(`${name},x\n7,1\n`, "all")).toEqual([[7, 1]]);
  });

  test.each(["x", "grid", "width", "solid", "humidity", "row_sum", "subclassing", "t"])(
    "not %s",
    async (name) => {
      expect(await read(`${name},z\n7,1\n`)).toEqual([[7, 1]]);
    },
  );

  test("y beside features, not beside x or z", async () => {
    expect(await read("x1,x2,y\n1,2,0\n")).toContain("got a column y");
    expect(await read("x,y\n1,2\n")).toEqual([[1, 2]]);
    expect(await read("y,z\n1,2\n")).toEqual([[1, 2]]);
    expect(await read("y\n1\n")).toEqual([[1]]);
  });

  test.each([
    [
      "a pandas index",
      ",a,b\n0,1,2\n1,3,4\n",
      "a column without a name",
      "-",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ["names of rows, as R writes", '"","a"\n"1",2\n"2",3\n', "a column without a name", "a", [[2], [3]]],
    ["the end of a line", "a,b,\n1,2,\n", "a column without a name", "-", [[1, 2]]],
    [
      "a count of rows from 0",
      "0,1.5\n1,3\n2,5\n",
      "a column 0, which counts the rows",
      "1",
      [[1.5], [3], [5]],
    ],
    [
      "a count of rows from 1",
      "1,1.5\n2,3\n3,5\n",
      "a column 0, which counts the rows",
      "-0",
      [[1.5], [3], [5]],
    ],
    ["a name in a comment of NumPy", "# id,a\n4,1\n", "a column id", "a", [[1]]],
  ])("without a name of its own: %s", async (_, text, message, key, rows) => {
    expect(await read(text)).toContain(message);
    expect(await read(text, key)).toEqual(rows);
  });

  test("are counted by name, or from 0, in the order asked for", async () => {
    expect(await read(LABELS, "y,x")).toEqual([
      [2, 1],
      [4, 3],
      [1, 0],
    ]);
    expect(await read(LABELS, "all")).toContain(
      'expected numbers, got "a" in row 0 (line 2), column "label"',
    );
    expect(await read("1\t2\t3\n", "2,0", "x.tsv")).toEqual([[3, 1]]);
    expect(await read('"a,b",c\n1,2\n', '"a,b"')).toEqual([[1]]);
    expect(await read("-c,a\n1,2\n", '"-c"')).toEqual([[1]]);
  });

  test.each([
    ["q", 'expected columns of id, x, y, label, got "q"'],
    ["-q", 'expected columns of id, x, y, label, got "q"'],
    ["x,x", 'expected distinct columns, got "x" twice'],
    ["-id,-x,-y,-label", "expected at least one column to read, got none"],
  ])("%s is refused where there is no such choice", async (key, message) => {
    expect(await read(LABELS, key)).toContain(message);
    expect(await read("x,x\n1,2\n", "x")).toContain('"x" twice');
  });
});
