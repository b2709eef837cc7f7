import type { Edit, Span } from '../model/index.js';

/** A text with all edits made, each of which lies in it as it was; none may overlap. */
export function withEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let end = 0;
  for (const { span, newText } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    parts.push(text.slice(end, span.start), newText);
    end = span.end;
  }
  return parts.join('') + text.slice(end);
}

/**
 * The edits of a text that do at once what `first` do to it, and `second` to the text that these leave.
 * @param length of the text
 */
export function inOne(first: readonly Edit[], second: readonly Edit[], length: number): readonly Edit[] {
  const edits: Edit[] = [];
  let [end, newText] = [0, ''];
  for (const piece of [...edited(edited([{ start: 0, end: length }], first), second), { start: length, end: length }]) {
    if (typeof piece === 'string') newText += piece;
    else {
      if (newText !== '' || piece.start > end) edits.push({ span: { start: end, end: piece.start }, newText });
      [end, newText] = [piece.end, ''];
    }
  }
  return edits;
}

/** What is kept of a text, or what is put into it. */
type Piece = Span | string;

function edited(pieces: readonly Piece[], edits: readonly Edit[]): readonly Piece[] {
  const result: Piece[] = [];
  let end = 0;
  for (const { span, newText } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    result.push(...cut(pieces, end, span.start), newText);
    end = span.end;
  }
  return [...result, ...cut(pieces, end, Infinity)];
}

/** The part of a text in pieces from one offset to another. */
function cut(pieces: readonly Piece[], from: number, to: number): readonly Piece[] {
  const part: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const length = typeof piece === 'string' ? piece.length : piece.end - piece.start;
    const [start, end] = [Math.max(0, from - at), Math.min(length, to - at)];
    if (start < end)
      part.push(typeof piece === 'string' ? piece.slice(start, end) : { start: piece.start + start, end: piece.start + end });
    at += length;
  }
  return part;
}
