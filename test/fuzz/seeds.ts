// Valid texts of every format that is read: small, and between them with most of its forms.
import { writeAll } from '../ecosystems/npm/lockfiles/npmSamples.js';

export interface Format {
  readonly seeds: readonly string[];
  /** Words of its grammar. */
  readonly words: readonly string[];
}

const NPM_WORDS = [
  '^1.2.3',
  '~1',
  '>=1 <2 || 3.x',
  '1.0.0 - 2.0.0',
  '*',
  'latest',
  '',
  'workspace:*',
  'catalog:',
  'catalog:old',
  'npm:left-pad@^1',
  'npm:@a/b',
  'git+https://h.example/x.git#v1',
  'github:a/b#semver:^1',
  'https://h.example/x.tgz',
  'file:../x',
  'link:./x',
  'portal:x',
  'patch:a@npm%3A1#./p',
  'jsr:@a/b@1',
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
  'overrides',
  'resolutions',
  'pnpm',
  'packageManager',
  'engines',
  'workspaces',
  '@scope/name',
  'left-pad',
  '.',
  '$left-pad',
  'pnpm@9.0.0+sha512.abc',
];

export const PACKAGE_JSON: Format = {
  words: NPM_WORDS,
  seeds: [
    JSON.stringify(
      {
        name: 'demo',
        version: '1.0.0',
        packageManager: 'pnpm@9.1.0+sha512.abcdef',
        engines: { node: '>=20' },
        workspaces: ['packages/*', '!packages/x'],
        dependencies: {
          'left-pad': '^1.3.0',
          '@scope/name': '~2.0.0',
          alias: 'npm:chalk@5.6.1',
          local: 'workspace:*',
          git: 'github:a/b#abc',
        },
        devDependencies: { typescript: 'latest', x: 'catalog:', y: '>=1 <2 || 3.x' },
        peerDependencies: { react: '*' },
        overrides: { chalk: '5.6.0', foo: { '.': '1.0.0', bar: '2' }, 'baz@^1': '$left-pad' },
        resolutions: { '**/debug': '4.4.1', 'a/b@npm:^1': '1.0.0' },
        pnpm: { overrides: { 'a>b@1': '2.0.0', c: '-' } },
        catalog: { x: '^1' },
        catalogs: { old: { x: '^0.9' } },
      },
      null,
      2,
    ),
    '{ "dependencies": { "chalk": "5.6.1", "d\\u0065bug": "4.4\\u002e2" } }',
    '{\r\n\t"devDependencies": {\r\n\t\t"a": "1",\r\n\t\t"b": "2"\r\n\t}\r\n}\r\n',
  ],
};

export const PNPM_WORKSPACE: Format = {
  words: [
    ...NPM_WORDS,
    'catalog',
    'catalogs',
    'packages',
    'overrides',
    'minimumReleaseAge',
    '  ',
    '- ',
    ': ',
    '{a: 1}',
    '[a, b]',
    '# c',
    "'@a/b'",
    '|',
    '&x',
    '*x',
  ],
  seeds: [
    "packages:\n  - 'packages/*'\n  - '!**/test'\n\ncatalog:\n  react: ^18.2.0\n  '@scope/name': 1.0.0 # pinned\n  \"quoted\": \"~2.0\"\n\ncatalogs:\n  old:\n    react: ^17.0.0\n    x: npm:y@1\n  'new one':\n    react: 19\n\noverrides:\n  'a>b': 1.0.0\n  c: '-'\n\nminimumReleaseAge: 1440\nminimumReleaseAgeExclude:\n  - '@acme/*'\n  - left-pad@1.3.0 || 1.3.1\n",
    'catalog: {a: 1, "b": "^2", c: [x]}\r\ncatalogs:\r\n    x:\r\n        a: >-\r\n          ^1\r\n        b: |\r\n          ^2\r\n',
  ],
};

export const YAML: Format = {
  words: [
    ...PNPM_WORKSPACE.words,
    '? ',
    '"',
    "'",
    '---\n',
    '...\n',
    '<<: ',
    '>-\n',
    '|2\n',
    '!!str ',
    '\n  ',
    '\n- ',
    '- - ',
    '[',
    ']',
    '{',
    '}',
    ', ',
  ],
  seeds: [
    ...PNPM_WORKSPACE.seeds,
    'on: [push, pull_request]\njobs:\n  build:\n    runs-on: ${{ matrix.os }}\n    strategy: { matrix: { os: [a, b] } }\n    steps:\n    - uses: actions/x@v4 # v4.1\n      with: {node-version: 20}\n    - name: "a: b"\n      run: |\n        npm ci\n          # none\n\n        npm test\n    -\n      if: >-\n        a &&\n        b\n',
    "name: x\nchannels: [conda-forge]\ndependencies:\n  - python>=3.10\n  - 'numpy=1.26.*'\n  - pip\n  - pip:\n    - requests==2.31.0 # why\n    - -r requirements.txt\n",
    '%YAML 1.2\n---\nbase: &base\n  a: 1\nuse:\n  <<: *base\n  b: *base\n--- # two\n- - c\n  - d: e\n    f: "g\n      h"\n- [i: j, {"k":l}]\n? long key\n: m\n...\n',
  ],
};

