import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RegistryConfig } from '../../server/src/model/registryAccess.js';
import type { ProjectSettings } from '../../server/src/project/settings.js';
import { NPM_URL } from '../../server/src/services/registry/npmDefault.js';
import { settingsOnDisk } from '../support/settings.js';

const top = mkdtempSync(join(tmpdir(), 'depwarden-npmconfigs-'));
afterAll(() => rmSync(top, { recursive: true }));

interface World {
  readonly folder: string;
  readonly settings: ProjectSettings;
  /** Of `workspace/app/package.json`. */
  readonly around: () => RegistryConfig;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  trusted: boolean;
}

interface WorldOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly platform?: NodeJS.Platform;
  readonly registryUrl?: string;
}

/** A folder with `home`, `outside/workspace` and what else the files' names begin with. In variables `TOP` stands for it. */
function world(files: Readonly<Record<string, string>>, { env = {}, platform = 'linux', registryUrl }: WorldOptions = {}): World {
  const folder = mkdtempSync(join(top, 'world-'));
  const write = (more: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(more)) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text.replaceAll('TOP', folder));
    }
  };
  write({ 'outside/workspace/app/package.json': '{}', ...files });
  const settings = settingsOnDisk({
    machine: {
      env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replaceAll('TOP', folder)])),
      home: join(folder, 'home'),
      platform,
    },
    registries: { npm: { registryUrl, defaultRegistry: NPM_URL }, PyPI: { registryUrl: undefined, defaultRegistry: '' } },
    isTrusted: () => made.trusted,
    root: join(folder, 'outside/workspace'),
  });
  const around = (): RegistryConfig => settings.around(join(folder, 'outside/workspace/app/package.json'), 'npm').registries;
  const made: World = { folder, settings, around, write, trusted: true };
  return made;
}

function shown(config: RegistryConfig, name = '@acme/name'): string {
  const source = config.sourceOf(name);
  if (source.kind === 'unasked') return source.reason;
  if (source.kind !== 'private') return source.kind;
  const tokens = source.registry.access.credentials.map(({ secret }) => (secret.kind === 'bearer' ? secret.token : secret.kind));
  return [source.registry.url, ...tokens].join(' with ');
}

const A = '@acme:registry=https://a.example';
const B = '@acme:registry=https://b.example';

