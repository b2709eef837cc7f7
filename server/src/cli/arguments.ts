import { parseArgs } from 'node:util';
import { ecosystemOfPrefix } from '../ecosystems/index.js';
import { type Ecosystem, LEVELS, type Level } from '../model/index.js';
import type { ReportFormatId } from '../reports/formats.js';
import { messageOf } from '../text/messageOf.js';
import { type AdvisoriesSource, readAdvisories } from './advisories.js';
import {
  type BaselineArguments,
  readBaselineArguments,
  readTrustArguments,
  readWatchArguments,
  TRUST_CONFLICT,
  type TrustArguments,
  type WatchArguments,
} from './commandArguments.js';
import { wrongSince } from './sinceUsage.js';

export type Command =
  | { readonly kind: 'scan'; readonly options: ScanArguments }
  | { readonly kind: 'watch'; readonly options: WatchArguments }
  | { readonly kind: 'baseline'; readonly options: BaselineArguments }
  | { readonly kind: 'respond'; readonly options: RespondArguments }
  | { readonly kind: 'db'; readonly options: DbArguments }
  | { readonly kind: 'trust'; readonly options: TrustArguments }
  | { readonly kind: 'lsp' }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  /** Wrong usage, with what is wrong. */
  | { readonly kind: 'usage'; readonly message: string };

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

export const HELP = `depwarden scan [PATH…]     find malicious, vulnerable and withdrawn dependencies; default: the current folder
  --format FORMAT          text, json, sarif, cyclonedx, markdown or html; default text
  --output FILE            default: standard output
  --fail-on LEVEL          error, warning, information, hint or never; default error
  --fail-on-unknown[=all|=advisories]
                           also fail where something could not be checked; with =advisories only where advisories are not known
  --fail-on-new FILE       fail only on what is not in FILE, a report of an earlier scan with --format json
  --since REF              report only what commits have brought in since REF of git, by the policy and baseline of REF; text, json or markdown
  --offline                ask nothing of the network: built-in incidents, offline database and cache only
  --advisories SOURCE      where advisories come from: auto, osv or database; default auto: the offline database while it is
                           younger than 24 hours, else OSV; with database no name is sent anywhere for advisories
  --exclude PATTERN        leave out, tracked by git or not; may be repeated
  --ask-public             ask PyPI too for names that a further index of pip's has: which of both is higher is not known else
  --config FILE            the policy file; default: .depwarden.jsonc of the folder that is scanned
  --trust                  trust what is scanned: obey its registries, proxies, credentials, cooldowns and exceptions; also DEPWARDEN_TRUST=1
  --untrusted              do not trust it, whatever else says so; the default but for --trust and what depwarden trust remembers
  --fix                    apply the preferred fixes, file by file; the report is of the files as they are then
depwarden watch [PATH…]    scan again and again, and tell what has changed; Ctrl+C ends it
  --interval DURATION      from the end of one look to the next: 30s, 15m, 2h; default 15m
  --on-change COMMAND      run it by the shell at every change, with the change as JSON on its standard input
  --write FILE             add every change to a file, as a line of JSON
  --once                   look once, tell what has changed since the last look, and end
  --offline, --advisories, --exclude, --config, --trust, --untrusted
                           as above
depwarden baseline [PATH…] record what is known of the releases in use in .depwarden/baseline.json, for later scans to compare with
  --check                  write nothing; tell what is not as recorded
  --update                 record also what is not as recorded before
  --direct                 only what manifests name, not what lockfiles add
  --offline, --advisories, --exclude, --config, --trust, --untrusted
                           as above
depwarden trust [PATH…]    remember folders as trusted, with all below them, for later scans and editors but VS Code; default: the current folder
  --list                   print them
  --remove                 forget them
depwarden respond PACKAGE@VERSION
                           what to do where a malicious release was installed; npm: or pypi: before the name tells which is meant
  --format text|markdown   default text
  --offline, --advisories  as above
depwarden db update        download the offline advisory database, or bring it up to date
depwarden db info          where it is, how old, and how much is in it
  --format text|json       default text
depwarden db path          the folder it is in
depwarden lsp --stdio      the language server, for any editor
depwarden --help | --version

Exit status: 0 nothing at or above --fail-on; 1 findings at or above it; 2 wrong usage, or a PATH or FILE that cannot be read;
3 only unknowns, with --fail-on-unknown. db: 0 done; 1 not done, or there is no database; 2 wrong usage.
watch --once: 0 nothing new; 1 new findings; 2 as for scan. baseline: 0 as recorded; 1 something is not; 2 as for scan; 3 something could not be asked.
trust: 0 done; 1 not done; 2 wrong usage, or no such folder.
Environment: DEPWARDEN_TRUST, DEPWARDEN_OSV_URL, DEPWARDEN_OSV_EXPORT_URL, DEPWARDEN_NPM_REGISTRY, DEPWARDEN_PYPI_URL, DEPWARDEN_CACHE_DIR, NO_COLOR, SOURCE_DATE_EPOCH.
`;

