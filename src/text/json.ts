/** JSON with the same bytes for the same content. */

/** Indented JSON with a newline at its end; numbers that are not finite become null. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, plain, 2)}\n`;
}

/** One line of JSON, without a newline. */
export function toJsonLine(value: unknown): string {
  return JSON.stringify(value, plain);
}

function plain(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value;
}

/** A copy with the keys of all objects sorted, so that the order in which settings were given does not show. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (ArrayBuffer.isView(value) || value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedKeys(inner)]));
}

/** A copy with NaN where JSON had null: the reverse of {@link toJson} where nothing else is null. */
export function nullsToNaN(value: unknown): unknown {
  if (value === null) return NaN;
  if (Array.isArray(value)) return value.map(nullsToNaN);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, nullsToNaN(inner)]));
}