describe('the files that count', () => {
  it.each<[what: string, files: Readonly<Record<string, string>>, expected: string, options?: WorldOptions]>([
    ['none', {}, 'public'],
    ['beside the manifest', { 'outside/workspace/app/.npmrc': A }, 'https://a.example'],
    ['of the workspace', { 'outside/workspace/.npmrc': A }, 'https://a.example'],
    ['the nearest first', { 'outside/workspace/app/.npmrc': A, 'outside/workspace/.npmrc': B }, 'https://a.example'],
    ['above the workspace', { 'outside/.npmrc': A }, 'https://a.example'],
    ["the user's", { 'home/.npmrc': A }, 'https://a.example'],
    ["the user's, elsewhere", { 'home/.npmrc': B, 'my/npmrc': A }, 'https://a.example', { env: { NPM_CONFIG_USERCONFIG: 'TOP/my/npmrc' } }],
    ['the global one', { 'my/npmrc': A }, 'https://a.example', { env: { npm_config_globalconfig: 'TOP/my/npmrc' } }],
    ['below a prefix of the environment', { 'my/etc/npmrc': A }, 'https://a.example', { env: { npm_config_prefix: 'TOP/my' } }],
    ["below a prefix of the user's", { 'home/.npmrc': 'prefix=~/mine', 'home/mine/etc/npmrc': A }, 'https://a.example'],
    [
      'where Node is installed',
      { 'node/etc/npmrc': A, 'node/bin/node': '' },
      'https://a.example',
      { env: { PATH: 'TOP/nowhere:TOP/node/bin' } },
    ],
    ['beside npm', { 'node/lib/node_modules/npm/npmrc': A, 'node/bin/node': '' }, 'https://a.example', { env: { PATH: 'TOP/node/bin' } }],
    [
      'project before user before global',
      { 'home/.npmrc': A, 'my/npmrc': B },
      'https://a.example',
      { env: { npm_config_globalconfig: 'TOP/my/npmrc' } },
    ],
    [
      'the environment before all',
      { 'outside/workspace/.npmrc': B },
      'https://a.example',
      { env: { 'npm_config_@acme:registry': 'https://a.example' } },
    ],
    ["pnpm's rc, where pnpm is used", { 'outside/workspace/pnpm-lock.yaml': '', 'home/.config/pnpm/rc': A }, 'https://a.example'],
    ["pnpm's rc, where it is not", { 'home/.config/pnpm/rc': A }, 'public'],
    [
      "pnpm's rc elsewhere",
      { 'outside/workspace/pnpm-lock.yaml': '', 'xdg/pnpm/rc': A },
      'https://a.example',
      { env: { XDG_CONFIG_HOME: 'TOP/xdg' } },
    ],
    [
      "pnpm's rc on macOS",
      { 'outside/workspace/pnpm-lock.yaml': '', 'home/Library/Preferences/pnpm/rc': A },
      'https://a.example',
      { platform: 'darwin' },
    ],
    [
      "pnpm's rc on Windows",
      { 'outside/workspace/pnpm-lock.yaml': '', 'local/pnpm/config/rc': A },
      'https://a.example',
      { platform: 'win32', env: { LOCALAPPDATA: 'TOP/local' } },
    ],
    [
      "pnpm's tokens",
      {
        'outside/workspace/pnpm-workspace.yaml': 'registries:\n  "@acme": https://a.example',
        'home/.config/pnpm/auth.ini': '//a.example/:_authToken=one',
      },
      'https://a.example with one',
    ],
    [
      "pnpm's config.yaml",
      { 'outside/workspace/pnpm-lock.yaml': '', 'home/.config/pnpm/config.yaml': 'registry: https://a.example' },
      'https://a.example',
    ],
    [
      "Yarn's",
      {
        'outside/workspace/.yarnrc.yml': 'npmScopes:\n  acme:\n    npmRegistryServer: https://a.example',
        'home/.yarnrc.yml': 'npmScopes:\n  acme:\n    npmAuthToken: one',
      },
      'https://a.example with one',
    ],
    [
      "the user's of Yarn, where Yarn is used",
      { 'outside/workspace/yarn.lock': '', 'home/.yarnrc.yml': 'npmRegistryServer: https://a.example' },
      'https://a.example',
    ],
    [
      "the user's of Yarn, where it is used above only",
      { 'outside/yarn.lock': '', 'home/.yarnrc.yml': 'npmRegistryServer: https://a.example' },
      'public',
    ],
    ["Yarn 1's", { 'outside/workspace/.yarnrc': '"@acme:registry" "https://a.example"' }, 'https://a.example'],
    ["Bun's", { 'outside/workspace/bun.lock': '', 'home/.bunfig.toml': '[install]\nregistry = "https://a.example"' }, 'https://a.example'],
    [
      "Yarn's before npm's",
      { 'outside/workspace/.npmrc': B, 'outside/workspace/.yarnrc.yml': 'npmScopes:\n  acme:\n    npmRegistryServer: https://a.example' },
      'https://a.example',
    ],
    ['a folder of that name', { 'home/.npmrc/x': A }, 'public'],
  ])('%s', (_what, files, expected, options) => {
    const { around } = world(files, options);
    expect(shown(around())).toBe(expected);
    expect(around().problems).toEqual([]);
  });

  it("the user's, outside of projects: of every package manager", () => {
    const { settings } = world({
      'home/.npmrc': '@a:registry=https://a.example',
      'home/.yarnrc.yml': 'npmScopes:\n  b:\n    npmRegistryServer: https://b.example',
      'outside/workspace/.npmrc': '@c:registry=https://c.example',
    });
    expect(settings.user('npm').privateScopes).toEqual(['@a', '@b']);
  });

  it('a registry that a setting names, with its token', () => {
    const { around } = world(
      { 'home/.npmrc': 'registry=https://b.example\n//mirror.example/npm/:_authToken=one' },
      { registryUrl: 'https://mirror.example/npm/' },
    );
    expect([shown(around()), around().publicAccess.credentials]).toEqual([
      'public',
      [{ prefix: '//mirror.example/npm/', secret: { kind: 'bearer', token: 'one' } }],
    ]);
  });
});

