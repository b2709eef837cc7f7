// Generated worlds: packages with releases and advisories, and a manifest that depends on them in all styles, as the source of a fixture.
import * as fc from '../support/fastCheck.js';

/** Those that worlds are generated of. */
type Ecosystem = 'npm' | 'PyPI';

const VERSIONS: Readonly<Record<Ecosystem, readonly string[]>> = {
  npm: ['0.1.0', '0.2.0', '0.2.1', '1.0.0', '1.0.1', '1.1.0-rc.1', '1.1.0', '1.2.0', '1.10.0', '2.0.0-beta.1', '2.0.0', '2.0.1', '3.0.0'],
  PyPI: ['0.1', '0.2', '0.2.1', '1.0', '1.0.1', '1.1rc1', '1.1', '1.2.0', '1.10', '1.10.post1', '2.0b1', '2.0', '2.0.1', '3.0', '1!0.5'],
};
const OPERATORS: Readonly<Record<Ecosystem, readonly string[]>> = {
  npm: ['', '', '=', 'v', '^', '~', '>=', '>', '<', '<=', '^ '],
  PyPI: ['==', '==', '== ', '===', '~=', '>=', '>', '<', '<=', '!='],
};
const NAMES = ['one-part', 'two-part', 'three-part', 'four-part', 'five-part', 'six-part'];

interface Described {
  readonly releases: readonly string[];
  readonly records: readonly string[];
  readonly specifier: string;
}

/** What a release of npm may want beside it; mostly nothing. */
const PEERS = fc.oneof(
  { weight: 5, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...NAMES), fc.constantFrom('^1.0.0', '^1.2.0', '^2.0.0', '1.x||2.x', '>=1.1.0', '1.4.0', '*', 'workspace:^'))
      .map(([peer, range]) => ` peers(${peer}@${range})`),
  },
);

function described(ecosystem: Ecosystem, name: string): fc.Arbitrary<Described> {
  const version = fc.constantFrom(...VERSIONS[ecosystem]);
  const peers = ecosystem === 'npm' ? PEERS : fc.constant('');
  const mark = fc.constantFrom('', '', '', '', ecosystem === 'npm' ? ' deprecated(old)' : ' yanked', ' 2026-05-31', ' 2026-01-01');
  const what = fc.oneof(
    fc.uniqueArray(version, { minLength: 1, maxLength: 3 }).map(versions => `versions ${versions.join(' ')}`),
    fc.tuple(version, version).map(([from, to]) => `range introduced ${from}, fixed ${to}`),
    version.map(to => `range introduced 0, fixed ${to}`),
    version.map(from => `range introduced ${from}`),
    fc.tuple(version, version).map(([one, last]) => `versions ${one}; range introduced 0, last_affected ${last}`),
  );
  const kind = fc.constantFrom('MAL-2026', 'GHSA', 'GHSA');
  const severity = fc.constantFrom('; low', '; medium', '; high', '; critical', '');
  const record = fc.tuple(kind, fc.integer({ min: 1, max: 99 }), what, severity);
  const clause = fc.tuple(fc.constantFrom(...OPERATORS[ecosystem]), version).map(parts => parts.join(''));
  const joints: fc.Arbitrary<string> = ecosystem === 'npm' ? fc.constantFrom(' ', ' || ') : fc.constantFrom(',', ', ', ', \\\n    ');
  const specifier = fc.oneof(
    { weight: 4, arbitrary: clause },
    { weight: 2, arbitrary: fc.tuple(clause, joints, clause).map(parts => parts.join('')) },
    {
      weight: 1,
      arbitrary:
        ecosystem === 'npm'
          ? fc.constantFrom('*', '1.x', '1', '1.0.x', 'latest', '1.0.0 - 2.0.0')
          : fc.constantFrom('', '==1.*', '!=1.0.*'),
    },
  );
  return fc
    .record({
      releases: fc.uniqueArray(fc.tuple(version, mark, peers), { selector: ([text]) => text, minLength: 1, maxLength: 9 }),
      records: fc.array(record, { maxLength: 4 }),
      specifier,
    })
    .map(({ releases, records, specifier: text }) => ({
      releases: releases.map(parts => parts.join('')),
      records: records.map(([prefix, number, affected, grade]) => `${prefix}-${number} ${ecosystem} ${name}: ${affected}${grade}`),
      specifier: text,
    }));
}

