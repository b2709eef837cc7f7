// Answers of the offline database are as old as its export, and there is no newer one to be had by asking again.
import { describe, expect, it } from 'vitest';
import { createFacts, FRESH_FOR } from '../../server/src/analysis/packageMetadata.js';
import { DATABASE_TRUSTED_FOR, doubtOf, TRUSTED_FOR } from '../../server/src/analysis/status.js';
import type { Advisory, Lookup } from '../../server/src/model/index.js';
import { publicRegistries } from '../support/origins.js';

const EXPORTED_AT = Date.UTC(2026, 2, 24);
const FROM_DATABASE: Lookup<readonly Advisory[]> = { kind: 'found', value: [], fetchedAt: EXPORTED_AT, from: 'database' };

it('an answer that is dated ahead of the clock is worth nothing, once clocks differ no more by so much', () => {
  const minutes = 60_000;
  expect(doubtOf(FROM_DATABASE, EXPORTED_AT - 10 * minutes)).toBeUndefined();
  expect(doubtOf(FROM_DATABASE, EXPORTED_AT - 10 * minutes - 1)).toBe(
    "the offline advisory database is dated ahead of this computer's clock",
  );
  expect(doubtOf({ kind: 'absent', fetchedAt: EXPORTED_AT }, EXPORTED_AT - 11 * minutes)).toBe(
    "the last answer is dated ahead of this computer's clock",
  );
});

describe('an answer of the offline database', () => {
  it.each<[string, number, string | undefined]>([
    ['today', 0, undefined],
    ['when a service’s answer would be too old', TRUSTED_FOR, undefined],
    ['after almost a week', DATABASE_TRUSTED_FOR - 1, undefined],
    ['after a week', DATABASE_TRUSTED_FOR, 'the offline advisory database is 7 days old'],
    ['after a month', 30 * TRUSTED_FOR, 'the offline advisory database is 30 days old'],
  ])('is doubted by its age: %s', (_, age, doubt) => {
    expect(doubtOf(FROM_DATABASE, EXPORTED_AT + age)).toBe(doubt);
  });

  it.each<[string, number, string | undefined]>([
    ['less than a day old', TRUSTED_FOR - 1, undefined],
    ['a day old', TRUSTED_FOR, 'the offline advisory database is 1 day old: osv.example did not answer'],
  ])('is no better than an old answer where the service was asked and did not answer: %s', (_, age, doubt) => {
    expect(doubtOf({ ...FROM_DATABASE, staleBecause: 'osv.example did not answer' }, EXPORTED_AT + age)).toBe(doubt);
  });

  it('is asked for again after an hour, however old it is', async () => {
    let now = EXPORTED_AT + 3 * TRUSTED_FOR;
    let asked = 0;
    const facts = createFacts({
      clock: () => now,
      breathe: async () => {},
      registries: publicRegistries({ npm: REGISTRY, PyPI: REGISTRY }),
      advisories: {
        recall: async packages => packages.map(() => undefined),
        fetch: async packages => {
          asked++;
          return packages.map(() => FROM_DATABASE);
        },
      },
    });
    const gather = () => facts.gather([{ ecosystem: 'npm', name: 'a' }], { offline: false }, new AbortController().signal);
    await gather();
    const revision = facts.revision();
    now += FRESH_FOR - 1;
    await gather();
    expect([asked, facts.revision()]).toEqual([1, revision]);
    now += 1;
    await gather();
    expect(asked).toBe(2);
  });
});

const ABSENT = { kind: 'absent', fetchedAt: Number.MAX_SAFE_INTEGER } as const;
const REGISTRY = { recall: async () => ABSENT, fetch: async () => ABSENT, digests: async () => ABSENT };
