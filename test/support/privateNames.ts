// A workspace that names private packages wherever a package can be named, and what the services may hear of it.
import { expect } from 'vitest';
import {
  type NpmService,
  type PyPIService,
  type RecordedRequest,
  type Services,
  startNpmService,
  startPyPIService,
} from './services/index.js';

/** Registries of a company, with packages of its own. */
export interface PrivateServices {
  readonly npm: NpmService;
  readonly pypi: PyPIService;
  close(): Promise<void>;
}

export async function startPrivateServices(): Promise<PrivateServices> {
  const dated = { date: '2025-01-01' };
  const [npm, pypi] = await Promise.all([
    startNpmService({
      '@acme/thing': {
        releases: { '1.0.0': dated, '1.1.0': { ...dated, dependencies: { '@acme/below': '1', 'hush-below': '1', lodash: '^4' } } },
      },
      '@acme/other': { releases: { '1.0.0': dated } },
      '@acme/shelf': { releases: { '1.0.0': dated } },
    }),
    startPyPIService({ 'internal-lib': { releases: { '1.0': dated, '1.1': dated } } }),
  ]);
  return { npm, pypi, close: async () => void (await Promise.all([npm.close(), pypi.close()])) };
}

/** To be set as `depwarden.privateNames`; what the workspace's policy file calls private begins with `corp`. */
export const PRIVATE_NAMES = ['@hush', 'npm:hush-*', 'PyPI:hush-*'];

/** The token of the private registry, in a variable that `.npmrc` names. */
export const TOKEN = { REGISTRY_TOKEN: 'registry-t0ken' } as const;

/** @param hushed whether names are in it that only the setting calls private */
export function privateWorkspace({ npm, pypi }: PrivateServices, hushed: boolean): Readonly<Record<string, string>> {
  const hush = <T extends object>(names: T): T | object => (hushed ? names : {});
  const hushLine = (text: string): string => (hushed ? text : '');
  return {
    '.npmrc': `@acme:registry=${npm.url}/\n//${npm.host}/:_authToken=\${REGISTRY_TOKEN}\n`,
    '.depwarden.jsonc': '{ "privateScopes": ["@corp", "npm:corp-*", "PyPI:corp-*"] }',
    'package.json': JSON.stringify(
      {
        name: '@acme/app',
        dependencies: {
          '@acme/thing': '^1.0.0',
          alias: 'npm:@acme/other@1',
          '@acme/shelf': 'catalog:',
          '@corp/one': '1.0.0',
          'corp-expres': '1.0.0',
          'corp-shelf': 'catalog:',
          ...hush({ '@hush/one': '1.0.0', 'hush-lodahs': '^1.0.0' }),
          git: 'git+https://user:g1t-t0ken@git.example/corp-repository.git',
          tarball: 'https://user:t4r-t0ken@host.example/corp-file.tgz?sig=s1gnature',
          folder: 'file:../corp-folder',
          chalk: '5.6.1',
          lodash: '4.17.20',
          expresss: '1.0.0',
        },
        overrides: { '@acme/below': '1.0.0', 'corp-below': '2.0.0', ...hush({ 'hush-below': '1.0.0' }), lodash: '4.17.21' },
      },
      undefined,
      2,
    ),
    'pnpm-workspace.yaml': "packages: ['.']\ncatalog:\n  '@acme/shelf': 1.0.0\n  corp-shelf: 1.0.0\n",
    'package-lock.json': JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { '@acme/thing': '^1.0.0', lodash: '4.17.20', chalk: '5.6.1' } },
        ...Object.fromEntries(
          [
            '@acme/thing',
            '@acme/below',
            '@acme/locked',
            '@corp/locked',
            'corp-locked',
            ...(hushed ? ['@hush/locked', 'hush-locked'] : []),
          ].map(name => [
            `node_modules/${name}`,
            {
              version: '1.1.0',
              resolved: `https://user:l0ck-t0ken@${npm.host}/${name}/-/x-1.1.0.tgz?token=s1gnature`,
              integrity: 'sha512-AAAA',
            },
          ]),
        ),
        'node_modules/lodash': { version: '4.17.20' },
        'node_modules/chalk': { version: '5.6.1' },
        'node_modules/minimist': { version: '1.2.5' },
      },
    }),
    ...Object.fromEntries(
      [
        '@acme/thing',
        '@acme/installed',
        '@corp/installed',
        'corp-installed',
        ...(hushed ? ['@hush/installed', 'hush-installed'] : []),
        'minimist',
      ].map(name => [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.2.5' })]),
    ),
    'requirements.txt': [
      'corp-lib==1.0',
      hushLine('hush-lib>=1'),
      'corp-git @ git+https://user:py-t0ken@git.example/corp.git',
      '-e ./corp-folder',
      '-r more.txt',
      'requests==2.31.0',
      '',
    ].join('\n'),
    'more.txt': 'corp-more\nlitellm>=1.80,<1.83\n',
    'internal/requirements.txt': `--index-url http://user:p1p-t0ken@${pypi.host}/simple\ninternal-lib==1.0\ninternal-other>=1\n`,
    'internal/pyproject.toml': '[project]\nname = "corp-app"\ndependencies = ["internal-uv==1"]\n',
    'internal/uv.toml': `[[index]]\nurl = "http://user:uv-t0ken@${pypi.host}/simple"\ndefault = true\n`,
    '.venv/pyvenv.cfg': '',
    ...Object.fromEntries(
      ['corp_lib-1.0', ...(hushed ? ['hush_lib-1.0'] : []), 'requests-2.31.0'].map(name => {
        const [distribution, version] = name.split('-');
        return [`.venv/lib/python3.12/site-packages/${name}.dist-info/METADATA`, `Name: ${distribution}\nVersion: ${version}\n`];
      }),
    ),
  };
}