/** Three packages of which anything may be true. Sources for `readFixture`. */
export function worlds(ecosystem: Ecosystem): fc.Arbitrary<string> {
  return worldsOf(ecosystem, fc.tuple(...NAMES.slice(0, 3).map(name => described(ecosystem, name))));
}

/** Six packages, most of them with something wrong that a later release of the same line has put right. Sources for `readFixture`. */
export function curableWorlds(ecosystem: Ecosystem): fc.Arbitrary<string> {
  return worldsOf(ecosystem, fc.tuple(...NAMES.map(name => curable(ecosystem, name))));
}

function curable(ecosystem: Ecosystem, name: string): fc.Arbitrary<Described> {
  const version = fc.constantFrom('1.0.0', '1.1.0', '1.2.0', '1.3.0');
  const mark = ecosystem === 'npm' ? ' deprecated(old)' : ' yanked';
  const wrong = fc.constantFrom(
    { records: ['GHSA-1', 'range introduced 0, fixed 1.4.0; high'], marks: '' },
    { records: ['GHSA-1', 'range introduced 1.1.0, fixed 1.5.0; medium'], marks: mark },
    { records: ['MAL-2026-1', 'versions 1.1.0 1.2.0'], marks: '' },
    { records: ['MAL-2026-1', 'versions 1.3.0; high'], marks: mark },
    { records: [], marks: mark },
  );
  const operator = fc.constantFrom(...(ecosystem === 'npm' ? ['', '=', '~', '^', '>='] : ['==', '== ', '~=', '>=', '===']));
  const wishes = fc.array(ecosystem === 'npm' ? PEERS : fc.constant(''), { minLength: 7, maxLength: 7 });
  return fc.tuple(wrong, operator, version, wishes).map(
    ([
      {
        records: [id, what],
        marks,
      },
      text,
      from,
      peers,
    ]) => ({
      releases: ['1.0.0', `1.1.0${marks}`, '1.2.0', `1.3.0${marks}`, '1.4.0', '1.5.0', '2.0.0'].map((one, at) => one + (peers[at] ?? '')),
      records: id === undefined ? [] : [`${id} ${ecosystem} ${name}: ${what}`],
      specifier: `${text}${from}`,
    }),
  );
}

/** Ways in which a project can say which releases of packages everybody gets. */
export const OVERRIDE_STYLES = ['npm', 'yarn', 'pnpm', 'pnpm-workspace', 'uv', 'pdm'] as const;
export type OverrideStyle = (typeof OVERRIDE_STYLES)[number];

/** Three packages below a direct one, locked in some version, of which anything may be true; one may be overridden already. Sources for `readFixture`. */
export function worldsBelow(style: OverrideStyle): fc.Arbitrary<string> {
  const ecosystem = style === 'uv' || style === 'pdm' ? 'PyPI' : 'npm';
  const names = NAMES.slice(0, 3);
  return fc
    .record({
      packages: fc.tuple(...names.map(name => fc.oneof(described(ecosystem, name), curable(ecosystem, name)))),
      locked: fc.tuple(...names.map(() => fc.constantFrom(...VERSIONS[ecosystem], '1.1.0', '1.2.0', '1.3.0'))),
      lineBreaks: fc.constantFrom('', 'crlf'),
      overridden: fc.constantFrom(
        undefined,
        ...(ecosystem === 'npm' ? ['1.0.0', '^1.0.0', '>=1 <2', 'npm:other-part@1'] : ['==1.0', '>=1.0', '>=1,<2']),
      ),
      isTight: fc.boolean(),
    })
    .map(({ packages, locked, lineBreaks, overridden, isTight }) =>
      [
        `//- registry ${ecosystem} top-part ${ecosystem === 'npm' ? '1.0.0' : '1.0'}`,
        `//- registry ${ecosystem} other-part 1.0.0`,
        ...packages.map(({ releases }, index) => `//- registry ${ecosystem} ${NAMES[index]} ${releases.join(', ')}`),
        '//- advisories',
        ...packages.flatMap(({ records }) => records),
        ...PROJECTS[style](lineBreaks, overridden, isTight),
        ...LOCKS[style](Object.fromEntries(names.map((name, index) => [name, locked[index] ?? '']))),
        '',
      ].join('\n'),
    );
}

