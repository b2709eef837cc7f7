import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../../server/src/ecosystems/manifests.js';
import { readNetrc } from '../../../../server/src/ecosystems/python/settings/netrc.js';
import { readPdmConfig } from '../../../../server/src/ecosystems/python/settings/pdm.js';
import { readPipConf } from '../../../../server/src/ecosystems/python/settings/pip.js';
import { readPoetryConfig } from '../../../../server/src/ecosystems/python/settings/poetry.js';
import { readPythonProject } from '../../../../server/src/ecosystems/python/settings/pyproject.js';
import { pythonRegistryConfig } from '../../../../server/src/ecosystems/python/settings/registries.js';
import type { PythonAround, PythonFiles } from '../../../../server/src/ecosystems/python/settings/setups.js';
import { readUvToml } from '../../../../server/src/ecosystems/python/settings/uv.js';
import type { Scope, Sourced } from '../../../../server/src/ecosystems/shared/sourced.js';
import type { Access, ConfiguredRegistry, RegistryConfig, Source } from '../../../../server/src/model/registryAccess.js';

/** A world in texts: what a manifest of that name holds, and files of the user and of the project. */
interface World {
  readonly [manifest: string]: unknown;
  readonly user?: Readonly<Record<string, string>>;
  readonly project?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly publicIndex?: string;
  readonly untrusted?: true;
}

function configOf(name: string | undefined, text: string, world: World = {}): RegistryConfig {
  const manifest = name === undefined ? undefined : formatOf(name)?.parse(text);
  const kind = name === undefined ? undefined : name === 'pyproject.toml' ? 'pyproject' : name === 'Pipfile' ? 'pipfile' : 'requirements';
  const around: PythonAround = {
    name: name ?? '',
    ...(kind && { kind }),
    ...(manifest && { manifest }),
    files: filesOf(world),
    env: world.env ?? {},
    isTrusted: world.untrusted !== true,
    publicIndex: world.publicIndex ?? 'https://pypi.org/simple',
    shared: access => access,
    readPem: path => (path.startsWith('/pem/') ? { pem: `PEM of ${path}` } : { problem: 'is not there' }),
  };
  return pythonRegistryConfig(around);
}

function filesOf({ user = {}, project = {} }: World): PythonFiles {
  const said = <T>(name: string, read: (text: string) => T): readonly Sourced<T>[] =>
    (
      [['project', project] as const, ['user', user] as const] satisfies readonly (readonly [Scope, Readonly<Record<string, string>>])[]
    ).flatMap(([scope, files]) => {
      const text = files[name];
      return text === undefined ? [] : [{ value: read(text), scope, source: scope === 'user' ? `~/${name}` : name }];
    });
  return {
    pip: said('pip.conf', text => readPipConf(text).pip).toReversed(),
    uv: said('uv.toml', text => readUvToml(text).uv),
    projects: said('../pyproject.toml', text => readPythonProject(text).project),
    poetry: said('auth.toml', text => readPoetryConfig(text).poetry),
    pdm: said('pdm.toml', text => readPdmConfig(text).pdm),
    netrc: user['.netrc'] === undefined ? undefined : readNetrc(user['.netrc']),
    tools: new Set([...('uv.toml' in project ? (['uv'] as const) : []), ...('pdm.toml' in project ? (['pdm'] as const) : [])]),
    problems: [],
  };
}

const shownAccess = ({ credentials }: Access): string =>
  credentials
    .map(({ prefix, secret }) => ` as ${secret.kind === 'basic' ? `${secret.user}:${secret.password}` : secret.kind} at ${prefix}`)
    .join('');

const shownRegistry = ({ url, access }: ConfiguredRegistry): string => url.replace('https://', '') + shownAccess(access);

