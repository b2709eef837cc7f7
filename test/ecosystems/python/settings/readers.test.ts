import { describe, expect, it } from 'vitest';
import { expanded, isSameIndex, readIndexUrl } from '../../../../server/src/ecosystems/python/settings/indexUrl.js';
import { netrcPaths, pdmPaths, pipPaths, poetryPaths, uvPaths } from '../../../../server/src/ecosystems/python/settings/locations.js';
import { readNetrc } from '../../../../server/src/ecosystems/python/settings/netrc.js';
import { pdmEnvironment, readPdmConfig } from '../../../../server/src/ecosystems/python/settings/pdm.js';
import { type PipSettings, pipSettings, readPipConf } from '../../../../server/src/ecosystems/python/settings/pip.js';
import { poetryCertificates, poetryLogin, readPoetryConfig } from '../../../../server/src/ecosystems/python/settings/poetry.js';
import { readPythonProject } from '../../../../server/src/ecosystems/python/settings/pyproject.js';
import { readUvToml, uvEnvironment, uvLogin } from '../../../../server/src/ecosystems/python/settings/uv.js';
import { scopeOf, shownPath } from '../../../../server/src/ecosystems/shared/settings.js';
import * as fc from '../../../support/fastCheck.js';

describe('the address of an index', () => {
  it.each([
    ['https://pypi.acme.example/simple/', 'https://pypi.acme.example/simple', '//pypi.acme.example/', undefined],
    ['HTTPS://PyPI.Acme.example:443/Team/simple', 'https://pypi.acme.example/Team/simple', '//pypi.acme.example/Team/', undefined],
    ['http://h.example:8081/root/pypi/+simple/', 'http://h.example:8081/root/pypi/+simple', '//h.example:8081/root/pypi/', undefined],
    ['https://h.example/a/simple?x=1#y', 'https://h.example/a/simple', '//h.example/a/', undefined],
    ['https://ann:p%40ss%3A@h.example/simple', 'https://h.example/simple', '//h.example/', ['ann', 'p@ss:']],
    ['https://ann:p@ss@h.example/simple', 'https://h.example/simple', '//h.example/', ['ann', 'p@ss']],
    ['https://token@h.example/simple', 'https://h.example/simple', '//h.example/', ['token', undefined]],
    [`https://\${USER}:\${PASS}@h.example/simple`, 'https://h.example/simple', '//h.example/', undefined],
    ['https://a:%zz@h.example', 'https://h.example', '//h.example/', ['a', '%zz']],
    ['https://[::1]:8080/simple', 'https://[::1]:8080/simple', '//[::1]:8080/', undefined],
  ])('%s', (written, url, prefix, login) => {
    const read = readIndexUrl(written);
    expect([read?.url, read?.prefix, read?.login && [read.login.user, read.login.password]]).toEqual([url, prefix, login]);
  });

  it.each([
    '',
    'simple',
    '/srv/wheels',
    'file:///srv/wheels',
    'ftp://h.example/simple',
    `https://\${HOST}/simple`,
    `https://h.example/\${TOKEN}/simple`,
    'https://evil.example\\@pypi.org/simple',
    'https://h.example/a b',
    'https://h.example/../simple',
    'https://user:pa/ss@h.example/simple',
  ])('%j is none', written => {
    expect(readIndexUrl(written)).toBeUndefined();
  });

  it('is the same whatever its scheme, credentials and slashes', () => {
    const same = (a: string, b: string) => {
      const [one, other] = [readIndexUrl(a), readIndexUrl(b)];
      return one !== undefined && other !== undefined && isSameIndex(one, other);
    };
    expect(same('https://a:b@h.example/simple/', 'http://H.example/simple')).toBe(true);
    expect(same('https://h.example/simple', 'https://h.example/other/simple')).toBe(false);
    expect(same('https://h.example/simple', 'https://h.example:8443/simple')).toBe(false);
  });

  it('never holds what stands before the host', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w:@.%-]{1,30}$/), secret => {
        const read = readIndexUrl(`https://x${secret}q:z@h.example/simple`);
        expect(read === undefined || `${read.url}${read.host}${read.prefix}`).not.toContain(`${secret}q`);
      }),
    );
  });

  it.each([
    [`\${A}-\${b}-$A`, 'pip', `1-\${b}-$A`],
    [`\${A}-\${b}-$A`, 'any case', '1-2-$A'],
    [`\${A}-\${b}-$A`, 'without braces', '1-2-1'],
    [`\${EMPTY}\${NONE}`, 'pip', `\${EMPTY}\${NONE}`],
  ] as const)('%s with variables (%s)', (text, form, expected) => {
    expect(expanded(text, { A: '1', b: '2', EMPTY: '' }, form)).toBe(expected);
  });
});

