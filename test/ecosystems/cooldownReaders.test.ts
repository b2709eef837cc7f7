import { describe, expect, it } from 'vitest';
import { ECOSYSTEMS } from '../../server/src/ecosystems/index.js';
import type { Limit } from '../../server/src/ecosystems/shared/cooldown.js';
import type { PackageManager } from '../../server/src/ecosystems/shared/settings.js';
import { DAY } from '../../server/src/model/time.js';
import * as fc from '../support/fastCheck.js';

const FILES = new Map(
  Object.values(ECOSYSTEMS).flatMap(({ settings }) =>
    settings(({ projectLocations }) =>
      projectLocations.flatMap(({ name, read }) => (read ? [[name, (text: string) => read(text, {}).cooldowns] as const] : [])),
    ),
  ),
);

function settingsIn(file: string, manager: PackageManager, text: string) {
  return FILES.get(file)?.(text)[manager];
}

/** A file as it is told: `3d`, a date, `nothing` or `unread`, then what of some releases is exempt or has a limit of its own. */
function told(file: string, manager: PackageManager, text: string, releases: readonly string[] = []): string {
  const settings = settingsIn(file, manager, text);
  if (!settings) return 'no file of its';
  const listed = releases.map(release => {
    const at = release.lastIndexOf('@');
    const [name, version] = [release.slice(0, at), release.slice(at + 1)];
    const limit = settings.exceptions?.limitOf?.(name);
    return settings.exceptions?.exempts(name, version) ? `${release} free` : `${release} ${limit ? shown(limit) : 'held'}`;
  });
  const problems = settings.problems.map(problem => `(${problem})`);
  return [settings.limit ? shown(settings.limit) : 'nothing', ...listed, ...problems].join(', ');
}

function shown({ age, before }: Limit): string {
  return before === undefined ? `${(age ?? 0) / DAY}d` : new Date(before).toISOString();
}

type Row = readonly [what: string, text: string, expected: string, releases?: readonly string[] | undefined];

function table(file: string, manager: PackageManager, rows: readonly Row[]): void {
  describe(`${manager} in ${file}`, () => {
    const cases = rows.map(([what, text, expected, releases]) => ({ what, text, expected, releases }));
    it.each(cases)('$what', ({ text, expected, releases }) => expect(told(file, manager, text, releases)).toBe(expected));
    it.each(cases)('$what, with other line breaks', ({ text, expected, releases }) => {
      expect(told(file, manager, `\uFEFF${text.replaceAll('\n', '\r\n')}`, releases)).toBe(expected);
    });
  });
}

table('.npmrc', 'npm', [
  ['an empty file', '', 'nothing'],
  ['days', 'min-release-age=7\n', '7d'],
  ['days with white space and comments', '; policy\n# ours\n  min-release-age = 3   ; days\n', '3d'],
  ['days in quotes', 'min-release-age="5"', '5d'],
  ['half a day', 'min-release-age=0.5', '0.5d'],
  ['zero', 'min-release-age=0', '0d'],
  ['the last of two', 'min-release-age=7\nregistry=https://npm.corp.example\nmin-release-age=2\n', '2d'],
  ['null', 'min-release-age=null', 'nothing'],
  ['no value', 'min-release-age=', 'nothing'],
  ['no equals sign', 'min-release-age', 'nothing, (min-release-age is not a number of days; it is passed over)'],
  ['words', 'min-release-age=a week', 'nothing, (min-release-age is not a number of days; it is passed over)'],
  ['a negative number', 'min-release-age=-3', 'nothing, (min-release-age is not a number of days; it is passed over)'],
  ['a variable', `min-release-age=${'$'}{AGE}`, 'nothing, (min-release-age is not a number of days; it is passed over)'],
  ['a key in a section', '[other]\nmin-release-age=7', 'nothing'],
  ['a key in a comment', '#min-release-age=7\n', 'nothing'],
  ["pnpm's key", 'minimum-release-age=1440', 'nothing'],
  ['a date', 'before=2026-03-24', '2026-03-24T00:00:00.000Z'],
  ['a time', 'before="2026-03-24T12:00:00Z"', '2026-03-24T12:00:00.000Z'],
  ['a date beside days', 'min-release-age=7\nbefore=2026-03-24', '2026-03-24T00:00:00.000Z'],
  ['a date that is none', 'before=soon\nmin-release-age=7', 'nothing, (before is not a date; it is passed over)'],
  [
    'exceptions one a line',
    'min-release-age=7\nmin-release-age-exclude[]=@acme/*\nmin-release-age-exclude[]=left-pad\n',
    '7d, @acme/ui@1.0.0 free, left-pad@1.3.0 free, react@19.0.0 held',
    ['@acme/ui@1.0.0', 'left-pad@1.3.0', 'react@19.0.0'],
  ],
  [
    'exceptions with commas',
    'min-release-age=7\nmin-release-age-exclude=@acme/*, left-pad',
    '7d, @acme/ui@1.0.0 free, left-pad@1.3.0 free',
    ['@acme/ui@1.0.0', 'left-pad@1.3.0'],
  ],
  ['exceptions alone', 'min-release-age-exclude=left-pad', 'nothing, left-pad@1.3.0 free', ['left-pad@1.3.0']],
]);

