// Nearest rows of queries, the balls that hold them and sums of distances: see ../neighbours.ts for the host side and
// ../../reference/neighbours.ts for what it must equal. Rows of a block lie in groups of eight as in moments.ts. A squared
// distance is added up over the columns in their order, whatever the lane, so it is the reference's to the last bit.

import { SQUARES, squares2 } from "./squares";

// A query's state, in bytes: what is asked of all rows, then the smallest squares, ascending, then their rows.
const SUM: usize = 0;
const INSIDE: usize = 8;
const STRICTLY: usize = 12;
const EXCLUDED: usize = 16;
const LIST: usize = 24;

const GROUP: i32 = 8;

@inline function worstOf(state: usize, count: i32): f64 { return load<f64>(state + (<usize>(count - 1) << 3), LIST); }

/** Takes a row into the list of the nearest, where it is nearer than the last: of equally near ones the earlier stays. */
@inline function enter(state: usize, count: i32, e: f64, row: i32): void {
  const squares = state + LIST, rows = squares + (<usize>count << 3);
  let r = count - 1;
  if (!(e < load<f64>(squares + (<usize>r << 3)))) return;
  for (; r > 0 && load<f64>(squares + (<usize>(r - 1) << 3)) > e; r--) {
    store<f64>(squares + (<usize>r << 3), load<f64>(squares + (<usize>(r - 1) << 3)));
    store<i32>(rows + (<usize>r << 2), load<i32>(rows + (<usize>(r - 1) << 2)));
  }
  store<f64>(squares + (<usize>r << 3), e);
  store<i32>(rows + (<usize>r << 2), row);
}

/** Adds one distance up, and counts its ball where there are balls. */
@inline function measure(state: usize, length: f64, radius: usize): void {
  store<f64>(state, load<f64>(state, SUM) + length, SUM);
  if (radius == 0) return;
  const r = load<f64>(radius);
  store<i32>(state, load<i32>(state, INSIDE) + i32(length <= r), INSIDE);
  store<i32>(state, load<i32>(state, STRICTLY) + i32(length < r), STRICTLY);
}

/** The balls of eight rows, two at a time. */
@inline function countBalls(state: usize, l0: v128, l1: v128, l2: v128, l3: v128, radii: usize): void {
  const r0 = v128.load(radii), r1 = v128.load(radii, 16), r2 = v128.load(radii, 32), r3 = v128.load(radii, 48);
  const inside = i64x2.add(
    i64x2.add(f64x2.le(l0, r0), f64x2.le(l1, r1)), i64x2.add(f64x2.le(l2, r2), f64x2.le(l3, r3)),
  );
  const strictly = i64x2.add(
    i64x2.add(f64x2.lt(l0, r0), f64x2.lt(l1, r1)), i64x2.add(f64x2.lt(l2, r2), f64x2.lt(l3, r3)),
  );
  // A comparison that holds is -1.
  const x = <i32>(i64x2.extract_lane(inside, 0) + i64x2.extract_lane(inside, 1));
  const y = <i32>(i64x2.extract_lane(strictly, 0) + i64x2.extract_lane(strictly, 1));
  store<i32>(state, load<i32>(state, INSIDE) - x, INSIDE);
  store<i32>(state, load<i32>(state, STRICTLY) - y, STRICTLY);
}

/** The same sum as one row after the other, for eight rows none of which is left out. */
@inline function measure8(state: usize, squares: usize, radii: usize, sums: bool): void {
  const l0 = f64x2.sqrt(v128.load(squares)), l1 = f64x2.sqrt(v128.load(squares, 16));
  const l2 = f64x2.sqrt(v128.load(squares, 32)), l3 = f64x2.sqrt(v128.load(squares, 48));
  if (radii != 0) countBalls(state, l0, l1, l2, l3, radii);
  if (!sums) return;
  let sum = load<f64>(state, SUM);
  sum += f64x2.extract_lane(l0, 0); sum += f64x2.extract_lane(l0, 1);
  sum += f64x2.extract_lane(l1, 0); sum += f64x2.extract_lane(l1, 1);
  sum += f64x2.extract_lane(l2, 0); sum += f64x2.extract_lane(l2, 1);
  sum += f64x2.extract_lane(l3, 0); sum += f64x2.extract_lane(l3, 1);
  store<f64>(state, sum, SUM);
}

/** Takes the squares of a group of `held` rows, the first with index `row`, into a query's state. */
function absorb(
  state: usize, squares: usize, row: i32, held: i32, count: i32, radii: usize, sums: bool,
): void {
  const left = load<i32>(state, EXCLUDED) - row;
  if (held < GROUP || <u32>left < <u32>GROUP) {
    for (let i = 0; i < held; i++) {
      if (i == left) continue;
      const e = load<f64>(squares + (<usize>i << 3));
      enter(state, count, e, row + i);
      if (sums || radii != 0) measure(state, Math.sqrt(e), radii == 0 ? 0 : radii + (<usize>i << 3));
    }
    return;
  }
  const worst = f64x2.splat(worstOf(state, count));
  const near = v128.or(
    v128.or(f64x2.lt(v128.load(squares), worst), f64x2.lt(v128.load(squares, 16), worst)),
    v128.or(f64x2.lt(v128.load(squares, 32), worst), f64x2.lt(v128.load(squares, 48), worst)),
  );
  if (v128.any_true(near))
    for (let i = 0; i < GROUP; i++) enter(state, count, load<f64>(squares + (<usize>i << 3)), row + i);
  if (sums || radii != 0) measure8(state, squares, radii, sums);
}

/** One block for two queries. */
function pairBlock(
  block: usize, rows: i32, first: i32, d: i32, za: usize, a: usize, b: usize, count: i32,
  radii: usize, reaches: usize, sums: bool,
): void {
  const zb = za + (<usize>d << 3), bytes = <usize>d << 6;
  for (let at = 0; at < rows; at += GROUP) {
    const reach = radii == 0 ? 0 : load<f64>(reaches + <usize>at);
    const boundA = max(worstOf(a, count), reach), boundB = max(worstOf(b, count), reach);
    if (squares2(block, d, za, zb, boundA, boundB, sums)) {
      const held = min(rows - at, GROUP), balls = radii == 0 ? 0 : radii + (<usize>at << 3);
      absorb(a, SQUARES, first + at, held, count, balls, sums);
      absorb(b, SQUARES + 64, first + at, held, count, balls, sums);
    }
    block += bytes;
  }
}

/**
 * Takes `rows` data rows (the first has index `first`) into the states of `tile` queries (an even number). `radii` has the
 * radius of each row's ball and `reaches`, per group, the square up to which one of them may hold a query; 0: no balls.
 */
export function neighboursBlock(
  block: usize, rows: i32, first: i32, d: i32, queries: usize, tile: i32, states: usize, stateBytes: i32,
  count: i32, radii: usize, reaches: usize, sums: i32,
): void {
  for (let q = 0; q < tile; q += 2) {
    const a = states + <usize>(q * stateBytes), za = queries + (<usize>(q * d) << 3);
    pairBlock(block, rows, first, d, za, a, a + <usize>stateBytes, count, radii, reaches, sums != 0);
  }
}