type Project = (lineBreaks: string, overridden: string | undefined, isTight: boolean) => readonly string[];

const PROJECTS: Readonly<Record<OverrideStyle, Project>> = {
  npm: npmProject(entries => ({ overrides: entries })),
  yarn: npmProject(entries => ({ resolutions: entries })),
  pnpm: npmProject(entries => ({ pnpm: { overrides: entries } })),
  'pnpm-workspace': (lineBreaks, overridden) => [
    ...npmProject(() => ({}))(lineBreaks, undefined, false),
    `//- pnpm-workspace.yaml ${lineBreaks}`,
    'packages:',
    '  - "."',
    '# settings',
    'nodeLinker: hoisted',
    ...(overridden === undefined ? [] : ['overrides:', `    one-part: '${overridden}' # why`]),
  ],
  uv: (lineBreaks, overridden, isTight) => [
    ...PYTHON_PROJECT(lineBreaks),
    ...(overridden === undefined
      ? []
      : [
          '[tool.uv]',
          isTight
            ? `constraint-dependencies = ['one-part${overridden}']`
            : `constraint-dependencies = [\n  "one-part${overridden}", # why\n]`,
        ]),
  ],
  pdm: (lineBreaks, overridden) => [
    ...PYTHON_PROJECT(lineBreaks),
    ...(overridden === undefined ? [] : ['[tool.pdm.resolution.overrides]', `One_Part = '${overridden}' # why`]),
  ],
};

const PYTHON_PROJECT = (lineBreaks: string): readonly string[] => [
  `//- pyproject.toml ${lineBreaks}`,
  '[project]',
  'name = "app"',
  'dependencies = ["top-part==1.0"]',
];

function npmProject(section: (entries: Readonly<Record<string, string>>) => object): Project {
  return (lineBreaks, overridden, isTight) => {
    const more = overridden === undefined ? {} : section({ 'one-part': overridden });
    const text = JSON.stringify({ name: 'app', dependencies: { 'top-part': '1.0.0' }, ...more }, undefined, isTight ? undefined : 2);
    return [`//- package.json ${lineBreaks}`, ...text.split('\n')];
  };
}

type Lock = (locked: Readonly<Record<string, string>>) => readonly string[];

const pnpmLock: Lock = locked => [
  '//- pnpm-lock.yaml',
  "lockfileVersion: '9.0'",
  'importers:',
  '  .:',
  '    dependencies:',
  '      top-part:',
  '        specifier: 1.0.0',
  '        version: 1.0.0',
  'packages:',
  ...Object.entries({ 'top-part': '1.0.0', ...locked }).map(
    ([name, version]) => `  ${name}@${version}:\n    resolution: {integrity: sha512-a}`,
  ),
  'snapshots:',
  '  top-part@1.0.0:\n    dependencies:',
  ...Object.entries(locked).map(([name, version]) => `      ${name}: ${version}`),
  ...Object.entries(locked).map(([name, version]) => `  ${name}@${version}: {}`),
];

const tomlLock =
  (file: string, needs: (names: readonly string[]) => readonly string[]): Lock =>
  locked => [
    `//- ${file}`,
    'version = 1',
    ...Object.entries({ 'top-part': '1.0', ...locked }).flatMap(([name, version]) => [
      '[[package]]',
      `name = "${name}"`,
      `version = "${version}"`,
      ...(name === 'top-part' ? needs(Object.keys(locked)) : []),
    ]),
  ];

