import { describe, expect, it } from 'vitest';
import { readBunfig } from '../../../../server/src/ecosystems/npm/settings/bunfig.js';
import type { NpmLayer } from '../../../../server/src/ecosystems/npm/settings/layers.js';
import { readNpmrcFile } from '../../../../server/src/ecosystems/npm/settings/npmrc.js';
import { readPnpmSettings } from '../../../../server/src/ecosystems/npm/settings/pnpm.js';
import { npmRegistryConfig } from '../../../../server/src/ecosystems/npm/settings/registries.js';
import type { NpmSettingsRead } from '../../../../server/src/ecosystems/npm/settings/settings.js';
import { readYarnrcYml } from '../../../../server/src/ecosystems/npm/settings/yarnrc.js';
import type { Environment } from '../../../../server/src/ecosystems/shared/settings.js';
import type { Access, RegistryConfig } from '../../../../server/src/model/registryAccess.js';
import * as fc from '../../../support/fastCheck.js';

const DEFAULT = 'https://registry.npm.example/';
const ENV = { HOST: 'npm.acme.example', TOKEN: 'secret-of-env' };

type Read = (text: string, env: Environment) => NpmSettingsRead;

function layer(name: string, text: string, isProject: boolean, read: Read = readNpmrcFile, env: Environment = ENV): NpmLayer {
  return { name, isProject, ...read(text, env) };
}

interface Files {
  readonly project?: string;
  readonly user?: string;
  readonly yarn?: string;
  readonly pnpm?: string;
  readonly bun?: string;
}

/** As an untrusted workspace is read: without variables in what is the project's. */
function config(files: Files, { isTrusted = true, registryUrl }: { isTrusted?: boolean; registryUrl?: string } = {}): RegistryConfig {
  const of = (name: string, text: string | undefined, read?: Read): readonly NpmLayer[] =>
    text === undefined ? [] : [layer(name, text, true, read, isTrusted ? ENV : {})];
  const npm = [...of('.npmrc', files.project), ...(files.user === undefined ? [] : [layer('~/.npmrc', files.user, false)])];
  const managers = [
    of('pnpm-workspace.yaml', files.pnpm, readPnpmSettings),
    of('.yarnrc.yml', files.yarn, readYarnrcYml),
    of('bunfig.toml', files.bun, readBunfig),
  ].flatMap(own => (own.length > 0 ? [[...own, ...npm]] : []));
  const decodeBase64 = (text: string): string => Buffer.from(text, 'base64').toString('utf8');
  return npmRegistryConfig({ managers: [...managers, npm], defaultRegistry: DEFAULT, registryUrl, isTrusted, decodeBase64 });
}

/** Where a name comes from, in one line. */
function shown(read: RegistryConfig, name: string): string {
  const source = read.sourceOf(name);
  if (source.kind === 'unasked') return source.reason;
  if (source.kind !== 'private') return source.kind;
  return [source.registry.url, ...credentialsIn(source.registry.access)].join(' with ');
}

function credentialsIn({ credentials }: Access): readonly string[] {
  return credentials.map(({ prefix, secret }) => {
    const text = secret.kind === 'basic' ? `${secret.user}:${secret.password}` : secret.kind === 'bearer' ? secret.token : secret.text;
    return `${secret.kind} ${text} at ${prefix}`;
  });
}

