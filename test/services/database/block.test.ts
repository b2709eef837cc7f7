import { describe, expect, it } from 'vitest';
import type { Advisory, Affected, PackageId } from '../../../server/src/model/index.js';
import {
  type Block,
  decodeBlock,
  ecosystemOf,
  encodeBlock,
  headsOf,
  idFilter,
  unpackTime,
} from '../../../server/src/services/database/block.js';
import * as fc from '../../support/fastCheck.js';
import { npm, pypi } from './records.js';

const word = fc.string({ unit: fc.constantFrom(...'abcé0123456789.-+_~"\\'), minLength: 1, maxLength: 12 });
const time = fc.oneof(
  fc.date({ noInvalidDate: true, min: new Date('1900-01-01'), max: new Date('9999-12-31') }).map(date => date.toISOString()),
  fc
    .date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2100-01-01') })
    .map(date => date.toISOString().replace(/\.\d+/, '')),
  fc.constantFrom('', '2026-02-30T10:00:00Z', '2026-03-24T10:00:00.1234567Z', '2026-03-24T10:00:00+02:00', '0000-01-01T00:00:00Z'),
);

function affected(pkg: PackageId): fc.Arbitrary<Affected> {
  const kind = fc.constantFrom('introduced', 'fixed', 'last_affected', 'limit');
  return fc.record(
    {
      ecosystem: fc.constant(pkg.ecosystem),
      name: fc.constant(pkg.name),
      versions: fc.array(fc.oneof(word, fc.constantFrom('1.0', '1.1', '1.2', '1.3'))),
      ranges: fc.array(
        fc.record({
          type: fc.constantFrom('SEMVER', 'ECOSYSTEM'),
          events: fc.array(fc.record({ kind, version: fc.oneof(word, fc.constant('0')) }), { minLength: 1 }),
        }),
      ),
      lastKnownAffected: word.map(version => `<= ${version}`),
      isUnreadable: fc.constant(true as const),
    },
    { requiredKeys: ['ecosystem', 'name', 'versions', 'ranges'] },
  );
}

function advisory(pkg: PackageId): fc.Arbitrary<Advisory> {
  return fc
    .record(
      {
        id: fc.oneof(
          word,
          word.map(id => `MAL-${id}`),
        ),
        aliases: fc.array(word),
        kind: fc.constantFrom('malicious', 'vulnerability'),
        summary: fc.oneof(fc.string(), fc.constantFrom('', `Malicious code in ${pkg.name} (${pkg.ecosystem})`)),
        published: time,
        modified: time,
        withdrawn: fc.constant(false),
        severity: fc.constantFrom('low', 'medium', 'high', 'critical'),
        affected: fc.array(affected(pkg)),
        files: fc.array(word, { minLength: 1 }),
        reported: fc.array(fc.record({ version: word, time }), { minLength: 1 }),
        url: fc.constantFrom('own', 'alias', 'https://advisories.example/1', 'https://github.com/advisories/other'),
      },
      { requiredKeys: ['id', 'aliases', 'kind', 'summary', 'modified', 'withdrawn', 'affected', 'url'] },
    )
    .map(one => ({ ...one, url: pageOf(one) }));
}

function pageOf({ id, aliases, url }: Advisory): string {
  if (url === 'own') return `https://osv.dev/vulnerability/${id}`;
  return url === 'alias' ? `https://github.com/advisories/${aliases.at(-1)}` : url;
}

const block: fc.Arbitrary<Block> = fc
  .oneof(fc.constantFrom(npm('@some/package'), npm('package'), pypi('package')))
  .chain(id => fc.record({ id: fc.constant(id), entries: fc.array(fc.record({ advisory: advisory(id), isRepeated: fc.boolean() })) }));

const MALWARE: Advisory = {
  id: 'MAL-2026-123456',
  aliases: [],
  kind: 'malicious',
  summary: 'Malicious code in some-package (npm)',
  published: '2026-03-24T12:00:00Z',
  modified: '2026-03-24T12:00:00.123456Z',
  withdrawn: false,
  affected: [{ ...npm('some-package'), versions: [], ranges: [{ type: 'SEMVER', events: [{ kind: 'introduced', version: '0' }] }] }],
  url: 'https://osv.dev/vulnerability/MAL-2026-123456',
};

describe('a block of the index', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(block, written => {
        expect(decodeBlock(encodeBlock(written))).toEqual(written);
      }),
    );
  });

  it('tells ids and times without being read whole', () => {
    fc.assert(
      fc.property(block, written => {
        const { ecosystem, heads } = headsOf(encodeBlock(written));
        expect([ecosystem, ecosystemOf(encodeBlock(written))]).toEqual([written.id.ecosystem, written.id.ecosystem]);
        expect(heads.map(({ id, packedTime, isRepeated }) => [id, unpackTime(packedTime), isRepeated])).toEqual(
          written.entries.map(entry => [entry.advisory.id, entry.advisory.modified, entry.isRepeated]),
        );
      }),
    );
  });

  it('is told by its bytes to hold a record wherever it does', () => {
    fc.assert(
      fc.property(block, fc.array(word), (written, others) => {
        for (const { advisory } of written.entries) expect(idFilter([...others, advisory.id]).mayBeIn(encodeBlock(written))).toBe(true);
      }),
    );
  });

  it('is not thought to hold records that it only mentions, or whose ids only begin alike', () => {
    const entry = (id: string): Block['entries'][number] => ({
      isRepeated: false,
      advisory: { ...MALWARE, id, aliases: ['GHSA-1'], summary: '{"i":"GHSA-2"}' },
    });
    const bytes = encodeBlock({ id: npm('some-package'), entries: [entry('GHSA-3'), entry('GHSA-4')] });
    expect(idFilter(['GHSA-1', 'GHSA-2', 'GHSA-', 'GHSA-33', 'some-package', 'n', '']).mayBeIn(bytes)).toBe(false);
    expect(idFilter([]).mayBeIn(bytes)).toBe(false);
    expect(idFilter(['GHSA-4']).mayBeIn(bytes)).toBe(true);
  });

  it('is small for a record of the malicious-packages database', () => {
    expect(encodeBlock({ id: npm('some-package'), entries: [{ advisory: MALWARE, isRepeated: false }] }).length).toBeLessThan(100);
  });

  it('writes a version once, however many records list it', () => {
    const versions = Array.from({ length: 100 }, (_, index) => `1.${index}.0`);
    const one = (number: number, listed: readonly string[]): Block['entries'][number] => ({
      isRepeated: false,
      advisory: {
        id: `PYSEC-2026-${number}`,
        aliases: [],
        kind: 'vulnerability',
        summary: '',
        modified: '',
        withdrawn: false,
        affected: [{ ...pypi('package'), versions: listed, ranges: [] }],
        url: '',
      },
    });
    const alone = encodeBlock({ id: pypi('package'), entries: [one(1, versions)] }).length;
    const both = encodeBlock({ id: pypi('package'), entries: [one(1, versions), one(2, versions.slice(20, 70))] }).length;
    expect(both - alone).toBeLessThan(100);
  });
});
