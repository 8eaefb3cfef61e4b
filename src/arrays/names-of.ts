/**
 * The names of a registry, in its order: at least one. (Names that are whole numbers come first, in ascending order, as
 * everywhere in JavaScript.)
 */
export function namesOf<Name extends string>(
  registry: Readonly<Record<Name, unknown>>,
): readonly [Name, ...Name[]] {
  return Object.keys(registry) as [Name, ...Name[]];
}