describe('where a name comes from', () => {
  it.each<[what: string, files: Files, scoped: string, plain: string]>([
    ['nothing is said', {}, 'public', 'public'],
    ['a scope', { project: '@acme:registry=https://npm.acme.example/' }, 'https://npm.acme.example', 'public'],
    ['the scope of another', { project: '@other:registry=https://npm.acme.example/' }, 'public', 'public'],
    [
      'a registry for all',
      { user: 'registry=https://npm.acme.example/npm/' },
      'https://npm.acme.example/npm',
      'https://npm.acme.example/npm',
    ],
    [
      'project before user',
      { project: 'registry=https://a.example', user: 'registry=https://b.example' },
      'https://a.example',
      'https://a.example',
    ],
    ['the public one back in the project', { project: `registry=${DEFAULT}`, user: 'registry=https://b.example' }, 'public', 'public'],
    ["Yarn's mirror", { project: 'registry=https://registry.yarnpkg.com/' }, 'public', 'public'],
    ['the public one without a slash, on http, with its port', { project: 'registry=http://registry.npm.example:80' }, 'public', 'public'],
    ['a scope from the public one', { user: `registry=https://a.example\n@acme:registry=${DEFAULT}` }, 'public', 'https://a.example'],
    ['a variable', { project: `@acme:registry=https://\${HOST}/` }, 'https://npm.acme.example', 'public'],
    ['a variable that is not set', { project: `@acme:registry=https://\${NONE}/` }, 'private registry without a valid address', 'public'],
    ['no address', { project: '@acme:registry=npm.acme.example' }, 'private registry without a valid address', 'public'],
    [
      'a port, letters of another size, a query',
      { project: '@acme:registry=HTTPS://NPM.acme.example:08443/a/?b#c' },
      'https://npm.acme.example:8443/a',
      'public',
    ],
    [
      'an address that may be read in two ways',
      { project: '@acme:registry=https://a.example\\@b.example/' },
      'private registry without a valid address',
      'public',
    ],
    [
      'an address with dots for folders',
      { project: '@acme:registry=https://a.example/x/%2E./y' },
      'private registry without a valid address',
      'public',
    ],
    ['pnpm: a scope', { pnpm: "registries:\n  '@acme': https://p.example" }, 'https://p.example', 'public'],
    [
      'pnpm before npm',
      { pnpm: "registries:\n  '@acme': https://p.example", project: '@acme:registry=https://a.example' },
      'https://p.example',
      'public',
    ],
    [
      'Yarn public, npm private',
      { yarn: `npmRegistryServer: ${DEFAULT}`, user: 'registry=https://b.example' },
      'https://b.example',
      'https://b.example',
    ],
    [
      'Yarn private, npm public',
      { yarn: 'npmRegistryServer: https://y.example', project: `registry=${DEFAULT}` },
      'https://y.example',
      'https://y.example',
    ],
    ['Bun', { bun: '[install.scopes]\nacme = "https://b.example"' }, 'https://b.example', 'public'],
  ])('%s', (_what, files, scoped, plain) => {
    const read = config(files);
    expect({ scoped: shown(read, '@Acme/name'), plain: shown(read, 'axios') }).toEqual({ scoped, plain });
  });

  it('a registry that a setting names goes before `registry`, not before those of scopes', () => {
    const project =
      'registry=https://a.example\n@acme:registry=https://npm.acme.example\n@same:registry=http://127.0.0.1:4873/\n//127.0.0.1:4873/:_authToken=one';
    const read = config({ project }, { registryUrl: 'http://127.0.0.1:4873/' });
    expect(['axios', '@same/name', '@acme/name'].map(name => shown(read, name))).toEqual(['public', 'public', 'https://npm.acme.example']);
    expect(credentialsIn(read.publicAccess)).toEqual(['bearer one at //127.0.0.1:4873/']);
  });
});

