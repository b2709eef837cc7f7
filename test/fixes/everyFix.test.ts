// Generated worlds and manifests: whatever is offered there, cures (see `expectCured`).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ecosystem } from '../../server/src/model.js';
import { expectCured, offersOf } from '../support/cure.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

const VERSIONS: Readonly<Record<Ecosystem, readonly string[]>> = {
  npm: ['0.1.0', '0.2.0', '0.2.1', '1.0.0', '1.0.1', '1.1.0-rc.1', '1.1.0', '1.2.0', '1.10.0', '2.0.0-beta.1', '2.0.0', '2.0.1', '3.0.0'],
  PyPI: ['0.1', '0.2', '0.2.1', '1.0', '1.0.1', '1.1rc1', '1.1', '1.2.0', '1.10', '1.10.post1', '2.0b1', '2.0', '2.0.1', '3.0', '1!0.5'],
};
const OPERATORS: Readonly<Record<Ecosystem, readonly string[]>> = {
  npm: ['', '', '=', 'v', '^', '~', '>=', '>', '<', '<=', '^ '],
  PyPI: ['==', '==', '== ', '===', '~=', '>=', '>', '<', '<=', '!='],
};
const NAMES = ['one-part', 'two-part', 'three-part'];

interface Described {
  readonly releases: readonly string[];
  readonly records: readonly string[];
  readonly specifier: string;
}

function described(ecosystem: Ecosystem, name: string): fc.Arbitrary<Described> {
  const version = fc.constantFrom(...VERSIONS[ecosystem]);
  const mark = fc.constantFrom('', '', '', '', ecosystem === 'npm' ? ' deprecated(old)' : ' yanked', ' 2026-05-31', ' 2026-01-01');
  const what = fc.oneof(
    fc.uniqueArray(version, { minLength: 1, maxLength: 3 }).map(versions => `versions ${versions.join(' ')}`),
    fc.tuple(version, version).map(([from, to]) => `range introduced ${from}, fixed ${to}`),
    version.map(to => `range introduced 0, fixed ${to}`),
    version.map(from => `range introduced ${from}`),
    fc.tuple(version, version).map(([one, last]) => `versions ${one}; range introduced 0, last_affected ${last}`),
  );
  const kind = fc.constantFrom('MAL-2026', 'GHSA', 'GHSA');
  const severity = fc.constantFrom('; low', '; medium', '; high', '; critical', '');
  const record = fc.tuple(kind, fc.integer({ min: 1, max: 99 }), what, severity);
  const clause = fc.tuple(fc.constantFrom(...OPERATORS[ecosystem]), version).map(parts => parts.join(''));
  const joints: fc.Arbitrary<string> = ecosystem === 'npm' ? fc.constantFrom(' ', ' || ') : fc.constantFrom(',', ', ', ', \\\n    ');
  const specifier = fc.oneof(
    { weight: 4, arbitrary: clause },
    { weight: 2, arbitrary: fc.tuple(clause, joints, clause).map(parts => parts.join('')) },
    {
      weight: 1,
      arbitrary:
        ecosystem === 'npm'
          ? fc.constantFrom('*', '1.x', '1', '1.0.x', 'latest', '1.0.0 - 2.0.0')
          : fc.constantFrom('', '==1.*', '!=1.0.*'),
    },
  );
  return fc
    .record({
      releases: fc.uniqueArray(fc.tuple(version, mark), { selector: ([text]) => text, minLength: 1, maxLength: 9 }),
      records: fc.array(record, { maxLength: 4 }),
      specifier,
    })
    .map(({ releases, records, specifier: text }) => ({
      releases: releases.map(parts => parts.join('')),
      records: records.map(([prefix, number, affected, grade]) => `${prefix}-${number} ${ecosystem} ${name}: ${affected}${grade}`),
      specifier: text,
    }));
}

function worlds(ecosystem: Ecosystem): fc.Arbitrary<string> {
  return fc
    .record({
      packages: fc.tuple(...NAMES.map(name => described(ecosystem, name))),
      style: fc.constantFrom('', 'crlf', 'bom'),
      known: fc.constantFrom(true, true, true, false),
      hashed: fc.boolean(),
    })
    .map(({ packages, style, known, hashed }) =>
      [
        ...packages.map(({ releases }, index) => `//- registry ${ecosystem} ${NAMES[index]} ${releases.join(', ')}`),
        known ? '//- advisories' : '//- advisories unknown(osv.example did not answer)',
        ...(known ? packages.flatMap(({ records }) => records) : []),
        ...(ecosystem === 'npm' ? packageJson(packages, style) : requirements(packages, style, hashed)),
        '',
      ].join('\n'),
    );
}

function packageJson(packages: readonly Described[], style: string): readonly string[] {
  const entries = packages.map(({ specifier }, index) => `    "${NAMES[index]}": "${specifier}"${index < packages.length - 1 ? ',' : ''}`);
  return [`//- package.json ${style}`, '{', '  "dependencies": {', ...entries, '  }', '}'];
}

function requirements(packages: readonly Described[], style: string, hashed: boolean): readonly string[] {
  const lines = packages.map(({ specifier }, index) => {
    const hash = hashed && index === 0 ? ' \\\n    --hash=sha256:aa' : '';
    return `${NAMES[index]}${index === 1 ? '[extra] ' : ''}${specifier}${index === 2 ? ' ; python_version > "3"' : ''}${hash}  # kept`;
  });
  return [`//- requirements.txt ${style}`, '# first', ...lines, '# last'];
}

describe.each(['npm', 'PyPI'] as const)('every fix that is offered for %s', ecosystem => {
  it('makes its finding go away, makes nothing worse and changes nothing else', async () => {
    const rules = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(worlds(ecosystem), async source => {
        const fixture = readFixture(source);
        for (const result of await scanFixture(fixture)) {
          for (const offer of offersOf(fixture, result)) {
            await expectCured(fixture, result, offer);
            if (!fixture.advisoryService) continue;
            expect(offer.fix.preferred, 'preferred though advisories are not known').toBe(false);
          }
          for (const { finding } of offersOf(fixture, result)) rules.set(finding.rule, (rules.get(finding.rule) ?? 0) + 1);
        }
      }),
      { numRuns: 200 },
    );
    const expected = ['malicious-release', 'admits-malicious-release', 'vulnerable-release', 'removed-release'];
    expect([...rules.keys()]).toEqual(expect.arrayContaining([...expected, ecosystem === 'npm' ? 'deprecated-release' : 'yanked-release']));
  }, 60_000);
});
