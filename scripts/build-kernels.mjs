// Compiles the AssemblyScript kernels to WebAssembly and bundles the pool's worker, and writes both as
// TypeScript modules (`*.generated.ts`), so that the library carries them inside itself: no file has to be
// found at run time, in Node or in a browser.
import { writeFile } from "node:fs/promises";
import asc from "assemblyscript/asc";
import { rolldown } from "rolldown";

const HEADER = "// Made by scripts/build-kernels.mjs. Not to be edited.\n";

const binaries = new Map();
const { error, stderr } = await asc.main(
  [
    "src/kernels/wasm/assembly/index.ts",
    "--outFile",
    "kernels.wasm",
    "--runtime",
    "stub",
    "--enable",
    "simd",
    "-O3",
    "--noAssert",
    "--converge",
    "--initialMemory",
    "4",
    "--use",
    "abort=",
  ],
  { writeFile: (name, contents) => binaries.set(name, contents) },
);
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}
const wasm = Buffer.from(binaries.get("kernels.wasm"));
await writeFile(
  "src/kernels/wasm/module.generated.ts",
  `${HEADER}export const WASM_BASE64: string =\n  "${wasm.toString("base64")}";\n`,
);

const bundle = await rolldown({ input: "src/kernels/pool/worker.ts", platform: "neutral", logLevel: "warn" });
const { output } = await bundle.generate({ format: "iife", minify: true });
await writeFile(
  "src/kernels/pool/worker.generated.ts",
  `${HEADER}export const WORKER_SOURCE: string =\n  ${JSON.stringify(output[0].code)};\n`,
);
console.error(`kernels: ${wasm.length} bytes of WebAssembly, ${output[0].code.length} bytes of worker`);
