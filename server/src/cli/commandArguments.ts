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
  readonly exclude: readonly string[];
  readonly config: string | undefined;
  readonly untrusted: boolean;
}

/** A text is what is wrong. */
export function readWatch(words: Words): Read<'watch', WatchArguments> | string {
  const text = words.text('interval') ?? '15m';
  const interval = durationOf(text);
  if (interval === undefined) return `--interval takes a duration such as 30s, 15m or 2h, at least 10s and at most 7 days, not "${text}"`;
  const once = words.flag('once');
  if (once && words.text('interval') !== undefined) return 'watch takes --once or --interval, not both';
  return { kind: 'watch', options: { ...whereOf(words), interval, onChange: words.text('on-change'), write: words.text('write'), once } };
}

/** A text is what is wrong. */
export function readBaseline(words: Words): Read<'baseline', BaselineArguments> | string {
  const [check, update] = [words.flag('check'), words.flag('update')];
  if (check && update) return 'baseline takes --check or --update, not both';
  return { kind: 'baseline', options: { ...whereOf(words), check, update, direct: words.flag('direct') } };
}

/** What is scanned, and how. */
export function whereOf(words: Words): Where {
  const { positionals } = words;
  return {
    paths: positionals.length > 0 ? positionals : ['.'],
    offline: words.flag('offline'),
    exclude: words.list('exclude'),
    config: words.text('config'),
    untrusted: words.flag('untrusted'),
  };
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
