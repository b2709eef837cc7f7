import { DAY } from '../../model/time.js';
/** How old a release has to be. Exactly one of the two is set. */
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
  const { age = 0, before = now - age } = limitFor(cooldown, name);
  return publishedAt <= before;
}

/** The limit that holds for a package. */
export function limitFor(cooldown: Cooldown, name: string): Limit {
  return cooldown.limitOf?.(name) ?? cooldown;
}

/** Nothing is exempt. */
export const NO_EXCEPTIONS: Exceptions = { exempts: () => false };
