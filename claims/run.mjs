// `npm run claims [-- --only id,id] [--list] [--accept]`: bundles the claims and runs them (main.ts).
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const BUILT = resolve(ROOT, "node_modules/.cache/ridgescope-claims");

rmSync(BUILT, { recursive: true, force: true });
const isPackage = (id) => !/^[./]/.test(id) && !/^[A-Za-z]:/.test(id);
const input = { main: join(ROOT, "claims/main.ts") };
const bundle = await rolldown({ input, platform: "node", external: isPackage, logLevel: "warn" });
await bundle.write({ dir: BUILT, format: "esm", entryFileNames: "[name].js" });
const { main } = await import(pathToFileURL(join(BUILT, "main.js")));
try {
  process.exitCode = await main(process.argv.slice(2), ROOT);
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