const PYTHON_WORDS = [
  '==1.0',
  '>=1,<2',
  '~=1.4.2',
  '!=1.5.*',
  '===odd',
  '==1!2.0rc1.post1.dev2+local.1',
  '[extra,other]',
  '; python_version < "3.9"',
  '; os_name == \'nt\' and (extra == "x")',
  ' @ https://h.example/x-1.0-py3-none-any.whl',
  ' @ git+https://h.example/x@abc#egg=x',
  '--hash=sha256:abcdef',
  '-r other.txt',
  '-c constraints.txt',
  '-e .',
  '--index-url https://i.example/simple',
  '--extra-index-url=https://j.example/simple',
  '--pre',
  '--no-index',
  '\\\n',
  ' # comment',
  '${TOKEN}',
  './local',
  'name',
  'requests',
  'Flask_Login',
  'typing.extensions',
];

export const REQUIREMENTS: Format = {
  words: PYTHON_WORDS,
  seeds: [
    '# top\n--index-url https://i.example/simple\n--extra-index-url https://j.example/simple\nrequests[security,socks]>=2.8.1, == 2.8.* ; python_version < "2.7"  # why\nlitellm==1.82.7 \\\n    --hash=sha256:0123456789abcdef \\\n    --hash=sha512:fedcba\n-r other.txt\n-c constraints.txt\n-e git+https://h.example/x.git@v1#egg=thing\n./downloads/numpy-1.9.2-cp34-none-win32.whl\nhttps://h.example/x.zip\nname @ file:///tmp/name.whl\nDjango (>=3,<4)\n',
    'a==1\r\nb ~= 2.0 ; extra == "x"\r\n\r\n  c\r\n--pre\r\n',
    'x==1.0; platform_machine=="x86_64"\ny>=${VERSION}\n-i https://u:p@i.example/simple --trusted-host i.example\n',
  ],
};

const TOML_WORDS = [
  ...PYTHON_WORDS,
  '[project]',
  '[tool.poetry.dependencies]',
  '[tool.poetry.group.dev.dependencies]',
  '[dependency-groups]',
  '[[package]]',
  '[[tool.uv.index]]',
  '[tool.uv.sources]',
  'dependencies = [',
  'optional-dependencies',
  'version = "1"',
  '{ version = "^1", extras = ["a"] }',
  '{ include-group = "x" }',
  '"a"',
  "'b'",
  '"""',
  "'''",
  '^1.2',
  '1979-05-27T07:32:00Z',
  'true',
  '0xDEAD',
  '# c',
  'a.b.c = 1',
];

export const PYPROJECT: Format = {
  words: TOML_WORDS,
  seeds: [
    '[build-system]\nrequires = ["setuptools>=61"]\n\n[project]\nname = "demo"\nrequires-python = ">=3.9"\ndependencies = [\n  "requests[socks]>=2.8,<3 ; python_version < \'3.12\'", # why\n  \'litellm>=1.50\',\n  """multi\\\n  line==1""",\n]\n\n[project.optional-dependencies]\ntest = ["pytest", "x~=1.0"]\n\n[dependency-groups]\ndev = ["ruff==0.4", { include-group = "test" }]\n\n[tool.uv]\nexclude-newer = "2026-01-01"\nconstraint-dependencies = ["a<2"]\n[tool.uv.sources]\nthing = { git = "https://h.example/x", tag = "v1" }\n[[tool.uv.index]]\nname = "corp"\nurl = "https://i.example/simple"\nexplicit = true\n',
    '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3.9"\na = "^1.2"\n"b" = { version = "~1.3", extras = ["x"], optional = true }\nc = [{ version = "<2", python = "<3.8" }, { version = ">=2", python = ">=3.8" }]\nd.git = "https://h.example/d.git"\nd.rev = "abc"\n[tool.poetry.group.dev.dependencies]\ne = "*"\nf = {path = "../f", develop = true}\n[[tool.poetry.source]]\nname = "corp"\nurl = "https://i.example/simple"\npriority = "explicit"\n',
    '[tool.pdm.dev-dependencies]\r\ntest = ["a>=1", "-e file:///x#egg=y"]\r\n[tool]\r\nhatch.envs.x.dependencies = ["z"]\r\n[project]\r\ndependencies=["\\u0061bc==1","d\\u00e9"]\r\n',
  ],
};