describe('in a workspace that is not trusted', () => {
  const said = (host: string): string => `private registry ${host}, and the workspace is not trusted`;
  it.each<[what: string, files: Files, scoped: string, plain: string]>([
    [
      'a scope of the project',
      { project: '@acme:registry=https://npm.acme.example/', user: '//npm.acme.example/:_authToken=one' },
      said('npm.acme.example'),
      'public',
    ],
    ['a variable in it', { project: `@acme:registry=https://\${HOST}/` }, 'private registry, and the workspace is not trusted', 'public'],
    [
      'the registry of the user',
      { user: 'registry=https://b.example\n//b.example/:_authToken=one' },
      'https://b.example with bearer one at //b.example/',
      'https://b.example with bearer one at //b.example/',
    ],
    [
      'the same in the project, with another token',
      {
        user: '@acme:registry=https://b.example\n//b.example/:_authToken=one',
        project: '@acme:registry=https://b.example/\n//b.example/:_authToken=two',
      },
      'https://b.example with bearer one at //b.example/',
      'public',
    ],
    [
      'another in the project',
      { user: '@acme:registry=https://b.example', project: '@acme:registry=https://evil.example' },
      said('evil.example'),
      'public',
    ],
    [
      'the public one in the project',
      { user: '@acme:registry=https://b.example', project: `@acme:registry=${DEFAULT}` },
      'https://b.example',
      'public',
    ],
    ['Yarn', { yarn: 'npmScopes:\n  acme:\n    npmRegistryServer: https://y.example\n    npmAuthToken: one' }, said('y.example'), 'public'],
  ])('%s', (_what, files, scoped, plain) => {
    const read = config(files, { isTrusted: false });
    expect({ scoped: shown(read, '@acme/name'), plain: shown(read, 'axios') }).toEqual({ scoped, plain });
  });

  it('neither credentials, nor proxies, nor certificates of the project count', () => {
    const project = 'proxy=http://evil.example\nca=mine\nstrict-ssl=false\ncert=c\nkey=k\n//registry.npm.example/:_authToken=one';
    expect(config({ project }, { isTrusted: false }).publicAccess).toEqual({ credentials: [], route: {} });
    expect(config({ project }).publicAccess.route).toEqual({
      httpProxy: 'http://evil.example',
      httpsProxy: 'http://evil.example',
      ca: ['mine'],
      strictSsl: false,
      cert: 'c',
      key: 'k',
    });
  });

  it('its scopes are private ones, and its hosts those that a lockfile may name', () => {
    const read = config({ project: '@acme:registry=https://npm.acme.example/' }, { isTrusted: false });
    expect(read.privateScopes).toEqual(['@acme']);
    expect(read.hostsOf('@acme/name')).toEqual(['npm.acme.example', 'registry.npm.example', 'registry.yarnpkg.com']);
  });
});

