// Double-precision matrix product on packed blocks: the innermost tile is 4 × 4 in eight registers.

// @ts-ignore: decorator
@inline function at(base: usize, index: i32): usize { return base + ((<usize>index) << 3); }

/**
 * Packs a block of `lanes` × `inner` entries, entry (i, k) at `source[i laneStride + k innerStride]`, into
 * groups of 4 lanes: group g holds, for each k, the four entries of lanes 4g … 4g+3 (zero where missing).
 */
export function packGroups(
  source: usize, lanes: i32, inner: i32, laneStride: i32, innerStride: i32, packed: usize,
): void {
  for (let g = 0; g < lanes; g += 4) {
    const full = g + 4 <= lanes;
    for (let k = 0; k < inner; k++) {
      for (let i = 0; i < 4; i++) {
        const index = (g + i) * laneStride + k * innerStride;
        store<f64>(packed, full || g + i < lanes ? load<f64>(at(source, index)) : 0);
        packed += 8;
      }
    }
  }
}

/** c += A B for packed A (rows a multiple of 4) and packed B (columns a multiple of 4); c has row stride `columns`. */
export function multiplyPacked(a: usize, b: usize, c: usize, rows: i32, inner: i32, columns: i32): void {
  for (let j = 0; j < columns; j += 4) {
    const panel = at(b, j * inner);
    for (let i = 0; i < rows; i += 4) tile(at(a, i * inner), panel, at(c, i * columns + j), inner, columns);
  }
}

function tile(a: usize, b: usize, c: usize, inner: i32, stride: i32): void {
  const zero = f64x2.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
  for (let k = 0; k < inner; k++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const a0 = v128.load64_splat(a);
    c00 = f64x2.add(c00, f64x2.mul(a0, b0));
    c01 = f64x2.add(c01, f64x2.mul(a0, b1));
    const a1 = v128.load64_splat(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(a1, b0));
    c11 = f64x2.add(c11, f64x2.mul(a1, b1));
    const a2 = v128.load64_splat(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(a2, b0));
    c21 = f64x2.add(c21, f64x2.mul(a2, b1));
    const a3 = v128.load64_splat(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(a3, b0));
    c31 = f64x2.add(c31, f64x2.mul(a3, b1));
    a += 32;
    b += 32;
  }
  const step = (<usize>stride) << 3;
  addTo(c, c00, c01);
  addTo(c + step, c10, c11);
  addTo(c + 2 * step, c20, c21);
  addTo(c + 3 * step, c30, c31);
}

// @ts-ignore: decorator
@inline function addTo(c: usize, left: v128, right: v128): void {
  v128.store(c, f64x2.add(v128.load(c), left));
  v128.store(c, f64x2.add(v128.load(c, 16), right), 16);
}