/** Where a name comes from, in one line. */
function shown(source: Source): string {
  if (source.kind === 'public') return 'public';
  if (source.kind === 'unasked') return `unasked: ${source.reason}`;
  if (source.kind === 'private') return `private: ${[source.registry, ...(source.others ?? [])].map(shownRegistry).join(', ')}`;
  return `first: ${source.registries.map(shownRegistry).join(', ')}`;
}

type Row = readonly [what: string, manifest: string, world: World, expected: string];

function table(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    it.each(rows)('%s', (_, text, world, expected) => {
      const { sourceOf, problems } = configOf(name, text, world);
      expect([shown(sourceOf('acme-core')), ...problems].join(' | ')).toBe(expected);
    });
  });
}

const CORP = { 'pip.conf': '[global]\nindex-url = https://pypi.acme.example/simple\n' };
const EXTRA = { 'pip.conf': '[global]\nextra-index-url = https://pypi.acme.example/simple\n' };
const LINE = 'acme-core==1.0\n';

table('requirements.txt', [
  ['nothing configured', LINE, {}, 'public'],
  ['pip.conf', LINE, { user: CORP }, 'private: pypi.acme.example/simple'],
  ['PyPI by its older name', '-i https://pypi.python.org/simple\n', { user: CORP }, 'public'],
  ['a further index', LINE, { user: EXTRA }, 'first: pypi.acme.example/simple'],
  ['PyPI as the further index', '--extra-index-url https://pypi.org/simple\n', { user: CORP }, 'first: pypi.acme.example/simple'],
  [
    'two private ones',
    '--extra-index-url https://b.example/simple\n',
    { user: CORP },
    'private: pypi.acme.example/simple, b.example/simple',
  ],
  ['its own index', '-i https://own.example/simple\n', { user: CORP }, 'private: own.example/simple'],
  ['its own index without the further ones configured', '-i https://pypi.org/simple\n', { user: EXTRA }, 'public'],
  [
    'its own further index with those configured',
    '--extra-index-url https://b.example/simple\n',
    { user: EXTRA },
    'first: b.example/simple, pypi.acme.example/simple',
  ],
  ['no index at all', '--no-index\n', { user: CORP }, 'unasked: --no-index, installed from local files'],
  ['no index, configured', LINE, { env: { PIP_NO_INDEX: '1' } }, 'unasked: --no-index, installed from local files'],
  ['the index that is asked anyway', LINE, { user: CORP, publicIndex: 'https://u:p@PyPI.acme.example/simple/' }, 'public'],
  [
    'another path of its host',
    LINE,
    { user: CORP, publicIndex: 'https://pypi.acme.example/all/simple' },
    'private: pypi.acme.example/simple',
  ],
  ['builds of PyTorch beside PyPI', '--extra-index-url https://download.pytorch.org/whl/cpu\n', {}, 'public'],
  ['builds of PyTorch alone', '-i https://download.pytorch.org/whl/cpu\n', {}, 'private: download.pytorch.org/whl/cpu'],
  ['a local index', '-i file:///srv/simple\n', {}, 'unasked: local index'],
  ['a further local index', '--extra-index-url file:///srv/simple\n', {}, 'public'],
  [
    'no address',
    '-i nonsense\n',
    {},
    'unasked: private index without a valid address | requirements.txt: the address of an index is not one that can be asked.',
  ],
  [
    'credentials in the address',
    '-i https://ann:s%40@own.example/team/simple\n',
    {},
    'private: own.example/team/simple as ann:s@ at //own.example/team/',
  ],
  ['a token', '-i https://tok@own.example/simple\n', {}, 'private: own.example/simple as tok: at //own.example/'],
  [
    'variables',
    `-i https://\${USER}:\${PASS}@\${HOST}/simple\n`,
    { env: { USER: 'ann', PASS: 's', HOST: 'own.example' } },
    'private: own.example/simple as ann:s at //own.example/',
  ],
  ['variables that are not set', `-i https://\${USER}:\${PASS}@own.example/simple\n`, {}, 'private: own.example/simple'],
  [
    '.netrc',
    LINE,
    { user: { ...CORP, '.netrc': 'machine pypi.acme.example login ann password s' } },
    'private: pypi.acme.example/simple as ann:s at //pypi.acme.example/',
  ],
  [
    'the address before .netrc',
    '-i https://eve:t@pypi.acme.example/simple\n',
    { user: { '.netrc': 'machine pypi.acme.example login ann password s' } },
    'private: pypi.acme.example/simple as eve:t at //pypi.acme.example/',
  ],
  [
    'the password of a user in .netrc',
    '-i https://ann@pypi.acme.example/simple\n',
    { user: { '.netrc': 'machine pypi.acme.example login ann password s' } },
    'private: pypi.acme.example/simple as ann:s at //pypi.acme.example/',
  ],
  [
    'uv where it is used',
    LINE,
    { project: { 'uv.toml': '[[index]]\nurl="https://uv.example/simple"\ndefault=true' } },
    'private: uv.example/simple',
  ],
  [
    'uv of the user where it is not used',
    LINE,
    { user: { 'uv.toml': '[[index]]\nurl="https://uv.example/simple"\ndefault=true' } },
    'public',
  ],
  ['uv pip', LINE, { project: { 'uv.toml': '[pip]\nindex-url="https://uv.example/simple"' } }, 'private: uv.example/simple'],
  [
    'variables of uv',
    LINE,
    { env: { UV_INDEX: 'c=https://uv.example/simple', UV_INDEX_C_PASSWORD: 's' } },
    'first: uv.example/simple as :s at //uv.example/',
  ],
  [
    'the strongest of pip and uv',
    LINE,
    { env: { UV_INDEX: 'https://uv.example/simple' }, user: CORP },
    'private: pypi.acme.example/simple',
  ],
]);