export const PIPFILE: Format = {
  words: TOML_WORDS,
  seeds: [
    '[[source]]\nurl = "https://pypi.org/simple"\nverify_ssl = true\nname = "pypi"\n\n[packages]\nrequests = { extras = ["socks"], version = "==2.8" }\nflask = "*"\nlocal = { path = ".", editable = true }\ngit = { git = "https://h.example/x.git", ref = "v1" }\n"quoted.name" = "~=1.0"\n\n[dev-packages]\npytest = ">=7"\nx = {version = "*", markers = "os_name == \'nt\'", index = "corp"}\n\n[requires]\npython_version = "3.11"\n',
  ],
};

export const SETUP_CFG: Format = {
  words: [...PYTHON_WORDS, '[options]', 'install_requires =', '    ', '\t', '=', ':', '[options.extras_require]', 'file: x.txt', '%(a)s'],
  seeds: [
    '[metadata]\nname = demo\n\n[options]\npython_requires = >=3.8\ninstall_requires =\n    requests[socks]>=2.8 ; python_version < "3"\n    # comment\n    litellm>=1.50\n    x\nsetup_requires = a==1; b\ntests_require: c\n\n[options.extras_require]\ntest =\n    pytest>=7\n\tcov\ndocs = sphinx ; extra == "x"\n',
    '[options]\r\ninstall_requires = file: requirements.txt\r\n[options.extras_require]\r\nx=\r\n  a\r\n\r\n  b\r\n',
  ],
};

export const SETUP_PY: Format = {
  words: [
    ...PYTHON_WORDS,
    'setup',
    '(',
    ')',
    'def ',
    'import setuptools',
    'from setuptools import setup',
    'install_requires',
    '#',
    '\n',
    '    ',
  ],
  seeds: [
    'from setuptools import setup\n\nsetup(name="demo", install_requires=["litellm>=1.50"])\n',
    'import setuptools\r\nif __name__ == "__main__":\r\n    setuptools.setup()  # all in setup.cfg\r\n',
  ],
};

const SAMPLES = writeAll([
  { name: 'left-pad', version: '1.3.0', dependencies: [1, 2] },
  { name: '@scope/name', version: '2.0.0', dependencies: [2] },
  { name: 'chalk', version: '5.6.1', dependencies: [] },
]);

function sampled(...ids: readonly string[]): readonly string[] {
  return SAMPLES.filter(({ id }) => ids.includes(id)).map(({ text }) => text);
}

const LOCK_WORDS = [
  ...NPM_WORDS,
  'version',
  'resolved',
  'integrity',
  'sha512-abc==',
  'requires',
  'packages',
  'importers',
  'snapshots',
  'lockfileVersion',
  'node_modules/a/node_modules/b',
  'link',
  'true',
  '/a/1.0.0(b@2)(c@3)',
  'a@1.0.0_b@2',
  'bundled',
  'peer',
  '1.0.0',
  'resolution',
  '  ',
  '? ',
];

export const PACKAGE_LOCK: Format = {
  words: LOCK_WORDS,
  seeds: [
    ...sampled('npm 3', 'npm 1'),
    '{"lockfileVersion":2,"packages":{"":{"workspaces":["packages/*"],"dependencies":{"a":"^1"}},"packages/x":{"version":"1.0.0"},"node_modules/x":{"resolved":"packages/x","link":true},"node_modules/a":{"name":"b","version":"1.0.1","resolved":"https://r.example/b.tgz","integrity":"sha512-a== sha1-b=","dependencies":{"c":"*"}},"node_modules/a/node_modules/c":{"version":"git+ssh://h.example/c#abc","inBundle":true}},"dependencies":{"a":{"version":"npm:b@1.0.1","bundled":true}}}',
  ],
};

