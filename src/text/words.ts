/** Words as file names and lists. */

/** A name in lower case with dashes, for file names: "inflated bandwidth" → "inflated-bandwidth". */
export function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}