const UV_CORP = '[[tool.uv.index]]\nname = "corp"\nurl = "https://corp.example/simple"\n';
const SOURCES = '[project]\ndependencies = ["acme-core>=1"]\n[tool.uv.sources]\nacme-core = { index = "corp" }\n';
const POETRY = '[tool.poetry.dependencies]\nacme-core = { version = "^1", source = "corp" }\n';
const poetrySource = (priority: string) =>
  `[[tool.poetry.source]]\nname = "corp"\nurl = "https://corp.example/simple"\npriority = "${priority}"\n`;

table('pyproject.toml', [
  ['no tool named: pip of the user', '[project]', { user: CORP }, 'private: pypi.acme.example/simple'],
  [
    'no tool named: uv of the user',
    '[project]',
    { user: { 'uv.toml': 'index-url="https://uv.example/simple"' } },
    'private: uv.example/simple',
  ],
  ['uv named: pip does not count', '[tool.uv]', { user: CORP }, 'public'],
  ['uv: one first', UV_CORP, {}, 'first: corp.example/simple'],
  ['uv: the default', `${UV_CORP}default = true`, {}, 'private: corp.example/simple'],
  ['uv: one for those that name it, not named', `${UV_CORP}explicit = true`, {}, 'public'],
  ['uv: one for those that name it, named', `${SOURCES}${UV_CORP}explicit = true`, {}, 'private: corp.example/simple'],
  ['uv: named, and unknown', SOURCES, {}, 'unasked: private index corp'],
  [
    'uv: named, and known to the user',
    SOURCES,
    { user: { 'uv.toml': '[[index]]\nname="corp"\nurl="https://u.example/simple"' } },
    'private: u.example/simple',
  ],
  ['uv: PyPI named', SOURCES.replace('corp', 'pypi'), { user: { 'uv.toml': 'index-url="https://uv.example/simple"' } }, 'public'],
  [
    'uv: credentials by name',
    UV_CORP,
    { env: { UV_INDEX_CORP_USERNAME: 'ann', UV_INDEX_CORP_PASSWORD: 's' } },
    'first: corp.example/simple as ann:s at //corp.example/',
  ],
  [
    'uv: no credentials wanted',
    `${UV_CORP}authenticate = "never"`,
    { env: { UV_INDEX_CORP_USERNAME: 'ann' }, user: { '.netrc': 'default login a password b' } },
    'first: corp.example/simple',
  ],
  [
    'uv: the project, what it names itself',
    `${UV_CORP}default = true`,
    { user: { 'uv.toml': 'index-url="https://u.example/simple"' } },
    'private: corp.example/simple',
  ],
  [
    'uv: the environment before the project',
    `${UV_CORP}default = true`,
    { env: { UV_DEFAULT_INDEX: 'https://env.example/simple' } },
    'private: env.example/simple',
  ],
  [
    "uv: a workspace's root",
    '[tool.uv]',
    { project: { '../pyproject.toml': `${UV_CORP}explicit = true\n[tool.uv.sources]\nacme-core = { index = "corp" }` } },
    'private: corp.example/simple',
  ],
  ['uv: no index', '[tool.uv]', { project: { 'uv.toml': 'no-index = true' } }, 'unasked: --no-index, installed from local files'],
  ['Poetry: primary', `[tool.poetry]\n${poetrySource('primary')}`, { user: CORP }, 'private: corp.example/simple'],
  [
    'Poetry: two primary',
    `${poetrySource('primary')}[[tool.poetry.source]]\nname="b"\nurl="https://b.example"`,
    {},
    'private: corp.example/simple, b.example',
  ],
  ['Poetry: primary beside PyPI', `${poetrySource('primary')}[[tool.poetry.source]]\nname="PyPI"`, {}, 'first: corp.example/simple'],
  ['Poetry: supplemental', poetrySource('supplemental'), {}, 'first: corp.example/simple'],
  ['Poetry: explicit, not named', poetrySource('explicit'), {}, 'public'],
  ['Poetry: explicit, named', POETRY + poetrySource('explicit'), {}, 'private: corp.example/simple'],
  ['Poetry: PyPI named', POETRY.replace('corp', 'PyPI') + poetrySource('primary'), {}, 'public'],
  [
    'Poetry: credentials by name',
    poetrySource('primary'),
    { user: { 'auth.toml': '[http-basic.corp]\nusername="ann"\npassword="s"' } },
    'private: corp.example/simple as ann:s at //corp.example/',
  ],
  [
    'PDM: a further one',
    `[[tool.pdm.source]]\nname="corp"\nurl="https://\${WHO}:s@corp.example/simple"`,
    { env: { WHO: 'ann' } },
    'first: corp.example/simple as ann:s at //corp.example/',
  ],
  ['PDM: in the place of PyPI', '[[tool.pdm.source]]\nname="pypi"\nurl="https://corp.example/simple"', {}, 'private: corp.example/simple'],
  [
    'PDM: credentials by name',
    '[[tool.pdm.source]]\nname="corp"\nurl="https://corp.example/simple"',
    { user: { 'pdm.toml': '[pypi.corp]\nusername="ann"\npassword="s"' } },
    'first: corp.example/simple as ann:s at //corp.example/',
  ],
  ["PDM: the user's", '[tool.pdm]', { user: { 'pdm.toml': '[pypi]\nurl="https://m.example/simple"' } }, 'private: m.example/simple'],
  ["PDM: pip's where it has none", '[tool.pdm]', { user: CORP }, 'private: pypi.acme.example/simple'],
]);

