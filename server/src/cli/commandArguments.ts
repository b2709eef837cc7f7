import { parseArgs } from 'node:util';
import { type AdvisoriesSource, readAdvisories } from './advisories.js';

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

/** What is wrong with `--trust` beside `--untrusted`. */
export const TRUST_CONFLICT = '--trust and --untrusted exclude each other';

/** Throws what `parseArgs` throws. */
export function readWatchArguments(words: readonly string[]): Read<'watch', WatchArguments> {
  const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options: WATCH_OPTIONS });
  if (values.help) return 'help';
  const { interval: text = '15m', once = false, write, 'on-change': onChange } = values;
  const interval = durationOf(text);
  if (interval === undefined)
    return { wrong: `--interval takes a duration such as 30s, 15m or 2h, at least 10s and at most 7 days, not "${text}"` };
  if (once && values.interval !== undefined) return { wrong: 'watch takes --once or --interval, not both' };
  if (values.trust && values.untrusted) return { wrong: TRUST_CONFLICT };
  return { kind: 'watch', options: { ...where(values, positionals), interval, onChange, write, once } };
}

/** Throws what `parseArgs` throws. */
export function readBaselineArguments(words: readonly string[]): Read<'baseline', BaselineArguments> {
  const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options: BASELINE_OPTIONS });
  if (values.help) return 'help';
  const { check = false, update = false, direct = false } = values;
  if (check && update) return { wrong: 'baseline takes --check or --update, not both' };
  if (values.trust && values.untrusted) return { wrong: TRUST_CONFLICT };
  return { kind: 'baseline', options: { ...where(values, positionals), check, update, direct } };
}

/** Throws what `parseArgs` throws. */
export function readTrustArguments(words: readonly string[]): Read<'trust', TrustArguments> {
  const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options: TRUST_OPTIONS });
  if (values.help) return 'help';
  const { list = false, remove = false } = values;
  if (list && (remove || positionals.length > 0)) return { wrong: 'trust --list takes neither PATH nor --remove' };
  return { kind: 'trust', options: { paths: pathsOf(positionals), action: list ? 'list' : remove ? 'remove' : 'add' } };
}

type Read<K extends string, T> = { readonly kind: K; readonly options: T } | 'help' | { readonly wrong: string };

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

function where(
  { offline = false, advisories, exclude = [], config, trust = false, untrusted = false }: WhereValues,
  paths: readonly string[],
): Where {
  return { paths: pathsOf(paths), offline, advisories: readAdvisories(advisories), exclude, config, trust, untrusted };
}

interface WhereValues {
  readonly offline?: boolean;
  readonly advisories?: string;
  readonly exclude?: string[];
  readonly config?: string;
  readonly trust?: boolean;
  readonly untrusted?: boolean;
}

/** Without one the current folder is meant. */
function pathsOf(positionals: readonly string[]): readonly string[] {
  return positionals.length > 0 ? positionals : ['.'];
}

const WHERE_OPTIONS = {
  offline: { type: 'boolean' },
  advisories: { type: 'string' },
  exclude: { type: 'string', multiple: true },
  config: { type: 'string' },
  trust: { type: 'boolean' },
  untrusted: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const WATCH_OPTIONS = {
  ...WHERE_OPTIONS,
  interval: { type: 'string' },
  'on-change': { type: 'string' },
  write: { type: 'string' },
  once: { type: 'boolean' },
} as const;

const TRUST_OPTIONS = {
  list: { type: 'boolean' },
  remove: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const BASELINE_OPTIONS = {
  ...WHERE_OPTIONS,
  check: { type: 'boolean' },
  update: { type: 'boolean' },
  direct: { type: 'boolean' },
} as const;