describe('credentials', () => {
  const at = (files: Files): string => shown(config(files), '@acme/name');
  const scope = '@acme:registry=https://npm.acme.example/team/npm/\n';
  const url = 'https://npm.acme.example/team/npm';
  it.each<[what: string, files: Files, expected: string]>([
    [
      'a token for the address',
      { project: `${scope}//npm.acme.example/team/npm/:_authToken=one` },
      `${url} with bearer one at //npm.acme.example/team/npm/`,
    ],
    [
      'without the slash',
      { project: `${scope}//npm.acme.example/team/npm:_authToken=one` },
      `${url} with bearer one at //npm.acme.example/team/npm/`,
    ],
    [
      'for addresses above it, the nearest first',
      { project: `${scope}//npm.acme.example/:_authToken=one\n//npm.acme.example/team/:_authToken=two` },
      `${url} with bearer two at //npm.acme.example/team/ with bearer one at //npm.acme.example/`,
    ],
    [
      'of the user, for a registry of the project',
      { project: scope, user: '//npm.acme.example/:_authToken=one' },
      `${url} with bearer one at //npm.acme.example/`,
    ],
    ['for another path', { project: `${scope}//npm.acme.example/te/:_authToken=one` }, url],
    ['for another host', { project: `${scope}//npm.acme.example.evil.example/:_authToken=one` }, url],
    ['for another port', { project: `${scope}//npm.acme.example:8443/:_authToken=one` }, url],
    [
      "for the scheme's own port",
      { project: `${scope}//npm.acme.example:443/:_authToken=one` },
      `${url} with bearer one at //npm.acme.example/`,
    ],
    [
      'a user and a password',
      { project: `${scope}//npm.acme.example/:username=u\n//npm.acme.example/:_password=cMOkc3M=` },
      `${url} with basic u:päss at //npm.acme.example/`,
    ],
    [
      'half of them in another file',
      { project: `${scope}//npm.acme.example/:username=u`, user: '//npm.acme.example/:_password=cA==' },
      `${url} with basic u:p at //npm.acme.example/`,
    ],
    ['a user alone', { project: `${scope}//npm.acme.example/:username=u` }, url],
    ['both in Base64', { project: `${scope}//npm.acme.example/:_auth=dTpw` }, `${url} with encoded dTpw at //npm.acme.example/`],
    [
      'in the address',
      { project: '@acme:registry=https://us%40er:p%3Aw@npm.acme.example/' },
      'https://npm.acme.example with basic us@er:p:w at //npm.acme.example/',
    ],
    [
      'a variable',
      { project: `${scope}//npm.acme.example/:_authToken=\${TOKEN}` },
      `${url} with bearer secret-of-env at //npm.acme.example/`,
    ],
    ['a variable that is not set', { project: `${scope}//npm.acme.example/:_authToken=\${NONE}` }, url],
    [
      "Yarn's, of scope before registry",
      {
        yarn: 'npmScopes:\n  acme:\n    npmRegistryServer: https://y.example\n    npmAuthIdent: u:p\nnpmRegistries:\n  //y.example:\n    npmAuthToken: two',
      },
      'https://y.example with basic u:p at //y.example/ with bearer two at //y.example/',
    ],
    [
      "Yarn's for the registry of all are not for another one",
      { yarn: 'npmRegistryServer: https://all.example\nnpmAuthToken: one\nnpmScopes:\n  acme:\n    npmRegistryServer: https://y.example' },
      'https://y.example',
    ],
    [
      "Bun's",
      { bun: '[install.scopes]\nacme = { url = "https://b.example", token = "$TOKEN" }' },
      'https://b.example with bearer secret-of-env at //b.example/',
    ],
  ])('%s', (_what, files, expected) => expect(at(files)).toBe(expected));

  it('of a private registry for all do not go to the public one', () => {
    const yarn = 'npmRegistryServer: https://all.example\nnpmAuthToken: one';
    const read = config({ yarn, user: '//all.example/:_authToken=two' });
    expect(shown(read, 'axios')).toBe('https://all.example with bearer two at //all.example/ with bearer one at //all.example/');
    expect(credentialsIn(read.publicAccess)).toEqual([]);
  });

  it('of the public one go there', () => {
    expect(credentialsIn(config({ user: '//registry.npm.example/:_authToken=one' }).publicAccess)).toEqual([
      'bearer one at //registry.npm.example/',
    ]);
  });

  it('are bound to the address of their registry or one above it, whatever it is', () => {
    const piece = fc.constantFrom('a', 'b', 'A', 'a.b', '%2e', 'a%2fb');
    const path = fc.array(piece, { maxLength: 3 }).map(parts => parts.map(part => `${part}/`).join(''));
    const host = fc.constantFrom('h.example', 'h.example:8443', 'H.example', 'sub.h.example', 'h.example.evil');
    fc.assert(
      fc.property(host, path, host, path, (registryHost, registryPath, keyHost, keyPath) => {
        const read = config({ project: `@acme:registry=https://${registryHost}/${registryPath}\n//${keyHost}/${keyPath}:_authToken=one` });
        const source = read.sourceOf('@acme/name');
        if (source.kind !== 'private') return;
        const { url, access } = source.registry;
        const parsed = new URL(`${url}/`);
        const wanted = `//${keyHost.toLowerCase()}/${keyPath}`;
        expect(access.credentials.map(({ prefix }) => prefix)).toEqual(
          `//${parsed.host}${parsed.pathname}`.startsWith(wanted) ? [wanted] : [],
        );
      }),
    );
  });
});

