/** Specification of the noise of samples: pair by pair, in plain TypeScript. */
import type { NormalRows } from "../kernels/wasm/normal-rows.ts";
import { normalPairInto } from "./normal-pair.ts";
import { threefryInto } from "./threefry.ts";

/** What `wasmNormalRowsInto` writes, one pair after the other. */
export function plainNormalRowsInto(out: Float64Array, { key: words, first, count, d }: NormalRows): void {
  const key = Int32Array.from(words);
  const [drawn, counter] = [new Int32Array(2), new Int32Array(2)];
  const pair = new Float64Array(2);
  for (let i = 0; i < count; i++) {
    const end = (i + 1) * d;
    counter[0] = first + i;
    for (let at = i * d, block = 0; at < end; at += 2, block++) {
      counter[1] = block;
      threefryInto(drawn, key, counter);
      normalPairInto(pair, drawn[0], drawn[1]);
      out[at] = pair[0];
      if (at + 1 < end) out[at + 1] = pair[1];
    }
  }
}