const PIPFILE = `[[source]]\nname="pypi"\nurl="https://pypi.org/simple"\n[[source]]\nname="corp"\nurl="https://$WHO:\${PASS}@corp.example/simple"\n[packages]\n`;

table('Pipfile', [
  ['a package that names no index', `${PIPFILE}acme-core="*"`, { user: CORP }, 'public'],
  [
    'one that does',
    `${PIPFILE}acme-core={version="*",index="corp"}`,
    { env: { WHO: 'ann', PASS: 's' } },
    'private: corp.example/simple as ann:s at //corp.example/',
  ],
  ['the first index', '[[source]]\nurl="https://corp.example/simple"\nverify_ssl=false\n[packages]', {}, 'private: corp.example/simple'],
  ['no index named', '[packages]\nacme-core="*"', { user: CORP }, 'private: pypi.acme.example/simple'],
  ['a mirror of PyPI', `${PIPFILE}acme-core="*"`, { env: { PIPENV_PYPI_MIRROR: 'https://m.example/simple' } }, 'private: m.example/simple'],
]);

describe('what the user takes from private places alone', () => {
  const OWN = 'index-url = "https://own.example/simple"';
  it.each([
    ['of the user', { user: { 'uv.toml': OWN } }, true],
    ['of the user, beside PyPI', { user: { 'uv.toml': 'extra-index-url = ["https://own.example/simple"]' } }, false],
    ['of the project', { project: { 'uv.toml': OWN } }, false],
    ['of nobody', {}, false],
  ] as const)('is private by an index %s: %#', (_, world, isPrivate) => {
    const { isPrivateToUser } = configOf('pyproject.toml', '[project]\ndependencies = ["a"]\n[tool.uv]\n', world);
    expect(isPrivateToUser?.('a')).toBe(isPrivate);
  });
});