describe('routes', () => {
  const scope = '@acme:registry=https://npm.acme.example/\n';
  const routeOf = (files: Files) => {
    const source = config(files).sourceOf('@acme/name');
    return source.kind === 'private' ? source.registry.access.route : source;
  };
  it.each<[what: string, files: Files, expected: object]>([
    ['nothing', { project: scope }, {}],
    [
      'one proxy for both schemes',
      { user: `${scope}https-proxy=http://p.example:3128` },
      { httpProxy: 'http://p.example:3128', httpsProxy: 'http://p.example:3128' },
    ],
    [
      'two',
      { user: `${scope}https-proxy=http://p.example\nproxy=http://u:p@q.example` },
      { httpProxy: 'http://u:p@q.example', httpsProxy: 'http://p.example' },
    ],
    ['none, said so', { project: `${scope}proxy=false`, user: 'proxy=http://p.example' }, { httpProxy: '', httpsProxy: '' }],
    ['exceptions', { user: `${scope}noproxy[]=a.example\nnoproxy[]=.b.example` }, { noProxy: 'a.example,.b.example' }],
    ['certificates', { user: `${scope}ca[]="A\\nB"\nca[]=C\nstrict-ssl=true` }, { ca: ['A\nB', 'C'], strictSsl: true }],
    [
      'a client certificate for the address',
      { user: `${scope}cert=x\nkey=y\n//npm.acme.example/:cert=c\n//npm.acme.example/:key=k` },
      { cert: 'c', key: 'k' },
    ],
    ['half a client certificate', { user: `${scope}//npm.acme.example/:cert=c` }, {}],
    ['for another address', { user: `${scope}//other.example/:cert=c\n//other.example/:key=k\n//other.example/:ca=a` }, {}],
    [
      "Yarn's hosts, the longest pattern first",
      {
        yarn: 'npmScopes:\n  acme:\n    npmRegistryServer: https://npm.acme.example\nhttpsProxy: http://all.example\nnetworkSettings:\n  "*":\n    httpsProxy: http://star.example\n  "*.acme.*":\n    httpsProxy: http://acme.example\n  "*.other.example":\n    httpsProxy: http://other.example',
      },
      { httpProxy: 'http://acme.example', httpsProxy: 'http://acme.example' },
    ],
  ])('%s', (_what, files, expected) => expect(routeOf(files)).toEqual(expected));
});

describe('a connection that the project chooses', () => {
  const SCOPE = '@acme:registry=https://npm.acme.example/\n';
  const TAP = 'proxy=http://tap.example\nstrict-ssl=false\nca=other\nnoproxy=x.example\n';
  const TAPPED = {
    httpProxy: 'http://tap.example',
    httpsProxy: 'http://tap.example',
    noProxy: 'x.example',
    ca: ['other'],
    strictSsl: false,
  };
  const accessOf = (files: Files): Access => {
    const source = config(files).sourceOf('@acme/name');
    if (source.kind !== 'private') throw new Error(`it is ${source.kind}`);
    return source.registry.access;
  };

  it.each<[what: string, files: Files]>([
    ['a token', { project: SCOPE + TAP, user: '//npm.acme.example/:_authToken=own' }],
    [
      'a password for a user whom the project names',
      { project: `${SCOPE + TAP}//npm.acme.example/:username=ann`, user: '//npm.acme.example/:_password=b3du' },
    ],
    ['credentials in the address', { project: TAP, user: SCOPE.replace('//npm', '//ann:own@npm') }],
    ['a token for the scope', { project: SCOPE + TAP, yarn: '', user: '@acme:_authToken=passed-over\n//npm.acme.example/:_authToken=own' }],
    [
      'a token beside one of the project',
      {
        project: `${SCOPE + TAP}//npm.acme.example/:_authToken=shared`,
        user: '//npm.acme.example/:_auth=b3du\n//npm.acme.example:_authToken=own',
      },
    ],
    ['a client certificate', { project: SCOPE + TAP, user: 'cert=own\nkey=own' }],
    ['a key for a certificate of the project', { project: `${SCOPE + TAP}cert=shared`, user: 'key=own' }],
  ])('is not used where the user sends %s', (_what, files) => {
    const { cert: _cert, key: _key, ...connection } = accessOf({ ...files, user: `${files.user}\nhttps-proxy=http://own.example` }).route;
    expect(connection).toEqual({ httpProxy: 'http://own.example', httpsProxy: 'http://own.example' });
    const told = "The project's settings of proxy and certificates are not used for npm.acme.example: your own credentials go there.";
    expect(config(files).problems).toContain(told);
  });

  it('is used for what the project sends itself, and for nothing else of the user', () => {
    const files = { project: `${SCOPE + TAP}//npm.acme.example/:_authToken=shared`, user: '//other.example/:_authToken=own' };
    expect(accessOf(files)).toMatchObject({ route: TAPPED, byProject: true });
    expect(config(files).problems).toEqual([]);
  });

  it('is marked, and so are credentials of the project; what is as the user has it is not', () => {
    const marked = (files: Files) => accessOf(files).byProject === true;
    expect(marked({ project: `${SCOPE}proxy=http://tap.example` })).toBe(true);
    expect(marked({ project: `${SCOPE}//npm.acme.example/:_authToken=shared` })).toBe(true);
    expect(marked({ project: SCOPE, user: 'proxy=http://own.example\n//npm.acme.example/:_authToken=own' })).toBe(false);
    expect(marked({ project: `${SCOPE}proxy=http://own.example`, user: 'proxy=http://own.example' })).toBe(false);
  });

  it('to the public registry is held to the same', () => {
    const own = '//registry.npm.example/:_authToken=own';
    expect(config({ project: TAP }).publicAccess).toEqual({ credentials: [], route: TAPPED, byProject: true });
    const { publicAccess, problems } = config({ project: TAP, user: own });
    expect(publicAccess).toEqual(config({ user: own }).publicAccess);
    expect(problems).toEqual([
      "The project's settings of proxy and certificates are not used for registry.npm.example: your own credentials go there.",
    ]);
    expect(config({ project: TAP, user: own }, { isTrusted: false }).problems).toEqual([]);
  });
});

