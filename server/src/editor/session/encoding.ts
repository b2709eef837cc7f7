// Positions in the encoding that client and server agreed on. Inside, everything is UTF-16.
import type { ClientCapabilities, Position, Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../../model/index.js';

export type PositionEncoding = 'utf-16' | 'utf-8' | 'utf-32';

/** The encoding to use: UTF-16 where the client offers it or offers nothing, else the first it offers that is known. */
export function negotiateEncoding(capabilities: ClientCapabilities): PositionEncoding {
  const offered = capabilities.general?.positionEncodings ?? [];
  if (offered.includes('utf-16')) return 'utf-16';
  return KNOWN.find(encoding => offered.includes(encoding)) ?? 'utf-16';
}

/** The range of a span in the client's encoding. */
export function toRange(document: TextDocument, span: Span, encoding: PositionEncoding): Range {
  return {
    start: toClient(document, document.positionAt(span.start), encoding),
    end: toClient(document, document.positionAt(span.end), encoding),
  };
}

/** The span of a range in the client's encoding. */
export function toSpan(document: TextDocument, range: Range, encoding: PositionEncoding): Span {
  const { start, end } = fromClient(document, range, encoding);
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

/** A range in the client's encoding as one in UTF-16. */
export function fromClient(document: TextDocument, range: Range, encoding: PositionEncoding): Range {
  if (encoding === 'utf-16') return range;
  return { start: positionFromClient(document, range.start, encoding), end: positionFromClient(document, range.end, encoding) };
}

/** A range in UTF-16 as one in the client's encoding. */
export function forClient(document: TextDocument, range: Range, encoding: PositionEncoding): Range {
  if (encoding === 'utf-16') return range;
  return { start: toClient(document, range.start, encoding), end: toClient(document, range.end, encoding) };
}

const KNOWN: readonly PositionEncoding[] = ['utf-8', 'utf-32'];

function toClient(document: TextDocument, { line, character }: Position, encoding: PositionEncoding): Position {
  if (encoding === 'utf-16') return { line, character };
  const before = lineText(document, line).slice(0, character);
  return { line, character: [...before].reduce((units, char) => units + unitsOf(char, encoding), 0) };
}

function positionFromClient(document: TextDocument, { line, character }: Position, encoding: PositionEncoding): Position {
  let units = 0;
  let utf16 = 0;
  for (const char of lineText(document, line)) {
    if (units >= character) break;
    units += unitsOf(char, encoding);
    utf16 += char.length;
  }
  return { line, character: utf16 };
}

function lineText(document: TextDocument, line: number): string {
  return document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
}

function unitsOf(char: string, encoding: PositionEncoding): number {
  return encoding === 'utf-8' ? Buffer.byteLength(char) : 1;
}
