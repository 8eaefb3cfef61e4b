import { defineConfig } from "vitest/config";

const BROWSER = "app/test/browser/**/*.test.ts";

// `npm test` runs "fast", and "browser" in headless Chromium; "slow" takes minutes (`npm run test:slow`).
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        // The lab imports the package by name: here that means the sources as they are, not what was built last.
        resolve: {
          alias: [
            { find: "ridgescope/scene/network", replacement: `${import.meta.dirname}/src/scene/network.ts` },
            { find: /^ridgescope\/([\w/-]+)$/, replacement: `${import.meta.dirname}/src/$1/index.ts` },
          ],
        },
        test: {
          name: "fast",
          include: ["test/**/*.test.ts", "app/test/**/*.test.ts"],
          exclude: ["test/slow/**", BROWSER],
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: [BROWSER],
          globalSetup: ["app/test/browser/global-setup.ts"],
          // One after another, and after the rest: a frame that two browsers share says nothing about either.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "slow",
          include: ["test/slow/**/*.test.ts"],
          testTimeout: 1_200_000,
          hookTimeout: 1_200_000,
        },
      },
    ],
  },
});