const LOCKS: Readonly<Record<OverrideStyle, Lock>> = {
  npm: locked => {
    const below = Object.entries(locked).map(([name, version]) => [`node_modules/${name}`, { version }]);
    const packages = {
      '': { dependencies: { 'top-part': '1.0.0' } },
      'node_modules/top-part': { version: '1.0.0', dependencies: locked },
      ...Object.fromEntries(below),
    };
    return ['//- package-lock.json', JSON.stringify({ lockfileVersion: 3, packages })];
  },
  yarn: locked => [
    '//- yarn.lock',
    '# yarn lockfile v1',
    'top-part@1.0.0:',
    '  version "1.0.0"',
    '  dependencies:',
    ...Object.entries(locked).map(([name, version]) => `    ${name} "${version}"`),
    ...Object.entries(locked).map(([name, version]) => `${name}@${version}:\n  version "${version}"`),
  ],
  pnpm: pnpmLock,
  'pnpm-workspace': pnpmLock,
  uv: locked => [
    ...tomlLock('uv.lock', names => [`dependencies = [${names.map(name => `{ name = "${name}" }`).join(', ')}]`])(locked),
    '[[package]]',
    'name = "app"',
    'source = { virtual = "." }',
    'dependencies = [{ name = "top-part" }]',
  ],
  pdm: tomlLock('pdm.lock', names => [`dependencies = [${names.map(name => `"${name}"`).join(', ')}]`]),
};

/** A member of a workspace that refers to a catalog for three packages of which anything may be true. Sources for `readFixture`. */
export function worldsOfCatalogs(): fc.Arbitrary<string> {
  const names = NAMES.slice(0, 3);
  return fc
    .record({ packages: fc.tuple(...names.map(name => described('npm', name))), lineBreaks: fc.constantFrom('', 'crlf') })
    .map(({ packages, lineBreaks }) =>
      [
        ...packages.map(({ releases }, index) => `//- registry npm ${NAMES[index]} ${releases.join(', ')}`),
        '//- advisories',
        ...packages.flatMap(({ records }) => records),
        `//- pnpm-workspace.yaml ${lineBreaks}`,
        'catalog:',
        ...packages.map(({ specifier }, index) => `  ${NAMES[index]}: "${specifier}" # kept`),
        '//- packages/a/package.json',
        JSON.stringify({ dependencies: Object.fromEntries(names.map(name => [name, 'catalog:'])) }),
        '',
      ].join('\n'),
    );
}

function worldsOf(ecosystem: Ecosystem, packages: fc.Arbitrary<readonly Described[]>): fc.Arbitrary<string> {
  return fc
    .record({
      packages,
      style: fc.constantFrom('', 'crlf', 'bom'),
      known: fc.constantFrom(true, true, true, false),
      hashed: fc.boolean(),
    })
    .map(({ packages: made, style, known, hashed }) =>
      [
        ...made.map(({ releases }, index) => `//- registry ${ecosystem} ${NAMES[index]} ${releases.join(', ')}`),
        known ? '//- advisories' : '//- advisories unknown(osv.example did not answer)',
        ...(known ? made.flatMap(({ records }) => records) : []),
        ...(hashed ? VERSIONS[ecosystem].map(version => `//- digests ${NAMES[0]} ${version} sha256:b${version} sha256:a${version}`) : []),
        ...(ecosystem === 'npm' ? packageJson(made, style) : requirements(made, style, hashed)),
        '',
      ].join('\n'),
    );
}

function packageJson(packages: readonly Described[], style: string): readonly string[] {
  const entries = packages.map(({ specifier }, index) => `    "${NAMES[index]}": "${specifier}"${index < packages.length - 1 ? ',' : ''}`);
  return [`//- package.json ${style}`, '{', '  "dependencies": {', ...entries, '  }', '}'];
}

function requirements(packages: readonly Described[], style: string, hashed: boolean): readonly string[] {
  const lines = packages.map(({ specifier }, index) => {
    const hash = hashed && index === 0 ? ' \\\n    --hash=sha256:aa' : '';
    return `${NAMES[index]}${index === 1 ? '[extra] ' : ''}${specifier}${index === 2 ? ' ; python_version > "3"' : ''}${hash}  # kept`;
  });
  return [`//- requirements.txt ${style}`, '# first', ...lines, '# last'];
}
