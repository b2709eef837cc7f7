// Which of many rows of one height are drawn. Heights and offsets are in pixels, rows counted from 0.

/** What is to be seen of the rows. */
export interface View {
  /** How far the rows are scrolled up. */
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}

/** The rows from `first` to before `end`: those to be seen, and some on either side. */
export function rowsInView({ top, height, rowHeight, count }: View): { readonly first: number; readonly end: number } {
  const first = Math.floor(top / rowHeight) - BEYOND;
  const end = Math.ceil((top + height) / rowHeight) + BEYOND;
  return { first: limited(first, count), end: limited(end, count) };
}

/** How far to scroll for a row to be seen whole: not at all where it is. */
export function scrolledTo(index: number, { top, height, rowHeight }: View): number {
  const [upper, lower] = [index * rowHeight, (index + 1) * rowHeight];
  if (upper < top) return upper;
  return lower > top + height ? Math.max(0, lower - height) : top;
}

/** The row that a key leads to; undefined where the key does not move. */
export function movedBy(key: string, from: number, { height, rowHeight, count }: View): number | undefined {
  if (count === 0) return undefined;
  const page = Math.max(1, Math.floor(height / rowHeight) - 1);
  const moves: Readonly<Record<string, number>> = {
    ArrowUp: from - 1,
    ArrowDown: from + 1,
    PageUp: from - page,
    PageDown: from + page,
    Home: 0,
    End: count - 1,
  };
  const to = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return to === undefined ? undefined : Math.min(count - 1, Math.max(0, to));
}

const BEYOND = 8;

function limited(row: number, count: number): number {
  return Math.min(count, Math.max(0, row));
}
