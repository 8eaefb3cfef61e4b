/** Which of the options there are was meant by one that there is not. */

/** Edits beyond which two names have nothing to do with each other. */
const MOST_EDITS = 3;
/** The share of a name that must be right. */
const LEAST_RIGHT = 0.4;

/** The known options nearest to a mistyped one, all with their dashes; none where none is near. */
export function similarOptions(typed: string, known: readonly string[]): string[] {
  const name = bare(typed);
  const edits = new Map([...new Set(known)].map((option) => [option, editsBetween(name, bare(option))]));
  const near = [...edits].filter(([option, count]) => {
    const length = Math.max(name.length, bare(option).length);
    return count <= MOST_EDITS && length - count > LEAST_RIGHT * length;
  });
  const least = Math.min(...near.map(([, count]) => count));
  return near
    .filter(([, count]) => count === least)
    .map(([option]) => option)
    .sort();
}

function bare(option: string): string {
  return option.replace(/^--/, "");
}

/** Letters to insert, remove, replace, or swap with the next one, each at most once (optimal string alignment). */
function editsBetween(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  for (let j = 0; j <= b.length; j++) table[0][j] = j;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const replaced = table[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      table[i][j] = Math.min(
        table[i - 1][j] + 1,
        table[i][j - 1] + 1,
        replaced,
        swapped ? table[i - 2][j - 2] + 1 : Infinity,
      );
    }
  return table[a.length][b.length];
}
