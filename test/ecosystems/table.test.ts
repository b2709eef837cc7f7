import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ECOSYSTEM_IDS, ECOSYSTEMS, ecosystemOfPrefix, isEcosystem } from '../../server/src/ecosystems/index.js';
import { lockfileFormatOf } from '../../server/src/ecosystems/lockfiles.js';
import { formatOf } from '../../server/src/ecosystems/manifests.js';
import { globMatcher } from '../../server/src/ecosystems/shared/globs.js';
import { LOCKFILE_GLOBS, MANIFEST_GLOBS } from '../../server/src/protocol/index.js';

const SOURCE = path.resolve(import.meta.dirname, '../../server/src');

/** Folders whose files are about one ecosystem, and files that are about to get their facts from the table. */
const ABOUT_ONE = /^ecosystems\/(?:npm|python)\//;

describe('the table of ecosystems', () => {
  it('is asked wherever ecosystems differ: nothing else compares their names', () => {
    const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).map(file => file.replaceAll('\\', '/'));
    const comparing = files
      .filter(file => file.endsWith('.ts') && !ABOUT_ONE.test(file))
      .filter(file => /[eE]cosystem\)? [!=]== '|[!=]== 'PyPI'|Record<Ecosystem, (?!EcosystemDescriptor)/.test(withoutPartial(file)));
    expect(files.length).toBeGreaterThan(300);
    expect(comparing).toEqual([]);
  });

  it('has all that advisories are filed by', () => {
    expect(ECOSYSTEM_IDS).toEqual(Object.keys(ECOSYSTEMS));
  });

  it('has each ecosystem under its own name, with prefixes and package URLs of its own', () => {
    for (const id of ECOSYSTEM_IDS) {
      expect(ECOSYSTEMS[id].id).toBe(id);
      expect(ecosystemOfPrefix(ECOSYSTEMS[id].prefix.toUpperCase())).toBe(id);
      for (const { ecosystem } of ECOSYSTEMS[id].manifests) expect(ecosystem).toBe(id);
      for (const { format } of ECOSYSTEMS[id].lockfiles ?? []) expect(format.ecosystem).toBe(id);
    }
    expect(new Set(ECOSYSTEM_IDS.map(id => ECOSYSTEMS[id].purlType)).size).toBe(ECOSYSTEM_IDS.length);
  });

  it.each([undefined, 'NPM', 'toString', 'NuGet', ''])('knows no ecosystem %j', value => {
    expect(isEcosystem(value)).toBe(false);
    expect(ecosystemOfPrefix('nuget')).toBeUndefined();
  });
});

describe('the patterns of files', () => {
  it.each(MANIFEST_GLOBS)('%s is watched and read as a manifest', glob => {
    const file = exampleOf(glob);
    expect(formatOf(`/work/app/${file}`)?.id, file).toBeDefined();
    expect(formatOf(file)?.id, file).toBeDefined();
  });

  it.each(LOCKFILE_GLOBS)('%s is watched and read as a lockfile', glob => {
    const file = exampleOf(glob);
    expect(lockfileFormatOf(`C:\\work\\${file.replaceAll('/', '\\')}`), file).toBeDefined();
    expect(formatOf(file)).toBeUndefined();
  });

  it.each([
    ['requirements-dev.txt', true],
    ['/a/requirements/base.in', true],
    ['C:\\a\\constraints-3.11.txt', true],
    ['tools.in', true],
    ['/a/package.json', true],
    ['/a/my-package.json', false],
    ['/a/package.json/x', false],
    ['/a/package_json', false],
  ])('%s is watched: %s', (file, isWatched) => {
    expect(globMatcher(MANIFEST_GLOBS)(file)).toBe(isWatched);
  });
});

describe('a glob', () => {
  it.each([
    ['**/.github/workflows/*.{yml,yaml}', '/r/.github/workflows/ci.yml', true],
    ['**/.github/workflows/*.{yml,yaml}', '.github\\workflows\\ci.yaml', true],
    ['**/.github/workflows/*.{yml,yaml}', '/r/.github/workflows/nested/ci.yml', false],
    ['**/.github/workflows/*.{yml,yaml}', '/r/github/workflows/ci.yml', false],
    ['**/.github/workflows/*.{yml,yaml}', '/r/.github/workflows/ci.ymlx', false],
    ['**/*.in', '/r/x.in', true],
    ['**/*.in', '/r/x.in/y', false],
    ['**/[rR]eq.txt', 'Req.txt', true],
    ['**/[rR]eq.txt', 'Xreq.txt', false],
    ['**/a+b(c).txt', '/r/a+b(c).txt', true],
    ['**/a+b(c).txt', '/r/aab(c).txt', false],
  ])('%s against %s', (glob, file, expected) => {
    expect(globMatcher([glob])(file)).toBe(expected);
  });
});

/** The text of a file without tables that need not have every ecosystem. */
function withoutPartial(file: string): string {
  return readFileSync(path.join(SOURCE, file), 'utf8').replace(/Partial<Record<Ecosystem, /g, '');
}

/** A path that a glob means. */
function exampleOf(glob: string): string {
  return glob
    .replace('**/', '')
    .replaceAll('**/', 'deep/er/')
    .replace(/\[(.)[^\]]*\]/g, '$1')
    .replace(/\{([^,}]*)[^}]*\}/g, '$1')
    .replace('pylock*', 'pylock.dev')
    .replaceAll('*', 'x');
}
