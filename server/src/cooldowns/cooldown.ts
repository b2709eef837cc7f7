/** How old a release has to be before the project takes it. */
export interface Cooldown {
  /** Who says so, as a message names it: `.npmrc`, `pnpm-workspace.yaml`, `uv.toml`, `the default`, `the settings`. */
  readonly source: string;
  /** The package manager obeys it itself: what it resolves today is never younger. */
  readonly enforced: boolean;
  /** Milliseconds; 0: no cooldown. Exactly one of `age` and `before` is set. */
  readonly age?: number;
  /** Milliseconds since 1970: nothing published later than this (uv's and pip's fixed dates). */
  readonly before?: number;
  /** Whether a release is exempt by the configuration's own list of exceptions. */
  exempts(name: string, version: string): boolean;
}

export const DEFAULT_COOLDOWN_DAYS = 3;

/** The cooldown where nothing else is said. */
export function defaultCooldown(days = DEFAULT_COOLDOWN_DAYS): Cooldown {
  return {
    source: days === DEFAULT_COOLDOWN_DAYS ? 'the default' : 'the settings',
    enforced: false,
    age: days * DAY,
    exempts: () => false,
  };
}

/**
 * Whether a release of that date may be taken now. One without a date is not held back: unknown is not bad.
 * @param publishedAt milliseconds since 1970
 * @param now milliseconds since 1970
 */
export function isPastCooldown(cooldown: Cooldown, name: string, version: string, publishedAt: number | undefined, now: number): boolean {
  if (publishedAt === undefined || cooldown.exempts(name, version)) return true;
  return publishedAt <= (cooldown.before ?? now - (cooldown.age ?? 0));
}

const DAY = 24 * 60 * 60 * 1000;