it('gives the public registry the same access wherever nothing else is said', () => {
  const { around, settings } = world({ 'home/.npmrc': `//${new URL(NPM_URL).host}/:_authToken=one`, 'outside/workspace/.npmrc': A });
  expect(around().publicAccess.credentials).toHaveLength(1);
  expect(around().publicAccess).toBe(settings.user('npm').publicAccess);
});

describe('in a workspace that is not trusted', () => {
  it('the project leads nowhere, what is above it does not count, the user counts', () => {
    const made = world({
      'outside/.npmrc': '@b:registry=https://b.example',
      'outside/workspace/.npmrc': `${A}\ncafile=missing.pem`,
      'home/.npmrc': '@c:registry=https://c.example',
    });
    made.trusted = false;
    expect(['@acme/a', '@b/b', '@c/c'].map(name => shown(made.around(), name))).toEqual([
      'private registry a.example, and the workspace is not trusted',
      'public',
      'https://c.example',
    ]);
    expect(made.around().problems).toEqual([]);
    made.trusted = true;
    expect(['@acme/a', '@b/b', '@c/c'].map(name => shown(made.around(), name))).toEqual([
      'https://a.example',
      'https://b.example',
      'https://c.example',
    ]);
  });

  it('variables of the project are not put in', () => {
    const made = world({ 'outside/workspace/.npmrc': `@acme:registry=https://\${HOST}/` }, { env: { HOST: 'secret.example' } });
    made.trusted = false;
    expect(JSON.stringify([made.around(), shown(made.around())])).not.toContain('secret');
  });
});

describe('files of certificates', () => {
  const routeOf = (config: RegistryConfig) => {
    const source = config.sourceOf('@acme/name');
    return source.kind === 'private' ? source.registry.access.route : source;
  };

  it('are found from the folder of the file that names them, or from home', () => {
    const { around } = world({
      'outside/workspace/.npmrc': `${A}\ncafile=certs/ca.pem\n//a.example/:certfile=~/a.crt\n//a.example/:keyfile=TOP/a.key`,
      'outside/workspace/certs/ca.pem': 'CA',
      'home/a.crt': 'CERT',
      'a.key': 'KEY',
    });
    expect(routeOf(around())).toEqual({ ca: ['CA'], cert: 'CERT', key: 'KEY' });
  });

  it('are told of where they cannot be read, and read once they are there', () => {
    const { around, write } = world({ 'home/.npmrc': `${A}\ncafile=ca.pem` });
    expect(around().problems).toEqual(['~/.npmrc: the file that cafile names cannot be used: it cannot be read (ENOENT).']);
    write({ 'home/ca.pem': 'CA' });
    expect([routeOf(around()), around().problems]).toEqual([{ ca: ['CA'] }, []]);
  });
});

