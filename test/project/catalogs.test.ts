import { describe, expect, it } from 'vitest';
import { parsePackageJson } from '../../server/src/ecosystems/npm/manifests/packageJson.js';
import { parsePnpmWorkspace } from '../../server/src/ecosystems/npm/manifests/pnpmWorkspace.js';
import type { Manifest } from '../../server/src/model/index.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { createCatalogFinder, withCatalogs } from '../../server/src/project/catalogs.js';
import type { Engine } from '../../server/src/scan/engine.js';
import { scanFiles } from '../../server/src/scan/scan.js';
import { readFixture } from '../support/fixture.js';
import { foldersOf, lockFilesOf } from '../support/memoryDisk.js';
import { originsOf, unaskedLocation } from '../support/origins.js';
import { engineOf, ROOT } from '../support/world.js';

const WORKSPACE = `catalog:
  axios: ^1.14.0
  near: link:../near
catalogs:
  old:
    axios: npm:@scope/axios@~0.30.0
`;

const { signal } = new AbortController();
const member = (dependencies: Record<string, string>): Manifest => parsePackageJson(JSON.stringify({ dependencies }));

function finderOn(files: Record<string, string>) {
  const texts = new Map(Object.entries(files));
  const disk = lockFilesOf(texts);
  return { texts, disk, finder: createCatalogFinder(disk, foldersOf(texts)) };
}

/** A manifest as it is judged, one line a dependency. */
async function resolved(files: Record<string, string>, manifest: Manifest, path = '/repo/packages/a/package.json') {
  const catalogs = await finderOn(files).finder.find(path, manifest, signal);
  const { dependencies, problems } = withCatalogs(manifest, catalogs);
  const lines = dependencies.map(({ name, origin }) =>
    origin.kind === 'registry'
      ? `${name} ${origin.range}${origin.catalog === undefined ? '' : ` of ${origin.catalog}`}`
      : `(${origin.reason})`,
  );
  return { lines, problems: problems.map(({ message }) => message), path: catalogs?.path };
}

describe('a reference to a catalog', () => {
  const REFERENCES: readonly (readonly [specifier: string, expected: string])[] = [
    ['catalog:', 'axios ^1.14.0 of default'],
    ['catalog:default', 'axios ^1.14.0 of default'],
    [' catalog: ', 'axios ^1.14.0 of default'],
    ['catalog:old', '@scope/axios ~0.30.0 of old'],
    ['^1.0.0', 'axios ^1.0.0'],
    ['workspace:*', '(workspace package)'],
  ];

  it.each(REFERENCES)('%j is judged by the range there', async (specifier, expected) => {
    const files = { '/repo/pnpm-workspace.yaml': WORKSPACE, '/repo/.git/HEAD': '' };
    expect(await resolved(files, member({ axios: specifier }))).toMatchObject({ lines: [expected], problems: [] });
  });

  it('stays on the specifier of the member', () => {
    const text = '{"dependencies":{"axios":"catalog:"}}';
    const catalogs = { path: '/w', entries: new Map([['default', new Map([['axios', parsePnpmWorkspace(WORKSPACE).dependencies[0]]])]]) };
    const [dependency] = withCatalogs(parsePackageJson(text), catalogs as never).dependencies;
    expect(dependency).toMatchObject({ specifier: 'catalog:', origin: { rangeSpan: dependency?.specifierSpan } });
  });

  it('to an entry that comes from no registry is skipped like it', async () => {
    const files = { '/repo/pnpm-workspace.yaml': WORKSPACE };
    expect(await resolved(files, member({ near: 'catalog:' }))).toMatchObject({ lines: ['(local path)'], problems: [] });
  });

  it('that is missing is a problem', async () => {
    const files = { '/repo/pnpm-workspace.yaml': WORKSPACE };
    expect(await resolved(files, member({ react: 'catalog:', near: 'catalog:old' }))).toMatchObject({
      lines: ['(catalog entry)', '(catalog entry)'],
      problems: ['The default catalog has no entry for react', 'The catalog old has no entry for near'],
    });
  });

  it('in the manifest of the catalog itself means that one', () => {
    const text = `${WORKSPACE}overrides:\n  axios: 'catalog:old'\n`;
    const [, , , override] = withCatalogs(parsePnpmWorkspace(text), undefined).dependencies;
    expect(override).toMatchObject({ name: '@scope/axios', origin: { range: '~0.30.0', catalog: 'old' } });
  });

  it('leaves a manifest without references as it is', () => {
    const manifest = member({ axios: '^1' });
    expect(withCatalogs(manifest, { path: '/w', text: '', entries: new Map() })).toBe(manifest);
  });
});

