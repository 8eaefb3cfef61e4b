// `npm run claims [-- --only id,id] [--list] [--accept]`: bundles the claims and runs them (main.ts).
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleTo } from "../scripts/bundle.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const BUILT = join(ROOT, "node_modules/.cache/ridgescope-claims");

await bundleTo(BUILT, { main: join(ROOT, "claims/main.ts") });
const { main } = await import(pathToFileURL(join(BUILT, "main.js")));
try {
  process.exitCode = await main(process.argv.slice(2), ROOT);
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
