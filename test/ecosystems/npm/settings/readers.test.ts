import { describe, expect, it } from 'vitest';
import { readBunEnvironment, readBunfig } from '../../../../server/src/ecosystems/npm/settings/bunfig.js';
import { readNpmEnvironment, readNpmrcFile } from '../../../../server/src/ecosystems/npm/settings/npmrc.js';
import { readPnpmSettings } from '../../../../server/src/ecosystems/npm/settings/pnpm.js';
import type { NpmSettingsRead } from '../../../../server/src/ecosystems/npm/settings/settings.js';
import { readClassicYarnrc, readYarnEnvironment, readYarnrcYml } from '../../../../server/src/ecosystems/npm/settings/yarnrc.js';
import type { Environment } from '../../../../server/src/ecosystems/shared/settings.js';
import * as fc from '../../../support/fastCheck.js';

type Reader = (text: string, env: Environment) => NpmSettingsRead;
type Row = readonly [
  what: string,
  text: string,
  settings: Readonly<Record<string, string | readonly string[]>>,
  problems?: readonly string[],
];

const ENV = { TOKEN: 't0k3n', HOST: 'npm.acme.example', EMPTY: '' };

function plain({ settings, problems }: NpmSettingsRead) {
  return { settings: Object.fromEntries([...settings].map(([key, values]) => [key, values.length === 1 ? values[0] : values])), problems };
}

function table(title: string, read: Reader, rows: readonly Row[]): void {
  describe(title, () => {
    const cases = rows.map(([what, text, settings, problems = []]) => ({ what, text, settings, problems }));
    it.each(cases)('$what', ({ text, settings, problems }) => expect(plain(read(text, ENV))).toEqual({ settings, problems }));
    it.each(cases)('$what, with other line breaks', ({ text, settings, problems }) => {
      expect(plain(read(`\uFEFF${text.replaceAll('\n', '\r\n')}`, ENV))).toEqual({ settings, problems });
    });
    it('reads whatever it is given', () => {
      fc.assert(fc.property(fc.oneof(fc.string(), mixed(rows)), text => void read(text, ENV)));
    });
  });
}

