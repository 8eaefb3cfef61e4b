import { defineConfig } from "vitest/config";

// "fast" is what `npm test` runs; "slow" holds the tests that take minutes (`npm run test:slow`).
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          include: ["test/**/*.test.ts", "app/test/**/*.test.ts"],
          exclude: ["test/slow/**", "app/test/browser/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "slow",
          include: ["test/slow/**/*.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