describe('connections', () => {
  const privateRoute = (world: World, text = LINE) => {
    const source = configOf('requirements.txt', text, world).sourceOf('acme-core');
    return source.kind === 'private' ? source.registry.access.route : undefined;
  };

  it('go through the proxy of pip, with its certificates', () => {
    const env = { PIP_PROXY: 'proxy.example:3128', PIP_CERT: '/pem/ca', PIP_CLIENT_CERT: '/pem/client' };
    const route = {
      httpProxy: 'http://proxy.example:3128',
      httpsProxy: 'http://proxy.example:3128',
      ca: ['PEM of /pem/ca'],
      cert: 'PEM of /pem/client',
      key: 'PEM of /pem/client',
    };
    expect(privateRoute({ user: CORP, env })).toEqual(route);
    expect(configOf('requirements.txt', LINE, { env }).publicAccess).toEqual({ credentials: [], route });
    expect(configOf(undefined, '', { env }).publicAccess.route).toEqual(route);
  });

  it.each([
    [{ PIP_TRUSTED_HOST: 'pypi.acme.example' }, { strictSsl: false }],
    [{ PIP_TRUSTED_HOST: 'pypi.acme.example:8443 other.example' }, {}],
    [{ REQUESTS_CA_BUNDLE: '/pem/a', CURL_CA_BUNDLE: '/pem/b' }, { ca: ['PEM of /pem/a'] }],
    [{ CURL_CA_BUNDLE: '/pem/b' }, { ca: ['PEM of /pem/b'] }],
  ])('heed %j', (env, route) => {
    expect(privateRoute({ user: CORP, env })).toEqual(route);
  });

  it('say which certificate is missing', () => {
    expect(configOf('requirements.txt', LINE, { env: { PIP_CERT: '/none/ca' } }).problems).toEqual([
      'PIP_CERT names a certificate file that is not there.',
    ]);
  });

  it('to an index that is asked in the place of PyPI have its credentials', () => {
    const world = { publicIndex: 'https://pypi.acme.example/simple' };
    const expected = ' as ann:s at //pypi.acme.example/';
    const withLogin = { 'pip.conf': '[global]\nindex-url=https://ann:s@pypi.acme.example/simple/' };
    expect(shownAccess(configOf('requirements.txt', LINE, { ...world, user: withLogin }).publicAccess)).toBe(expected);
    const netrc = { '.netrc': 'machine pypi.acme.example login ann password s' };
    expect(shownAccess(configOf('requirements.txt', LINE, { ...world, user: netrc }).publicAccess)).toBe(expected);
    expect(shownAccess(configOf('requirements.txt', LINE, { publicIndex: 'https://ann:s@pypi.acme.example/simple' }).publicAccess)).toBe(
      expected,
    );
  });

  it('to PyPI have none', () => {
    const netrc = { '.netrc': 'default login ann password s' };
    expect(configOf('requirements.txt', LINE, { user: netrc }).publicAccess.credentials).toEqual([]);
  });
});

