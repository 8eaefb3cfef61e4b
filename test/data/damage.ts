/** Files as disks and networks spoil them. */
import { createRng } from "../../src/random/rng.ts";

/** Flips a few bytes, cuts, or repeats a part: all seeded. */
export function damage(bytes: Uint8Array, seed: number): Uint8Array {
  const rng = createRng(seed);
  const [kind, count] = rng.split("kind").integers(2, 8) as unknown as [number, number];
  const at = rng.split("at").integers(count + 2, bytes.length);
  if (kind === 0) return bytes.slice(0, at[0]);
  if (kind === 1) return Buffer.concat([bytes.subarray(0, at[0]), bytes.subarray(at[1])]);
  const copy = Uint8Array.from(bytes);
  const replacements = rng.split("byte").integers(count + 1, 256);
  for (let i = 0; i <= count; i++)
    copy[at[i]] = kind < 5 ? replacements[i] : [0, 255, 127, 128][replacements[i] % 4];
  return copy;
}
