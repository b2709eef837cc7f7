import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readNpmConfig } from '../../server/src/sources/npmConfig.js';

const root = mkdtempSync(join(tmpdir(), 'depwarden-npmrc-'));
afterAll(() => rmSync(root, { recursive: true }));

const DEFAULT = readNpmConfig({ env: {} }).registryUrl;

function config(files: { project?: string; user?: string; global?: string }, env: Record<string, string> = {}, registryUrl?: string) {
  const folder = mkdtempSync(join(root, 'project-'));
  const [user, global] = [join(folder, 'user'), join(folder, 'global')];
  if (files.project !== undefined) writeFileSync(join(folder, '.npmrc'), files.project);
  if (files.user !== undefined) writeFileSync(user, files.user);
  if (files.global !== undefined) writeFileSync(global, files.global);
  return readNpmConfig({ folder, registryUrl, env: { npm_config_userconfig: user, npm_config_globalconfig: global, ...env } });
}

describe("npm's configuration", () => {
  it('without any file: the default registry, and nothing private', () => {
    const { registryUrl, privateRegistryOf } = config({});
    expect(registryUrl).toMatch(/^https:\/\/[a-z.]+$/);
    expect([privateRegistryOf('axios'), privateRegistryOf('@scope/name')]).toEqual([undefined, undefined]);
  });

  const cases: [
    title: string,
    files: Parameters<typeof config>[0],
    env: Record<string, string>,
    scoped: string | undefined,
    plain: string | undefined,
  ][] = [
    ['a scope', { project: '@corp:registry=https://npm.corp.example/' }, {}, 'npm.corp.example', undefined],
    [
      'a scope in another case',
      { project: '@Corp:registry = "https://npm.corp.example:8443/npm/"' },
      {},
      'npm.corp.example:8443',
      undefined,
    ],
    ['the scope of another', { project: '@other:registry=https://npm.corp.example/' }, {}, undefined, undefined],
    ['the default registry changed', { user: 'registry=https://mirror.example/npm' }, {}, 'mirror.example', 'mirror.example'],
    ['project before user', { project: 'registry=https://a.example', user: 'registry=https://b.example' }, {}, 'a.example', 'a.example'],
    [
      'user before installation',
      { user: 'registry=https://b.example', global: 'registry=https://c.example' },
      {},
      'b.example',
      'b.example',
    ],
    ['installation', { global: 'registry=https://c.example' }, {}, 'c.example', 'c.example'],
    [
      'environment before all',
      { project: 'registry=https://a.example' },
      { npm_config_registry: 'https://e.example/' },
      'e.example',
      'e.example',
    ],
    ['a scope in the environment', {}, { 'NPM_CONFIG_@corp:registry': 'https://e.example/' }, 'e.example', undefined],
    ['the last of two lines', { project: 'registry=https://a.example\r\nregistry=https://b.example\r\n' }, {}, 'b.example', 'b.example'],
    [
      'comments',
      { project: '; registry=https://a.example\n# registry=https://b.example\nregistry=https://c.example ; mine' },
      {},
      'c.example',
      'c.example',
    ],
    [
      'an unset variable in a token beside it',
      { project: `//npm.corp.example/:_authToken=\${UNSET}\n@corp:registry=https://npm.corp.example/` },
      {},
      'npm.corp.example',
      undefined,
    ],
    ['a variable', { project: `@corp:registry=https://\${HOST}/\${PART:-npm}/` }, { HOST: 'v.example' }, 'v.example', undefined],
    ['an unset variable', { project: `@corp:registry=https://\${HOST}/` }, {}, 'without a valid address', undefined],
    ['credentials in the address', { project: '@corp:registry=https://user:secret@npm.corp.example/' }, {}, 'npm.corp.example', undefined],
    ['a scope with the default registry', { user: `registry=https://a.example\n@corp:registry=${DEFAULT}/` }, {}, undefined, 'a.example'],
  ];
  it.each(cases)('%s', (_title, files, env, scoped, plain) => {
    const { privateRegistryOf } = config(files, env);
    expect({ scoped: privateRegistryOf('@corp/name'), plain: privateRegistryOf('axios') }).toEqual({ scoped, plain });
  });

  it('a registry given in the options goes before `registry` settings, not before those of a scope', () => {
    const files = { project: 'registry=https://a.example\n@corp:registry=https://npm.corp.example\n@same:registry=http://127.0.0.1:4873/' };
    const { registryUrl, privateRegistryOf } = config(files, {}, 'http://127.0.0.1:4873/');
    expect(registryUrl).toBe('http://127.0.0.1:4873');
    expect(['axios', '@same/name', '@corp/name'].map(privateRegistryOf)).toEqual([undefined, undefined, 'npm.corp.example']);
  });

  it('names the hosts that packages may come from, and the scopes that are private', () => {
    const files = {
      project: 'registry=https://mirror.example/npm\n@corp:registry=https://npm.corp.example\n@Same:registry=https://mirror.example',
    };
    const { registryHostsOf, privateScopes } = config({
      project: `@corp:registry=https://npm.corp.example\n@same:registry=${DEFAULT}/`,
    });
    const own = new URL(DEFAULT).host;
    expect(registryHostsOf('axios')).toEqual([own, own, 'registry.yarnpkg.com']);
    expect(registryHostsOf('@corp/name')).toEqual(['npm.corp.example', own, own, 'registry.yarnpkg.com']);
    expect(privateScopes).toEqual(['@corp']);
    expect(config(files).privateScopes).toEqual(['@corp', '@same']);
    expect(config(files).registryHostsOf('axios')[0]).toBe('mirror.example');
    expect(config({ user: '//npm.corp.example/:_authToken=x' }).privateScopes).toEqual([]);
  });
});
