import { describe, expect, it } from 'vitest';
import {
  fixedTextsAt,
  fixedTextsColumn,
  listAt,
  listColumn,
  numberAt,
  numberColumn,
  textAt,
  textColumn,
} from '../../server/src/model/columns.js';
import type { Release } from '../../server/src/model/index.js';
import { type ReadFacts, restoreFacts, type StoredFacts, storeFacts } from '../../server/src/model/storedMetadata.js';
import { plainRelease } from '../services/support.js';
import * as fc from '../support/fastCheck.js';

function asJson<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}

const NAME = fc.constantFrom('a', 'b', 'c d', '', 'é', '__proto__');

describe('columns give back what was put in', () => {
  function check<T>(values: fc.Arbitrary<T>, read: (all: readonly T[], row: number) => unknown): void {
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 80 }), all => {
        for (const [row, value] of all.entries()) expect(read(all, row)).toEqual(value);
      }),
    );
  }

  it('numbers', () => {
    check(fc.oneof(fc.nat(40), fc.maxSafeNat()), (all, row) => numberAt(numberColumn(all), all.length, row));
  });

  it('texts', () => {
    check(fc.option(fc.oneof(NAME, fc.string()), { nil: undefined }), (all, row) => {
      const column = asJson(textColumn(all));
      return column && textAt(column, all.length, row);
    });
  });

  it('lists', () => {
    check(fc.option(fc.array(fc.oneof(NAME, fc.string()), { maxLength: 5 }), { nil: undefined }), (all, row) => {
      const column = asJson(listColumn(all));
      return column && listAt(column, all.length, row);
    });
  });

  it('texts of one width', () => {
    const texts = fc.array(fc.stringMatching(/^[A-Za-z0-9]{3}$/), { minLength: 1, maxLength: 40 });
    check(fc.option(texts, { nil: undefined }), (all, row) => {
      const column = asJson(fixedTextsColumn(all));
      return column && fixedTextsAt(column, 3, all.length, row);
    });
  });
});

const DIGEST = fc.oneof(
  fc.stringMatching(/^sha512-[A-Za-z0-9+/]{16}$/),
  fc.stringMatching(/^sha1-[A-Za-z0-9+/]{16}$/),
  fc.stringMatching(/^sha256:[0-9a-f]{24}$/),
);
const RELEASE: fc.Arbitrary<Release> = fc.record(
  {
    version: fc.oneof(fc.stringMatching(/^[0-9]\.[0-9]{1,2}\.0$/), fc.constantFrom('1', '11', '', 'a b')),
    publishedAt: fc.integer({ min: 1, max: 4e12 }),
    yanked: NAME,
    deprecated: NAME,
    publisher: NAME,
    installScripts: fc.array(NAME, { maxLength: 3 }),
    dependencies: fc.array(NAME, { maxLength: 3 }),
    provenance: fc.boolean(),
    digests: fc.array(DIGEST, { minLength: 1, maxLength: 3 }),
    requiresPython: NAME,
    requiresNode: NAME,
    peers: fc.array(fc.record({ name: NAME, range: fc.string() }), { minLength: 1, maxLength: 3 }),
    hasNoFile: fc.constant(true as const),
  },
  { requiredKeys: ['version'] },
);
interface Facts extends Omit<ReadFacts, 'releases'> {
  readonly releases: readonly Release[];
}
const FACTS: fc.Arbitrary<Facts> = fc.record(
  {
    releases: fc.array(RELEASE, { maxLength: 60 }),
    distTags: fc.constantFrom({}, { latest: '1', next: '2' }),
    withdrawn: fc.constantFrom([], [{ version: '1' }, { version: '2', publishedAt: 5 }]),
    status: fc.constantFrom('active', 'archived'),
    statusReason: fc.string(),
    createdAt: fc.integer({ min: 1, max: 4e12 }),
    maintainers: fc.array(NAME, { minLength: 1, maxLength: 3 }),
    repository: NAME,
  },
  { requiredKeys: ['releases', 'distTags'] },
);

/** The same field by field. */
function byField({ releases, ...rest }: Facts): ReadFacts {
  const column = <K extends keyof Release>(field: K): Release[K][] => releases.map(release => release[field]);
  return {
    ...rest,
    releases: {
      version: column('version'),
      publishedAt: column('publishedAt'),
      yanked: column('yanked'),
      deprecated: column('deprecated'),
      publisher: column('publisher'),
      installScripts: column('installScripts'),
      dependencies: column('dependencies'),
      provenance: column('provenance'),
      digests: column('digests'),
      requiresPython: column('requiresPython'),
      requiresNode: column('requiresNode'),
      peers: column('peers'),
      hasNoFile: column('hasNoFile'),
    },
  };
}

describe('stored facts', () => {
  it('tell the same as those that were read', () => {
    fc.assert(
      fc.property(FACTS, read => {
        const { releases, ...rest } = restoreFacts('npm', 'thing', asJson(storeFacts(byField(read))));
        expect(rest).toEqual({ ...read, ecosystem: 'npm', name: 'thing', releases: undefined });
        expect([...releases].map(plainRelease)).toEqual(read.releases);
        expect(releases.versions).toEqual(read.releases.map(({ version }) => version));
        expect(releases).toHaveLength(read.releases.length);
      }),
    );
  });

  it('find a release by its version, whether or not the list was looked through before', () => {
    fc.assert(
      fc.property(FACTS, fc.oneof(RELEASE, fc.constant({ version: '1 11' })), fc.boolean(), (read, { version: other }, looked) => {
        const { releases } = restoreFacts('npm', 'thing', asJson(storeFacts(byField(read))));
        if (looked) expect(releases.versions).toHaveLength(read.releases.length);
        for (const version of [other, ...read.releases.map(release => release.version), other]) {
          const found = releases.find(version);
          expect(found && plainRelease(found)).toEqual(read.releases.findLast(release => release.version === version));
        }
      }),
    );
  });

  it.each(['', ' ', '1 11', '1.', '11 1'])('find no release %j among 1, 11, 1.1', version => {
    const { releases } = restoreFacts('npm', 'thing', storeFacts({ releases: { version: ['1', '11', '1.1'] }, distTags: {} }));
    expect(releases.find(version)).toBeUndefined();
  });

  it('have no release beyond the last', () => {
    const { releases } = restoreFacts('npm', 'thing', storeFacts({ releases: { version: ['1'] }, distTags: {} }));
    expect([-1, 1, 0.5, Infinity].map(index => releases.at(index))).toEqual([undefined, undefined, undefined, undefined]);
  });

  it.each([
    [{}],
    [{ count: 1 }],
    [{ count: 2, versions: ['1'] }],
    [{ count: 2, versions: '1 2', published: '000' }],
    [{ count: 2, versions: '1 2', publisher: { texts: ['a'], rows: '0' } }],
    [{ count: 2, versions: '1 2', dependencies: { names: [] } }],
    [{ count: 2, versions: '1 2', digests: { texts: 'x', ends: '' } }],
  ])('are refused where they have another form: %j', stored => {
    expect(() => restoreFacts('npm', 'thing', stored as unknown as StoredFacts)).toThrow();
  });
});