export const PNPM_LOCK: Format = {
  words: LOCK_WORDS,
  seeds: [
    ...sampled('pnpm 9', 'pnpm 5'),
    "lockfileVersion: '6.0'\n\nsettings:\n  autoInstallPeers: true\n\noverrides:\n  a: 1.0.0\n\nimporters:\n\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: 1.0.1(b@2.0.0)\n      w:\n        specifier: workspace:*\n        version: link:packages/w\n  packages/w: {}\n\npackages:\n\n  /a@1.0.1(b@2.0.0):\n    resolution: {integrity: sha512-x==, tarball: https://h.example/a.tgz}\n    engines: {node: '>=10'}\n    peerDependencies:\n      b: '*'\n    dependencies:\n      b: 2.0.0\n    dev: true\n\n  /b@2.0.0:\n    resolution: {integrity: sha512-y==}\n\n  github.com/x/y/abc:\n    resolution: {tarball: https://codeload.example/x}\n    name: y\n    version: 1.0.0\n",
  ],
};

export const YARN_LOCK: Format = {
  words: [
    ...LOCK_WORDS,
    '# yarn lockfile v1',
    '__metadata:',
    '"a@npm:^1, a@npm:~1":',
    'linkType: hard',
    'checksum: 10/abc',
    'dependencies:',
  ],
  seeds: [
    ...sampled('Yarn 1', 'Yarn 4'),
    '# yarn lockfile v1\n\n\na@^1.0.0, "a@>=1 <2":\n  version "1.0.1"\n  resolved "https://r.example/a/-/a-1.0.1.tgz#abc"\n  integrity sha512-x==\n  dependencies:\n    "@b/c" "^2.0.0"\n    d "npm:e@3"\n  optionalDependencies:\n    f "*"\n\n"@b/c@^2.0.0":\n  version "2.0.0"\n\n"g@https://h.example/g.tgz":\n  version "1.0.0"\n',
  ],
};

export const BUN_LOCK: Format = {
  words: LOCK_WORDS,
  seeds: [
    ...sampled('Bun'),
    '{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": { "name": "x", "dependencies": { "a": "^1", }, },\n    "packages/w": { "name": "w", "version": "1.0.0", },\n  },\n  "overrides": { "b": "1", },\n  "packages": {\n    "a": ["a@1.0.1", "https://r.example/", { "dependencies": { "b": "^2" }, "bin": { "a": "a.js" } }, "sha512-x=="],\n    "a/b": ["b@2.0.0", "", {}, "sha512-y=="],\n    "w": ["w@workspace:packages/w"],\n    "g": ["g@github:x/y#abc", {}, "x-y-abc"],\n  },\n}\n',
  ],
};

const PYTHON_LOCK_WORDS = [
  ...TOML_WORDS,
  '[[package]]',
  '[package.dependencies]',
  '[metadata]',
  'source = { registry = "https://pypi.org/simple" }',
  'lock-version = "2.1"',
  'sha256:abc',
  'files = [',
  'groups = ["default"]',
];

export const UV_LOCK: Format = {
  words: PYTHON_LOCK_WORDS,
  seeds: [
    'version = 1\nrevision = 2\nrequires-python = ">=3.9"\nresolution-markers = ["a"]\n\n[manifest]\nmembers = ["demo", "lib"]\n\n[[package]]\nname = "alpha"\nversion = "1.0.0"\nsource = { registry = "https://pypi.org/simple" }\ndependencies = [\n    { name = "beta", version = "2.0", source = { registry = "https://i.example" }, marker = "x" },\n    { name = "gamma", extra = ["s"] },\n]\nsdist = { url = "https://f.example/alpha.tar.gz", hash = "sha256:abc", size = 10 }\nwheels = [\n    { url = "https://f.example/alpha.whl", hash = "sha256:def" },\n]\n\n[[package]]\nname = "beta"\nversion = "2.0"\nsource = { registry = "https://i.example" }\n\n[[package]]\nname = "gamma"\nversion = "3"\nsource = { git = "https://h.example/g?rev=1#abc" }\n\n[[package]]\nname = "demo"\nversion = "0.1.0"\nsource = { editable = "." }\ndependencies = [{ name = "alpha" }]\n\n[package.optional-dependencies]\nx = [{ name = "gamma" }]\n\n[package.metadata]\nrequires-dist = [{ name = "alpha", specifier = ">=1" }]\n',
  ],
};

export const POETRY_LOCK: Format = {
  words: PYTHON_LOCK_WORDS,
  seeds: [
    '# @generated by Poetry\n\n[[package]]\nname = "alpha"\nversion = "1.0.0"\ndescription = "it\'s [[package]]"\noptional = false\npython-versions = ">=3.7"\ngroups = ["main"]\nfiles = [\n    {file = "alpha-1.0.0.tar.gz", hash = "sha256:abc"},\n]\n\n[package.dependencies]\nbeta = ">=1"\nGamma_X = {version = "*", markers = "extra == \\"x\\""}\ndelta = [{version = "1"}, {version = "2"}]\n\n[package.extras]\nx = ["y (>=1)"]\n\n[[package]]\nname = "beta"\nversion = "2.0"\n\n[package.source]\ntype = "git"\nurl = "https://h.example/b"\nreference = "v1"\nresolved_reference = "abc"\n\n[metadata]\nlock-version = "2.1"\ncontent-hash = "abc"\n',
  ],
};

