import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../model/index.js';

/** Zero-based lines and UTF-16 characters, as in LSP. */
export interface TextRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** Turns spans of one text into ranges. */
export function rangesIn(text: string): (span: Span) => TextRange {
  const document = TextDocument.create('', '', 0, text);
  return ({ start, end }) => ({ start: document.positionAt(start), end: document.positionAt(end) });
}

/** A path below `root` as relative to it, with `/`; any other path as it is. */
export function relativeTo(root: string | undefined, path: string): string {
  const slashed = path.replaceAll('\\', '/');
  const prefix = root === undefined ? undefined : `${root.replaceAll('\\', '/').replace(/\/+$/, '')}/`;
  return prefix !== undefined && slashed.startsWith(prefix) ? slashed.slice(prefix.length) : slashed;
}
