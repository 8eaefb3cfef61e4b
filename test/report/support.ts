import { expect } from "vitest";

/** How often a piece of markup occurs. */
export function count(text: string, piece: string | RegExp): number {
  return typeof piece === "string" ? text.split(piece).length - 1 : [...text.matchAll(piece)].length;
}

/** What the texts of a drawing say, subscripts included. */
export function texts(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map((match) =>
    match[1]
      .replace(/<[^>]*>|\u200b/g, "")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&"),
  );
}

/** Well-formed as far as tags go, and no coordinate that is not a number. */
export function expectSound(svg: string): void {
  expect(svg).toMatch(
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="960" height="\d+" viewBox="0 0 960 \d+"/,
  );
  for (const attribute of svg.matchAll(/ (d|x|y|cx|cy|x1|x2|y1|y2|width|height|transform|r)="([^"]*)"/g))
    expect(attribute[2]).not.toMatch(/NaN|Infinity|undefined|null|e[+-]?\d/);
  const open: string[] = [];
  for (const [, end, name, rest] of svg.matchAll(/<(\/?)([a-zA-Z]+)([^<>]*)>/g)) {
    if (end) expect(open.pop()).toBe(name);
    else if (!rest.endsWith("/")) open.push(name);
  }
  expect(open).toEqual([]);
  const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
}