table('.npmrc', 'pnpm', [
  ['minutes', 'minimum-release-age=4320', '3d'],
  ["npm's key", 'min-release-age=7', 'nothing'],
  ['words', 'minimum-release-age=3d', 'nothing, (minimum-release-age is not a number of minutes; it is passed over)'],
  [
    'exceptions',
    'minimum-release-age=1440\nminimum-release-age-exclude[]=nx@21.6.5',
    '1d, nx@21.6.5 free, nx@21.6.6 held',
    ['nx@21.6.5', 'nx@21.6.6'],
  ],
]);

table('pnpm-workspace.yaml', 'pnpm', [
  ['an empty file', '', 'nothing'],
  ['minutes', 'packages:\n  - packages/*\n\nminimumReleaseAge: 1440\n', '1d'],
  ['minutes with a comment', 'minimumReleaseAge: 4320 # three days\n', '3d'],
  ['minutes in quotes', "minimumReleaseAge: '10080'", '7d'],
  ['zero', 'minimumReleaseAge: 0', '0d'],
  ['null', 'minimumReleaseAge: ~', 'nothing'],
  ['no value', 'minimumReleaseAge:\n', 'nothing'],
  ['a length of time', 'minimumReleaseAge: 3d', 'nothing, (minimumReleaseAge is not a number of minutes; it is passed over)'],
  ['a mapping', 'minimumReleaseAge:\n  days: 3\n', 'nothing, (minimumReleaseAge is not a number of minutes; it is passed over)'],
  ['a key that stands deeper', 'other:\n  minimumReleaseAge: 1440\n', 'nothing'],
  [
    'exceptions',
    `minimumReleaseAge: 1440
minimumReleaseAgeExclude:
  # ours
  - '@acme/*'
  - webpack # at once

  - nx@21.6.5
  - "rollup@4.1.0 || 4.2.0"
overrides:
  - react
`,
    '1d, @acme/ui@1.0.0 free, webpack@5.0.0 free, nx@21.6.5 free, nx@21.6.6 held, rollup@4.2.0 free, rollup@4.3.0 held, react@19.0.0 held',
    ['@acme/ui@1.0.0', 'webpack@5.0.0', 'nx@21.6.5', 'nx@21.6.6', 'rollup@4.2.0', 'rollup@4.3.0', 'react@19.0.0'],
  ],
  ['exceptions without indentation', 'minimumReleaseAgeExclude:\n- nx\n- vue\ncatalog: {}', 'nothing, vue@3.0.0 free', ['vue@3.0.0']],
  [
    'exceptions in brackets',
    "minimumReleaseAgeExclude: [nx, '@acme/*',\n  vue] # ours\nminimumReleaseAge: 60\n",
    `${1 / 24}d, nx@1.0.0 free, @acme/ui@1.0.0 free, vue@3.0.0 free, react@19.0.0 held`,
    ['nx@1.0.0', '@acme/ui@1.0.0', 'vue@3.0.0', 'react@19.0.0'],
  ],
  ['exceptions half typed', 'minimumReleaseAgeExclude: [nx, vue', 'nothing, nx@1.0.0 free, vue@3.0.0 free', ['nx@1.0.0', 'vue@3.0.0']],
  [
    'an exception with a range',
    'minimumReleaseAge: 1440\nminimumReleaseAgeExclude:\n  - nx@^21\n  - vue\n',
    '1d, nx@21.0.0 held, vue@3.0.0 free, (An entry of minimumReleaseAgeExclude is not a name with exact versions; it is passed over)',
    ['nx@21.0.0', 'vue@3.0.0'],
  ],
]);

