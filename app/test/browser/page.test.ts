import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, openLab } from "./browser.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());

test("the page opens isolated, so that threads work, and says nothing on its console", async () => {
  const page = await lab.open();
  expect(await page.title()).toBe("ridgescope lab");
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(lab.complaints).toEqual([]);
});

test("the policy keeps out scripts and styles that are not files of the page", async () => {
  const page = await lab.open();
  const blocked = await page.evaluate(async () => {
    const found: string[] = [];
    document.addEventListener("securitypolicyviolation", (event) => found.push(event.effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    document.body.insertAdjacentHTML(
      "beforeend",
      '<p style="color:red">x</p><img src="https://example.org/x">',
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { found: found.sort(), ran: "ran" in window };
  });
  expect(blocked.ran).toBe(false);
  expect(new Set(blocked.found)).toEqual(new Set(["img-src", "script-src-elem", "style-src-attr"]));
  expect(lab.complaints.splice(0).length).toBeGreaterThanOrEqual(3);
});
