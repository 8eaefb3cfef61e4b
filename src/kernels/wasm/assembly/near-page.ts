// Which rows of a page may lie within a bound of a query: see ../../near/row-tree.ts for the layout. Sums are 32-bit and
// added in one order for boxes and rows, so that no box is farther than a row in it.

/** Columns between two looks at the bound. */
const STRIDE: i32 = 8;

/** Bit i: box i of the eight is not beyond the bound. */
function boxesNear(boxes: usize, d: i32, z: usize, bound: v128): i32 {
  let s0 = f32x4.splat(0), s1 = s0;
  const zero = s0;
  let j = 0;
  while (j < d) {
    const end = min(j + STRIDE, d);
    for (; j < end; j++) {
      const q = v128.load32_splat(z + (<usize>j << 2));
      const u0 = f32x4.pmax(zero, f32x4.pmax(f32x4.sub(v128.load(boxes), q), f32x4.sub(q, v128.load(boxes, 32))));
      const u1 = f32x4.pmax(zero, f32x4.pmax(f32x4.sub(v128.load(boxes, 16), q), f32x4.sub(q, v128.load(boxes, 48))));
      s0 = f32x4.add(s0, f32x4.mul(u0, u0));
      s1 = f32x4.add(s1, f32x4.mul(u1, u1));
      boxes += 64;
    }
    if (!v128.any_true(v128.or(f32x4.le(s0, bound), f32x4.le(s1, bound)))) return 0;
  }
  return i32x4.bitmask(f32x4.le(s0, bound)) | (i32x4.bitmask(f32x4.le(s1, bound)) << 4);
}

/** The same for eight rows. */
function rowsNear(rows: usize, d: i32, z: usize, bound: v128): i32 {
  let s0 = f32x4.splat(0), s1 = s0;
  let j = 0;
  while (j < d) {
    const end = min(j + STRIDE, d);
    for (; j < end; j++) {
      const q = v128.load32_splat(z + (<usize>j << 2));
      const u0 = f32x4.sub(v128.load(rows), q), u1 = f32x4.sub(v128.load(rows, 16), q);
      s0 = f32x4.add(s0, f32x4.mul(u0, u0));
      s1 = f32x4.add(s1, f32x4.mul(u1, u1));
      rows += 32;
    }
    if (!v128.any_true(v128.or(f32x4.le(s0, bound), f32x4.le(s1, bound)))) return 0;
  }
  return i32x4.bitmask(f32x4.le(s0, bound)) | (i32x4.bitmask(f32x4.le(s1, bound)) << 4);
}

/** Writes the places of the rows that may lie within the bound, ascending; returns the end of what was written. */
function nearRows(page: usize, d: i32, z: usize, bound: v128, out: usize): usize {
  const box = <usize>d << 6, group = <usize>d << 5;
  const rows = page + 9 * box;
  let blocks = boxesNear(page, d, z, bound);
  while (blocks != 0) {
    const block = ctz(blocks);
    blocks &= blocks - 1;
    let groups = boxesNear(page + <usize>(1 + block) * box, d, z, bound);
    while (groups != 0) {
      const at = (block << 3) | ctz(groups);
      groups &= groups - 1;
      let near = rowsNear(rows + <usize>at * group, d, z, bound);
      while (near != 0) {
        store<i32>(out, (at << 3) | ctz(near));
        near &= near - 1;
        out += 4;
      }
    }
  }
  return out;
}

/**
 * Looks through a page for `m` queries: `counts` gets how many places each has, `out` the places one after the other (at most
 * 512 a query). Queries whose distance to the page's box, `stride` bytes from one to the next, is beyond their bound have none.
 */
export function nearPage(
  page: usize, d: i32, m: i32, z: usize, bounds: usize, distances: usize, stride: i32, counts: usize, out: usize,
): void {
  for (let q = 0; q < m; q++) {
    const bound = load<f32>(bounds);
    let end = out;
    if (load<f32>(distances) <= bound) end = nearRows(page, d, z, f32x4.splat(bound), out);
    store<i32>(counts, <i32>((end - out) >> 2));
    out = end;
    z += <usize>d << 2;
    bounds += 4;
    distances += <usize>stride;
    counts += 4;
  }
}

/** Squared distances to `eights` times eight boxes, not cut short. */
export function boxDistances(boxes: usize, eights: i32, d: i32, z: usize, out: usize): void {
  const zero = f32x4.splat(0);
  for (let e = 0; e < eights; e++) {
    let s0 = zero, s1 = zero;
    for (let j = 0; j < d; j++) {
      const q = v128.load32_splat(z + (<usize>j << 2));
      const u0 = f32x4.pmax(zero, f32x4.pmax(f32x4.sub(v128.load(boxes), q), f32x4.sub(q, v128.load(boxes, 32))));
      const u1 = f32x4.pmax(zero, f32x4.pmax(f32x4.sub(v128.load(boxes, 16), q), f32x4.sub(q, v128.load(boxes, 48))));
      s0 = f32x4.add(s0, f32x4.mul(u0, u0));
      s1 = f32x4.add(s1, f32x4.mul(u1, u1));
      boxes += 64;
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    out += 32;
  }
}

/** Squared distances to the 512 rows of a page. */
export function rowDistances(page: usize, d: i32, z: usize, out: usize): void {
  let rows = page + 9 * (<usize>d << 6);
  for (let group = 0; group < 64; group++) {
    let s0 = f32x4.splat(0), s1 = s0;
    for (let j = 0; j < d; j++) {
      const q = v128.load32_splat(z + (<usize>j << 2));
      const u0 = f32x4.sub(v128.load(rows), q), u1 = f32x4.sub(v128.load(rows, 16), q);
      s0 = f32x4.add(s0, f32x4.mul(u0, u0));
      s1 = f32x4.add(s1, f32x4.mul(u1, u1));
      rows += 32;
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    out += 32;
  }
}