describe('problems', () => {
  it.each<[what: string, files: Files, problems: readonly string[]]>([
    ['none', { project: '@acme:registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=one' }, []],
    ['no address', { project: '@acme:registry=npm.acme.example' }, ['.npmrc: @acme:registry is not the URL of a registry.']],
    [
      'a variable in it',
      { user: `registry=https://\${NONE}/` },
      ['~/.npmrc: NONE is not set, so that the address of registry is not known.'],
    ],
    [
      'a variable in a token',
      { project: `@acme:registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=x\${NONE}` },
      ['.npmrc: NONE is not set, so that the credentials for npm.acme.example are not known.'],
    ],
    ['a variable in a token that nothing needs', { project: `//registry.npm.example/:_authToken=\${NPM_TOKEN}` }, []],
    [
      'a program',
      { user: '@acme:registry=https://npm.acme.example/\n//npm.acme.example/:tokenHelper=/home/me/bin/token' },
      ['~/.npmrc: the program that gives a token for npm.acme.example is not run.'],
    ],
    ['a token for no registry', { user: '_authToken=secret' }, ['~/.npmrc: _authToken names no registry; it is passed over.']],
    [
      'a proxy that is none',
      { user: '@acme:registry=https://npm.acme.example/\nproxy=socks5://user:secret@p.example' },
      ['~/.npmrc: proxy is not the URL of an http proxy; it is passed over.'],
    ],
  ])('%s', (_what, files, problems) => expect(config(files).problems).toEqual(problems));
});

it('keeps secrets in what reaches a registry, and nowhere else', () => {
  const secret = fc.stringMatching(/^[a-z0-9]{12,20}$/).map(text => `S3CR3T${text}`);
  const forms = fc.constantFrom(
    (s: string) => `registry=https://user:${s}@npm.acme.example/`,
    (s: string) => `@acme:registry=https://${s}:${s}@npm.acme.example/x y`,
    (s: string) => `@acme:registry=https://npm.acme.example\n//npm.acme.example/:_authToken=${s}\${NONE}`,
    (s: string) => `@acme:registry=https://npm.acme.example\n//npm.acme.example/:_auth=${s}`,
    (s: string) => `_authToken=${s}\n_auth=${s}\n_password=${s}`,
    (s: string) => `@acme:registry=https://npm.acme.example\nproxy=ftp://u:${s}@p.example\nhttps-proxy=http://u:${s}@p.example\nkey=${s}`,
    (s: string) => `@acme:registry=https://u:${s}\${NONE}@npm.acme.example`,
  );
  fc.assert(
    fc.property(secret, fc.array(forms, { minLength: 1, maxLength: 3 }), fc.boolean(), (text, lines, isTrusted) => {
      const read = config({ project: lines.map(line => line(text)).join('\n'), user: lines[0]?.(text) ?? '' }, { isTrusted });
      const names = ['axios', '@acme/name'];
      const sources = names.map(name => {
        const source = read.sourceOf(name);
        return source.kind === 'private' ? source.registry.url : source;
      });
      expect(JSON.stringify([sources, names.map(read.hostsOf), read.privateScopes, read.problems])).not.toContain('S3CR3T');
    }),
  );
});