export const PDM_LOCK: Format = {
  words: PYTHON_LOCK_WORDS,
  seeds: [
    '[metadata]\ngroups = ["default", "dev"]\nlock_version = "4.5.0"\n\n[[metadata.targets]]\nrequires_python = ">=3.9"\n\n[[package]]\nname = "alpha"\nversion = "1.0.0"\nextras = ["x"]\nrequires_python = ">=3"\nsummary = ""\ngroups = ["default"]\ndependencies = [\n    "beta<3,>=1; python_version < \\"3\\"",\n    "alpha==1.0.0",\n]\nfiles = [\n    {file = "alpha.whl", hash = "sha256:abc"},\n]\n\n[[package]]\nname = "beta"\nversion = "2.0"\ngit = "https://h.example/b"\nrevision = "abc"\n',
  ],
};

export const PYLOCK: Format = {
  words: PYTHON_LOCK_WORDS,
  seeds: [
    'lock-version = "1.0"\ncreated-by = "x"\nrequires-python = ">=3.9"\n\n[[packages]]\nname = "alpha"\nversion = "1.0.0"\nindex = "https://pypi.org/simple"\ndependencies = [{ name = "beta", version = "2.0" }]\nwheels = [{ name = "a.whl", url = "https://f.example/a.whl", hashes = { sha256 = "abc" } }]\n[packages.sdist]\nname = "a.tar.gz"\nhashes = {sha256 = "def"}\n\n[[packages]]\nname = "beta"\n[packages.vcs]\ntype = "git"\nurl = "https://h.example/b"\ncommit-id = "abc"\n\n[[packages]]\nname = "gamma"\n[packages.directory]\npath = "."\neditable = true\n',
  ],
};

export const PIPFILE_LOCK: Format = {
  words: [...LOCK_WORDS, 'default', 'develop', '_meta', '==1.0', 'sha256:abc', 'markers', 'index', 'hashes', 'editable'],
  seeds: [
    JSON.stringify(
      {
        _meta: {
          hash: { sha256: 'abc' },
          'pipfile-spec': 6,
          sources: [{ name: 'pypi', url: 'https://pypi.org/simple', verify_ssl: true }],
        },
        default: {
          alpha: {
            hashes: ['sha256:abc', 'sha256:def'],
            index: 'pypi',
            version: '==1.0.0',
            markers: "python_version >= '3'",
            extras: ['x'],
          },
          local: { editable: true, path: '.' },
          git: { git: 'https://h.example/x.git', ref: 'abc' },
        },
        develop: { beta: { version: '==2.0' } },
      },
      null,
      4,
    ),
  ],
};

export const REQUIREMENTS_LOCK: Format = {
  words: [...PYTHON_WORDS, '# via', '#   -r requirements.in', '# This file was autogenerated by uv via the following command:'],
  seeds: [
    '#\n# This file is autogenerated by pip-compile with Python 3.11\n#\nalpha==1.0.0 \\\n    --hash=sha256:abc \\\n    --hash=sha256:def\n    # via\n    #   -r requirements.in\n    #   beta\nbeta[x]==2.0 ; python_version < "3"\n    # via alpha\n',
    '# This file was autogenerated by uv via the following command:\n#    uv pip compile requirements.in\nalpha==1.0\n    # via -r requirements.in\n',
  ],
};

export const POLICY: Format = {
  words: [
    'rules',
    'ignore',
    'deny',
    'allow',
    'privateScopes',
    'cooldown',
    'days',
    'reason',
    'expires',
    'advisory',
    'package',
    'versions',
    'rule',
    'malicious-release',
    'vulnerable-release',
    'error',
    'off',
    'npm:*',
    'PyPI:acme-*',
    '@acme',
    '2027-01-31',
    '>=1,<2',
    'GHSA-aaaa-bbbb-cccc',
    '// c',
    '/* c */',
  ],
  seeds: [
    '// policy\n{\n  "$schema": "https://x.example/s.json",\n  "rules": { "unpinned": "warning", "young-release": "off" },\n  "cooldown": { "days": 7 },\n  "signals": { "recentDays": 30 },\n  "ignore": [\n    { "rule": "vulnerable-release", "package": "npm:minimist", "versions": "<1.2.6", "reason": "not reachable", "expires": "2027-01-31" },\n    { "advisory": "GHSA-aaaa-bbbb-cccc", "reason": "no", }, // c\n    { "package": "PyPI:acme-*", "reason": "ours" },\n  ],\n  "deny": ["npm:evil", "PyPI:bad-*"],\n  "allow": ["npm:@acme/*"],\n  "privateScopes": ["@acme", "PyPI:acme-*"]\n}\n',
    '{ "ignore": [{ "package": "PyPI:x", "versions": "==1.0", "reason": "r" }] }',
  ],
};