table('.yarnrc.yml', 'yarn', [
  ['an empty file', '', 'nothing'],
  ['days', 'nodeLinker: node-modules\nnpmMinimalAgeGate: 3d\n', '3d'],
  ['days in quotes', "npmMinimalAgeGate: '7d'", '7d'],
  ['a week', 'npmMinimalAgeGate: 1w', '7d'],
  ['minutes by a letter', 'npmMinimalAgeGate: 1440m', '1d'],
  ['minutes', 'npmMinimalAgeGate: 4320 # three days', '3d'],
  ['zero', 'npmMinimalAgeGate: 0', '0d'],
  ['words', 'npmMinimalAgeGate: soon', 'nothing, (npmMinimalAgeGate is not a length of time such as 3d; it is passed over)'],
  [
    'exceptions',
    "npmMinimalAgeGate: 3d\nnpmPreapprovedPackages:\n  - '@acme/*'\n  - react@^19\n",
    '3d, @acme/ui@1.0.0 free, react@19.2.0 free, react@18.0.0 held',
    ['@acme/ui@1.0.0', 'react@19.2.0', 'react@18.0.0'],
  ],
  [
    'a scope of its own',
    'npmMinimalAgeGate: 1d\nnpmScopes:\n  acme:\n    npmRegistryServer: https://npm.corp.example\n    npmMinimalAgeGate: 0\n  slow:\n    npmMinimalAgeGate: 7d\n',
    '1d, @acme/ui@1.0.0 0d, @slow/ui@1.0.0 7d, @acmes/ui@1.0.0 held',
    ['@acme/ui@1.0.0', '@slow/ui@1.0.0', '@acmes/ui@1.0.0'],
  ],
  [
    'a scope and exceptions',
    'npmScopes:\n  acme:\n    npmMinimalAgeGate: 7d\nnpmPreapprovedPackages: [react]\n',
    'nothing, @acme/ui@1.0.0 7d, react@19.0.0 free',
    ['@acme/ui@1.0.0', 'react@19.0.0'],
  ],
]);

table('bunfig.toml', 'bun', [
  ['an empty file', '', 'nothing'],
  ['seconds', '[install]\nexact = true\nminimumReleaseAge = 259200 # 3 days\n', '3d'],
  ['seconds with underscores', '[install]\nminimumReleaseAge = 604_800', '7d'],
  ['a dotted key', 'install.minimumReleaseAge = 86400', '1d'],
  ['zero', '[install]\nminimumReleaseAge = 0', '0d'],
  ['a key elsewhere', '[test]\nminimumReleaseAge = 86400', 'nothing'],
  ['words', '[install]\nminimumReleaseAge = "3d"', 'nothing, (minimumReleaseAge is not a number of seconds; it is passed over)'],
  ['a negative number', '[install]\nminimumReleaseAge = -1', 'nothing, (minimumReleaseAge is not a number of seconds; it is passed over)'],
  [
    'exceptions, which are names only',
    '[install]\nminimumReleaseAge = 86400\nminimumReleaseAgeExcludes = ["@types/bun", "@acme/*"]\n',
    '1d, @types/bun@1.0.0 free, @acme/ui@1.0.0 held',
    ['@types/bun@1.0.0', '@acme/ui@1.0.0'],
  ],
]);