describe('answers', () => {
  it('are the same object until a file changes, appears or goes', () => {
    const { around, write } = world({ 'outside/workspace/.npmrc': A });
    const first = around();
    expect(around()).toBe(first);
    write({ 'home/unrelated': '' });
    expect(around()).toBe(first);
    write({ 'outside/workspace/.npmrc': '@acme:registry=https://other.example' });
    expect(shown(around())).toBe('https://other.example');
    write({ 'outside/workspace/app/.npmrc': B });
    expect(shown(around())).toBe('https://b.example');
    write({ 'outside/workspace/bun.lock': '', 'home/.bunfig.toml': '[install.scopes]\nacme = "https://bun.example"' });
    expect(shown(around())).toBe('https://bun.example');
  });

  it('change with the time of a file of the same size', () => {
    const { around, write, settings, folder } = world({ 'home/.npmrc': A });
    expect(shown(around())).toBe('https://a.example');
    expect(shown(settings.user('npm'))).toBe('https://a.example');
    write({ 'home/.npmrc': B });
    utimesSync(join(folder, 'home/.npmrc'), new Date(), new Date(Date.now() + 5000));
    expect(shown(around())).toBe('https://b.example');
    expect(shown(settings.user('npm'))).toBe('https://b.example');
  });

  it('say which file cannot be read', () => {
    const made = world({ 'outside/workspace/.npmrc': `registry=https://a.example\n${'#'.repeat(1024 * 1024)}` });
    expect(made.around().problems).toEqual(['.npmrc: it is larger than 1 MB, and is not read.']);
  });
});

describe('variables of the environment in files of the project', () => {
  const REGISTRY = '@acme:registry=https://a.example/${AREA}\n//a.example/:_authToken=${TOKEN}';
  const env = { AREA: 'inner', TOKEN: 't0ken' };
  const of = (fields: object, more: Readonly<Record<string, string>> = {}) => {
    const manifest = { 'outside/workspace/package.json': JSON.stringify(fields) };
    return world({ ...manifest, 'outside/workspace/.npmrc': REGISTRY, ...more }, { env });
  };

  it.each([
    {},
    { packageManager: 'pnpm@10.33.0' },
    { packageManager: 'npm@11.7.0' },
    { packageManager: 'yarn@4.9.0', engines: { pnpm: '>=12' } },
  ])('are put in as npm does: %j', fields => expect(shown(of(fields).around())).toBe('https://a.example/inner with t0ken'));

  it.each([{ packageManager: 'pnpm@10.34.0' }, { packageManager: 'pnpm@11.7.1' }, { engines: { pnpm: '^12.0.0' } }])(
    'are not where the pnpm of the project puts none in: %j',
    fields => {
      const config = of(fields).around();
      expect(JSON.stringify([config.sourceOf('@acme/name'), config.problems])).not.toMatch(/inner|t0ken/);
      expect(config.sourceOf('@acme/name').kind).not.toBe('public');
      expect(config.problems).toContain('.npmrc: TOKEN is not put in by this pnpm, so that the credentials for a.example are not known.');
    },
  );

  it('are put into files of the user all the same', () => {
    const files = { 'outside/workspace/.npmrc': '', 'home/.npmrc': REGISTRY };
    expect(shown(of({ packageManager: 'pnpm@11.7.1' }, files).around())).toBe('https://a.example/inner with t0ken');
  });

  it('nor into pnpm-workspace.yaml', () => {
    const files = {
      'outside/workspace/.npmrc': '',
      'outside/workspace/pnpm-workspace.yaml': 'registries:\n  "@acme": https://a.example/${AREA}\n',
    };
    expect(shown(of({ packageManager: 'pnpm@11.6.0' }, files).around())).toBe('https://a.example/inner');
    const config = of({ packageManager: 'pnpm@11.7.0' }, files).around();
    expect(JSON.stringify(config.sourceOf('@acme/name'))).not.toContain('inner');
    expect(config.sourceOf('@acme/name').kind).not.toBe('public');
  });

  it('never are in a workspace that is not trusted', () => {
    const made = of({});
    made.trusted = false;
    expect(JSON.stringify([made.around().sourceOf('@acme/name'), made.around().problems])).not.toMatch(/inner|t0ken/);
  });
});
