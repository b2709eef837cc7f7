import { describe, expect, it } from 'vitest';
import { formatOf } from '../../server/src/ecosystems/manifests.js';
import type { Folders } from '../../server/src/ports/folders.js';
import type { LockFiles } from '../../server/src/ports/index.js';
import { createCatalogFinder } from '../../server/src/project/catalogs.js';
import { createLocks } from '../../server/src/project/locks.js';
import type { Origins } from '../../server/src/project/origins.js';
import { createOverrideFinder } from '../../server/src/project/overridePlaces.js';
import { createProjectContexts, type ProjectContext } from '../../server/src/project/projectContext.js';
import { foldersOf, lockFilesOf } from '../support/memoryDisk.js';
import { originsOf, PUBLIC_ORIGINS } from '../support/origins.js';
import { settingsIn } from '../support/settings.js';

const CALM = new AbortController().signal;
const SITE_PACKAGES = 'lib/python3.12/site-packages';

interface Disk {
  readonly folders?: Partial<Folders>;
  readonly locks?: Partial<LockFiles>;
  /** The Python interpreter selected for a manifest. */
  readonly interpreterOf?: (path: string) => string | undefined;
  /** When files and folders last changed. */
  readonly times?: Readonly<Record<string, number>>;
  readonly origins?: Origins;
}

/** What stands around one manifest among these files, below the workspace folder `/w`. */
async function around(written: Readonly<Record<string, string>>, path: string, disk: Disk = {}): Promise<ProjectContext> {
  const texts = new Map(Object.entries(written));
  const lockFiles = { ...lockFilesOf(texts), ...disk.locks };
  const folders = { ...foldersOf(texts, new Map(Object.entries(disk.times ?? {}))), ...disk.folders };
  const locks = createLocks(lockFiles, PUBLIC_ORIGINS);
  const projects = createProjectContexts({
    locks,
    catalogFinder: createCatalogFinder(lockFiles, folders),
    settings: settingsIn(texts, { root: '/w' }),
    overrideFinder: createOverrideFinder(lockFiles, folders),
    folders,
    rootOf: () => '/w',
    ...(disk.interpreterOf && { interpreterOf: disk.interpreterOf }),
    origins: disk.origins ?? PUBLIC_ORIGINS,
  });
  const manifest = formatOf(path)?.parse(written[path] ?? '');
  if (!manifest) throw new Error(`${path} is no manifest`);
  return projects.around(path, manifest, CALM);
}

function installed({ installed: releases }: ProjectContext): Record<string, string> {
  return Object.fromEntries([...releases].map(([name, { version, where }]) => [name, `${version} in ${where}`]));
}

describe('what is installed around a package.json', () => {
  const PACKAGE = JSON.stringify({
    dependencies: { axios: '1', 'other-name': 'npm:chalk@5', '@scope/part': '1', local: 'file:../local', gone: '1' },
  });
  const MODULES = {
    '/w/app/node_modules/axios/package.json': '{ "name": "axios", "version": "1.14.1" }',
    '/w/app/node_modules/other-name/package.json': '{ "name": "chalk", "version": "5.6.1" }',
    '/w/app/node_modules/@scope/part/package.json': '{ "name": "@scope/part", "version": "2.0.0" }',
    '/w/app/node_modules/local/package.json': '{ "name": "local", "version": "0.0.1" }',
    '/w/app/node_modules/unasked/package.json': '{ "name": "unasked", "version": "3.0.0" }',
  };

  it('is told by the names that the manifest writes; of what it does not ask the registry for, nothing', async () => {
    expect(installed(await around({ '/w/app/package.json': PACKAGE, ...MODULES }, '/w/app/package.json'))).toEqual({
      axios: '1.14.1 in node_modules',
      'other-name': '5.6.1 in node_modules',
      '@scope/part': '2.0.0 in node_modules',
    });
  });

  it('reads what is asked for only', async () => {
    const read: string[] = [];
    const texts = new Map(Object.entries({ '/w/app/package.json': PACKAGE, ...MODULES }));
    const readFile = async (path: string): Promise<string | undefined> => {
      read.push(path);
      return texts.get(path);
    };
    const folders = { ...foldersOf(texts), read: readFile };
    await around(Object.fromEntries(texts), '/w/app/package.json', { folders });
    expect(read.filter(path => path.includes('unasked') || path.includes('local'))).toEqual([]);
    expect(read.some(path => path.includes('axios'))).toBe(true);
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['ends at the project’s folder where it has no lockfile', {}, {}],
    [
      'reaches up to the lockfile that covers it',
      { '/w/package-lock.json': '{ "lockfileVersion": 3, "packages": { "": { "workspaces": ["app"] }, "app": {} } }' },
      { axios: '1.0.0 in node_modules' },
    ],
    ['does not reach above its own lockfile', { '/w/app/package-lock.json': '{ "lockfileVersion": 3, "packages": {} }' }, {}],
  ])('%s', async (_, locks, expected) => {
    const files = {
      '/w/app/package.json': '{ "dependencies": { "axios": "1" } }',
      '/w/node_modules/axios/package.json': '{ "name": "axios", "version": "1.0.0" }',
    };
    expect(installed(await around({ ...files, ...locks }, '/w/app/package.json'))).toEqual(expected);
  });
});