describe('a connection that the project chooses', () => {
  const PEM = '[global]\nproxy = http://tap.example\ncert = /pem/other\ntrusted-host = pypi.acme.example';
  const INDEX = '-i https://pypi.acme.example/simple\n';
  const TAPPED = { httpProxy: 'http://tap.example', httpsProxy: 'http://tap.example', ca: ['PEM of /pem/other'], strictSsl: false };
  const ANN = { '.netrc': 'machine pypi.acme.example login ann password own' };
  const TOLD = "The project's settings of proxy and certificates are not used for pypi.acme.example: your own credentials go there.";
  const accessOf = ({ sourceOf }: RegistryConfig): Access => {
    const source = sourceOf('acme-core');
    if (source.kind !== 'private') throw new Error(`it is ${source.kind}`);
    return source.registry.access;
  };

  const rows: readonly (readonly [what: string, name: string, text: string, world: World])[] = [
    ['of .netrc', 'requirements.txt', INDEX, { project: { 'pip.conf': PEM }, user: ANN }],
    [
      'of .netrc for a user whom the project names',
      'requirements.txt',
      INDEX.replace('//', '//ann@'),
      { project: { 'pip.conf': PEM }, user: ANN },
    ],
    ['of .netrc, the host trusted by the manifest', 'requirements.txt', `${INDEX}--trusted-host pypi.acme.example\n`, { user: ANN }],
    [
      'in an address',
      'requirements.txt',
      'a\n',
      { project: { 'pip.conf': PEM }, env: { PIP_INDEX_URL: 'https://ann:own@pypi.acme.example/simple' } },
    ],
    [
      'of the environment for a source of uv',
      'pyproject.toml',
      '[[tool.uv.index]]\nname = "corp"\nurl = "https://pypi.acme.example/simple"\ndefault = true\n',
      {
        project: { 'uv.toml': 'allow-insecure-host = ["pypi.acme.example"]' },
        env: { UV_INDEX_CORP_USERNAME: 'ann', UV_INDEX_CORP_PASSWORD: 'own' },
      },
    ],
    [
      'of Poetry',
      'pyproject.toml',
      '[tool.poetry]\n[[tool.poetry.source]]\nname = "corp"\nurl = "https://pypi.acme.example/simple"\n',
      {
        project: { 'auth.toml': '[certificates.corp]\ncert = "/pem/other"' },
        user: { 'auth.toml': '[http-basic.corp]\nusername = "ann"\npassword = "own"' },
      },
    ],
    [
      'of PDM',
      'pyproject.toml',
      '[tool.pdm]\n',
      {
        project: { 'pdm.toml': '[pypi]\nurl = "https://pypi.acme.example/simple"\nverify_ssl = false\nca_certs = "/pem/other"' },
        user: ANN,
      },
    ],
    ['of pipenv', 'Pipfile', '[[source]]\nname = "corp"\nurl = "https://pypi.acme.example/simple"\nverify_ssl = false\n', { user: ANN }],
  ];
  it.each(rows)('is not used where the user sends credentials %s', (_, name, text, world) => {
    const config = configOf(name, text, world);
    expect([accessOf(config).route, shownAccess(accessOf(config))]).toEqual([{}, ' as ann:own at //pypi.acme.example/']);
    expect(config.problems).toContain(TOLD);
  });

  it('gives way to the user’s own', () => {
    const user = { ...ANN, 'pip.conf': '[global]\nproxy=http://own.example\ncert=/pem/own' };
    const { route } = accessOf(configOf('requirements.txt', INDEX, { project: { 'pip.conf': PEM }, user }));
    expect(route).toEqual({ httpProxy: 'http://own.example', httpsProxy: 'http://own.example', ca: ['PEM of /pem/own'] });
  });

  it('is not used where the user sends a client certificate', () => {
    const config = configOf('requirements.txt', INDEX, { project: { 'pip.conf': PEM }, env: { PIP_CLIENT_CERT: '/pem/own' } });
    expect(accessOf(config)).toEqual({ credentials: [], route: { cert: 'PEM of /pem/own', key: 'PEM of /pem/own' } });
  });

  it('is used for what the project sends itself', () => {
    const config = configOf('requirements.txt', INDEX.replace('//', '//ann:shared@'), { project: { 'pip.conf': PEM } });
    expect(accessOf(config)).toMatchObject({ route: TAPPED, byProject: true });
    expect(config.problems).toEqual([]);
  });

  it('is marked, and so are credentials of the project; what is as the user has it is not', () => {
    const marked = (text: string, world: World) => accessOf(configOf('requirements.txt', text, world)).byProject === true;
    expect(marked(INDEX, { project: { 'pip.conf': PEM } })).toBe(true);
    expect(marked(INDEX.replace('//', '//ann:shared@'), {})).toBe(true);
    expect(marked(INDEX, { user: { ...ANN, 'pip.conf': PEM } })).toBe(false);
  });

  it('to PyPI is held to the same', () => {
    const project = { 'pip.conf': PEM.replace('pypi.acme.example', 'pypi.org') };
    expect(configOf('requirements.txt', 'a\n', { project }).publicAccess).toEqual({ credentials: [], route: TAPPED, byProject: true });
    const env = { PIP_INDEX_URL: 'https://ann:own@pypi.org/simple' };
    const { publicAccess, problems } = configOf('requirements.txt', 'a\n', { project, env });
    expect(publicAccess).toEqual(configOf('requirements.txt', 'a\n', { env }).publicAccess);
    expect(problems).toEqual([TOLD.replace('pypi.acme.example', 'pypi.org')]);
  });
});

