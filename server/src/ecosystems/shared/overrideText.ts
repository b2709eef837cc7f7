import type { Edit, Span } from '../../model/index.js';

/** One kind of place in which a project sets the releases of packages that it does not ask for itself. Nothing throws. */
export interface OverrideText {
  /** What is set there; undefined where the text cannot be read well enough to be changed. */
  read(text: string): readonly OverrideEntry[] | undefined;
  /**
   * The edits that add an entry, in the text's own indentation, quotes and line breaks; undefined where there is no place for one.
   * @param key what `OverrideEntry.key` will be
   */
  insert(text: string, key: string, value: string): readonly Edit[] | undefined;
}

/** What is set for one package. */
export interface OverrideEntry {
  /** All of what is written before the value: a name, or one with conditions. */
  readonly key: string;
  /** The package meant, normalised. */
  readonly name: string;
  /** The range; undefined where something else is written. */
  readonly value?: string;
  /** Exactly `value`. */
  readonly span: Span;
}

/** The line break that a text uses. */
export function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** White space before the first character of the line in which an offset lies. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** Whether only white space stands before an offset in its line. */
export function startsLine(text: string, offset: number): boolean {
  return /^[ \t\ufeff]*$/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
}

/** Where the line of an offset ends, its line break left out. */
export function lineEnd(text: string, offset: number): number {
  const end = /\r?\n|$/.exec(text.slice(offset));
  return offset + (end?.index ?? 0);
}

export function insertion(at: number, newText: string): Edit {
  return { span: { start: at, end: at }, newText };
}

/** Adds lines behind the last one of a text; a final line break that is missing stays missing. */
export function appendedLines(text: string, lines: readonly string[]): Edit {
  const lineBreak = lineBreakOf(text);
  const block = lines.join(lineBreak);
  if (/^\ufeff?$/.test(text)) return insertion(text.length, block + lineBreak);
  return insertion(text.length, text.endsWith('\n') ? block + lineBreak : lineBreak + block);
}
