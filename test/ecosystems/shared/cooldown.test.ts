import { describe, expect, it } from 'vitest';
import { type Cooldown, defaultCooldown, isPastCooldown, limitFor, longerOf } from '../../../server/src/ecosystems/shared/cooldown.js';
import { DAY } from '../../../server/src/model/time.js';

const NOW = Date.UTC(2026, 2, 24, 12);
const NONE = { exempts: () => false };

const THREE_DAYS: Cooldown = { source: '.npmrc', enforced: true, age: 3 * DAY, ...NONE };
const FIXED: Cooldown = { source: 'uv.toml', enforced: true, before: NOW - 30 * DAY, ...NONE };
const LISTED: Cooldown = {
  ...THREE_DAYS,
  exempts: (name, version) => name === 'free' || (name === 'half' && version === '2.0.0'),
  limitOf: name => (name === 'slow' ? { age: 9 * DAY } : name === 'dated' ? { before: NOW - 2 * DAY } : undefined),
};

describe('a release', () => {
  const RELEASES: readonly (readonly [what: string, cooldown: Cooldown, name: string, days: number | undefined, expected: boolean])[] = [
    ['that is old enough', THREE_DAYS, 'a', 3, true],
    ['that is too young', THREE_DAYS, 'a', 2.999, false],
    ['without a date', THREE_DAYS, 'a', undefined, true],
    ['of the future', THREE_DAYS, 'a', -1, false],
    ['before a fixed date', FIXED, 'a', 30, true],
    ['after a fixed date', FIXED, 'a', 29, false],
    ['under no cooldown', { ...THREE_DAYS, age: 0 }, 'a', 0, true],
    ['that is exempt', LISTED, 'free', 0, true],
    ['of another version than the exempt one', LISTED, 'half', 0, false],
    ['with a longer limit of its own', LISTED, 'slow', 8, false],
    ['past the limit of its own', LISTED, 'slow', 9, true],
    ['with a fixed date of its own', LISTED, 'dated', 2, true],
    ['past the fixed date of its own', LISTED, 'dated', 1, false],
    ['under the default', defaultCooldown(), 'a', 2.5, false],
    ['under the default, three days old', defaultCooldown(), 'a', 3, true],
    ['under the setting', defaultCooldown(7), 'a', 6, false],
    ['exempt from the default', defaultCooldown(3, LISTED), 'free', 0, true],
    ['with a limit of its own beside the default', defaultCooldown(3, LISTED), 'slow', 8, false],
  ];

  it.each(RELEASES)('%s', (_what, cooldown, name, days, expected) => {
    const publishedAt = days === undefined ? undefined : NOW - days * DAY;
    expect(isPastCooldown(cooldown, name, '1.0.0', publishedAt, NOW)).toBe(expected);
  });
});

it('a limit of its own goes before the common one', () => {
  expect(limitFor(LISTED, 'slow')).toEqual({ age: 9 * DAY });
  expect(limitFor(LISTED, 'a').age).toBe(3 * DAY);
});

it('the default is named as such, and other days as the settings', () => {
  expect([defaultCooldown(), defaultCooldown(3), defaultCooldown(7)].map(({ source, enforced }) => `${source} ${enforced}`)).toEqual([
    'the default false',
    'the default false',
    'the settings false',
  ]);
});

describe('the longer of two cooldowns', () => {
  const SHORT: Cooldown = { source: '.npmrc', enforced: true, age: DAY, ...NONE };
  const OPEN: Cooldown = { source: '.npmrc', enforced: true, age: 0, exempts: () => true };
  const FAR: Cooldown = { source: 'uv.toml', enforced: true, before: NOW + 900 * DAY, ...NONE };
  const isTaken = (one: Cooldown, other: Cooldown, days: number) =>
    isPastCooldown(longerOf(one, other), 'a', '1.0.0', NOW - days * DAY, NOW);

  it.each([
    ['a shorter one', SHORT],
    ['one that exempts all', OPEN],
    ['one with a date far off', FAR],
  ])('is not shortened by %s', (_, other) => {
    expect([isTaken(THREE_DAYS, other, 2), isTaken(other, THREE_DAYS, 2), isTaken(THREE_DAYS, other, 3)]).toEqual([false, false, true]);
    expect(longerOf(THREE_DAYS, other)).toMatchObject({ enforced: false, age: 3 * DAY });
  });

  it('is the one with the earlier date', () => {
    expect([isTaken(THREE_DAYS, FIXED, 29), isTaken(FIXED, THREE_DAYS, 29), isTaken(THREE_DAYS, FIXED, 30)]).toEqual([false, false, true]);
    expect([longerOf(THREE_DAYS, FIXED).source, longerOf(THREE_DAYS, SHORT).source]).toEqual(['uv.toml', '.npmrc']);
  });

  it('has the longer limit of each package', () => {
    const cooldown = longerOf(defaultCooldown(7), LISTED);
    expect([limitFor(cooldown, 'slow').age, limitFor(cooldown, 'a').age]).toEqual([9 * DAY, 7 * DAY]);
  });
});