describe('.netrc', () => {
  const FILES: readonly (readonly [what: string, text: string, host: string, expected: string | undefined])[] = [
    ['one line', 'machine h.example login ann password secret', 'h.example', 'ann:secret'],
    ['several lines and tabs', 'machine\th.example\n\tlogin ann\r\n\tpassword secret\n', 'H.Example', 'ann:secret'],
    ['another host', 'machine other.example login ann password secret', 'h.example', undefined],
    ['the default entry', 'machine o.example login x password y\ndefault login ann password secret', 'h.example', 'ann:secret'],
    [
      'its own before the default entry',
      'default login x password y\nmachine h.example login ann password secret',
      'h.example',
      'ann:secret',
    ],
    ['quotes and backslashes', 'machine h.example login "a b" password "p\\"q\\\\"', 'h.example', 'a b:p"q\\'],
    ['a backslash in a word', 'machine h.example login a\\ b password c', 'h.example', 'a b:c'],
    ['a number sign in a password', 'machine h.example login ann password #secret', 'h.example', 'ann:#secret'],
    [
      'comments',
      '# machine h.example login no password no\nmachine h.example # mine\nlogin ann password secret',
      'h.example',
      'ann:secret',
    ],
    [
      'a macro',
      'macdef init\nmachine h.example login no password no\n\nmachine h.example login ann password secret',
      'h.example',
      'ann:secret',
    ],
    ['an entry inside a macro', 'macdef init\nmachine h.example login no password no\n\n', 'h.example', undefined],
    ['an account', 'machine h.example login ann account machine password secret', 'h.example', 'ann:secret'],
    ['a password only', 'machine h.example password secret', 'h.example', ':secret'],
    ['nothing behind the name', 'machine h.example', 'h.example', undefined],
    ['a machine without a name', 'machine', 'h.example', undefined],
    ['other words', 'what is this\nmachine h.example login ann password secret', 'h.example', 'ann:secret'],
  ];

  it.each(FILES)('%s', (_, text, host, expected) => {
    const login = readNetrc(text).loginFor(host);
    expect(login && `${login.user}:${login.password}`).toBe(expected);
  });

  it('is read whatever it holds', () => {
    fc.assert(fc.property(fc.string(), text => void readNetrc(text).loginFor('h.example')));
  });
});