const UV: readonly Row[] = [
  ['a length of time', 'exclude-newer = "7 days"', '7d'],
  ['by ISO 8601', 'exclude-newer = "P7D"', '7d'],
  ['hours', "exclude-newer = '24h'", '1d'],
  ['a time', 'exclude-newer = "2026-03-24T12:00:00Z"', '2026-03-24T12:00:00.000Z'],
  ['a time elsewhere', 'exclude-newer = "2026-03-24T12:00:00+02:00"', '2026-03-24T10:00:00.000Z'],
  ['a date, to its end', 'exclude-newer = "2026-03-24"', new Date(2026, 2, 25).toISOString()],
  [
    'a time without a zone',
    'exclude-newer = "2026-03-24T12:00:00"',
    'nothing, (exclude-newer is not a date or a length of time; it is passed over)',
  ],
  ['a month', 'exclude-newer = "1 month"', 'nothing, (exclude-newer is not a date or a length of time; it is passed over)'],
  ['a number', 'exclude-newer = 7', 'nothing, (exclude-newer is not a date or a length of time; it is passed over)'],
  ['no key', 'index-url = "https://pypi.corp.example/simple"', 'nothing'],
  [
    'single packages',
    'exclude-newer = "7 days"\nexclude-newer-package = { Setup_Tools = false, tqdm = "2022-04-04T00:00:00Z", numpy = "1 day" }\n',
    '7d, setup-tools@80.0 free, tqdm@4.0 2022-04-04T00:00:00.000Z, numpy@2.0 1d, requests@2.0 held',
    ['setup-tools@80.0', 'tqdm@4.0', 'numpy@2.0', 'requests@2.0'],
  ],
  [
    'a single package that cannot be read',
    'exclude-newer = "7 days"\nexclude-newer-package = { tqdm = "soon", numpy = "1 day" }\n',
    '7d, tqdm@4.0 held, numpy@2.0 1d, (An entry of exclude-newer-package is not a date or a length of time, nor false; it is passed over)',
    ['tqdm@4.0', 'numpy@2.0'],
  ],
];
table('uv.toml', 'uv', [['an empty file', '', 'nothing'], ...UV]);
table('pyproject.toml', 'uv', [
  ['no table', '[project]\nname = "a"\n', 'no file of its'],
  ['an empty table', '[tool.uv]\n', 'nothing'],
  ['only sources', '[tool.uv.sources]\na = { workspace = true }\n', 'nothing'],
  ...UV.map(([what, text, expected, releases]) => [what, `[project]\nname = "a"\n\n[tool.uv]\n${text}`, expected, releases] as const),
  [
    'single packages in a table of their own',
    '[tool.uv]\nexclude-newer = "7 days"\n\n[tool.uv.exclude-newer-package]\nsetuptools = false\n',
    '7d, setuptools@80.0 free',
    ['setuptools@80.0'],
  ],
]);
table('pyproject.toml', 'uv pip', [
  ['a length of time', '[tool.uv]\nexclude-newer = "7 days"\n[tool.uv.pip]\nexclude-newer = "2 days"\n', '2d'],
  ['nothing of its own', '[tool.uv]\nexclude-newer = "7 days"\n', 'nothing'],
]);

