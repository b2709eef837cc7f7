// Generated projects: manifests of both ecosystems, lockfiles of every format with releases that no manifest leads to, and what is installed.
import * as fc from '../support/fastCheck.js';
import { lockTextOf, type NpmLock, type PythonLock, type WrittenLock, type WrittenRelease } from '../support/writtenLockfiles.js';

/** One generated project. */
export interface InventoryWorld {
  /** The source of a fixture (`readFixture`); what is installed is not in it. */
  readonly source: string;
  /** By path below the project's folder: the releases that were written into that lockfile. */
  readonly locked: ReadonlyMap<string, readonly WrittenRelease[]>;
  readonly installed: readonly InstalledHere[];
}

/** A release that is installed in `node_modules` or in `.venv`. */
export interface InstalledHere {
  readonly ecosystem: 'npm' | 'PyPI';
  readonly name: string;
  readonly version: string;
}

/** A release that an advisory calls malicious, whatever the package: of every name. */
export const MALICIOUS = '1.6.6';

const VERSIONS = ['1.0.0', '1.2.0', MALICIOUS, '2.0.0'];
/** Asked of nobody: it is of a private registry. */
const PRIVATE = 'secret-part';
const NAMES = ['one-part', 'two-part', 'three-part', 'four-part', PRIVATE];

const NPM_LOCKS: readonly NpmLock[] = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'berry', 'pnpm-lock.yaml', 'bun.lock'];
const PYTHON_LOCKS: readonly PythonLock[] = ['uv.lock', 'poetry.lock', 'pdm.lock', 'Pipfile.lock', 'pylock.toml'];

const VERSION = fc.constantFrom(...VERSIONS);
const NAME = fc.constantFrom(...NAMES);
const NPM_SPECIFIER = fc.oneof(
  { weight: 4, arbitrary: VERSION.map(version => `^${version}`) },
  { weight: 4, arbitrary: VERSION },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'git+https://git.example/x.git#v1.0.0',
      'https://files.example/x.tgz',
      'file:../x',
      'workspace:*',
      'catalog:',
      'npm:two-part@1.6.6',
      'latest',
      '*',
      'no range at all',
    ),
  },
);
const REQUIREMENT = fc
  .tuple(
    NAME,
    fc.oneof(
      { weight: 4, arbitrary: VERSION.map(version => `==${version}`) },
      { weight: 2, arbitrary: VERSION.map(version => `>=${version}`) },
      { weight: 2, arbitrary: fc.constantFrom('', `==\${V}`, ' @ https://files.example/x.zip', ' @ git+https://git.example/x.git@v1') },
    ),
  )
  .map(parts => parts.join(''));

const RELEASE: fc.Arbitrary<WrittenRelease> = fc.record({
  name: NAME,
  version: VERSION,
  from: fc.constantFrom('registry', 'registry', 'registry', 'registry', 'git', 'url'),
});
/** Each name of one source at most; several versions of it from the registry. */
const RELEASES = fc
  .uniqueArray(RELEASE, { selector: ({ name, version }) => `${name} ${version}`, maxLength: 6 })
  .map(all => all.filter((one, at) => one.from === 'registry' || all.findIndex(({ name }) => name === one.name) === at))
  .map(all => all.filter(one => one.from !== 'registry' || !all.some(({ name, from }) => name === one.name && from !== 'registry')));

interface Drawn {
  readonly wanted: readonly (readonly [string, string])[];
  readonly further: readonly (readonly [string, string])[];
  readonly requirements: readonly string[];
  readonly included: readonly string[];
  readonly project: readonly string[];
  readonly npmLocks: readonly NpmLock[];
  readonly pythonLocks: readonly PythonLock[];
  readonly lone: NpmLock | PythonLock;
  readonly releases: readonly (readonly WrittenRelease[])[];
  readonly installed: readonly InstalledHere[];
  readonly services: string;
  readonly registry: readonly string[];
  readonly options: string;
}