describe('a workspace that is not trusted', () => {
  const rows: readonly (readonly [what: string, name: string, text: string, world: World, expected: string])[] = [
    [
      'makes names private',
      'requirements.txt',
      '-i https://ann:s@own.example/simple\n',
      {},
      'unasked: private index own.example, and the workspace is not trusted',
    ],
    [
      'makes names private with a further index',
      'requirements.txt',
      '--extra-index-url https://own.example/simple\n',
      {},
      'unasked: private index own.example, and the workspace is not trusted',
    ],
    ['makes no name public', 'requirements.txt', '-i https://pypi.org/simple\n', { user: CORP }, 'private: pypi.acme.example/simple'],
    [
      'takes no name from the user',
      'requirements.txt',
      '-i https://evil.example/simple\n',
      { user: CORP },
      'private: pypi.acme.example/simple',
    ],
    [
      'puts in no variable',
      'requirements.txt',
      `-i https://\${T}.evil.example/simple\n`,
      { env: { T: 'secret' } },
      'unasked: private index without a valid address',
    ],
    [
      'has no say by files',
      'requirements.txt',
      LINE,
      { project: CORP },
      'unasked: private index pypi.acme.example, and the workspace is not trusted',
    ],
    [
      'has no say by uv.toml',
      'pyproject.toml',
      '[tool.uv]',
      { project: { 'uv.toml': 'index-url="https://uv.example/simple"' } },
      'unasked: private index uv.example, and the workspace is not trusted',
    ],
    [
      'has no say by names',
      'pyproject.toml',
      SOURCES + UV_CORP,
      { env: { UV_INDEX_CORP_USERNAME: 'ann', UV_INDEX_CORP_PASSWORD: 's' } },
      'unasked: private index corp.example, and the workspace is not trusted',
    ],
    [
      'cannot take the name of PyPI',
      'Pipfile',
      '[[source]]\nname="pypi"\nurl="https://evil.example/simple"\n[packages]\nacme-core={version="*",index="pypi"}',
      {},
      'unasked: private index evil.example, and the workspace is not trusted',
    ],
    [
      'leaves what the user says',
      'pyproject.toml',
      SOURCES,
      {
        user: { 'uv.toml': '[[index]]\nname="corp"\nurl="https://u.example/simple"\nexplicit=true' },
        env: { UV_INDEX_CORP_PASSWORD: 's' },
      },
      'private: u.example/simple as :s at //u.example/',
    ],
  ];

  it.each(rows)('%s', (_, name, text, world, expected) => {
    expect(shown(configOf(name, text, { ...world, untrusted: true }).sourceOf('acme-core'))).toBe(expected);
  });

  it('names no certificate and no host that need not be genuine', () => {
    const text = '--trusted-host pypi.acme.example\n';
    const project = { 'pip.conf': '[global]\ncert=/pem/evil\nproxy=http://evil.example\ntrusted-host=pypi.acme.example' };
    const { sourceOf, publicAccess } = configOf('requirements.txt', text, { user: CORP, project, untrusted: true });
    expect([sourceOf('acme-core'), publicAccess]).toMatchObject([{ registry: { access: { route: {} } } }, { credentials: [], route: {} }]);
    expect(JSON.stringify([sourceOf('acme-core'), publicAccess])).not.toContain('evil');
  });
});

