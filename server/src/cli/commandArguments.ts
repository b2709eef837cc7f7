import { type AdvisoriesSource, readAdvisories } from './advisories.js';
import type { Words } from './words.js';

/** Of `depwarden watch`. */
export interface WatchArguments extends Where {
  /** Milliseconds between the end of one look and the beginning of the next. */
  readonly interval: number;
  /** A command line for the shell. */
  readonly onChange: string | undefined;
  /** The file that gets a line for every change. */
  readonly write: string | undefined;
  readonly once: boolean;
}

/** Of `depwarden baseline`. */
export interface BaselineArguments extends Where {
  readonly check: boolean;
  readonly update: boolean;
  readonly direct: boolean;
}

interface Where {
  readonly paths: readonly string[];
  readonly offline: boolean;
  readonly advisories: AdvisoriesSource;
  readonly exclude: readonly string[];
  readonly config: string | undefined;
  readonly trust: boolean;
  readonly untrusted: boolean;
}

/** Of `depwarden trust`. */
export interface TrustArguments {
  readonly paths: readonly string[];
  readonly action: 'add' | 'remove' | 'list';
}

/** A text is what is wrong. */
export function readWatch(words: Words): Read<'watch', WatchArguments> | string {
  const text = words.text('interval') ?? '15m';
  const interval = durationOf(text);
  if (interval === undefined) return `--interval takes a duration such as 30s, 15m or 2h, at least 10s and at most 7 days, not "${text}"`;
  const once = words.flag('once');
  if (once && words.text('interval') !== undefined) return 'watch takes --once or --interval, not both';
  const where = whereOf(words);
  if (typeof where === 'string') return where;
  return { kind: 'watch', options: { ...where, interval, onChange: words.text('on-change'), write: words.text('write'), once } };
}

/** A text is what is wrong. */
export function readBaseline(words: Words): Read<'baseline', BaselineArguments> | string {
  const [check, update] = [words.flag('check'), words.flag('update')];
  if (check && update) return 'baseline takes --check or --update, not both';
  const where = whereOf(words);
  if (typeof where === 'string') return where;
  return { kind: 'baseline', options: { ...where, check, update, direct: words.flag('direct') } };
}

/** A text is what is wrong. */
export function readTrust(words: Words): Read<'trust', TrustArguments> | string {
  const [list, remove] = [words.flag('list'), words.flag('remove')];
  if (list && (remove || words.positionals.length > 0)) return 'trust --list takes neither PATH nor --remove';
  return { kind: 'trust', options: { paths: pathsOf(words), action: list ? 'list' : remove ? 'remove' : 'add' } };
}

/** What is scanned, and how; a text is what is wrong. */
export function whereOf(words: Words): Where | string {
  const advisories = readAdvisories(words.text('advisories'));
  if (advisories === undefined) return `--advisories takes auto, osv or database, not "${words.text('advisories')}"`;
  const [trust, untrusted] = [words.flag('trust'), words.flag('untrusted')];
  if (trust && untrusted) return '--trust and --untrusted exclude each other';
  const { exclude, config } = { exclude: words.list('exclude'), config: words.text('config') };
  return { paths: pathsOf(words), offline: words.flag('offline'), advisories, exclude, config, trust, untrusted };
}

/** Without one the current folder is meant. */
function pathsOf({ positionals }: Words): readonly string[] {
  return positionals.length > 0 ? positionals : ['.'];
}

interface Read<K extends string, T> {
  readonly kind: K;
  readonly options: T;
}

/** `30s`, `15m`, `2h` in milliseconds. */
function durationOf(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit] ?? 0);
  return milliseconds >= SHORTEST && milliseconds <= LONGEST ? milliseconds : undefined;
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60 * 1000, h: 60 * 60 * 1000 };
const SHORTEST = 10 * 1000;
/** Timers cannot wait much longer. */
const LONGEST = 7 * 24 * 60 * 60 * 1000;