table('pyproject.toml', 'pdm', [
  ['a length of time', '[tool.pdm.resolution]\nexclude-newer = "3w"\n', '21d'],
  ['a date in UTC', '[tool.pdm.resolution]\nexclude-newer = "2026-03-24"\n', '2026-03-24T00:00:00.000Z'],
  [
    'single packages',
    '[tool.pdm.resolution]\nexclude-newer = "7d"\n[tool.pdm.resolution.exclude-newer-override]\nmypackage = false\nanother = "3d"\n',
    '7d, mypackage@1.0 free, another@1.0 3d',
    ['mypackage@1.0', 'another@1.0'],
  ],
]);
table('pdm.toml', 'pdm', [['a length of time', '[strategy]\nexclude-newer = "7d"\n', '7d']]);

table('poetry.toml', 'poetry', [
  ['an empty file', '', 'nothing'],
  ['days', '[virtualenvs]\nin-project = true\n[solver]\nmin-release-age = 7\n', '7d'],
  ['words', '[solver]\nmin-release-age = "a week"\n', 'nothing, (min-release-age is not a number of days; it is passed over)'],
  [
    'exceptions',
    '[solver]\nmin-release-age = 7\nmin-release-age-exclude = ["Setup_Tools", "requests"]\n',
    '7d, setup-tools@80.0 free, requests@2.0 free, numpy@2.0 held',
    ['setup-tools@80.0', 'requests@2.0', 'numpy@2.0'],
  ],
  ['exceptions with commas', '[solver]\nmin-release-age-exclude = "a,b"\n', 'nothing, a@1.0 free, b@1.0 free', ['a@1.0', 'b@1.0']],
]);

const PIP: readonly Row[] = [
  ['an empty file', '', 'nothing'],
  ['days', '[global]\nuploaded-prior-to = P3D\n', '3d'],
  ['another spelling', '[install]\nuploaded_prior_to: P3D\n', '3d'],
  ['a command before the rest', '[install]\nuploaded-prior-to = P1D\n[global]\nuploaded-prior-to = P3D\n', '1d'],
  ['another command', '[freeze]\nuploaded-prior-to = P3D\n', 'nothing'],
  ['a time', '[global]\nuploaded-prior-to = 2026-03-24T12:00:00Z\n', '2026-03-24T12:00:00.000Z'],
  ['a local date', '[global]\nuploaded-prior-to = 2026-03-24\n', new Date(2026, 2, 24).toISOString()],
  ['a local time', '[global]\nuploaded-prior-to = 2026-03-24T12:00:00\n', new Date(2026, 2, 24, 12).toISOString()],
  [
    'weeks',
    '[global]\nuploaded-prior-to = P1W\n',
    'nothing, (uploaded-prior-to is not a date or a number of days such as P3D; it is passed over)',
  ],
  [
    'no value',
    '[global]\nuploaded-prior-to =\n',
    'nothing, (uploaded-prior-to is not a date or a number of days such as P3D; it is passed over)',
  ],
];
table('pip.conf', 'pip', PIP);
table('pip.ini', 'pip', PIP);

describe('any text', () => {
  const PIECES = fc.constantFrom(
    ...[
      'min-release-age',
      'before',
      'minimumReleaseAge',
      'minimumReleaseAgeExclude',
      'npmMinimalAgeGate',
      'npmPreapprovedPackages',
      'npmScopes',
    ],
    ...['[install]', '[tool.uv]', 'exclude-newer', 'exclude-newer-package', '[solver]', '[global]', 'uploaded-prior-to'],
    ...[
      ':',
      '=',
      '[',
      ']',
      '{',
      '}',
      '- ',
      '"',
      "'",
      '#',
      ',',
      '@',
      '||',
      '\n',
      '  ',
      '3d',
      '1440',
      'P3D',
      '2026-03-24',
      'false',
      '\uFEFF',
      '\\',
    ],
  );

  it('is read, and no problem is long', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(PIECES).map(pieces => pieces.join('')),
          fc.string(),
        ),
        text => {
          for (const read of FILES.values()) {
            for (const settings of Object.values(read(text))) {
              for (const problem of settings.problems) expect(problem.length).toBeLessThan(130);
            }
          }
        },
      ),
    );
  });
});
