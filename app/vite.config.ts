import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { securityPolicy } from "./policy.ts";

export default defineConfig({
  // Relative, so that the built page works from any folder of a static site.
  base: "./",
  plugins: [svelte(), securityPolicy()],
  worker: { format: "es" },
  build: {
    outDir: "../dist/lab",
    emptyOutDir: true,
    target: "es2022",
    // Inlined assets would be data: URLs, which the content security policy refuses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
});