/** Pieces of the rows' texts in any order. */
function mixed(rows: readonly Row[]): fc.Arbitrary<string> {
  const pieces = rows.flatMap(([, text]) => text.split(/(?<=[\s=:{}"'[\]])/));
  return fc.array(fc.constantFrom(...pieces, '\n', '[', ']', '__proto__', '=', '"')).map(parts => parts.join(''));
}

table('.npmrc', readNpmrcFile, [
  ['nothing', '', {}],
  ['a registry', 'registry=https://npm.acme.example/npm/\n', { registry: 'https://npm.acme.example/npm/' }],
  ['the last of two', 'registry=https://a.example\nregistry=https://b.example\n', { registry: 'https://b.example' }],
  [
    'a scope in other letters, in quotes',
    '@Acme:registry = "https://npm.acme.example:8443/npm/"',
    { '@acme:registry': 'https://npm.acme.example:8443/npm/' },
  ],
  [
    'comments',
    '; registry=https://a.example\n# registry=https://b.example\nregistry=https://c.example ; mine',
    { registry: 'https://c.example' },
  ],
  [
    'credentials of all forms',
    '//a.example/:_authToken=one\n//b.example/team/:_auth=dTpw\n//c.example:8080/:username=u\n//c.example:8080/:_password=cA==\n//c.example:8080/:email=u@c.example',
    {
      '//a.example/:_authToken': 'one',
      '//b.example/team/:_auth': 'dTpw',
      '//c.example:8080/:username': 'u',
      '//c.example:8080/:_password': 'cA==',
    },
  ],
  [
    'variables, in keys as well',
    `//\${HOST}/:_authToken=\${TOKEN}\n@a:registry=https://\${HOST}/\${MORE?}\n@b:registry=https://\${NONE-other.example}/\${EMPTY-e}\${EMPTY:-f}`,
    { '//npm.acme.example/:_authToken': 't0k3n', '@a:registry': 'https://npm.acme.example/', '@b:registry': 'https://other.example/f' },
  ],
  [
    'variables that are not set, or escaped',
    `//a.example/:_authToken=\${NONE}\n@a:registry=https://x.example/\\\\\${HOST}`,
    { '//a.example/:_authToken': `\${NONE}`, '@a:registry': `https://x.example/\\\${HOST}` },
  ],
  [
    'certificates and proxies',
    'ca[]="-----BEGIN CERTIFICATE-----\\nAA\\n-----END CERTIFICATE-----"\nca[]=other\ncafile=corp.pem\nstrict-ssl=false\nproxy=http://p.example:8080\nhttps-proxy=null\nno-proxy=a.example,b.example\n//a.example/:certfile=~/a.crt\n//a.example/:keyfile=~/a.key',
    {
      ca: ['-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----', 'other'],
      cafile: 'corp.pem',
      'strict-ssl': 'false',
      proxy: 'http://p.example:8080',
      noproxy: 'a.example,b.example',
      '//a.example/:certfile': '~/a.crt',
      '//a.example/:keyfile': '~/a.key',
    },
  ],
  [
    'credentials that name no registry',
    '_authToken=secret\n_auth=c2VjcmV0\nregistry=https://a.example',
    { registry: 'https://a.example' },
    ['_authToken names no registry; it is passed over', '_auth names no registry; it is passed over'],
  ],
  ['settings in a section', 'save-exact=true\n[other]\nregistry=https://a.example', {}],
  ['a value that looks like JSON', `registry='{"toString":1}'`, { registry: '{"toString":1}' }],
]);

table('pnpm-workspace.yaml', readPnpmSettings, [
  ['nothing', 'packages:\n  - a\n', {}],
  [
    'registries by scope',
    'registries:\n  default: https://npm.acme.example/\n  \'@Acme\': https://a.example/\n  "@b": http://b.example\n',
    { registry: 'https://npm.acme.example/', '@acme:registry': 'https://a.example/', '@b:registry': 'http://b.example' },
  ],
  [
    'registries by address',
    'registries:\n  https://npm.acme.example/:\n    serverType: artifactory\n    scopes: ["@acme", \'@corp\']\n  https://b.example/:\n    scopes:\n      - "@"\n    supportsTimeField: true\n',
    { '@acme:registry': 'https://npm.acme.example/', '@corp:registry': 'https://npm.acme.example/', registry: 'https://b.example/' },
  ],
  [
    'one registry, a proxy, certificates',
    `registry: https://\${HOST}/\nhttpsProxy: http://p.example:3128\nnoProxy: [a.example, b.example]\nstrictSsl: false\ncafile: corp.pem\n`,
    {
      registry: 'https://npm.acme.example/',
      'https-proxy': 'http://p.example:3128',
      noproxy: ['a.example', 'b.example'],
      'strict-ssl': 'false',
      cafile: 'corp.pem',
    },
  ],
]);

table('.yarnrc.yml', readYarnrcYml, [
  ['nothing', 'nodeLinker: node-modules\n', {}],
  [
    'a registry with its token',
    `npmRegistryServer: "https://\${HOST}/npm"\nnpmAuthToken: \${TOKEN}\nnpmAlwaysAuth: true\n`,
    { registry: 'https://npm.acme.example/npm', ':_authToken': 't0k3n' },
  ],
  [
    'scopes and registries',
    'npmScopes:\n  Acme:\n    npmRegistryServer: https://npm.acme.example\n    npmAuthToken: one\n  other:\n    npmAuthIdent: user:pw\nnpmRegistries:\n  "//npm.acme.example":\n    npmAuthToken: two\n  https://b.example/npm:\n    npmAuthIdent: dTpw\n',
    {
      '@acme:registry': 'https://npm.acme.example',
      '@acme:_authToken': 'one',
      '@other:_ident': 'user:pw',
      '//npm.acme.example:_authToken': 'two',
      '//b.example/npm:_ident': 'dTpw',
    },
  ],
  [
    'proxies and certificates, of all hosts and of some',
    "httpProxy: http://p.example\nhttpsProxy: http://q.example\nenableStrictSsl: false\nhttpsCaFilePath: ./ca.pem\nnetworkSettings:\n  '*.acme.example':\n    httpsProxy: http://r.example\n    httpsCertFilePath: a.crt\n    httpsKeyFilePath: a.key\n",
    {
      'http-proxy': 'http://p.example',
      'https-proxy': 'http://q.example',
      'strict-ssl': 'false',
      cafile: './ca.pem',
      'host *.acme.example:https-proxy': 'http://r.example',
      'host *.acme.example:certfile': 'a.crt',
      'host *.acme.example:keyfile': 'a.key',
    },
  ],
  ['null', 'npmRegistryServer: null\nnpmAuthToken: ~\n', {}],
]);

table('.yarnrc', text => readClassicYarnrc(text), [
  ['nothing', '# yarn lockfile v1\nlastUpdateCheck 1\n', {}],
  [
    'registries, quoted or not',
    'registry "https://npm.acme.example/npm"\n"@Acme:registry" https://a.example\nstrict-ssl false\nhttps-proxy "http://p.example"\n',
    {
      registry: 'https://npm.acme.example/npm',
      '@acme:registry': 'https://a.example',
      'strict-ssl': 'false',
      'https-proxy': 'http://p.example',
    },
  ],
]);

table('bunfig.toml', readBunfig, [
  ['nothing', 'telemetry = false\n', {}],
  ['a registry', '[install]\nregistry = "https://user:$TOKEN@npm.acme.example/"\n', { registry: 'https://user:t0k3n@npm.acme.example/' }],
  [
    'a registry with its token, certificates',
    `[install]\nregistry = { url = "https://\${HOST}/npm", token = "$TOKEN" }\ncafile = "ca.pem"\nca = ["one", "two"]\n`,
    { registry: 'https://npm.acme.example/npm', ':_authToken': 't0k3n', ca: ['one', 'two'], cafile: 'ca.pem' },
  ],
  [
    'scopes',
    '[install.scopes]\n"@Acme" = "https://a.example"\nother = { username = "u", password = "$TOKEN", url = "https://b.example/" }\nthird = { token = "$NONE", url = "https://c.example/" }\n',
    {
      '@acme:registry': 'https://a.example',
      '@other:registry': 'https://b.example/',
      '@other:_ident': 'u:t0k3n',
      '@third:registry': 'https://c.example/',
      '@third:_authToken': `\${NONE}`,
    },
  ],
]);

describe('the environment', () => {
  it.each<[what: string, read: NpmSettingsRead, settings: Readonly<Record<string, string>>]>([
    [
      'npm',
      readNpmEnvironment({
        npm_config_registry: 'https://a.example/',
        'NPM_CONFIG_@Acme:Registry': 'https://b.example/',
        'npm_config_//b.example/:_authToken': 'one',
        NPM_CONFIG_STRICT_SSL: 'false',
        npm_config_https_proxy: 'http://p.example',
        npm_config_proxy: '',
        pnpm_config_registry: 'https://other.example',
        npm_config__auth: 'c2VjcmV0',
      }),
      {
        registry: 'https://a.example/',
        '@acme:registry': 'https://b.example/',
        '//b.example/:_authToken': 'one',
        'strict-ssl': 'false',
        'https-proxy': 'http://p.example',
      },
    ],
    [
      'pnpm',
      readNpmEnvironment({ pnpm_config_registry: 'https://a.example/', npm_config_registry: 'https://b.example/' }, 'pnpm'),
      { registry: 'https://a.example/' },
    ],
    [
      'Yarn',
      readYarnEnvironment({ YARN_NPM_REGISTRY_SERVER: 'https://a.example', YARN_NPM_AUTH_TOKEN: 'one', YARN_ENABLE_STRICT_SSL: '0' }),
      { registry: 'https://a.example', ':_authToken': 'one', 'strict-ssl': '0' },
    ],
    ['Bun', readBunEnvironment({ BUN_CONFIG_REGISTRY: 'https://a.example' }), { registry: 'https://a.example' }],
  ])('as %s has it', (_what, read, settings) => expect(plain(read).settings).toEqual(settings));

  it('says which credentials of it name no registry', () => {
    expect(readNpmEnvironment({ npm_config__authToken: 'secret' }).problems).toEqual(['_authtoken names no registry; it is passed over']);
  });
});
