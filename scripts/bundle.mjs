// Bundles TypeScript entries with the sources that they need into a folder of their own, so that Node can run them.
import { rmSync } from "node:fs";
import { rolldown } from "rolldown";

const isPackage = (id) => !/^[./]/.test(id) && !/^[A-Za-z]:/.test(id);

/** Writes `NAME.js` into `dir`, emptied before, for every entry of `input` (paths by name). */
export async function bundleTo(dir, input) {
  rmSync(dir, { recursive: true, force: true });
  const bundle = await rolldown({ input, platform: "node", external: isPackage, logLevel: "warn" });
  await bundle.write({ dir, format: "esm", entryFileNames: "[name].js" });
}
