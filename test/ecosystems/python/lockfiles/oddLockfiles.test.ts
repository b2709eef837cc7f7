import { describe, expect, it } from 'vitest';
import { pdmLock } from '../../../../server/src/ecosystems/python/lockfiles/pdmLock.js';
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
