// The inner loops of products with a matrix: four rows at once, wherever they are. Rows are a multiple of 32 bytes long.

import { lanes } from "./pairs";

/** The row that is next on a list of row numbers. */
// @ts-ignore: decorator
@inline export function rowAt(rows: usize, list: usize, step: usize): usize { return rows + <usize>load<i32>(list) * step; }

/** out[i] = row i · v of four rows of `step` bytes. */
// @ts-ignore: decorator
@inline export function dotFour(r0: usize, r1: usize, r2: usize, r3: usize, step: usize, v: usize, out: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let j: usize = 0; j < step; j += 32) {
    const x = v128.load(v + j), y = v128.load(v + j, 16);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(r0 + j), x));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(r1 + j), x));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(r2 + j), x));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(r3 + j), x));
    s0 = f64x2.add(s0, f64x2.mul(v128.load(r0 + j, 16), y));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(r1 + j, 16), y));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(r2 + j, 16), y));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(r3 + j, 16), y));
  }
  store<f64>(out, lanes(s0));
  store<f64>(out, lanes(s1), 8);
  store<f64>(out, lanes(s2), 16);
  store<f64>(out, lanes(s3), 24);
}

/** out += Σ factors[i] row i of four rows. */
// @ts-ignore: decorator
@inline export function addFour(r0: usize, r1: usize, r2: usize, r3: usize, step: usize, factors: usize, out: usize): void {
  const f0 = v128.load64_splat(factors), f1 = v128.load64_splat(factors, 8);
  const f2 = v128.load64_splat(factors, 16), f3 = v128.load64_splat(factors, 24);
  for (let j: usize = 0; j < step; j += 32) {
    let left = f64x2.add(f64x2.mul(f0, v128.load(r0 + j)), f64x2.mul(f1, v128.load(r1 + j)));
    let right = f64x2.add(f64x2.mul(f2, v128.load(r2 + j)), f64x2.mul(f3, v128.load(r3 + j)));
    v128.store(out + j, f64x2.add(v128.load(out + j), f64x2.add(left, right)));
    left = f64x2.add(f64x2.mul(f0, v128.load(r0 + j, 16)), f64x2.mul(f1, v128.load(r1 + j, 16)));
    right = f64x2.add(f64x2.mul(f2, v128.load(r2 + j, 16)), f64x2.mul(f3, v128.load(r3 + j, 16)));
    v128.store(out + j, f64x2.add(v128.load(out + j, 16), f64x2.add(left, right)), 16);
  }
}

/** out[i] = row i · v, out[4 + i] = row i · w. */
// @ts-ignore: decorator
@inline export function dotFourPair(r0: usize, r1: usize, r2: usize, r3: usize, step: usize, v: usize, w: usize, out: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
  for (let j: usize = 0; j < step; j += 16) {
    const x = v128.load(v + j), y = v128.load(w + j);
    let a = v128.load(r0 + j);
    s0 = f64x2.add(s0, f64x2.mul(a, x)); t0 = f64x2.add(t0, f64x2.mul(a, y));
    a = v128.load(r1 + j);
    s1 = f64x2.add(s1, f64x2.mul(a, x)); t1 = f64x2.add(t1, f64x2.mul(a, y));
    a = v128.load(r2 + j);
    s2 = f64x2.add(s2, f64x2.mul(a, x)); t2 = f64x2.add(t2, f64x2.mul(a, y));
    a = v128.load(r3 + j);
    s3 = f64x2.add(s3, f64x2.mul(a, x)); t3 = f64x2.add(t3, f64x2.mul(a, y));
  }
  store<f64>(out, lanes(s0)); store<f64>(out, lanes(s1), 8); store<f64>(out, lanes(s2), 16); store<f64>(out, lanes(s3), 24);
  store<f64>(out, lanes(t0), 32); store<f64>(out, lanes(t1), 40); store<f64>(out, lanes(t2), 48); store<f64>(out, lanes(t3), 56);
}

/** out += Σ factors[i] row i, other += Σ factors[4 + i] row i. */
// @ts-ignore: decorator
@inline export function addFourPair(r0: usize, r1: usize, r2: usize, r3: usize, step: usize, factors: usize, out: usize, other: usize): void {
  const f0 = v128.load64_splat(factors), f1 = v128.load64_splat(factors, 8);
  const f2 = v128.load64_splat(factors, 16), f3 = v128.load64_splat(factors, 24);
  const g0 = v128.load64_splat(factors, 32), g1 = v128.load64_splat(factors, 40);
  const g2 = v128.load64_splat(factors, 48), g3 = v128.load64_splat(factors, 56);
  for (let j: usize = 0; j < step; j += 16) {
    const a = v128.load(r0 + j), b = v128.load(r1 + j), c = v128.load(r2 + j), e = v128.load(r3 + j);
    const x = f64x2.add(f64x2.add(f64x2.mul(f0, a), f64x2.mul(f1, b)), f64x2.add(f64x2.mul(f2, c), f64x2.mul(f3, e)));
    v128.store(out + j, f64x2.add(v128.load(out + j), x));
    const y = f64x2.add(f64x2.add(f64x2.mul(g0, a), f64x2.mul(g1, b)), f64x2.add(f64x2.mul(g2, c), f64x2.mul(g3, e)));
    v128.store(other + j, f64x2.add(v128.load(other + j), y));
  }
}