export const CONFIGURATION: Format = {
  words: [
    'min-release-age=3',
    'minimumReleaseAge: 1440',
    'npmMinimalAgeGate: "3d"',
    'exclude-newer = "1 week"',
    'uploaded-prior-to = P3D',
    'registry=https://r.example/',
    '@acme:registry=',
    '[install]',
    '[global]',
    '[tool.uv]',
    '3 days',
    'P1DT2H',
    '2026-01-01T00:00:00+02:00',
    '- "@acme/*"',
    '**',
    '*?*',
    '"',
    '${HOME}',
    '= ',
    ': ',
    'packages',
    'workspaces',
    'pnpm@9',
  ],
  seeds: [
    'registry=https://r.example/\n@acme:registry="https://npm.acme.example/"\n//npm.acme.example/:_authToken=${TOKEN}\nmin-release-age=7\nmin-release-age-exclude[]=@acme/*\nminimum-release-age=1440\n; c\n# c\n',
    "minimumReleaseAge: 1440\nminimumReleaseAgeExclude:\n  - '@acme/*'\n  - x@1.0.0 || 1.0.1\nminimumReleaseAgeStrict: false\n",
    'nodeLinker: node-modules\nnpmMinimalAgeGate: "3d"\nnpmPreapprovedPackages:\n  - "@acme/*"\n  - "x@^1"\nnpmRegistryServer: "https://r.example"\nnpmScopes:\n  acme:\n    npmRegistryServer: "https://n.example"\n',
    '[install]\nminimumReleaseAge = 259200\nminimumReleaseAgeExcludes = ["@acme/x", "y"]\nregistry = { url = "https://r.example", token = "$T" }\n[install.scopes]\nacme = "https://n.example"\n',
    'exclude-newer = "2026-01-01T00:00:00Z"\nexclude-newer-package = { x = "2026-02-01", y = false }\n[pip]\nexclude-newer = "3 days"\n[[index]]\nurl = "https://i.example/simple"\ndefault = true\n',
    '[tool.uv]\nexclude-newer = "P3D"\n[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/x"]\n[tool.pdm.resolution]\nexclude-newer = "7d"\n',
    '[solver]\nmin-release-age = 3\nmin-release-age-exclude = ["x"]\n[resolution]\nexclude-newer = "2026-01-01"\n',
    '[global]\nindex-url = https://i.example/simple\nextra-index-url =\n    https://j.example/simple\n    https://k.example/simple\nuploaded-prior-to = P7D\n[install]\nno-index = true\n',
    '{"packageManager":"pnpm@9.0.0","workspaces":{"packages":["packages/*","!packages/x"]},"devEngines":{"packageManager":{"name":"npm","version":"^11"}}}',
  ],
};

export const NPM_SPECIFIERS: Format = {
  words: ['^', '~', '>=', '<', '||', ' - ', 'x', '*', 'v1', '1.2.3-beta.1+build', '1.2.3', 'npm:', 'workspace:', '#', '@', ' '],
  seeds: [
    ...NPM_WORDS,
    '>=1.2.3 <2 || ^3.0.0-rc.1 || ~4',
    '1.x || >=2.5.0 || 5.0.0 - 7.2.3',
    '=v1.2.3+build.5',
    '^0.0.0-0',
    'next',
    '<=999999999999.0.0',
  ],
};

export const PYTHON_SPECIFIERS: Format = {
  words: ['==', '!=', '~=', '>=', '<', '===', ',', '.*', '1!', 'a1', 'rc', '.post1', '.dev0', '+l.1', '||', '^', '~', '1.2.3', ' '],
  seeds: [
    '>=1.2,<2',
    '~=1.4.2',
    '==1.*,!=1.5.*',
    '===odd text',
    '==1!2.0rc1.post1.dev2+local.1',
    '>1.0a1 , <= 3',
    '^1.2.3',
    '~1.2',
    '1.*',
    '>=1,<2 || ^3',
    '*',
    '==v1.0',
    '<2.0.dev0',
  ],
};

