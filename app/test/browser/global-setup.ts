/** Before the browser tests: a Chromium there is, and the package and its page as the sources say. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensureLabBuilt } from "../../../test/cli/ridgescope.ts";

const FINDER = fileURLToPath(new URL("../../../scripts/find-chromium.mjs", import.meta.url));

export async function setup(): Promise<void> {
  const found = execFileSync(process.execPath, [FINDER], { encoding: "utf8" });
  process.env["RIDGESCOPE_CHROMIUM"] = found.trim();
  await ensureLabBuilt();
}
