import type { Position, Range, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileResult } from '../../analysis/results.js';
import type { Span } from '../../model/index.js';
import { type PositionEncoding, toRange, toSpan } from './encoding.js';

/** An open document as it was at one moment: what is typed later does not change it. */
export interface DocumentSnapshot {
  readonly uri: string;
  readonly version: number;
  /** A copy in the state of that version. */
  readonly document: TextDocument;
  /** Ranges and positions are in the client's encoding. */
  rangeOf(span: Span): Range;
  spanOf(range: Range): Span;
  offsetOf(position: Position): number;
  positionOf(offset: number): Position;
  /** Whether the client still shows this version: a result that was computed from an older one is of no use. */
  isCurrent(): boolean;
}

/** An open manifest at one moment, with what was known of its dependencies then. */
export interface ManifestSnapshot extends DocumentSnapshot {
  readonly result: FileResult;
}

/** @returns undefined where the document is not open */
export function snapshotOf(
  uri: string,
  documents: Pick<TextDocuments<TextDocument>, 'get'>,
  encoding: PositionEncoding,
): DocumentSnapshot | undefined {
  const live = documents.get(uri);
  if (!live) return undefined;
  const { version, languageId } = live;
  const document = TextDocument.create(live.uri, languageId, version, live.getText());
  const rangeOf = (span: Span): Range => toRange(document, span, encoding);
  const spanOf = (range: Range): Span => toSpan(document, range, encoding);
  return Object.freeze({
    uri: live.uri,
    version,
    document,
    rangeOf,
    spanOf,
    offsetOf: (position: Position) => spanOf({ start: position, end: position }).start,
    positionOf: (offset: number) => rangeOf({ start: offset, end: offset }).start,
    isCurrent: () => documents.get(uri)?.version === version,
  });
}