const INTEGRITY = `sha512-${'A'.repeat(86)}==`;

export const PACKUMENT: Format = {
  words: [
    'versions',
    'time',
    'dist-tags',
    'latest',
    'created',
    'modified',
    'unpublished',
    'dist',
    'integrity',
    'shasum',
    'deprecated',
    'scripts',
    'postinstall',
    'dependencies',
    '_npmUser',
    'name',
    '1.0.0',
    '2.0.0-rc.1',
    '2026-01-01T00:00:00.000Z',
    INTEGRITY,
    'engines',
    'node',
    'peerDependencies',
  ],
  seeds: [
    JSON.stringify({
      _id: 'x',
      name: 'x',
      description: 'd',
      'dist-tags': { latest: '1.1.0', next: '2.0.0-rc.1' },
      versions: {
        '1.0.0': {
          name: 'x',
          version: '1.0.0',
          deprecated: 'use y',
          _npmUser: { name: 'anna', email: 'a@x.example' },
          scripts: { postinstall: 'node x', test: 't' },
          dependencies: { a: '^1', '@b/c': '*' },
          optionalDependencies: { d: '1' },
          peerDependencies: { react: '>=18' },
          engines: { node: '>=18' },
          dist: {
            tarball: 'https://r.example/x/-/x-1.0.0.tgz',
            integrity: INTEGRITY,
            shasum: 'a'.repeat(40),
            attestations: { url: 'https://r.example/a' },
          },
        },
        '1.1.0': { gypfile: true, repository: 'github:a/b', dist: { tarball: 't', integrity: `${INTEGRITY} sha1-abc=` } },
        '2.0.0-rc.1': { _npmUser: 'bob <b@x.example>', scripts: {}, dist: { shasum: 'b'.repeat(40) } },
      },
      time: {
        created: '2020-01-01T00:00:00.000Z',
        modified: '2026-01-01T00:00:00.000Z',
        '1.0.0': '2020-01-01T00:00:00.000Z',
        '0.9.0': '2019-12-01T00:00:00.000Z',
        '1.1.0': '2021-01-01T00:00:00.000Z',
      },
      maintainers: [{ name: 'anna' }, 'bob <b@x.example>'],
      repository: { type: 'git', url: 'git+https://h.example/x.git' },
      license: 'MIT',
    }),
    JSON.stringify({
      _id: 'x',
      name: 'x',
      time: { created: '2020-01-01T00:00:00.000Z', unpublished: { time: '2021-01-01T00:00:00.000Z', versions: ['1.0.0', '1.0.1'] } },
    }),
  ],
};

export const SIMPLE_PAGE: Format = {
  words: [
    'files',
    'versions',
    'filename',
    'hashes',
    'sha256',
    'upload-time',
    'yanked',
    'requires-python',
    'provenance',
    'project-status',
    'status',
    'reason',
    'quarantined',
    'alpha-1.0-py3-none-any.whl',
    'alpha-1.0.tar.gz',
    '1.0',
    'd'.repeat(64),
  ],
  seeds: [
    JSON.stringify({
      meta: { 'api-version': '1.4' },
      name: 'alpha',
      'project-status': { status: 'archived', reason: 'done' },
      versions: ['1.0', '1.1', '2.0rc1'],
      files: [
        {
          filename: 'alpha-1.0.tar.gz',
          url: 'https://f.example/1',
          hashes: { sha256: 'a'.repeat(64) },
          'upload-time': '2020-01-01T00:00:00.000000Z',
          yanked: false,
          'requires-python': '>=3.8',
          provenance: null,
        },
        {
          filename: 'alpha-1.0-py3-none-any.whl',
          url: 'u',
          hashes: { sha256: 'b'.repeat(64) },
          yanked: 'broken',
          provenance: 'https://p.example',
        },
        { filename: 'alpha-1.1-cp311-cp311-manylinux_2_17_x86_64.whl', hashes: {}, 'upload-time': '2021-01-01T00:00:00Z', yanked: true },
        { filename: 'Alpha-2.0rc1.zip', hashes: { md5: 'x' } },
      ],
    }),
  ],
};

