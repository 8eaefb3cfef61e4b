import { expect, it } from "vitest";
import { escapeMarkup, html, trusted } from "../../src/text/markup.ts";

it("text is escaped, and loses what XML cannot hold", () => {
  expect(escapeMarkup(`<a b="c">&'\u0000\ud800`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;&#39;\ufffd\ufffd");
  expect(escapeMarkup("τ 𝔼 ↑")).toBe("τ 𝔼 ↑");
});

it("a template escapes values, joins lists and leaves markup and what is undefined alone", () => {
  const items = ["<b>", 2].map((item) => html`<i>${item}</i>`);
  expect(html`<p>${items}${undefined}${trusted("<br>")}</p>`.text).toBe(
    "<p><i>&lt;b&gt;</i><i>2</i><br></p>",
  );
});
