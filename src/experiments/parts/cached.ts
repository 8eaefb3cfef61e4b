import type { ExperimentContext } from "../result.ts";

/** A part of a run: taken from where finished parts are kept, else made and kept there. */
export async function cached<T>(
  { cache }: ExperimentContext,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  const known = await cache?.get(key);
  if (known !== undefined) return known as T;
  const made = await make();
  await cache?.put(key, made);
  return made;
}