describe('pip.conf', () => {
  const GLOBAL =
    '[global]\nindex-url = https://g.example/simple\nextra-index-url =\n    https://a.example/simple\n    https://b.example/simple\n';

  function shown({ indexUrl, extraIndexUrls, noIndex, trustedHosts, proxy, cert, clientCert }: PipSettings): string {
    const listed = (name: string, values: readonly (string | undefined)[]) =>
      values.flatMap(value => (value === undefined ? [] : [`${name} ${value}`]));
    return [
      ...listed('index', [indexUrl?.value]),
      ...listed(
        'extra',
        extraIndexUrls.map(({ value }) => value),
      ),
      ...listed('none', [noIndex && 'yes']),
      ...listed(
        'trusted',
        trustedHosts.map(({ value }) => value),
      ),
      ...listed('proxy', [proxy?.value]),
      ...listed('cert', [cert?.value]),
      ...listed('client', [clientCert?.value]),
    ].join(', ');
  }

  const CASES: readonly (readonly [what: string, files: readonly string[], env: Readonly<Record<string, string>>, expected: string])[] = [
    ['several lines', [GLOBAL], {}, 'index https://g.example/simple, extra https://a.example/simple, extra https://b.example/simple'],
    [
      'the stronger file, option by option',
      [GLOBAL, '[global]\nextra_index_url=https://c.example/simple'],
      {},
      'index https://g.example/simple, extra https://c.example/simple',
    ],
    [
      'the section before the file',
      ['[install]\nindex-url=https://i.example/simple', '[global]\nindex-url=https://g.example/simple'],
      {},
      'index https://i.example/simple',
    ],
    ['[download]', ['[download]\nindex-url=https://d.example/simple'], {}, 'index https://d.example/simple'],
    ['other sections', ['[list]\nindex-url=https://d.example/simple\n[freeze]\nno-index=true'], {}, ''],
    [
      'the environment before files',
      [GLOBAL],
      { PIP_INDEX_URL: 'https://e.example/simple', PIP_EXTRA_INDEX_URL: ' https://x.example/simple\thttps://y.example ' },
      'index https://e.example/simple, extra https://x.example/simple, extra https://y.example',
    ],
    ['an empty variable is none', [GLOBAL], { PIP_INDEX_URL: '', PIP_EXTRA_INDEX_URL: ' ' }, CASE_GLOBAL()],
    ['an empty value hides a weaker file', [GLOBAL, '[global]\nindex-url=\nextra-index-url='], {}, ''],
    ['no index', ['[global]\nno-index = yes'], {}, 'none yes'],
    ['an index after all', ['[global]\nno-index = yes'], { PIP_NO_INDEX: '0' }, ''],
    [
      'connections',
      ['[global]\n--trusted-host = a.example b.example:8080\nproxy=http://u:p@proxy.example:3128\ncert=~/ca.pem\nclient-cert=/c.pem'],
      {},
      'trusted a.example, trusted b.example:8080, proxy http://u:p@proxy.example:3128, cert ~/ca.pem, client /c.pem',
    ],
    [
      'connections of the environment',
      [],
      { PIP_TRUSTED_HOST: 'a.example', PIP_PROXY: 'proxy.example:3128', PIP_CERT: '/ca.pem', PIP_CLIENT_CERT: '/c.pem' },
      'trusted a.example, proxy proxy.example:3128, cert /ca.pem, client /c.pem',
    ],
    [
      'comments',
      ['[global]\n# index-url = https://n.example\n; index-url = https://n.example\nindex-url: https://g.example'],
      {},
      'index https://g.example',
    ],
    ['a BOM and CRLF', ['\uFEFF[global]\r\nindex-url = https://g.example\r\n'], {}, 'index https://g.example'],
  ];

  function CASE_GLOBAL(): string {
    return 'index https://g.example/simple, extra https://a.example/simple, extra https://b.example/simple';
  }

  it.each(CASES)('%s', (_, files, env, expected) => {
    const said = files.map((text, at) => ({ value: readPipConf(text).pip, scope: 'user' as const, source: `file ${at}` }));
    expect(shown(pipSettings(said, env))).toBe(expected);
  });

  it('knows which file said it', () => {
    const said = [GLOBAL, '[global]\nindex-url=https://v.example'].map((text, at) => ({
      value: readPipConf(text).pip,
      scope: at === 0 ? ('user' as const) : ('project' as const),
      source: `file ${at}`,
    }));
    const { indexUrl, extraIndexUrls } = pipSettings(said, {});
    expect([indexUrl?.source, indexUrl?.scope, extraIndexUrls[0]?.source]).toEqual(['file 1', 'project', 'file 0']);
  });
});

describe('uv', () => {
  const listed = (indexes: ReturnType<typeof readUvToml>['uv']['indexes']) =>
    indexes.map(({ name, url, isDefault, isExplicit, isFirst, isAnonymous }) =>
      [name || '-', url, isDefault && 'default', isExplicit && 'explicit', isFirst && 'first', isAnonymous && 'anonymous']
        .filter(Boolean)
        .join(' '),
    );

  it('reads uv.toml', () => {
    const text = `index-url = "https://d.example/simple"
extra-index-url = ["https://e.example/simple"]
no-index = true
allow-insecure-host = ["h.example:8080", "i.example"]
[[index]]
name = "corp"
url = "https://c.example/simple"
explicit = true
authenticate = "never"
[pip]
extra-index-url = ["https://p.example/simple"]`;
    const read = readUvToml(text).uv;
    expect(listed(read.indexes)).toEqual([
      'corp https://c.example/simple explicit first anonymous',
      '- https://e.example/simple first',
      '- https://d.example/simple default first',
    ]);
    expect(listed(read.pipIndexes)).toEqual(['- https://p.example/simple first']);
    expect([read.noIndex, read.insecureHosts]).toEqual([true, ['h.example:8080', 'i.example']]);
  });

  it('reads [tool.uv] with the sources that hold for a workspace', () => {
    const text = `[[tool.uv.index]]
url = "https://c.example/simple"
[tool.uv]
index-strategy = "unsafe-best-match"
[tool.uv.sources]
Acme_Core = { index = "corp" }
other = [{ git = "https://g.example" }, { index = "two" }]
third = { path = "." }`;
    const { uv, installers } = readPythonProject(text).project;
    expect(listed(uv?.indexes ?? [])).toEqual(['- https://c.example/simple']);
    expect([...(uv?.sources ?? [])]).toEqual([
      ['acme-core', 'corp'],
      ['other', 'two'],
    ]);
    expect(installers).toEqual(['uv']);
    expect(readPythonProject('[project]\nname = "x"').project.uv).toBeUndefined();
  });

  it.each([
    [
      { UV_INDEX: 'corp=https://c.example/simple https://d.example/?a=b' },
      ['corp https://c.example/simple first', '- https://d.example/?a=b first'],
    ],
    [{ UV_DEFAULT_INDEX: 'https://c.example', UV_INDEX_URL: 'https://no.example' }, ['- https://c.example default first']],
    [{ UV_INDEX_URL: 'https://c.example' }, ['- https://c.example default first']],
    [{ UV_EXTRA_INDEX_URL: 'https://c.example', UV_INDEX_STRATEGY: 'unsafe-best-match' }, ['- https://c.example']],
    [{}, []],
  ])('reads %j', (env, expected) => {
    expect(listed(uvEnvironment(env).indexes)).toEqual(expected);
  });

  it('has credentials by name', () => {
    const env = { UV_INDEX_MY_CORP_2_USERNAME: 'ann', UV_INDEX_MY_CORP_2_PASSWORD: 'secret', UV_INDEX__PASSWORD: 'no' };
    expect(uvLogin('my-corp.2', env)).toEqual({ user: 'ann', password: 'secret' });
    expect(uvLogin('other', env)).toBeUndefined();
    expect(uvLogin('', env)).toBeUndefined();
  });
});

