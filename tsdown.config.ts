import { defineConfig } from "tsdown";

export default defineConfig({
  entry: [
    "src/index.ts",
    "src/*/index.ts",
    "src/data/browser/index.ts",
    "src/scene/network.ts",
    "src/deprecated/*.ts",
    "src/cli/bin.ts",
  ],
  format: "esm",
  platform: "node",
  target: "node20",
  dts: { sourcemap: false },
  // dist/lab is made by build:lab.
  clean: ["dist/*", "!dist/lab"],
  unbundle: false,
  outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
});