describe('what is installed around a Python manifest', () => {
  const files = (environment: string) => ({
    '/w/app/requirements.txt': 'litellm\n',
    [`${environment}/pyvenv.cfg`]: 'home = /usr/bin\n',
    [`${environment}/${SITE_PACKAGES}/LiteLLM-1.82.8.dist-info/METADATA`]: 'Name: LiteLLM\nVersion: 1.82.8\n',
  });

  it.each([
    ['beside it', '/w/app/.venv', { litellm: '1.82.8 in .venv' }],
    ['beside it, under another name', '/w/app/my-environment', { litellm: '1.82.8 in my-environment' }],
    ['in a folder above', '/w/.venv', { litellm: '1.82.8 in .venv' }],
    ['outside the workspace', '/.venv', {}],
    ['in another project', '/w/other/.venv', {}],
  ])('%s', async (_, environment, expected) => {
    expect(installed(await around(files(environment), '/w/app/requirements.txt'))).toEqual(expected);
  });

  it.each([
    ['goes before the one beside it', '/venvs/chosen/bin/python', '1.82.8 in chosen'],
    ['gives way where nothing can be installed for it', '/nowhere/bin/python', '1.82.6 in .venv'],
    ['is missing', undefined, '1.82.6 in .venv'],
  ])('of the selected interpreter: %s', async (_, interpreter, expected) => {
    const beside = {
      '/w/app/.venv/pyvenv.cfg': '',
      [`/w/app/.venv/${SITE_PACKAGES}/litellm-1.82.6.dist-info/METADATA`]: 'Name: litellm\nVersion: 1.82.6\n',
    };
    const interpreterOf = (path: string) => (path === '/w/app/requirements.txt' ? interpreter : '/not/asked/for/bin/python');
    const found = await around({ ...files('/venvs/chosen'), ...beside }, '/w/app/requirements.txt', { interpreterOf });
    expect(installed(found)).toEqual({ litellm: expected });
  });

  it('is not looked for where nothing is asked for', async () => {
    const found = await around({ ...files('/w/app/.venv'), '/w/app/requirements.txt': '# nothing yet\n' }, '/w/app/requirements.txt');
    expect(found).toEqual({ lock: undefined, installed: new Map(), problems: [] });
  });
});

describe('what cannot be read around a manifest', () => {
  const LOCKED = { '/w/package.json': '{ "dependencies": { "axios": "1" } }', '/w/package-lock.json': '{}' };

  it('is one problem, that names the file: a lockfile', async () => {
    const reason = 'it has 120 MB, more than the 100 MB that are read';
    const { problems } = await around(LOCKED, '/w/package.json', { locks: { readLockfile: async () => ({ kind: 'unreadable', reason }) } });
    expect(problems).toEqual([
      { level: 'warning', span: { start: 0, end: 0 }, message: `package-lock.json is not read: ${reason}. What it locks is not checked.` },
    ]);
  });

  it('is one problem, however much is wrong with a lockfile', async () => {
    const text = '{ "lockfileVersion": 9, "packages": {\n<<<<<<< a\n=======\n>>>>>>> b\n<<<<<<< a\n=======\n>>>>>>> b\n';
    const { problems } = await around({ ...LOCKED, '/w/package-lock.json': text }, '/w/package.json');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/^package-lock\.json could be read only in part: Unresolved merge conflict/);
  });

  it('is one problem a place: an installed distribution without metadata', async () => {
    const files = { '/w/requirements.txt': 'litellm\nsix\n', [`/w/.venv/${SITE_PACKAGES}/broken.dist-info/RECORD`]: '' };
    const { problems } = await around(files, '/w/requirements.txt');
    expect(problems).toEqual([
      {
        level: 'information',
        span: { start: 0, end: 0 },
        message: `/w/.venv/${SITE_PACKAGES}/broken.dist-info: it has no metadata that names a release. What is installed there is not checked.`,
      },
    ]);
  });

  it('does not keep what can be read from being told', async () => {
    const files = {
      '/w/requirements.txt': 'litellm\n',
      [`/w/.venv/${SITE_PACKAGES}/broken.dist-info/RECORD`]: '',
      [`/w/.venv/${SITE_PACKAGES}/litellm-1.82.8.dist-info/RECORD`]: '',
    };
    expect(installed(await around(files, '/w/requirements.txt'))).toEqual({ litellm: '1.82.8 in .venv' });
  });
});

