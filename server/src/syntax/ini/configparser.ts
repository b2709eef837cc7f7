import type { Span } from '../../model/index.js';

/** One option of an ini file. */
export interface IniOption {
  readonly section: string;
  /** As written. */
  readonly key: string;
  /** The lines of the value that hold text, without white space around them. */
  readonly lines: readonly Span[];
  /** The value goes on behind the line of its key. */
  readonly isMultiLine: boolean;
}

/**
 * Reads an ini file as Python's configparser does with its own settings (https://docs.python.org/3/library/configparser.html): lines indented deeper than
 * their key belong to its value, lines that begin with `#` or `;` are comments. Lines that are none of this are left out.
 */
export function readIni(text: string): readonly IniOption[] {
  return readLines(text).options;
}

/** Whether a line was left out: configparser takes the whole file for none then. */
export function isBrokenIni(text: string): boolean {
  return readLines(text).isBroken;
}

function readLines(text: string): { readonly options: readonly IniOption[]; readonly isBroken: boolean } {
  const options: OpenOption[] = [];
  let isBroken = false;
  let section: string | undefined;
  let open: OpenOption | undefined;
  let level = 0;
  for (const line of linesOfText(text)) {
    const { start, end } = line;
    if (start === end || text[start] === '#' || text[start] === ';') continue;
    const indent = start - line.from;
    if (open && indent > level) {
      open.lines.push({ start, end });
      open.isMultiLine = true;
      continue;
    }
    level = indent;
    const header = /^\[(.+)\]/.exec(text.slice(start, end))?.[1];
    open = header === undefined && section !== undefined ? openOption(text, section, { start, end }) : undefined;
    if (open) options.push(open);
    else if (header === undefined) isBroken = true;
    section = header ?? section;
  }
  return { options, isBroken };
}

interface OpenOption extends IniOption {
  readonly lines: Span[];
  isMultiLine: boolean;
}

interface Line extends Span {
  /** Where the line begins; the span is without white space around. */
  readonly from: number;
}

function* linesOfText(text: string): Generator<Line> {
  const bounds = /[^\n\r]*(?:\r\n|\n|\r|$)/y;
  bounds.lastIndex = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (bounds.lastIndex < text.length) {
    const from = bounds.lastIndex;
    const line = bounds.exec(text)?.[0] ?? '';
    const start = from + line.length - line.trimStart().length;
    yield { from, start: Math.min(start, from + line.trimEnd().length), end: from + line.trimEnd().length };
  }
}

function openOption(text: string, section: string, { start, end }: Span): OpenOption | undefined {
  const line = text.slice(start, end);
  const separator = line.search(/[=:]/);
  if (separator < 1) return undefined;
  const value = line.slice(separator + 1).trimStart();
  const lines = value === '' ? [] : [{ start: end - value.length, end }];
  return { section, key: line.slice(0, separator).trimEnd(), lines, isMultiLine: false };
}
