// Names that private indexes have, where a public one is asked as well.
import { describe, expect, it } from 'vitest';
import { createInspect } from '../../server/src/analysis/evaluate.js';
import { REQUIREMENTS } from '../../server/src/ecosystems/manifests.js';
import type { Answer, PackageFacts } from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const OLD = Date.parse('2019-01-01T00:00:00Z');

type Registry = Answer<PackageFacts>;

function found(name: string, from?: 'public registry', publishedAt = OLD): Registry {
  const releases = releasesOf(['1.0', '1.1', '1.2'].map(version => ({ version, publishedAt })));
  return { kind: 'found', value: { ecosystem: 'PyPI', name, releases, distTags: {} }, fetchedAt: NOW, ...(from && { from }) };
}

const LACKING: Registry = { kind: 'absent', fetchedAt: NOW, from: 'public registry' };

/** What is said of a line beside pypi.acme.example, asked of the private index first. */
function saidOf(
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
  return judged?.findings.map(({ level, rule, message }) => `${level} ${rule}: ${message}`);
}

const BESIDE = 'PyPI is asked for it too: whoever has the name there can replace it.';

describe('a name that a private index has', () => {
  it.each<[what: string, line: string, expected: readonly string[]]>([
    ['and that is named like it', 'acme-core>=1', [`warning dependency-confusion: acme-core is on pypi.acme.example, and ${BESIDE}`]],
    [
      'also where one release is asked for',
      'acme-core==1.0',
      [`warning dependency-confusion: acme-core is on pypi.acme.example, and ${BESIDE}`],
    ],
    ['and that may be a mirror', 'wheel-parts', [`information dependency-confusion: wheel-parts is on pypi.acme.example, and ${BESIDE}`]],
    ['with a hash', `acme-core==1.0 --hash=sha256:${'a'.repeat(64)}`, []],
    ['and that is popular', 'requests', []],
  ])('%s', (_, line, expected) => {
    const name = /^[a-z-]+/.exec(line)?.[0] ?? '';
    expect(saidOf(line, found(name))).toEqual(expected);
  });

  it('is safe where that is asked first', () => {
    expect(saidOf('acme-core', found('acme-core'), { extraIndexesFirst: true })).toEqual([]);
  });

  it('is said to be on none in particular where there are several', () => {
    expect(saidOf('wheel-parts', found('wheel-parts'), { extraIndexes: ['a.example', 'b.example'] })).toEqual([
      `information dependency-confusion: wheel-parts is on a private index, and ${BESIDE}`,
    ]);
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