describe('Poetry', () => {
  const AUTH = {
    value: readPoetryConfig('[http-basic.corp]\nusername = "ann"\npassword = "secret"\n[http-basic]\nbob.username = "bob"').poetry,
    scope: 'user',
    source: 'auth.toml',
  } as const;
  const CONFIG = {
    value: readPoetryConfig('[certificates.corp]\ncert = "/ca.pem"\nclient-cert = "/c.pem"\n[certificates.other]\ncert = false').poetry,
    scope: 'project',
    source: 'poetry.toml',
  } as const;

  it('has credentials by name, the environment first', () => {
    expect(poetryLogin('corp', [AUTH], {})).toEqual({ user: 'ann', password: 'secret', scope: 'user' });
    expect(poetryLogin('bob', [CONFIG, AUTH], {})).toEqual({ user: 'bob', password: '', scope: 'user' });
    const env = { POETRY_HTTP_BASIC_MY_CORP_USERNAME: 'eve', POETRY_HTTP_BASIC_MY_CORP_PASSWORD: 'other' };
    expect(poetryLogin('my-corp', [AUTH], env)).toEqual({ user: 'eve', password: 'other', scope: 'user' });
    expect(poetryLogin('none', [AUTH], env)).toBeUndefined();
  });

  it('has certificates by name', () => {
    const said = { scope: 'project', source: 'poetry.toml' };
    expect(poetryCertificates('corp', [CONFIG], {})).toEqual({
      cert: { ...said, value: '/ca.pem' },
      clientCert: { ...said, value: '/c.pem' },
    });
    expect(poetryCertificates('other', [CONFIG], {})).toEqual({});
    expect(poetryCertificates('other', [CONFIG], { POETRY_CERTIFICATES_OTHER_CERT: '/e.pem' })).toEqual({
      cert: { value: '/e.pem', scope: 'user', source: 'the environment' },
    });
  });
});

describe('PDM', () => {
  it('reads its own configuration', () => {
    const text = `[pypi]
url = "https://m.example/simple"
verify_ssl = false
username = "ann"
password = "secret"
[pypi.extra]
url = "https://e.example/simple"
ca_certs = "/ca.pem"
client_cert = "/c.pem"
client_key = "/k.pem"`;
    expect(readPdmConfig(text).pdm).toEqual([
      {
        installer: 'pdm',
        name: 'pypi',
        url: 'https://m.example/simple',
        isDefault: true,
        isExplicit: false,
        isUnverified: true,
        login: { user: 'ann', password: 'secret' },
      },
      {
        installer: 'pdm',
        name: 'extra',
        url: 'https://e.example/simple',
        isDefault: false,
        isExplicit: false,
        cert: '/ca.pem',
        clientCert: '/c.pem',
        clientKey: '/k.pem',
      },
    ]);
  });

  it('reads its variables', () => {
    expect(pdmEnvironment({})).toEqual([]);
    expect(pdmEnvironment({ PDM_PYPI_URL: 'https://m.example', PDM_PYPI_USERNAME: 'ann', PDM_PYPI_PASSWORD: 'x' })).toMatchObject([
      { name: 'pypi', url: 'https://m.example', isDefault: true, login: { user: 'ann', password: 'x' } },
    ]);
  });
});