describe('further indexes', () => {
  it.each([
    ['requirements.txt', LINE, { user: EXTRA }, ['pypi.acme.example'], false],
    ['requirements.txt', '--extra-index-url https://pypi.org/simple\n', { user: CORP }, ['pypi.acme.example'], false],
    ['requirements.txt', LINE, { user: CORP }, undefined, undefined],
    ['pyproject.toml', UV_CORP, {}, ['corp.example'], true],
    ['pyproject.toml', `[tool.uv]\nindex-strategy = "unsafe-best-match"\n${UV_CORP}`, {}, ['corp.example'], false],
    ['pyproject.toml', poetrySource('supplemental'), {}, ['corp.example'], false],
    ['requirements.txt', LINE, { env: { UV_INDEX: 'https://uv.example/simple' }, user: EXTRA }, ['pypi.acme.example'], false],
  ] as const)('of %s %j with %j are %j', (name, text, world, hosts, areFirst) => {
    expect(configOf(name, text, world).furtherIndexes).toEqual(hosts && { hosts, areFirst, arePrivate: true });
  });

  it('whose names are public are told apart', () => {
    expect(configOf('requirements.txt', '--extra-index-url https://download.pytorch.org/whl/cpu\n').furtherIndexes).toEqual({
      hosts: ['download.pytorch.org'],
      areFirst: false,
      arePrivate: false,
    });
  });
});

describe('secrets', () => {
  it('are in nothing but access', () => {
    const world: World = {
      user: {
        'pip.conf':
          '[global]\nindex-url=https://ann:s3cret@x y/simple\nextra-index-url=https://ann:s3cret@pypi.acme.example/simple\nproxy=http://u:s3cret@p.example',
        'pdm.toml': '[pypi]\nurl="s3cret"',
      },
      env: { UV_INDEX: 'c=https://bad host/s3cret', UV_INDEX_C_PASSWORD: 's3cret', PIP_CERT: '/none/s3cret' },
    };
    for (const name of ['requirements.txt', 'pyproject.toml', 'Pipfile'] as const) {
      for (const untrusted of [true, undefined] as const) {
        const { sourceOf, ...rest } = configOf(name, `-i https://ann:s3cret@\${X}/simple\n`, { ...world, ...(untrusted && { untrusted }) });
        expect(JSON.stringify([rest.problems, rest.furtherIndexes, rest.privateScopes])).not.toContain('s3cret');
        expect(shown(sourceOf('acme-core')).replace(/ as \S+/g, '')).not.toContain('s3cret');
      }
    }
  });
});
