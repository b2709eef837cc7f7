import { DAY } from '../../model/time.js';
/** How old a release has to be. At least one of the two is set, and both where the longer of two cooldowns holds. */
export interface Limit {
  /** Milliseconds; 0: no cooldown. */
  readonly age?: number;
  /** Milliseconds since 1970: nothing published later than this (fixed dates of npm, uv, pip and PDM). */
  readonly before?: number;
}

/** What a configuration takes out of its cooldown. */
export interface Exceptions {
  /** Whether a release is exempt. */
  exempts(name: string, version: string): boolean;
  /** Another limit for one package, where there is one. */
  limitOf?(name: string): Limit | undefined;
}

/** How old a release has to be before the project takes it. Names are as in `PackageId`. */
export interface Cooldown extends Limit, Exceptions {
  /** Who says so, as a message names it: `.npmrc`, `pnpm-workspace.yaml`, `uv.toml`, `the default`, `the settings`. */
  readonly source: string;
  /** The package manager obeys it itself: what it resolves today is never younger. */
  readonly enforced: boolean;
}

export const DEFAULT_COOLDOWN_DAYS = 3;

/** The cooldown where nothing else is said. `exceptions`: those of a configuration that has no limit of its own. */
export function defaultCooldown(days = DEFAULT_COOLDOWN_DAYS, exceptions: Exceptions = NO_EXCEPTIONS): Cooldown {
  return { source: days === DEFAULT_COOLDOWN_DAYS ? 'the default' : 'the settings', enforced: false, age: days * DAY, ...exceptions };
}

/**
 * Whether a release of that date may be taken now. One without a date is not held back: unknown is not bad.
 * @param publishedAt milliseconds since 1970
 * @param now milliseconds since 1970
 */
export function isPastCooldown(cooldown: Cooldown, name: string, version: string, publishedAt: number | undefined, now: number): boolean {
  if (publishedAt === undefined || cooldown.exempts(name, version)) return true;
  return isPastLimit(limitFor(cooldown, name), publishedAt, now);
}

/** The same without exceptions: what was published before a release that is past the limit is past it, too. */
export function isPastLimit(limit: Limit, publishedAt: number, now: number): boolean {
  return publishedAt <= latest(limit, now);
}

/** The cooldown that takes nothing which either of two would not take. It is obeyed by nobody for sure. */
export function longerOf(own: Cooldown, other: Cooldown): Cooldown {
  return {
    source: isShorter(own, other) ? other.source : own.source,
    enforced: false,
    ...bothOf(own, other),
    exempts: (name, version) => own.exempts(name, version) && other.exempts(name, version),
    limitOf: name => bothOf(limitFor(own, name), limitFor(other, name)),
  };
}

function bothOf(a: Limit, b: Limit): Limit {
  const before = Math.min(a.before ?? Number.POSITIVE_INFINITY, b.before ?? Number.POSITIVE_INFINITY);
  return { age: Math.max(a.age ?? 0, b.age ?? 0), ...(Number.isFinite(before) && { before }) };
}

function isShorter(own: Limit, other: Limit): boolean {
  return (own.age ?? 0) < (other.age ?? 0) || (own.before ?? Number.POSITIVE_INFINITY) > (other.before ?? Number.POSITIVE_INFINITY);
}

/** Whether a cooldown takes releases that another one does not take yet, exceptions apart. @param now milliseconds since 1970 */
export function isLaxer(own: Limit, other: Limit, now: number): boolean {
  return latest(own, now) > latest(other, now);
}

/** The latest date that a limit takes, in milliseconds since 1970. */
function latest({ age = 0, before = Number.POSITIVE_INFINITY }: Limit, now: number): number {
  return Math.min(before, now - age);
}

/** The limit that holds for a package. */
export function limitFor(cooldown: Cooldown, name: string): Limit {
  return cooldown.limitOf?.(name) ?? cooldown;
}

/** Nothing is exempt. */
export const NO_EXCEPTIONS: Exceptions = { exempts: () => false };