const DRAWN: fc.Arbitrary<Drawn> = fc.record({
  wanted: fc.uniqueArray(fc.tuple(NAME, NPM_SPECIFIER), { selector: ([name]) => name, maxLength: 4 }),
  further: fc.uniqueArray(fc.tuple(NAME, NPM_SPECIFIER), { selector: ([name]) => name, maxLength: 2 }),
  requirements: fc.array(REQUIREMENT, { minLength: 1, maxLength: 3 }),
  included: fc.array(REQUIREMENT, { minLength: 1, maxLength: 2 }),
  project: fc.uniqueArray(REQUIREMENT, { maxLength: 3 }),
  npmLocks: fc.uniqueArray(fc.constantFrom(...NPM_LOCKS), { selector: fileOf, maxLength: 2 }),
  pythonLocks: fc.uniqueArray(fc.constantFrom(...PYTHON_LOCKS), { maxLength: 2 }),
  lone: fc.constantFrom(...NPM_LOCKS, ...PYTHON_LOCKS),
  releases: fc.array(RELEASES, { minLength: 5, maxLength: 5 }),
  installed: fc.uniqueArray(fc.record({ ecosystem: fc.constantFrom('npm', 'PyPI'), name: NAME, version: VERSION }), {
    selector: ({ ecosystem, name }) => `${ecosystem} ${name}`,
    maxLength: 4,
  }),
  services: fc.constantFrom('', '', '', '//- advisories unknown(osv.example did not answer)', '//- advisories pending'),
  registry: fc.array(fc.constantFrom('', '', '', 'absent', 'pending', 'unknown(registry.example did not answer)'), {
    minLength: 2 * NAMES.length,
    maxLength: 2 * NAMES.length,
  }),
  options: fc.constantFrom(
    '',
    '',
    '//- levels malicious-release=off',
    '//- levels malicious-installed=off',
    '//- policy\n{ "ignore": [{ "package": "npm:two-part", "reason": "A sample." }, { "package": "pypi:one-part", "reason": "A sample." }] }',
  ),
});

/** Projects in which every way of reading a release may be taken. */
export const INVENTORY_WORLDS: fc.Arbitrary<InventoryWorld> = DRAWN.map(worldOf);

function worldOf(drawn: Drawn): InventoryWorld {
  const { npmLocks, pythonLocks, lone, releases, installed, services, registry, options } = drawn;
  const locks = [
    ...npmLocks.map(lock => ['', lock] as const),
    ...pythonLocks.map(lock => ['service/', lock] as const),
    ['lone/', lone] as const,
  ];
  const written = locks.map(([folder, lock], at) => [folder + fileOf(lock), lock, roomIn(lock, releases[at] ?? [])] as const);
  const files = new Map([
    ['package.json', packageJsonOf(drawn.wanted)],
    ['sub/package.json', packageJsonOf(drawn.further)],
    ['tools/requirements.txt', [...drawn.requirements, '-r more/base.txt'].join('\n')],
    ['tools/more/base.txt', drawn.included.join('\n')],
    ['service/pyproject.toml', `[project]\nname = "service"\nversion = "1"\ndependencies = ${JSON.stringify(drawn.project)}`],
    ...written.map(([path, lock, all]) => [path, lockTextOf(lock, directOf(path, drawn, all), all)] as const),
  ]);
  const answers = ['npm', 'PyPI'].flatMap((ecosystem, at) =>
    NAMES.map((name, index) => `//- registry ${ecosystem} ${name} ${registryOf(name, registry[at * NAMES.length + index] ?? '')}`),
  );
  const records = ['npm', 'PyPI'].flatMap(ecosystem => NAMES.map(name => `MAL-2026-1 ${ecosystem} ${name}: versions ${MALICIOUS}`));
  const source = [
    ...answers,
    '//- advisories',
    ...records,
    services,
    options,
    ...[...files].flatMap(([path, text]) => [`//- ${path}`, text]),
  ].filter(line => line !== '');
  return { source: source.join('\n'), locked: new Map(written.map(([path, , all]) => [path, all])), installed };
}

function fileOf(lock: WrittenLock): string {
  return lock === 'berry' ? 'yarn.lock' : lock;
}

/** A Pipfile.lock has two lists, each with one release of a name. */
function roomIn(lock: WrittenLock, releases: readonly WrittenRelease[]): readonly WrittenRelease[] {
  if (lock !== 'Pipfile.lock') return releases;
  return releases.filter(({ name }, at) => releases.slice(0, at).filter(other => other.name === name).length < 2);
}

function registryOf(name: string, drawn: string): string {
  if (name === PRIVATE) return 'private(npm.corp.example)';
  return drawn === '' ? VERSIONS.map(version => `${version} 2024-01-01`).join(', ') : drawn;
}

/** What the manifest beside a lockfile asks for of what is locked: no manifest leads to the rest. */
function directOf(path: string, { wanted, project }: Drawn, releases: readonly WrittenRelease[]): ReadonlyMap<string, string> {
  const asked = path.startsWith('lone/')
    ? []
    : path.includes('/')
      ? project.map(text => [/^[\w-]+/.exec(text)?.[0] ?? '', text.replace(/^[\w-]+/, '')] as const)
      : wanted;
  return new Map(asked.filter(([name, text]) => !text.startsWith('npm:') && releases.some(release => release.name === name)));
}

function packageJsonOf(wanted: readonly (readonly [string, string])[]): string {
  return JSON.stringify({ name: 'app', version: '1.0.0', dependencies: Object.fromEntries(wanted) }, undefined, 2);
}
