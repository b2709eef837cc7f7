// Names that private indexes have, where a public one is asked as well.
import { describe, expect, it } from 'vitest';
import { createInspect } from '../../server/src/analysis/evaluate.js';
import { REQUIREMENTS } from '../../server/src/ecosystems/manifests.js';
import type { Answer, PackageFacts, PublicSide } from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const OLD = Date.parse('2019-01-01T00:00:00Z');

type Registry = Answer<PackageFacts>;

function factsOf(name: string, versions: readonly string[] = ['1.0', '1.1', '1.2'], publishedAt = OLD): PackageFacts {
  return { ecosystem: 'PyPI', name, releases: releasesOf(versions.map(version => ({ version, publishedAt }))), distTags: {} };
}

function found(name: string, from?: 'public registry', publishedAt = OLD): Registry {
  return { kind: 'found', value: factsOf(name, undefined, publishedAt), fetchedAt: NOW, ...(from && { from }) };
}

const UNASKED: PublicSide = { kind: 'unknown', reason: 'not asked', isUnasked: true };

/** The same of a private index that pip asks together with PyPI. */
function beside(name: string, publicSide: PublicSide = UNASKED): Registry {
  return { kind: 'found', value: { ...factsOf(name), publicSide }, fetchedAt: NOW };
}

function onPyPi(...versions: readonly string[]): PublicSide {
  return { kind: 'found', value: factsOf('acme-core', versions) };
}

const LACKING: Registry = { kind: 'absent', fetchedAt: NOW, from: 'public registry' };

/** What is said of a line beside pypi.acme.example, asked of the private index first. */
function judgedOf(
  line: string,
  registry: Registry,
  more: { readonly extraIndexesFirst?: true; readonly extraIndexes?: readonly string[] } = {},
) {
  const isPublic = 'from' in registry && registry.from === 'public registry';
  const secret = { kind: 'unknown', reason: 'not checked: private index', deliberate: true } as const;
  const [judged] = createInspect(() => NOW)(REQUIREMENTS.parse(`${line}\n`), {
    peek: () => ({ registry, advisories: isPublic ? { kind: 'found', value: [], fetchedAt: NOW } : secret }),
    policy: DEFAULT_POLICY,
    constraints: new Map(),
    evidenceOf: () => [],
    lockedOf: () => undefined,
    project: { hasLockfile: false, extraIndexes: ['pypi.acme.example'], extraIndexesPrivate: true, privateScopes: [], ...more },
    inherited: undefined,
  });
  return judged;
}

function saidOf(...of: Parameters<typeof judgedOf>) {
  return judgedOf(...of)?.findings.map(({ level, rule, message }) => `${level} ${rule}: ${message}`);
}

const ON = 'is on pypi.acme.example';
const ASKS = 'and pip asks PyPI for it too: depwarden.confusion.askPublic asks which is higher.';

describe('a name that a private index has', () => {
  it.each<[what: string, line: string, expected: readonly string[]]>([
    ['and that is named like it', 'acme-core>=1', [`warning dependency-confusion: acme-core ${ON}, ${ASKS}`]],
    ['also where one release is asked for', 'acme-core==1.0', [`warning dependency-confusion: acme-core ${ON}, ${ASKS}`]],
    ['and that may be a mirror', 'wheel-parts', [`warning dependency-confusion: wheel-parts ${ON}, ${ASKS}`]],
    ['with a hash', `acme-core==1.0 --hash=sha256:${'a'.repeat(64)}`, []],
    ['and that is popular', 'requests', []],
  ])('%s', (_, line, expected) => {
    const name = /^[a-z-]+/.exec(line)?.[0] ?? '';
    expect(saidOf(line, beside(name))).toEqual(expected);
  });

  it('is safe where that is asked first, or asked alone', () => {
    expect(saidOf('acme-core', beside('acme-core'), { extraIndexesFirst: true })).toEqual([]);
    expect(saidOf('acme-core', found('acme-core'))).toEqual([]);
  });

  it('is not looked for where it may be private and nobody is asked: pip asks both', () => {
    const secret: Registry = { kind: 'unknown', reason: 'not checked: private index', deliberate: true };
    expect(saidOf('acme-core', secret)).toEqual([
      'warning dependency-confusion: acme-core may come from pypi.acme.example or from PyPI, and pip takes the highest version: neither is asked here (depwarden.confusion.askPublic).',
    ]);
    expect(saidOf('acme-core', secret, { extraIndexesFirst: true })).toEqual([]);
  });

  it('is said to be on none in particular where there are several', () => {
    expect(saidOf('wheel-parts', beside('wheel-parts'), { extraIndexes: ['a.example', 'b.example'] })).toEqual([
      `warning dependency-confusion: wheel-parts is on a private index, ${ASKS}`,
    ]);
  });

  it.each<[what: string, line: string, side: PublicSide, said: string, effective: string | undefined, status: string | undefined]>([
    ['is not asked', 'acme-core', UNASKED, `warning … acme-core ${ON}, ${ASKS}`, undefined, 'unknown'],
    ['is not asked, of a pinned release', 'acme-core==1.1', UNASKED, `warning … acme-core ${ON}, ${ASKS}`, '1.1', 'skipped'],
    [
      'could not be asked',
      'acme-core',
      { kind: 'unknown', reason: 'timeout' },
      `warning … acme-core ${ON}, and pip asks PyPI for it too: which is higher could not be asked.`,
      undefined,
      'unknown',
    ],
    [
      'has none',
      'acme-core',
      { kind: 'absent' },
      `warning … acme-core ${ON} and not on PyPI: with --extra-index-url anyone who registers it there can replace it.`,
      '1.2',
      'skipped',
    ],
    [
      'has lower ones',
      'acme-core',
      onPyPi('0.1', '1.1'),
      `warning … acme-core ${ON} and on PyPI: with --extra-index-url pip takes the highest version.`,
      '1.2',
      'skipped',
    ],
    [
      'has a higher one that is not asked for',
      'acme-core<2',
      onPyPi('99.0'),
      `warning … acme-core ${ON} and on PyPI: with --extra-index-url pip takes the highest version.`,
      '1.2',
      'skipped',
    ],
    [
      'has a higher one',
      'acme-core>=1',
      onPyPi('1.0', '99.0'),
      'error … acme-core 99.0 on PyPI is higher than what pypi.acme.example has: with --extra-index-url pip takes that one.',
      '99.0',
      'skipped',
    ],
  ])('and the public one %s: %s', (_, line, side, said, effective, status) => {
    const judged = judgedOf(line, beside('acme-core', side));
    const messages = judged?.findings.map(({ level, rule, message }) =>
      `${level} ${rule}: ${message}`.replace('dependency-confusion:', '…'),
    );
    expect([messages, judged?.subject?.effective?.version, judged?.status.kind]).toEqual([[said], effective, status]);
  });
});

describe('a name that only PyPI has', () => {
  it('is judged as ever', () => {
    expect(saidOf('wheel-parts', found('wheel-parts', 'public registry'))).toEqual([]);
    expect(saidOf('wheel-parts', found('wheel-parts', 'public registry', NOW - 3 * 24 * 60 * 60 * 1000))).toContainEqual(
      expect.stringMatching(/^warning dependency-confusion: wheel-parts is on PyPI too, where it first appeared 3 days ago/),
    );
  });
});

describe('a name that neither has', () => {
  it('is unknown, and nothing is there to be replaced', () => {
    expect(saidOf('acme-core', LACKING)).toEqual([
      'error unknown-package: PyPI has no package named acme-core: misspelt, invented, or private and not configured.',
    ]);
  });
});