/** Reads the words after the program's name. */
export function readArguments(words: readonly string[]): Command {
  const [command, ...rest] = words;
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') return { kind: 'help' };
  if (command === '--version' || command === '-v') return { kind: 'version' };
  if (command === 'scan') return readScan(rest);
  if (command === 'watch') return read(() => readWatchArguments(rest));
  if (command === 'baseline') return read(() => readBaselineArguments(rest));
  if (command === 'trust') return read(() => readTrustArguments(rest));
  if (command === 'respond') return readRespond(rest);
  if (command === 'lsp') return rest.join(' ') === '--stdio' ? { kind: 'lsp' } : usage('lsp takes --stdio and nothing else');
  if (command === 'db') return readDb(rest);
  return usage(`there is no command "${command}"`);
}

/** @param readOptions throws what `parseArgs` throws; a text is what is wrong */
function read(
  readOptions: () => Extract<Command, { kind: 'watch' | 'baseline' | 'trust' }> | 'help' | { readonly wrong: string },
): Command {
  try {
    const found = readOptions();
    if (found === 'help') return { kind: 'help' };
    return 'wrong' in found ? usage(found.wrong) : found;
  } catch (error) {
    return usage(firstSentenceOf(error));
  }
}

function readScan(words: readonly string[]): Command {
  try {
    const { failOnUnknown, others } = readFailOnUnknown(words);
    if (typeof failOnUnknown === 'object')
      return usage(`--fail-on-unknown takes =all, =advisories or nothing, not "${failOnUnknown.wrong}"`);
    const { values, positionals } = parseArgs({ args: [...others], allowPositionals: true, options: SCAN_OPTIONS });
    if (values.help) return { kind: 'help' };
    const format = values.format ?? 'text';
    if (!isFormat(format)) return usage(`--format takes ${Object.keys(FORMATS).join(', ')}, not "${format}"`);
    const failOn = values['fail-on'] ?? 'error';
    if (!isFailOn(failOn)) return usage(`--fail-on takes ${LEVELS.join(', ')} or never, not "${failOn}"`);
    const wrong = wrongSince(values.since, format, values.fix ?? false);
    if (wrong !== undefined) return usage(wrong);
    if (values.trust && values.untrusted) return usage(TRUST_CONFLICT);
    return {
      kind: 'scan',
      options: {
        paths: positionals.length > 0 ? positionals : ['.'],
        format,
        output: values.output,
        failOn,
        failOnUnknown,
        offline: values.offline ?? false,
        advisories: readAdvisories(values.advisories),
        exclude: values.exclude ?? [],
        fix: values.fix ?? false,
        config: values.config,
        trust: values.trust ?? false,
        untrusted: values.untrusted ?? false,
        askPublic: values['ask-public'] ?? false,
        failOnNew: values['fail-on-new'],
        since: values.since,
      },
    };
  } catch (error) {
    return usage(firstSentenceOf(error));
  }
}

