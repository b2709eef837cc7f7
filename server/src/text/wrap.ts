/** A piece of a line that is painted as one. */
export interface Piece<Style> {
  readonly text: string;
  /** Unpainted where there is none. */
  readonly style?: Style;
}

export interface Layout<Style> {
  /** Columns of the terminal; undefined: nothing is wrapped. */
  readonly width: number | undefined;
  /** What stands before the first line. */
  readonly first: string;
  /** What stands before the lines that it is continued on. */
  readonly rest: string;
  paint(style: Style, text: string): string;
}

/** Joins pieces to a line, continued on further ones where it is wider than the terminal. Breaks at spaces only; a longer word stands out. */
export function wrapped<Style>(pieces: readonly Piece<Style>[], { width, first, rest, paint }: Layout<Style>): string {
  const text = pieces.map(piece => piece.text).join('');
  const ranges = width === undefined ? [{ start: 0, end: text.length }] : lineRanges(text, width - first.length, width - rest.length);
  const lines = ranges.map(range => cut(pieces, range, paint));
  return first + lines.join(`\n${rest}`);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function lineRanges(text: string, firstRoom: number, restRoom: number): readonly Range[] {
  const ranges: Range[] = [];
  let start = 0;
  for (let room = firstRoom; text.length - start > room; room = restRoom) {
    const before = text.lastIndexOf(' ', start + room);
    const space = before > start ? before : text.indexOf(' ', start);
    if (space < 0) break;
    ranges.push({ start, end: start + text.slice(start, space).trimEnd().length });
    start = text.length - text.slice(space).trimStart().length;
  }
  return [...ranges, { start, end: text.length }];
}

function cut<Style>(pieces: readonly Piece<Style>[], { start, end }: Range, paint: Layout<Style>['paint']): string {
  let offset = 0;
  let line = '';
  for (const { text, style } of pieces) {
    const part = text.slice(Math.max(0, start - offset), Math.max(0, end - offset));
    offset += text.length;
    if (part !== '') line += style === undefined ? part : paint(style, part);
  }
  return line;
}