/** Checks every request to public services: who is asked what, how, and that nothing private or secret is in it. */
export function expectPublicRequests({ npm, pypi, osv }: Services): void {
  const all = [npm, pypi, osv].flatMap(({ requests }) => requests);
  expect(JSON.stringify(all)).not.toMatch(/acme|corp|hush|internal|t0ken|s1gnature|git\.example/i);
  expect(pathsOf(npm.requests)).toEqual(['/chalk', '/express', '/expresss', '/lodash']);
  expect(pathsOf(pypi.requests)).toEqual(['/simple/expresss/', '/simple/litellm/', '/simple/requests/']);
  for (const request of all) expectPlain(request);
  const records = osv.requests.filter(({ method }) => method === 'GET');
  for (const { path } of records) expect(path).toMatch(/^\/v1\/vulns\/[\w-]+$/);
  const names = osv.requests.filter(({ method }) => method !== 'GET').flatMap(namesAskedIn);
  expect([...new Set(names)].sort()).toEqual(['chalk', 'express', 'expresss', 'litellm', 'lodash', 'minimist', 'requests']);
}

/** Checks that private registries heard of what is theirs alone, with the credentials that are declared for them. */
export function expectPrivateRequests({ npm, pypi }: PrivateServices): void {
  expect(pathsOf(npm.requests)).toEqual(['/@acme%2fbelow', '/@acme%2fother', '/@acme%2fshelf', '/@acme%2fthing']);
  expect(pathsOf(pypi.requests)).toEqual(['/simple/internal-lib/', '/simple/internal-other/', '/simple/internal-uv/']);
  expect(new Set(npm.requests.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${TOKEN.REGISTRY_TOKEN}`]));
}

function pathsOf(requests: readonly RecordedRequest[]): readonly string[] {
  return [...new Set(requests.map(({ path }) => path))].sort();
}

/** Nothing that tells one asker from another. */
function expectPlain({ method, path, headers, body }: RecordedRequest): void {
  expect(path).not.toContain('?');
  const { host, 'content-length': length, 'if-none-match': etag, ...rest } = headers;
  expect(rest).toEqual({
    accept: expect.any(String),
    'accept-encoding': expect.any(String),
    connection: 'keep-alive',
    'user-agent': 'depwarden',
    ...(method === 'POST' && { 'content-type': 'application/json' }),
  });
  if (method === 'GET') expect(body).toBe('');
}

/** Questions hold ecosystem and name, and nothing else. */
function namesAskedIn({ path, body }: RecordedRequest): readonly string[] {
  expect(path).toBe('/v1/querybatch');
  const { queries, ...rest } = JSON.parse(body) as { readonly queries: readonly { readonly package: { readonly name: string } }[] };
  expect(rest).toEqual({});
  return queries.map(query => {
    expect(query).toEqual({ package: { ecosystem: expect.stringMatching(/^(npm|PyPI)$/), name: expect.any(String) } });
    return query.package.name;
  });
}
