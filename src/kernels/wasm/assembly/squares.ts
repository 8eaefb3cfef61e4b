// Squared distances of two queries to a group of eight rows that lie side by side ([d][8]), each added up over the columns in their
// order. The search for weights (moments.ts) and that for neighbours (neighbours.ts) begin with them.

/** Columns between two looks at the bounds. */
const STRIDE: i32 = 8;

/** Where they are put: eight of the first query, then eight of the second. */
export const SQUARES: usize = memory.data(128, 16);

/** False, with nothing of use put there, where all are beyond the bounds for certain, which is asked unless all are wanted. */
// @ts-ignore: decorator
@inline export function squares2(
  group: usize, d: i32, za: usize, zb: usize, boundA: f64, boundB: f64, all: bool,
): bool {
  const la = f64x2.splat(boundA), lb = f64x2.splat(boundB);
  let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  let j = 0;
  while (j < d) {
    const end = min(j + STRIDE, d);
    for (; j < end; j++) {
      const p = v128.load64_splat(za + (<usize>j << 3)), q = v128.load64_splat(zb + (<usize>j << 3));
      const y0 = v128.load(group), y1 = v128.load(group, 16), y2 = v128.load(group, 32), y3 = v128.load(group, 48);
      let u = f64x2.sub(y0, p); a0 = f64x2.add(a0, f64x2.mul(u, u));
      u = f64x2.sub(y1, p); a1 = f64x2.add(a1, f64x2.mul(u, u));
      u = f64x2.sub(y2, p); a2 = f64x2.add(a2, f64x2.mul(u, u));
      u = f64x2.sub(y3, p); a3 = f64x2.add(a3, f64x2.mul(u, u));
      u = f64x2.sub(y0, q); b0 = f64x2.add(b0, f64x2.mul(u, u));
      u = f64x2.sub(y1, q); b1 = f64x2.add(b1, f64x2.mul(u, u));
      u = f64x2.sub(y2, q); b2 = f64x2.add(b2, f64x2.mul(u, u));
      u = f64x2.sub(y3, q); b3 = f64x2.add(b3, f64x2.mul(u, u));
      group += 64;
    }
    if (all) continue;
    const near = v128.or(
      v128.or(v128.or(f64x2.le(a0, la), f64x2.le(a1, la)), v128.or(f64x2.le(a2, la), f64x2.le(a3, la))),
      v128.or(v128.or(f64x2.le(b0, lb), f64x2.le(b1, lb)), v128.or(f64x2.le(b2, lb), f64x2.le(b3, lb))),
    );
    if (!v128.any_true(near)) return false;
  }
  v128.store(SQUARES, a0); v128.store(SQUARES, a1, 16); v128.store(SQUARES, a2, 32); v128.store(SQUARES, a3, 48);
  v128.store(SQUARES, b0, 64); v128.store(SQUARES, b1, 80); v128.store(SQUARES, b2, 96); v128.store(SQUARES, b3, 112);
  return true;
}