describe('places', () => {
  const linux = (env: Record<string, string> = {}) => ({ env, home: '/home/ann', platform: 'linux' });
  const mac = { env: {}, home: '/Users/ann', platform: 'darwin' };
  const windows = {
    env: { APPDATA: 'C:\\Users\\ann\\AppData\\Roaming', LOCALAPPDATA: 'C:\\L', ALLUSERSPROFILE: 'C:\\ProgramData', SYSTEMDRIVE: 'C:' },
    home: 'C:\\Users\\ann',
    platform: 'win32',
  };
  const never = () => false;

  it("of pip's configuration, the weakest first", () => {
    expect(pipPaths(linux(), never)).toEqual([
      '/etc/xdg/pip/pip.conf',
      '/etc/pip.conf',
      '/home/ann/.pip/pip.conf',
      '/home/ann/.config/pip/pip.conf',
    ]);
    expect(pipPaths(linux({ XDG_CONFIG_DIRS: '/x:/y', XDG_CONFIG_HOME: '/z' }), never)).toEqual([
      '/x/pip/pip.conf',
      '/y/pip/pip.conf',
      '/etc/pip.conf',
      '/home/ann/.pip/pip.conf',
      '/z/pip/pip.conf',
    ]);
    expect(pipPaths(mac, never)).toEqual([
      '/Library/Application Support/pip/pip.conf',
      '/Users/ann/.pip/pip.conf',
      '/Users/ann/.config/pip/pip.conf',
      '/Users/ann/Library/Application Support/pip/pip.conf',
    ]);
    expect(pipPaths(windows, never)).toEqual([
      'C:\\ProgramData\\pip\\pip.ini',
      'C:\\Users\\ann\\pip\\pip.ini',
      'C:\\Users\\ann\\AppData\\Roaming\\pip\\pip.ini',
    ]);
  });

  it('where PIP_CONFIG_FILE names one', () => {
    const machine = linux({ PIP_CONFIG_FILE: '/own/pip.conf' });
    expect(pipPaths(machine, () => true)).toEqual(['/etc/xdg/pip/pip.conf', '/etc/pip.conf', '/own/pip.conf']);
    expect(pipPaths(machine, never).slice(-2)).toEqual(['/home/ann/.config/pip/pip.conf', '/own/pip.conf']);
    expect(pipPaths(linux({ PIP_CONFIG_FILE: '/dev/null' }), () => true)).toEqual([]);
    expect(pipPaths({ ...windows, env: { PIP_CONFIG_FILE: 'nul' } }, () => true)).toEqual([]);
  });

  it('of the others', () => {
    expect(uvPaths(linux())).toEqual(['/home/ann/.config/uv/uv.toml', '/etc/xdg/uv/uv.toml', '/etc/uv/uv.toml']);
    expect(uvPaths(linux({ UV_CONFIG_FILE: '/own.toml' }))).toEqual(['/own.toml']);
    expect(uvPaths(linux({ UV_NO_CONFIG: '1' }))).toEqual([]);
    expect(uvPaths(windows)).toEqual(['C:\\Users\\ann\\AppData\\Roaming\\uv\\uv.toml', 'C:\\ProgramData\\uv\\uv.toml']);
    expect(poetryPaths(mac)[0]).toBe('/Users/ann/Library/Application Support/pypoetry/auth.toml');
    expect(poetryPaths(linux({ POETRY_CONFIG_DIR: '/p' }))).toEqual(['/p/auth.toml', '/p/config.toml']);
    expect(pdmPaths(linux())).toEqual(['/home/ann/.config/pdm/config.toml', '/etc/xdg/pdm/config.toml']);
    expect(pdmPaths(windows)).toEqual(['C:\\L\\pdm\\pdm\\config.toml']);
    expect(netrcPaths(linux())).toEqual(['/home/ann/.netrc', '/home/ann/_netrc']);
    expect(netrcPaths(linux({ NETRC: '/n' }))).toEqual(['/n']);
  });

  it('are the project’s where they lie in it', () => {
    expect(scopeOf('/w/app/.venv/pip.conf', '/w/app')).toBe('project');
    expect(scopeOf('/w/app2/pip.conf', '/w/app')).toBe('user');
    expect(scopeOf('C:\\w\\pip.ini', 'C:\\w\\')).toBe('project');
    expect(scopeOf('/etc/pip.conf', '')).toBe('user');
  });

  it('are shown without the home folder', () => {
    expect(shownPath('/home/ann/.config/pip/pip.conf', linux())).toBe('~/.config/pip/pip.conf');
    expect(shownPath('C:\\Users\\ann\\pip\\pip.ini', windows)).toBe('~/pip/pip.ini');
    expect(shownPath('/etc/pip.conf', linux())).toBe('/etc/pip.conf');
  });
});
