/** Tubes around a ridge: under p_t each normal coordinate has variance about h (THEORY.md section 3). */
import type { NoiseLevel } from "../schedule/noise-level.ts";

/**
 * Radius `c sqrt(h (d - k))` of the tube of size c, in the units of x.
 * @example
 * // 3 √(4 · (5 - 1))
 * tubeRadius(veLevel(2), { d: 5, dim: 1 }); // → 12
 */
export function tubeRadius(
  { variance }: NoiseLevel,
  { d, dim, size = 3 }: { d: number; dim: number; size?: number },
): number {
  return size * Math.sqrt(variance * (d - dim));
}
