// The options of a requirement line, read as pip reads them: Python's optparse over the words of the line.
import type { Level, Span } from '../../../model/index.js';
import { STRAY_BACKSLASH } from './requirementLines.js';
import { spanInWord, splitWords, type Word } from './requirementWords.js';

/** One option that pip knows in a requirements file. Spans are indices into the text of the line. */
export interface PipOption {
  /** The long form, whatever was written: `--requirement` for `-r`. */
  readonly name: string;
  /** Without quotes; `''` for an option that takes none. */
  readonly value: string;
  /** The option and its value. */
  readonly span: Span;
  /** Where the characters `from` to `to` of the value stand; the whole value without them. */
  valueSpan(from?: number, to?: number): Span;
}

/** Something wrong with a part of a line; indices into the text of the line. */
export interface LineProblem {
  readonly message: string;
  readonly span: Span;
  readonly level: Level;
}

export interface LineOptions {
  readonly options: readonly PipOption[];
  readonly problems: readonly LineProblem[];
}

/** The index at which the options of a line begin: at a `-` at its start or behind a blank; the length of the text where there are none. */
export function startOfOptions(text: string): number {
  let at = text.indexOf('-');
  while (at > 0 && text[at - 1] !== ' ' && text[at - 1] !== '\t') at = text.indexOf('-', at + 1);
  return at < 0 ? text.length : at;
}

/** Reads the options of a line from index `from` on. Long names may be shortened while they stay unambiguous; `--` ends them (optparse). */
export function readOptions(text: string, from: number): LineOptions {
  const { words, unclosed } = splitWords(text, from);
  const options: PipOption[] = [];
  const problems: LineProblem[] = [];
  const strays: Span[] = [];
  const ends = words.findIndex(word => word.value === '--');
  const limit = ends < 0 ? words.length : ends;
  for (let at = 0; at < limit; ) {
    const step = readOption(words, at, unclosed);
    if (step.option !== undefined) options.push(step.option);
    if (step.problem !== undefined) problems.push(step.problem);
    if (step.stray !== undefined) strays.push(step.stray);
    at = step.next;
  }
  strays.push(...words.slice(limit).map(word => word.span));
  problems.push(...merged(text, strays).map(span => ({ message: 'pip ignores this.', span, level: 'warning' as const })));
  if (unclosed !== undefined) problems.push({ message: unclosedMessage(text), span: unclosed, level: 'error' });
  return { options, problems };
}

/** Whether an option of this name takes a value, for every option that pip reads (or once read) in a requirements file. */
const TAKES_VALUE: Readonly<Record<string, boolean>> = {
  '--all-releases': true,
  '--config-settings': true,
  '--constraint': true,
  '--editable': true,
  '--extra-index-url': true,
  '--find-links': true,
  '--global-option': true,
  '--hash': true,
  '--index-url': true,
  '--install-option': true,
  '--no-binary': true,
  '--no-index': false,
  '--no-require-hashes': false,
  '--only-binary': true,
  '--only-final': true,
  '--pre': false,
  '--prefer-binary': false,
  '--pypi-url': true,
  '--require-hashes': false,
  '--requirement': true,
  '--trusted-host': true,
  '--use-feature': true,
};

const LONG_NAMES = Object.keys(TAKES_VALUE);

const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['-C', '--config-settings'],
  ['-c', '--constraint'],
  ['-e', '--editable'],
  ['-f', '--find-links'],
  ['-i', '--index-url'],
  ['-r', '--requirement'],
]);

interface Step {
  readonly next: number;
  readonly option?: PipOption;
  readonly problem?: LineProblem;
  readonly stray?: Span;
}

function readOption(words: readonly Word[], at: number, unclosed: Span | undefined): Step {
  const word = words[at];
  if (word === undefined) return { next: at + 1 };
  if (!word.value.startsWith('-') || word.value === '-') return { next: at + 1, stray: word.span };
  const head = readHead(word.value);
  if (head === undefined) return unknownOption(words, at, word);
  const problem = (message: string, span: Span): Step => ({ next: at + 1, problem: { message, span, level: 'error' } });
  if (TAKES_VALUE[head.name] !== true) {
    if (head.valueAt !== undefined) return problem('This option takes no value.', word.span);
    return { next: at + 1, option: option(head.name, word, word, word.value.length) };
  }
  const holder = head.valueAt === undefined ? words[at + 1] : word;
  if (holder === undefined && unclosed !== undefined) return { next: at + 1 };
  if (holder === undefined) return problem('This option needs a value.', word.span);
  const read = option(head.name, word, holder, head.valueAt ?? 0);
  if (read.value === '') return { ...problem('This option needs a value.', read.span), next: holder === word ? at + 1 : at + 2 };
  return { next: holder === word ? at + 1 : at + 2, option: read };
}

function option(name: string, word: Word, holder: Word, valueAt: number): PipOption {
  return {
    name,
    value: holder.value.slice(valueAt),
    span: { start: word.span.start, end: holder.span.end },
    valueSpan: (from = 0, to = holder.value.length - valueAt) => spanInWord(holder, valueAt + from, valueAt + to),
  };
}

/** The long name that a word means and where in it the value begins; undefined where pip knows no such option. */
function readHead(word: string): { readonly name: string; readonly valueAt?: number } | undefined {
  if (!word.startsWith('--')) {
    const name = SHORT_NAMES.get(word.slice(0, 2));
    if (name === undefined) return undefined;
    return word.length > 2 ? { name, valueAt: 2 } : { name };
  }
  const equals = word.indexOf('=');
  const name = longName(equals < 0 ? word : word.slice(0, equals));
  if (name === undefined) return undefined;
  return equals < 0 ? { name } : { name, valueAt: equals + 1 };
}

function longName(written: string): string | undefined {
  const candidates = LONG_NAMES.includes(written) ? [written] : LONG_NAMES.filter(name => name.startsWith(written));
  const [name] = candidates;
  if (candidates.length !== 1) return undefined;
  return name === '--pypi-url' ? '--index-url' : name;
}

/** A plain word behind an unknown option is taken for its value. */
function unknownOption(words: readonly Word[], at: number, { value, span }: Word): Step {
  const follower = value.includes('=') ? undefined : words[at + 1];
  const hasValue = follower !== undefined && !follower.value.startsWith('-');
  const message = 'pip does not know this option in a requirements file.';
  return { next: hasValue ? at + 2 : at + 1, problem: { message, span, level: 'warning' } };
}

function unclosedMessage(text: string): string {
  return text.endsWith('\\') ? STRAY_BACKSLASH : 'A quote is not closed here.';
}

/** Spans with nothing but blanks between them become one. */
function merged(text: string, spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last !== undefined && text.slice(last.end, span.start).trim() === '')
      result[result.length - 1] = { start: last.start, end: span.end };
    else result.push(span);
  }
  return result;
}
