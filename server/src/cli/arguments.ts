import { ecosystemOfPrefix } from '../ecosystems/index.js';
import { type Ecosystem, LEVELS, type Level } from '../model/index.js';
import type { ReportFormatId } from '../reports/formats.js';
import { type AdvisoriesSource, readAdvisories } from './advisories.js';
import {
  type BaselineArguments,
  readBaseline,
  readTrust,
  readWatch,
  type TrustArguments,
  type WatchArguments,
  whereOf,
} from './commandArguments.js';
import { COMMANDS, type CommandRow, LSP } from './commands.js';
import { wrongSince } from './sinceUsage.js';
import { readWords, type Words } from './words.js';

export type Command =
  | { readonly kind: 'scan'; readonly options: ScanArguments }
  | { readonly kind: 'watch'; readonly options: WatchArguments }
  | { readonly kind: 'baseline'; readonly options: BaselineArguments }
  | { readonly kind: 'respond'; readonly options: RespondArguments }
  | { readonly kind: 'db'; readonly options: DbArguments }
  | { readonly kind: 'trust'; readonly options: TrustArguments }
  | { readonly kind: 'lsp' }
  /** Of one command, or of all. */
  | { readonly kind: 'help'; readonly command?: CommandRow }
  | { readonly kind: 'version' }
  /** Wrong usage, with what is wrong. */
  | { readonly kind: 'usage'; readonly message: string; readonly command?: CommandRow };

export type FailOnUnknown = 'all' | 'advisories';

export interface ScanArguments {
  readonly paths: readonly string[];
  readonly format: 'text' | ReportFormatId;
  readonly output: string | undefined;
  readonly failOn: Level | 'never';
  /** What is not known counts: everything, or only what advisories would say. */
  readonly failOnUnknown: FailOnUnknown | undefined;
  readonly offline: boolean;
  readonly advisories: AdvisoriesSource;
  readonly exclude: readonly string[];
  readonly fix: boolean;
  /** A policy file in place of the scanned folder's own. */
  readonly config: string | undefined;
  /** A saved JSON report: only what is not in it counts for the exit status. */
  readonly failOnNew: string | undefined;
  /** What is scanned is trusted. */
  readonly trust: boolean;
  /** What is scanned is not trusted, whatever else says so. */
  readonly untrusted: boolean;
  /** A revision of git: only what has come in since then is reported and counts. */
  readonly since: string | undefined;
  /** PyPI is asked for names of private indexes that pip asks it for as well. */
  readonly askPublic: boolean;
}

export interface RespondArguments {
  readonly name: string;
  readonly version: string;
  /** Undefined: whichever knows the release as malicious. */
  readonly ecosystem: Ecosystem | undefined;
  readonly format: 'text' | 'markdown';
  readonly offline: boolean;
  readonly advisories: AdvisoriesSource;
}

export interface DbArguments {
  readonly action: 'update' | 'info' | 'path';
  /** Of `info`. */
  readonly format: 'text' | 'json';
}

/** Reads the words after the program's name. */
export function readArguments(words: readonly string[]): Command {
  const [word, ...rest] = words;
  if (word === undefined || word === '--help' || word === '-h') return { kind: 'help' };
  if (word === 'help') return { kind: 'help', ...commandNamed(rest[0]) };
  if (word === '--version' || word === '-v') return { kind: 'version' };
  const { command } = commandNamed(word);
  return command ? readCommand(command, rest) : { kind: 'usage', message: `there is no command "${word}"` };
}

function commandNamed(word: string | undefined): { readonly command?: CommandRow } {
  const command = COMMANDS.find(({ name }) => name === word);
  return command ? { command } : {};
}

function readCommand(command: CommandRow, rest: readonly string[]): Command {
  const found = command === LSP ? readLsp(rest) : readWords(command, rest);
  if (found === 'help') return { kind: 'help', command };
  const read = typeof found === 'string' || 'kind' in found ? found : READERS[command.name]?.(found);
  return typeof read === 'object' ? read : { kind: 'usage', message: read ?? '', command };
}