describe('since when what is installed is as it is', () => {
  const MODULES = { '/w/app/node_modules/axios/package.json': '{ "name": "axios", "version": "1.14.1" }' };
  const PACKAGE = { '/w/app/package.json': '{ "dependencies": { "axios": "1" } }' };

  it('is told by the node_modules folders up to the lockfile', async () => {
    const lock = {
      '/w/package-lock.json': '{ "lockfileVersion": 3, "packages": { "": {}, "app": {} } }',
      '/w/node_modules/b/package.json': '{}',
    };
    const times = { '/w/app/node_modules': 20, '/w/node_modules': 30 };
    const path = '/w/app/package.json';
    expect((await around({ ...PACKAGE, ...MODULES }, path, { times })).installedSince).toBe(20);
    expect((await around({ ...PACKAGE, ...MODULES, ...lock }, path, { times })).installedSince).toBe(30);
    expect((await around(PACKAGE, path, { times })).installedSince).toBeUndefined();
    expect((await around({ ...PACKAGE, ...MODULES }, path)).installedSince).toBeUndefined();
  });

  it('is told by the site-packages of the environment', async () => {
    const files = {
      '/w/requirements.txt': 'six\n',
      '/w/.venv/pyvenv.cfg': '',
      [`/w/.venv/${SITE_PACKAGES}/six-1.16.0.dist-info/METADATA`]: 'Name: six\nVersion: 1.16.0\n',
    };
    const found = await around(files, '/w/requirements.txt', { times: { [`/w/.venv/${SITE_PACKAGES}`]: 40 } });
    expect([found.installedSince, installed(found)]).toEqual([40, { six: '1.16.0 in .venv' }]);
  });
});

describe('the configuration of registries', () => {
  const { around: configured } = originsOf(() => undefined, ['@acme']);
  const origins: Origins = { around: (path, ecosystem) => ({ ...configured(path, ecosystem), problems: [`${path}: no such file`] }) };

  it('is that around the manifest, and what of it cannot be used is a problem', async () => {
    const text = '{ "dependencies": { "axios": "1" } }';
    const found = await around({ '/w/a/package.json': text }, '/w/a/package.json', { origins });
    expect([found.origins?.privateScopes, found.problems.map(({ message }) => message)]).toEqual([
      ['@acme'],
      ['/w/a/package.json: no such file'],
    ]);
  });
});

describe('a manifest that declares nothing', () => {
  it.each([
    ['/w/app/pyproject.toml', '[project]\nname = "app"\ndynamic = ["dependencies"]\n', '/w/app/uv.lock', 'version = 1\n'],
    ['/w/app/package.json', '{ "name": "app" }', '/w/app/package-lock.json', '{ "lockfileVersion": 3, "packages": { "": {} } }'],
  ])('has its lockfile around it: %s', async (path, text, lockfile, locked) => {
    const { lock, problems } = await around({ [path]: text, [lockfile]: locked }, path);
    expect([lock?.path, problems]).toEqual([lockfile, []]);
  });

  it('reports a lockfile that cannot be read', async () => {
    const files = { '/w/app/pyproject.toml': '[project]\nname = "app"\n', '/w/app/uv.lock': 'version = 9\n' };
    const { problems } = await around(files, '/w/app/pyproject.toml');
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('uv.lock could be read only in part')]);
  });
});
