import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseJson, readText } from "../../src/data/read-text.ts";
import { writeFolder } from "../../src/data/write-folder.ts";
import { InputError } from "../../src/errors/input-error.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ridgescope-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a folder's files written together", () => {
  it("are there by name, in the order of writing, with nothing beside them", async () => {
    const dir = join(folder, "run");
    const names = await writeFolder(dir, async (write) => {
      await write.text("b/first.txt", "1\n");
      await write.text("a.txt", "2\n");
    });
    expect(names).toEqual(["b/first.txt", "a.txt"]);
    expect(readdirSync(dir).sort()).toEqual(["a.txt", "b"]);
    expect(readFileSync(join(dir, "b/first.txt"), "utf8")).toBe("1\n");
  });

  it("leave what was there where one of them fails, and no folder that was made only for them", async () => {
    writeFileSync(join(folder, "a.txt"), "old\n");
    const failing = async (dir: string) =>
      writeFolder(dir, async (write) => {
        await write.text("a.txt", "new\n");
        throw new RangeError("second file");
      });
    await expect(failing(folder)).rejects.toThrow(new RangeError("second file"));
    expect(readdirSync(folder)).toEqual(["a.txt"]);
    expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("old\n");
    await expect(failing(join(folder, "new"))).rejects.toThrow("second file");
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  it("name the folder that cannot be written to", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    await expect(writeFolder(file, async () => {})).rejects.toThrow(
      `${file}: expected a folder that can be written to, got`,
    );
  });
});

describe("a text file", () => {
  it("is named where it cannot be read, with the system's code and its error as the cause", async () => {
    const error = await readText(join(folder, "none"), "a list").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toContain("expected a list, got ENOENT");
    expect((error as Error).cause).toHaveProperty("code", "ENOENT");
  });

  it("is quoted where it is no JSON", () => {
    expect(parseJson("a.json", '{"k": 2}')).toEqual({ k: 2 });
    expect(() => parseJson("a.json", "{k")).toThrow('a.json: expected JSON, got "{k"');
  });
});