function readLsp(rest: readonly string[]): Command | 'help' | string {
  if (rest.join(' ') === '--stdio') return { kind: 'lsp' };
  return rest.includes('--help') || rest.includes('-h') ? 'help' : 'lsp takes --stdio and nothing else';
}

/** What the words of a command mean; a text is what is wrong with them. */
const READERS: Readonly<Record<string, (words: Words) => Command | string>> = {
  scan: readScan,
  watch: readWatch,
  baseline: readBaseline,
  trust: readTrust,
  respond: readRespond,
  db: readDb,
};

function readScan(words: Words): Command | string {
  const format = words.text('format') ?? 'text';
  if (!isFormat(format)) return `--format takes ${Object.keys(FORMATS).join(', ')}, not "${format}"`;
  const failOn = words.text('fail-on') ?? 'error';
  if (!isFailOn(failOn)) return `--fail-on takes ${LEVELS.join(', ')} or never, not "${failOn}"`;
  const wrong = wrongSince(words.text('since'), format, words.flag('fix'));
  if (wrong !== undefined) return wrong;
  const where = whereOf(words);
  if (typeof where === 'string') return where;
  return {
    kind: 'scan',
    options: {
      ...where,
      format,
      output: words.text('output'),
      failOn,
      failOnUnknown: words.text('fail-on-unknown') as FailOnUnknown | undefined,
      fix: words.flag('fix'),
      failOnNew: words.text('fail-on-new'),
      since: words.text('since'),
      askPublic: words.flag('ask-public'),
    },
  };
}

function readRespond(words: Words): Command | string {
  const format = words.text('format') ?? 'text';
  if (format !== 'text' && format !== 'markdown') return `respond --format takes text or markdown, not "${format}"`;
  const [word = '', ...others] = words.positionals;
  const release = readRelease(word);
  if (release === undefined || others.length > 0) return 'respond takes one PACKAGE@VERSION, such as litellm@1.82.8 or npm:chalk@5.6.1';
  const advisories = readAdvisories(words.text('advisories'));
  if (advisories === undefined) return `--advisories takes auto, osv or database, not "${words.text('advisories')}"`;
  return { kind: 'respond', options: { ...release, format, offline: words.flag('offline'), advisories } };
}

function readDb(words: Words): Command | string {
  const [action, ...others] = words.positionals;
  if ((action !== 'update' && action !== 'info' && action !== 'path') || others.length > 0) return 'db takes one of update, info and path';
  const format = words.text('format') ?? 'text';
  if (format !== 'text' && format !== 'json') return `db info --format takes text or json, not "${format}"`;
  if (words.text('format') !== undefined && action !== 'info') return `db ${action} takes no --format`;
  return { kind: 'db', options: { action, format } };
}

/** `litellm@1.82.8`, `pypi:litellm@1.82.8`, `npm:@scope/name@1.0.0`; pip's `litellm==1.82.8` is understood too. */
function readRelease(word: string): Pick<RespondArguments, 'name' | 'version' | 'ecosystem'> | undefined {
  const [, prefix, name, version] = /^(?:([^:@\s=]+):)?(@?[^@:\s=]+)(?:@|==)([^@:\s=]+)$/.exec(word) ?? [];
  const ecosystem = prefix === undefined ? undefined : ecosystemOfPrefix(prefix);
  if (name === undefined || version === undefined || (prefix !== undefined && ecosystem === undefined)) return undefined;
  return { name, version, ecosystem };
}

/** Lines for people, and what `REPORT_FORMATS` lists: that is not loaded to read a command line. */
const FORMATS: Readonly<Record<ScanArguments['format'], true>> = {
  text: true,
  json: true,
  sarif: true,
  cyclonedx: true,
  markdown: true,
  html: true,
};

function isFormat(text: string): text is ScanArguments['format'] {
  return Object.hasOwn(FORMATS, text);
}

function isFailOn(text: string): text is Level | 'never' {
  return text === 'never' || LEVELS.some(level => level === text);
}