describe('a scan', () => {
  const FIXTURE = readFixture(`
    //- registry npm axios 1.15.0
    //- pnpm-workspace.yaml
    catalog: { axios: ^1.15.0 }
    //- packages/a/package.json
    { "dependencies": { "axios": "catalog:" } }
  `);
  const scan = (engine: Engine) =>
    scanFiles([`${ROOT}/packages/a/package.json`], engine, { offline: false, policyOf: () => DEFAULT_POLICY }, signal);

  it('tells which file a member depends on', async () => {
    const [result] = await scan(engineOf(FIXTURE));
    expect(result?.includes).toEqual([`${ROOT}/pnpm-workspace.yaml`]);
    expect(result?.judged.map(({ status }) => status)).toEqual([{ kind: 'checked' }]);
  });

  it('keeps a private package private, whose range stands in a catalog', async () => {
    const engine = engineOf(FIXTURE);
    const origins = originsOf(() => unaskedLocation('not checked: private registry npm.corp.example'));
    const [result] = await scan({ ...engine, origins });
    expect(result?.judged.map(({ status }) => status)).toEqual([
      { kind: 'skipped', reason: 'not checked: private registry npm.corp.example' },
    ]);
  });
});

describe('the search for catalogs', () => {
  const BUN = JSON.stringify({ workspaces: { packages: ['packages/*'], catalog: { axios: '~1.15.0' } } });
  const PLACES: readonly (readonly [what: string, files: Record<string, string>, path: string | undefined, line: string])[] = [
    ['pnpm', { '/repo/pnpm-workspace.yaml': WORKSPACE }, '/repo/pnpm-workspace.yaml', 'axios ^1.14.0 of default'],
    ['Bun', { '/repo/package.json': BUN }, '/repo/package.json', 'axios ~1.15.0 of default'],
    ['Yarn', { '/repo/.yarnrc.yml': 'catalog:\n  axios: npm:^1.2\n' }, '/repo/.yarnrc.yml', 'axios ^1.2 of default'],
    ['none', { '/repo/package.json': '{}' }, undefined, '(catalog entry)'],
    ['a workspace without any', { '/repo/pnpm-workspace.yaml': '' }, '/repo/pnpm-workspace.yaml', '(catalog entry)'],
    [
      'a nearer workspace',
      { '/repo/pnpm-workspace.yaml': WORKSPACE, '/repo/packages/pnpm-workspace.yaml': 'catalog: { axios: 1.0.0 }' },
      '/repo/packages/pnpm-workspace.yaml',
      'axios 1.0.0 of default',
    ],
    ['outside the repository', { '/pnpm-workspace.yaml': WORKSPACE, '/repo/.git/HEAD': '' }, undefined, '(catalog entry)'],
    ['a nested repository', { '/repo/pnpm-workspace.yaml': WORKSPACE, '/repo/packages/a/.git/HEAD': '' }, undefined, '(catalog entry)'],
  ];

  it.each(PLACES)('%s', async (_, files, path, line) => {
    expect(await resolved(files, member({ axios: 'catalog:' }))).toMatchObject({ lines: [line], path });
  });

  it('reads nothing for a manifest without references', async () => {
    const { disk, finder } = finderOn({ '/repo/pnpm-workspace.yaml': WORKSPACE });
    expect(await finder.find('/repo/a/package.json', member({ axios: '^1' }), signal)).toBeUndefined();
    expect(disk.reads).toEqual([]);
  });

  it('reads a file again only when it has changed', async () => {
    const { texts, disk, finder } = finderOn({ '/repo/pnpm-workspace.yaml': WORKSPACE });
    const find = () => finder.find('/repo/a/package.json', member({ axios: 'catalog:' }), signal);
    const first = await find();
    expect(await find()).toBe(first);
    expect(disk.reads).toHaveLength(1);
    texts.set('/repo/pnpm-workspace.yaml', 'catalog: { axios: 2.0.0 }');
    expect((await find())?.entries.get('default')?.get('axios')?.specifier).toBe('2.0.0');
  });

  it('ends where it is told to', async () => {
    const { finder } = finderOn({ '/repo/pnpm-workspace.yaml': WORKSPACE });
    const control = new AbortController();
    control.abort(new Error('enough'));
    await expect(finder.find('/repo/a/package.json', member({ axios: 'catalog:' }), control.signal)).rejects.toThrow('enough');
  });
});
