import { describe, expect, it } from 'vitest';
import { pdmLock } from '../../../../server/src/ecosystems/python/lockfiles/pdmLock.js';
import { pipfileLock } from '../../../../server/src/ecosystems/python/lockfiles/pipfileLock.js';
import { poetryLock } from '../../../../server/src/ecosystems/python/lockfiles/poetryLock.js';
import { pylock } from '../../../../server/src/ecosystems/python/lockfiles/pylock.js';
import { requirementsLock } from '../../../../server/src/ecosystems/python/lockfiles/requirementsLock.js';
import { uvLock } from '../../../../server/src/ecosystems/python/lockfiles/uvLock.js';
import type { LockfileFormat } from '../../../../server/src/model/lockfile.js';

interface Entry {
  readonly name: string;
  readonly version: string;
  readonly needs: readonly string[];
}

const toml = (header: string, more: (needs: readonly string[]) => string) => (entries: readonly Entry[]) =>
  entries.map(({ name, version, needs }) => `[[${header}]]\nname = "${name}"\nversion = "${version}"\n${more(needs)}\n`).join('\n');
const tables = (needs: readonly string[]) => `dependencies = [${needs.map(need => `{ name = "${need}" }`).join(', ')}]`;

const WRITERS: readonly [string, LockfileFormat, (entries: readonly Entry[]) => string][] = [
  ['uv.lock', uvLock, toml('package', tables)],
  ['poetry.lock', poetryLock, toml('package', needs => `[package.dependencies]\n${needs.map(need => `${need} = "*"\n`).join('')}`)],
  ['pdm.lock', pdmLock, toml('package', needs => `dependencies = [${needs.map(need => `"${need}"`).join(', ')}]`)],
  ['pylock.toml', pylock, toml('packages', tables)],
  [
    'requirements.txt',
    requirementsLock,
    entries =>
      entries
        .map(({ name, version }) => {
          const requirers = entries.filter(({ needs }) => needs.includes(name)).map(other => `    #   ${other.name}\n`);
          return `${name}==${version} ; python_version != "${version}"\n${requirers.length > 0 ? `    # via\n${requirers.join('')}` : ''}`;
        })
        .join(''),
  ],
];

describe.each(WRITERS)('%s', (_, { parse }, write) => {
  it('reads packages that need each other', () => {
    const ring = ['first', 'second', 'third'].map((name, at, all) => ({ name, version: '1.0', needs: [all[(at + 1) % 3] ?? ''] }));
    const { packages, problems } = parse(write(ring));
    const edges = [...packages.values()].map(({ name, dependencies }) => [name, ...dependencies.map(key => packages.get(key)?.name)]);
    expect([edges, problems]).toEqual([ring.map(({ name, needs }) => [name, ...needs]), []]);
  });

  it('reads fifty versions of one name, and what needs them gets them all', () => {
    const versions = Array.from({ length: 50 }, (__, at) => `${at + 1}.0`);
    const entries = [
      { name: 'above', version: '1.0', needs: ['fork'] },
      ...versions.map(version => ({ name: 'fork', version, needs: [] })),
    ];
    const { packages, problems } = parse(write(entries));
    const [above, ...forks] = [...packages.values()];
    expect([forks.map(({ version }) => version), problems]).toEqual([versions, []]);
    expect(above?.dependencies.map(key => packages.get(key)?.version).sort()).toEqual(versions.toSorted());
  });

  it('reads what nothing needs, and names no key that it does not have', () => {
    const { packages } = parse(write([{ name: 'alone', version: '1.0', needs: ['gone'] }]));
    expect([...packages.values()].map(({ name, dependencies }) => [name, dependencies])).toEqual([['alone', []]]);
  });
});

describe('an entry without a version', () => {
  it.each(WRITERS.filter(([name]) => name !== 'requirements.txt'))('is accounted for in %s', (_, { parse }, write) => {
    const text = write([{ name: 'local', version: '1.0', needs: [] }]).replace('version = "1.0"\n', '');
    expect([...parse(text).packages.values()].map(({ name, skipped }) => [name, skipped])).toEqual([
      ['local', 'no version in the lockfile'],
    ]);
  });
});

describe('the hashes of a release that stands twice', () => {
  const [first, second] = ['a', 'b'].map(letter => `sha256:${letter.repeat(64)}`);

  it('are known from both categories of Pipfile.lock', () => {
    const entry = (hash: string | undefined) => ({ alpha: { version: '==1.0', hashes: [hash] } });
    const { packages } = pipfileLock.parse(JSON.stringify({ default: entry(first), develop: entry(second) }));
    expect([...packages.values()].map(({ integrity }) => integrity?.length)).toEqual([2]);
  });

  it('are known from both entries of pdm.lock', () => {
    const entry = (extras: string, hash: string | undefined) =>
      `[[package]]\nname = "alpha"\nversion = "1.0"\n${extras}files = [{file = "alpha-1.0.tar.gz", hash = "${hash}"}]\n`;
    const { packages } = pdmLock.parse(`${entry('', first)}\n${entry('extras = ["all"]\n', second)}`);
    expect([...packages.values()].map(({ integrity }) => integrity?.length)).toEqual([2]);
  });
});

it('a uv.lock that ends before an entry that it needs is cut', () => {
  const entry = (name: string, needs: string) =>
    `[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { registry = "https://pypi.org/simple" }\ndependencies = [${needs}]\n\n`;
  const messages = (text: string) => uvLock.parse(text).problems.map(({ message }) => message);
  const first = `version = 1\n\n${entry('anyio', '{ name = "idna" }')}`;
  expect(messages(first)).toEqual(['The lockfile ends before the entry of idna, which it needs: it was cut off']);
  expect(messages(first + entry('idna', ''))).toEqual([]);
});
