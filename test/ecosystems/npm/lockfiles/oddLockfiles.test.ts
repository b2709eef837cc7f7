import { describe, expect, it } from 'vitest';
import { writeAll } from './npmSamples.js';

/** A ring of packages, each of which needs the next one and itself. */
const RING = ['first', 'second', 'third'].map((name, index, all) => ({
  name,
  version: `${index + 1}.0.0`,
  dependencies: [(index + 1) % all.length, index],
}));

describe.each(writeAll(RING))('$id', ({ format, text }) => {
  const names = (of: string) => [...format.parse(of).packages.values()].map(({ name }) => name);

  it('reads packages that need each other and themselves', () => {
    const { packages, problems } = format.parse(text);
    const edges = [...packages.values()].map(({ name, dependencies }) => [name, dependencies.map(key => packages.get(key)?.name).sort()]);
    expect(problems).toEqual([]);
    expect(Object.fromEntries(edges)).toEqual({ first: ['first', 'second'], second: ['second', 'third'], third: ['first', 'third'] });
  });

  it('keeps what stands before the place where it is cut, and names no key that it does not have', () => {
    for (let end = 0; end < text.length; end += 7) {
      const { packages } = format.parse(text.slice(0, end));
      const keys = [...packages.values()].flatMap(({ dependencies }) => dependencies);
      expect(keys.filter(key => !packages.has(key))).toEqual([]);
    }
    const lastName = Math.max(...[...format.parse(text).packages.values()].map(({ span }) => span.start));
    expect(names(text.slice(0, lastName)).length).toBeGreaterThanOrEqual(2);
  });

  it('reads the first side of a conflict, and tells it', () => {
    const lines = text.split('\n');
    const conflicted = [...lines, '<<<<<<< ours', '=======', ...lines, '>>>>>>> theirs', ''].join('\n');
    const { packages, problems } = format.parse(conflicted);
    expect([...packages.keys()]).toEqual([...format.parse(text).packages.keys()]);
    expect(problems[0]).toMatchObject({
      level: 'error',
      message: 'Unresolved merge conflict: only the first side of each conflict is read',
    });
  });
});

const VERSIONS = Array.from({ length: 50 }, (_, index) => `${index + 1}.0.0`);
const json = (value: unknown) => JSON.stringify(value);

/** Fifty packages, each with a release of `inner` of its own. */
const FIFTY: Readonly<Record<string, string>> = {
  'npm 3': json({
    lockfileVersion: 3,
    packages: Object.fromEntries([
      ['', {}],
      ...VERSIONS.flatMap(version => [
        [`node_modules/p${version}`, { version: '1.0.0', dependencies: { inner: version } }],
        [`node_modules/p${version}/node_modules/inner`, { version }],
      ]),
    ]),
  }),
  'Yarn 1': VERSIONS.map(
    version => `inner@${version}:\n  version "${version}"\n\np${version}@1:\n  version "1.0.0"\n  dependencies:\n    inner "${version}"\n`,
  ).join('\n'),
  'Yarn 4': `__metadata:\n  version: 8\n\n${VERSIONS.map(version => `"inner@npm:${version}":\n  version: ${version}\n  resolution: "inner@npm:${version}"\n\n"p${version}@npm:1":\n  version: 1.0.0\n  resolution: "p${version}@npm:1.0.0"\n  dependencies:\n    inner: "npm:${version}"\n`).join('\n')}`,
  'pnpm 9': `lockfileVersion: '9.0'\nsnapshots:\n${VERSIONS.map(version => `  inner@${version}: {}\n  p${version}@1.0.0:\n    dependencies:\n      inner: ${version}\n`).join('')}`,
  Bun: json({
    lockfileVersion: 1,
    workspaces: { '': {} },
    packages: Object.fromEntries(
      VERSIONS.flatMap(version => [
        [`p${version}`, [`p${version}@1.0.0`, '', { dependencies: { inner: version } }, '']],
        [`p${version}/inner`, [`inner@${version}`, '', {}, '']],
      ]),
    ),
  }),
};

describe('fifty versions of one name', () => {
  const formats = new Map(writeAll(RING).map(({ id, format }) => [id, format]));

  it.each(Object.entries(FIFTY))('are all read, and each is what its own package needs: %s', (id, text) => {
    const { packages = new Map(), problems } = formats.get(id)?.parse(text) ?? {};
    const innerOf = [...packages.values()].flatMap(({ name, dependencies }) =>
      name === 'inner' ? [] : [[name.slice(1), ...dependencies.map((key: string) => packages.get(key)?.version)]],
    );
    expect(problems).toEqual([]);
    expect([...packages.values()].filter(({ name }) => name === 'inner')).toHaveLength(50);
    expect(innerOf).toEqual(VERSIONS.map(version => [version, version]));
  });
});
