// How few strokes lie between two spellings.

/** What turns one spelling into another, in a single stroke. */
export type Edit =
  /** Two letters side by side change places. */
  | { readonly kind: 'swapped'; readonly at: number }
  /** One letter stands for another. */
  | { readonly kind: 'replaced'; readonly at: number; readonly was: string; readonly is: string }
  /** One letter more. */
  | { readonly kind: 'added'; readonly at: number; readonly is: string }
  /** One letter less. */
  | { readonly kind: 'dropped'; readonly at: number; readonly was: string };

/** The single stroke that turns `was` into `is`; undefined where they are equal or further apart. */
export function editBetween(was: string, is: string): Edit | undefined {
  const change = is.length - was.length;
  if (was === is || Math.abs(change) > 1) return undefined;
  const at = commonStart(was, is);
  const tail = (text: string, from: number): string => text.slice(from);
  if (change === 1) return tail(was, at) === tail(is, at + 1) ? { kind: 'added', at, is: is.charAt(at) } : undefined;
  if (change === -1) return tail(was, at + 1) === tail(is, at) ? { kind: 'dropped', at, was: was.charAt(at) } : undefined;
  if (tail(was, at + 1) === tail(is, at + 1)) return { kind: 'replaced', at, was: was.charAt(at), is: is.charAt(at) };
  const isSwap = was.charAt(at) === is.charAt(at + 1) && was.charAt(at + 1) === is.charAt(at) && tail(was, at + 2) === tail(is, at + 2);
  return isSwap ? { kind: 'swapped', at } : undefined;
}

/**
 * The number of strokes between two spellings, none of them inside another (optimal string alignment, the restricted Damerau–Levenshtein distance).
 * @returns `limit + 1` where there are more than `limit`
 */
export function strokesBetween(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let [older, old] = [[] as number[], Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const next = nextRow(a, b, row, old, older);
    if (Math.min(...next) > limit) return limit + 1;
    [older, old] = [old, next];
  }
  return Math.min(old[b.length] as number, limit + 1);
}

/** Is the one key beside the other on a QWERTY keyboard, in its row or the rows next to it? */
export function areNeighbours(a: string, b: string): boolean {
  const [rowA, rowB] = [KEYS.findIndex(row => row.includes(a)), KEYS.findIndex(row => row.includes(b))];
  if (a === b || rowA < 0 || rowB < 0 || Math.abs(rowA - rowB) > 1) return false;
  const aside = (KEYS[rowB] as string).indexOf(b) - (KEYS[rowA] as string).indexOf(a);
  return rowA === rowB ? Math.abs(aside) === 1 : rowA < rowB ? aside === 0 || aside === -1 : aside === 0 || aside === 1;
}

const KEYS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** A row of the table of distances between the beginnings of `a` and of `b`. */
function nextRow(a: string, b: string, row: number, old: readonly number[], older: readonly number[]): number[] {
  const next = [row];
  for (let column = 1; column <= b.length; column++) {
    const isSame = a[row - 1] === b[column - 1];
    const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
    next.push(
      Math.min(
        (next[column - 1] as number) + 1,
        (old[column] as number) + 1,
        (old[column - 1] as number) + (isSame ? 0 : 1),
        isSwapped ? (older[column - 2] as number) + 1 : Number.POSITIVE_INFINITY,
      ),
    );
  }
  return next;
}