export const LEGACY_DOCUMENT: Format = {
  words: [
    'releases',
    'info',
    'urls',
    'filename',
    'digests',
    'sha256',
    'upload_time_iso_8601',
    'yanked',
    'yanked_reason',
    'requires_python',
    '1.0',
    'alpha-1.0.tar.gz',
  ],
  seeds: [
    JSON.stringify({
      info: { name: 'alpha', version: '1.1', yanked: false },
      releases: {
        '1.0': [
          {
            filename: 'alpha-1.0.tar.gz',
            digests: { sha256: 'a'.repeat(64), md5: 'x' },
            upload_time_iso_8601: '2020-01-01T00:00:00.000000Z',
            yanked: true,
            yanked_reason: 'bad',
            requires_python: '>=3',
          },
        ],
        '1.1': [{ filename: 'alpha-1.1-py3-none-any.whl', digests: {}, yanked: false, yanked_reason: null }],
        '1.2': [],
      },
      urls: [],
    }),
  ],
};

export const OSV_RECORD: Format = {
  words: [
    'id',
    'aliases',
    'affected',
    'package',
    'ecosystem',
    'name',
    'ranges',
    'events',
    'introduced',
    'fixed',
    'last_affected',
    'limit',
    'versions',
    'severity',
    'CVSS_V3',
    'database_specific',
    'withdrawn',
    'references',
    'SEMVER',
    'ECOSYSTEM',
    'GIT',
    'npm',
    'PyPI',
    '0',
    '1.2.3',
    'MAL-2026-1',
    'CVE-2026-1',
  ],
  seeds: [
    JSON.stringify({
      schema_version: '1.7.0',
      id: 'GHSA-aaaa-bbbb-cccc',
      modified: '2026-01-02T00:00:00Z',
      published: '2026-01-01T00:00:00Z',
      aliases: ['CVE-2026-1'],
      summary: 'Something is wrong',
      details: '# Impact\nIt is.',
      severity: [
        { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
        { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' },
      ],
      affected: [
        {
          package: { ecosystem: 'npm', name: 'alpha', purl: 'pkg:npm/alpha' },
          ranges: [
            { type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.3' }, { introduced: '2.0.0' }, { last_affected: '2.1.0' }] },
            { type: 'GIT', repo: 'https://h.example', events: [{ introduced: 'abc' }] },
          ],
          versions: ['1.0.0', '1.1.0'],
          database_specific: { last_known_affected_version_range: '<= 1.2.2' },
        },
      ],
      references: [
        { type: 'ADVISORY', url: 'https://h.example/GHSA-aaaa-bbbb-cccc' },
        { type: 'WEB', url: 'https://w.example' },
      ],
      database_specific: { severity: 'HIGH', cwe_ids: ['CWE-506'] },
    }),
    JSON.stringify({
      id: 'MAL-2026-1',
      modified: '2026-01-02T00:00:00Z',
      summary: 'Malicious code in beta (PyPI)',
      affected: [
        {
          package: { ecosystem: 'PyPI', name: 'Beta_X' },
          ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
          versions: ['1.0', '1.0.post1', '2!1.0rc1'],
        },
      ],
      database_specific: {
        iocs: { files: ['/tmp/x', { path: 'y.pth' }] },
        'malicious-packages-origins': [{ source: 's', versions: ['1.0'] }],
      },
    }),
  ],
};

export const OSV_BATCH: Format = {
  words: ['results', 'vulns', 'id', 'modified', 'next_page_token', 'MAL-2026-1', 'abc'],
  seeds: [
    JSON.stringify({
      results: [{ vulns: [{ id: 'MAL-2026-1', modified: '2026-01-01T00:00:00Z' }], next_page_token: '' }, {}, { vulns: [] }],
    }),
    JSON.stringify({ results: [{ next_page_token: 'abc' }, null, { vulns: [{ id: 'X-1' }] }] }),
  ],
};

export const OSV_CHANGES: Format = {
  words: ['MAL-2026-1', '2026-03-24T12:00:00Z', ',', '\n', '\r\n', '../x', '<html>'],
  seeds: ['2026-03-24T12:00:00.123456Z,MAL-2026-1\n2026-03-23T12:00:00Z,GHSA-aaaa-bbbb-cccc\r\n2026-03-22T12:00:00+00:00,PYSEC-2026-1\n'],
};

export const METADATA: Format = {
  words: ['Metadata-Version: 2.1', 'Name: x', 'Version: 1.0', '\n\n', ' continuation', 'Name', ':'],
  seeds: ['Metadata-Version: 2.1\nName: Alpha_X\nVersion: 1.0.0\nSummary: s\n  more\nLicense: MIT\n\nName: not this\n'],
};

export const STARTUP_FILE: Format = {
  words: ['import os', 'exec(', 'base64.b64decode(', 'subprocess.Popen', 'urllib.request.urlopen', ';', '\timport', './path'],
  seeds: ["import os, sys; exec('x')\n/some/path\n# c\nimport base64; exec(base64.b64decode('eA=='))\r\nimport site\n"],
};
