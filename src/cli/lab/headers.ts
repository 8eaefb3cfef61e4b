/** What every answer of the lab's server says about itself: who may load it, and what it may load. */

/** Media types by the end of a file name; files of other kinds are not served. */
export const MEDIA_TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json; charset=utf-8",
  jsonl: "application/jsonl; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  wasm: "application/wasm",
  woff2: "font/woff2",
  npz: "application/zip",
  parquet: "application/vnd.apache.parquet",
};

/** Kinds that shrink when they are compressed; the others are packed already, or are read in place. */
export const COMPRESSED_KINDS: ReadonlySet<string> = new Set([
  "html",
  "js",
  "mjs",
  "css",
  "json",
  "jsonl",
  "svg",
  "wasm",
]);

const NO_FRAMES = "frame-ancestors 'none'";

/** Content security policy of the page: its own origin, WASM and workers, nothing inline. */
export const PAGE_POLICY: string = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  NO_FRAMES,
].join("; ");

/** Policy of files of a run, which may come from anybody: pictures and their own styles, never a script. */
export const RUN_POLICY: string = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "sandbox",
  NO_FRAMES,
].join("; ");

/** Headers of every answer; isolation from other origins is what lets the page use threads. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": PAGE_POLICY,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** The end of a file name after its last dot, in lower case; empty where there is none. */
export function kindOf(name: string): string {
  return /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
}
