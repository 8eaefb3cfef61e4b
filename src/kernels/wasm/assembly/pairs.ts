// Sums and updates of vectors of an even number of doubles, two at a time; lengths are in bytes.

// @ts-ignore: decorator
@inline export function lanes(pair: v128): f64 { return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1); }

// @ts-ignore: decorator
@inline export function get(array: usize, i: i32): f64 { return load<f64>(array + (<usize>i << 3)); }

// @ts-ignore: decorator
@inline export function set(array: usize, i: i32, value: f64): void { store<f64>(array + (<usize>i << 3), value); }

// Two sums, so that one does not wait for the other.
// @ts-ignore: decorator
@inline export function dot(a: usize, b: usize, bytes: usize): f64 {
  let even = f64x2.splat(0), odd = even;
  const whole = bytes & ~31;
  for (let o: usize = 0; o < whole; o += 32) {
    even = f64x2.add(even, f64x2.mul(v128.load(a + o), v128.load(b + o)));
    odd = f64x2.add(odd, f64x2.mul(v128.load(a + o, 16), v128.load(b + o, 16)));
  }
  if (whole < bytes) even = f64x2.add(even, f64x2.mul(v128.load(a + whole), v128.load(b + whole)));
  return lanes(f64x2.add(even, odd));
}

/** a -= factor b. */
// @ts-ignore: decorator
@inline export function subtract(a: usize, factor: f64, b: usize, bytes: usize): void {
  const f = f64x2.splat(factor);
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(a + o, f64x2.sub(v128.load(a + o), f64x2.mul(f, v128.load(b + o))));
  }
}

/** a -= factor b; returns the square of its length. */
// @ts-ignore: decorator
@inline export function subtractSquare(a: usize, factor: f64, b: usize, bytes: usize): f64 {
  const f = f64x2.splat(factor);
  let even = f64x2.splat(0), odd = even;
  const whole = bytes & ~31;
  for (let o: usize = 0; o < whole; o += 32) {
    const x = f64x2.sub(v128.load(a + o), f64x2.mul(f, v128.load(b + o)));
    const y = f64x2.sub(v128.load(a + o, 16), f64x2.mul(f, v128.load(b + o, 16)));
    v128.store(a + o, x);
    v128.store(a + o, y, 16);
    even = f64x2.add(even, f64x2.mul(x, x));
    odd = f64x2.add(odd, f64x2.mul(y, y));
  }
  if (whole < bytes) {
    const x = f64x2.sub(v128.load(a + whole), f64x2.mul(f, v128.load(b + whole)));
    v128.store(a + whole, x);
    even = f64x2.add(even, f64x2.mul(x, x));
  }
  return lanes(f64x2.add(even, odd));
}

// @ts-ignore: decorator
@inline export function scale(a: usize, factor: f64, bytes: usize): void {
  const f = f64x2.splat(factor);
  for (let o: usize = 0; o < bytes; o += 16) v128.store(a + o, f64x2.mul(f, v128.load(a + o)));
}