/** It is a flag that may have one value, behind `=` only: a word after it is a path. The last one counts. */
function readFailOnUnknown(words: readonly string[]): {
  readonly failOnUnknown: FailOnUnknown | { readonly wrong: string } | undefined;
  readonly others: readonly string[];
} {
  const end = words.indexOf('--');
  const isFlag = (word: string, index: number): boolean => (end < 0 || index < end) && /^--fail-on-unknown(?:=|$)/.test(word);
  const last = words.findLast(isFlag);
  return {
    failOnUnknown: last === undefined ? undefined : failOnUnknownOf(last),
    others: words.filter((word, index) => !isFlag(word, index)),
  };
}

function failOnUnknownOf(word: string): FailOnUnknown | { readonly wrong: string } {
  const [, value = 'all'] = /=(.*)$/s.exec(word) ?? [];
  return value === 'all' || value === 'advisories' ? value : { wrong: value };
}

function readRespond(words: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options: RESPOND_OPTIONS });
    if (values.help) return { kind: 'help' };
    const format = values.format ?? 'text';
    if (format !== 'text' && format !== 'markdown') return usage(`respond --format takes text or markdown, not "${format}"`);
    const [word = '', ...others] = positionals;
    const release = readRelease(word);
    if (release === undefined || others.length > 0)
      return usage('respond takes one PACKAGE@VERSION, such as litellm@1.82.8 or npm:chalk@5.6.1');
    return {
      kind: 'respond',
      options: { ...release, format, offline: values.offline ?? false, advisories: readAdvisories(values.advisories) },
    };
  } catch (error) {
    return usage(firstSentenceOf(error));
  }
}

function readDb(words: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options: DB_OPTIONS });
    if (values.help) return { kind: 'help' };
    const [action, ...others] = positionals;
    if ((action !== 'update' && action !== 'info' && action !== 'path') || others.length > 0)
      return usage('db takes one of update, info and path');
    const format = values.format ?? 'text';
    if (format !== 'text' && format !== 'json') return usage(`db info --format takes text or json, not "${format}"`);
    if (values.format !== undefined && action !== 'info') return usage(`db ${action} takes no --format`);
    return { kind: 'db', options: { action, format } };
  } catch (error) {
    return usage(firstSentenceOf(error));
  }
}

/** `litellm@1.82.8`, `pypi:litellm@1.82.8`, `npm:@scope/name@1.0.0`; pip's `litellm==1.82.8` is understood too. */
function readRelease(word: string): Pick<RespondArguments, 'name' | 'version' | 'ecosystem'> | undefined {
  const [, prefix, name, version] = /^(?:([^:@\s=]+):)?(@?[^@:\s=]+)(?:@|==)([^@:\s=]+)$/.exec(word) ?? [];
  const ecosystem = prefix === undefined ? undefined : ecosystemOfPrefix(prefix);
  if (name === undefined || version === undefined || (prefix !== undefined && ecosystem === undefined)) return undefined;
  return { name, version, ecosystem };
}

const RESPOND_OPTIONS = {
  format: { type: 'string' },
  offline: { type: 'boolean' },
  advisories: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const DB_OPTIONS = {
  format: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const SCAN_OPTIONS = {
  format: { type: 'string' },
  output: { type: 'string' },
  'fail-on': { type: 'string' },
  'fail-on-new': { type: 'string' },
  since: { type: 'string' },
  offline: { type: 'boolean' },
  advisories: { type: 'string' },
  exclude: { type: 'string', multiple: true },
  config: { type: 'string' },
  trust: { type: 'boolean' },
  untrusted: { type: 'boolean' },
  'ask-public': { type: 'boolean' },
  fix: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function usage(message: string): Command {
  return { kind: 'usage', message };
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

function firstSentenceOf(error: unknown): string {
  return messageOf(error).split('. ')[0] ?? '';
}
