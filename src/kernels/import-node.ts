/** Loads a module of Node's own by its short name ("os"): bundlers for browsers do not see it, and leave it alone. */
export function importNode<T>(name: string): Promise<T> {
  return import(/* @vite-ignore */ `node:${name}`) as Promise<T>;
}
