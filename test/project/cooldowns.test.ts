import { describe, expect, it } from 'vitest';
import type { Cooldown } from '../../server/src/ecosystems/shared/cooldown.js';
import type { Ecosystem } from '../../server/src/model/index.js';
import type { CooldownAround } from '../../server/src/project/settings.js';
import { savedFilesOf } from '../support/memoryDisk.js';
import { settingsIn } from '../support/settings.js';

const DAY = 24 * 60 * 60 * 1000;

type Files = Readonly<Record<string, string>>;

function cooldownsOn(files: Files, root = '/repo', env: Readonly<Record<string, string>> = {}) {
  const texts = new Map(Object.entries(files));
  const disk = savedFilesOf(texts);
  const settings = settingsIn(texts, { files: disk, root, machine: { env } });
  const around = (path: string, ecosystem: Ecosystem) => settings.around(path, ecosystem).cooldown;
  return { texts, disk, around };
}

/** `3d of .npmrc`, with `not obeyed` where the package manager does not read it by itself. */
function told({ cooldown, exceptions, problems }: CooldownAround, release = ''): string {
  const at = release.lastIndexOf('@');
  const exempt = (cooldown ?? exceptions)?.exempts(release.slice(0, at), release.slice(at + 1)) ? [`${release} free`] : [];
  return [cooldown ? limitOf(cooldown) : 'none', ...exempt, ...problems.map(({ message }) => message)].join(', ');
}

function limitOf({ source, age, before, enforced }: Cooldown): string {
  const limit = before === undefined ? `${(age ?? 0) / DAY}d` : new Date(before).toISOString();
  return `${limit} of ${source}${enforced ? '' : ' (not obeyed)'}`;
}

type Case = readonly [what: string, files: Files, expected: string, release?: string];

const NPM_7 = 'min-release-age=7\n';
const PNPM_3 = 'minimumReleaseAge: 4320\n';
const YARN_2 = 'npmMinimalAgeGate: 2d\n';
const BUN_1 = '[install]\nminimumReleaseAge = 86400\n';
const manager = (packageManager: string, rest: object = {}) => JSON.stringify({ packageManager, ...rest });
const WORKSPACES = JSON.stringify({ workspaces: ['packages/*'] });

describe('around a package.json the cooldown is', () => {
  const CASES: readonly Case[] = [
    ['none without configuration', { '/repo/package.json': '{}' }, 'none'],
    ["npm's", { '/repo/packages/a/package.json': '{}', '/repo/packages/a/.npmrc': NPM_7 }, '7d of .npmrc'],
    [
      "npm's of the workspace root, not of the member",
      {
        '/repo/package.json': WORKSPACES,
        '/repo/.npmrc': NPM_7,
        '/repo/packages/a/.npmrc': 'min-release-age=1',
        '/repo/packages/a/package.json': '{}',
      },
      '7d of .npmrc',
    ],
    [
      "npm's of the project, not of a folder above that is none of its workspace",
      { '/repo/package.json': '{}', '/repo/.npmrc': NPM_7, '/repo/packages/a/package.json': '{}' },
      'none',
    ],
    [
      "npm's of a project that lies in another",
      {
        '/repo/package.json': '{"workspaces":["apps/*"]}',
        '/repo/.npmrc': NPM_7,
        '/repo/packages/a/.npmrc': 'min-release-age=1',
        '/repo/packages/a/package.json': '{}',
      },
      '1d of .npmrc',
    ],
    ["pnpm's", { '/repo/pnpm-workspace.yaml': PNPM_3 }, '3d of pnpm-workspace.yaml'],
    [
      "pnpm's, which is loose",
      { '/repo/pnpm-workspace.yaml': `${PNPM_3}minimumReleaseAgeStrict: false` },
      '3d of pnpm-workspace.yaml (not obeyed)',
    ],
    [
      "pnpm's in an .npmrc",
      { '/repo/pnpm-lock.yaml': '', '/repo/pnpm-workspace.yaml': '', '/repo/.npmrc': 'minimum-release-age=1440' },
      '1d of .npmrc',
    ],
    [
      "pnpm's of the workspace before its .npmrc",
      { '/repo/pnpm-workspace.yaml': PNPM_3, '/repo/.npmrc': 'minimum-release-age=1440' },
      '3d of pnpm-workspace.yaml',
    ],
    [
      'not in an .npmrc for pnpm 11',
      { '/repo/package.json': manager('pnpm@11.1.0'), '/repo/.npmrc': 'minimum-release-age=60' },
      '1d of the default of pnpm 11 (not obeyed)',
    ],
    ["Yarn's", { '/repo/.yarnrc.yml': YARN_2 }, '2d of .yarnrc.yml'],
    [
      "Yarn's nearest, with the exceptions of all",
      { '/repo/.yarnrc.yml': 'npmPreapprovedPackages: [react]\nnpmMinimalAgeGate: 7d\n', '/repo/packages/a/.yarnrc.yml': YARN_2 },
      '2d of .yarnrc.yml, react@19.0.0 free',
      'react@19.0.0',
    ],
    ["Bun's", { '/repo/bunfig.toml': BUN_1 }, '1d of bunfig.toml'],
    [
      'the longest where nothing tells the package manager',
      { '/repo/bunfig.toml': BUN_1, '/repo/.yarnrc.yml': YARN_2, '/repo/pnpm-workspace.yaml': PNPM_3 },
      '3d of pnpm-workspace.yaml (not obeyed)',
    ],
    [
      'a fixed date before a length of time',
      { '/repo/package.json': WORKSPACES, '/repo/pnpm-workspace.yaml': PNPM_3, '/repo/.npmrc': 'before=2026-03-24' },
      '2026-03-24T00:00:00.000Z of .npmrc (not obeyed)',
    ],
    [
      'by the lockfile',
      { '/repo/yarn.lock': '', '/repo/bunfig.toml': BUN_1, '/repo/.yarnrc.yml': YARN_2, '/repo/pnpm-workspace.yaml': PNPM_3 },
      '2d of .yarnrc.yml',
    ],
    [
      'by the nearest lockfile',
      { '/repo/yarn.lock': '', '/repo/packages/a/bun.lock': '', '/repo/bunfig.toml': BUN_1, '/repo/.yarnrc.yml': YARN_2 },
      '1d of bunfig.toml',
    ],
    [
      'the longest of two lockfiles',
      { '/repo/yarn.lock': '', '/repo/bun.lockb': '', '/repo/bunfig.toml': BUN_1, '/repo/.yarnrc.yml': YARN_2, '/repo/.npmrc': NPM_7 },
      '2d of .yarnrc.yml (not obeyed)',
    ],
    [
      'by packageManager before the lockfile',
      { '/repo/package.json': manager('bun@1.3.0'), '/repo/yarn.lock': '', '/repo/bunfig.toml': BUN_1, '/repo/.yarnrc.yml': YARN_2 },
      '1d of bunfig.toml',
    ],
    [
      'by devEngines',
      {
        '/repo/package.json': '{"devEngines":{"packageManager":{"name":"yarn","version":"^4"}}}',
        '/repo/bunfig.toml': BUN_1,
        '/repo/.yarnrc.yml': YARN_2,
      },
      '2d of .yarnrc.yml',
    ],
    ["none where the package manager's own files say nothing", { '/repo/package-lock.json': '', '/repo/bunfig.toml': BUN_1 }, 'none'],
    [
      'not obeyed by an npm that does not know it',
      { '/repo/package.json': manager('npm@10.9.4', { workspaces: ['packages/*'] }), '/repo/.npmrc': NPM_7 },
      '7d of .npmrc (not obeyed)',
    ],
    [
      'obeyed by an npm that does',
      { '/repo/package.json': manager('npm@11.10.0+sha512.abc', { workspaces: ['packages/*'] }), '/repo/.npmrc': NPM_7 },
      '7d of .npmrc',
    ],
    [
      'not obeyed by Yarn 1',
      { '/repo/package.json': manager('yarn@1.22.22'), '/repo/.yarnrc.yml': YARN_2 },
      '2d of .yarnrc.yml (not obeyed)',
    ],
    ["none before Yarn's default", { '/repo/package.json': manager('yarn@4.14.1') }, 'none'],
    ["Yarn's default", { '/repo/package.json': manager('yarn@4.15.0') }, '1d of the default of Yarn 4 (not obeyed)'],
    [
      "what is set instead of Yarn's default",
      { '/repo/package.json': manager('yarn@4.15.0'), '/repo/.yarnrc.yml': 'npmMinimalAgeGate: 0' },
      '0d of .yarnrc.yml',
    ],
    ["none before pnpm's default", { '/repo/package.json': manager('pnpm@10.30.2') }, 'none'],
    [
      "pnpm's default with its exceptions",
      { '/repo/package.json': manager('pnpm@11.0.0'), '/repo/pnpm-workspace.yaml': 'minimumReleaseAgeExclude: [nx]' },
      '1d of the default of pnpm 11 (not obeyed), nx@1.0.0 free',
      'nx@1.0.0',
    ],
    [
      'none where a value cannot be read',
      { '/repo/pnpm-workspace.yaml': 'minimumReleaseAge: soon' },
      'none, pnpm-workspace.yaml: minimumReleaseAge is not a number of minutes; it is passed over.',
    ],
    [
      "not pnpm's default where a value cannot be read",
      { '/repo/package.json': manager('pnpm@11.0.0'), '/repo/pnpm-workspace.yaml': 'minimumReleaseAge: soon' },
      'none, pnpm-workspace.yaml: minimumReleaseAge is not a number of minutes; it is passed over.',
    ],
    [
      'none, with exceptions that stand alone',
      { '/repo/package.json': WORKSPACES, '/repo/.npmrc': 'min-release-age-exclude=react' },
      'none, react@19.0.0 free',
      'react@19.0.0',
    ],
    ['none of a folder above the workspace', { '/pnpm-workspace.yaml': PNPM_3, '/repo/package.json': '{}' }, 'none'],
    ["none of Python's", { '/repo/uv.toml': 'exclude-newer = "7 days"' }, 'none'],
  ];

  const cases = CASES.map(([what, files, expected, release]) => ({ what, files, expected, release }));
  it.each(cases)('$what', ({ files, expected, release }) => {
    const { around } = cooldownsOn(files);
    expect(told(around('/repo/packages/a/package.json', 'npm'), release)).toBe(expected);
  });
});

describe('with what is configured outside of the project the cooldown is', () => {
  const LOCKED = { '/repo/package.json': '{}', '/repo/package-lock.json': '{}' };
  const YARN = { '/repo/package.json': '{}', '/repo/yarn.lock': '' };

  it.each<[what: string, files: Files, env: Readonly<Record<string, string>>, expected: string, release?: string]>([
    ["the user's of npm", { ...LOCKED, '/home/me/.npmrc': NPM_7 }, {}, '7d of ~/.npmrc'],
    [
      "the user's before the global one",
      { ...LOCKED, '/home/me/.npmrc': NPM_7, '/opt/etc/npmrc': 'min-release-age=9' },
      {},
      '7d of ~/.npmrc',
    ],
    ['the global one', { ...LOCKED, '/opt/etc/npmrc': 'min-release-age=9' }, {}, "9d of npm's global npmrc"],
    ["the project's before the user's", { ...LOCKED, '/repo/.npmrc': NPM_7, '/home/me/.npmrc': 'min-release-age=9' }, {}, '7d of .npmrc'],
    [
      'exceptions of the user, for a limit of the project',
      { ...LOCKED, '/repo/.npmrc': NPM_7, '/home/me/.npmrc': 'min-release-age-exclude=react' },
      {},
      '7d of .npmrc, react@19.0.0 free',
      'react@19.0.0',
    ],
    [
      'the environment before all',
      { ...LOCKED, '/repo/.npmrc': NPM_7 },
      { NPM_CONFIG_MIN_RELEASE_AGE: '1' },
      '1d of npm_config_min_release_age',
    ],
    ['an empty variable', { ...LOCKED, '/repo/.npmrc': NPM_7 }, { npm_config_min_release_age: '' }, '7d of .npmrc'],
    [
      'a variable that is no number',
      LOCKED,
      { npm_config_min_release_age: 'soon' },
      'none, npm_config_min_release_age: min-release-age is not a number of days; it is passed over.',
    ],
    ['a date in the environment', LOCKED, { npm_config_before: '2026-03-24' }, '2026-03-24T00:00:00.000Z of npm_config_before'],
    ["pnpm's of the user", { '/repo/pnpm-lock.yaml': '', '/home/me/.config/pnpm/config.yaml': PNPM_3 }, {}, "3d of pnpm's config.yaml"],
    ["pnpm's rc", { '/repo/pnpm-lock.yaml': '', '/home/me/.config/pnpm/rc': 'minimum-release-age=4320' }, {}, "3d of pnpm's rc"],
    [
      "pnpm 11 and npm's form",
      { '/repo/package.json': manager('pnpm@11.0.0'), '/home/me/.config/pnpm/rc': 'minimum-release-age=4320' },
      { npm_config_minimum_release_age: '9999' },
      '1d of the default of pnpm 11 (not obeyed)',
    ],
    [
      "pnpm 11 and pnpm's variable",
      { '/repo/package.json': manager('pnpm@11.0.0') },
      { pnpm_config_minimum_release_age: '4320' },
      '3d of pnpm_config_minimum_release_age',
    ],
    ["pnpm's rc, which npm does not read", { ...LOCKED, '/home/me/.config/pnpm/rc': NPM_7 }, {}, 'none'],
    ["the user's of Yarn", { ...YARN, '/home/me/.yarnrc.yml': YARN_2 }, {}, '2d of ~/.yarnrc.yml'],
    [
      "Yarn's in the environment",
      { ...YARN, '/repo/.yarnrc.yml': YARN_2 },
      { YARN_NPM_MINIMAL_AGE_GATE: '4d' },
      '4d of YARN_NPM_MINIMAL_AGE_GATE',
    ],
    ["the user's of Yarn, where npm is used", { ...LOCKED, '/home/me/.yarnrc.yml': YARN_2 }, {}, 'none'],
    ["the user's of Bun", { '/repo/package.json': '{}', '/repo/bun.lock': '', '/home/me/.bunfig.toml': BUN_1 }, {}, '1d of ~/.bunfig.toml'],
    [
      'the longest where nothing tells which one is used',
      { '/repo/package.json': '{}', '/home/me/.bunfig.toml': BUN_1, '/home/me/.npmrc': NPM_7 },
      {},
      '7d of ~/.npmrc (not obeyed)',
    ],
  ])('%s', (_what, files, env, expected, release) => {
    const { around } = cooldownsOn(files, '/repo', { npm_config_prefix: '/opt', ...env });
    expect(told(around('/repo/package.json', 'npm'), release)).toBe(expected);
  });

  it('another one once a file of the user changes, and none of npm for Python', () => {
    const { texts, around, disk } = cooldownsOn({ ...LOCKED, '/home/me/.npmrc': NPM_7 });
    expect(told(around('/repo/package.json', 'npm'))).toBe('7d of ~/.npmrc');
    expect(disk.reads).toEqual(['/repo/package.json', '/home/me/.npmrc']);
    texts.set('/home/me/.npmrc', 'min-release-age=1');
    expect(told(around('/repo/package.json', 'npm'))).toBe('1d of ~/.npmrc');
    expect(told(around('/repo/pyproject.toml', 'PyPI'))).toBe('none');
  });
});

describe('around a Python manifest the cooldown is', () => {
  const UV_7 = 'exclude-newer = "7 days"\n';
  const PYPROJECT_7 = `[tool.uv]\n${UV_7}`;
  const PYPROJECT_PIP = `${PYPROJECT_7}[tool.uv.pip]\nexclude-newer = "2 days"\n`;
  const PIP_3 = '[global]\nuploaded-prior-to = P3D\n';
  const VENV = { '/repo/.venv/pyvenv.cfg': '', '/repo/.venv/pip.conf': PIP_3 };
  const CASES: readonly (readonly [what: string, manifest: string, files: Files, expected: string])[] = [
    ['none without configuration', 'pyproject.toml', { '/repo/app/pyproject.toml': '[project]\n' }, 'none'],
    ["uv's in the manifest itself", 'pyproject.toml', { '/repo/app/pyproject.toml': PYPROJECT_7 }, '7d of pyproject.toml'],
    [
      "uv's from above",
      'pyproject.toml',
      { '/repo/app/pyproject.toml': '[project]\n', '/repo/pyproject.toml': PYPROJECT_7 },
      '7d of pyproject.toml',
    ],
    [
      'of a uv.toml that is nearer than the project',
      'requirements.txt',
      { '/repo/app/uv.toml': 'exclude-newer = "1 day"', '/repo/pyproject.toml': PYPROJECT_7 },
      '1d of uv.toml',
    ],
    [
      'none where the nearest [tool.uv] says nothing',
      'pyproject.toml',
      { '/repo/app/pyproject.toml': '[tool.uv]\n', '/repo/pyproject.toml': PYPROJECT_7 },
      'none',
    ],
    [
      'of uv.toml before pyproject.toml',
      'pyproject.toml',
      { '/repo/uv.toml': 'exclude-newer = "1 day"', '/repo/pyproject.toml': PYPROJECT_7 },
      '1d of uv.toml',
    ],
    [
      "of uv's workspace, not of its member",
      'pyproject.toml',
      {
        '/repo/pyproject.toml': `${PYPROJECT_7}[tool.uv.workspace]\nmembers = ["a*"]\n`,
        '/repo/app/pyproject.toml': '[tool.uv]\nexclude-newer = "1 day"',
      },
      '7d of pyproject.toml',
    ],
    [
      "of a folder that uv's workspace leaves out",
      'pyproject.toml',
      {
        '/repo/pyproject.toml': `${PYPROJECT_7}[tool.uv.workspace]\nmembers = ["a*"]\nexclude = ["app"]\n`,
        '/repo/app/pyproject.toml': '[tool.uv]\nexclude-newer = "1 day"',
      },
      '1d of pyproject.toml',
    ],
    ["Poetry's", 'pyproject.toml', { '/repo/poetry.toml': '[solver]\nmin-release-age = 5' }, '5d of poetry.toml'],
    ["PDM's", 'pyproject.toml', { '/repo/app/pyproject.toml': '[tool.pdm.resolution]\nexclude-newer = "4d"' }, '4d of pyproject.toml'],
    [
      "PDM's, of the project before the tool",
      'pyproject.toml',
      {
        '/repo/app/pyproject.toml': '[tool.pdm.resolution]\nexclude-newer = "4d"',
        '/repo/app/pdm.toml': '[strategy]\nexclude-newer = "9d"',
      },
      '4d of pyproject.toml',
    ],
    [
      'by the lockfile',
      'pyproject.toml',
      { '/repo/poetry.lock': '', '/repo/poetry.toml': '[solver]\nmin-release-age = 5', '/repo/uv.toml': UV_7 },
      '5d of poetry.toml',
    ],
    ["pip's in an environment", 'pyproject.toml', VENV, '3d of .venv/pip.conf'],
    [
      "pip's beside the manifest, which pip must be pointed to",
      'requirements.txt',
      { '/repo/app/pip.conf': PIP_3 },
      '3d of pip.conf (not obeyed)',
    ],
    ['not of a folder that is no environment', 'pyproject.toml', { '/repo/venv/pip.conf': PIP_3 }, 'none'],
    [
      "pip's of the environment before the folder's",
      'requirements.txt',
      { ...VENV, '/repo/pip.conf': '[global]\nuploaded-prior-to = P9D\n' },
      '3d of .venv/pip.conf',
    ],
    [
      "uv pip's for requirements",
      'requirements.txt',
      { '/repo/uv.lock': '', '/repo/pyproject.toml': PYPROJECT_PIP },
      '2d of pyproject.toml',
    ],
    ["uv's for requirements", 'requirements.txt', { '/repo/pyproject.toml': PYPROJECT_7 }, '7d of pyproject.toml'],
    ["uv's own for its project", 'pyproject.toml', { '/repo/pyproject.toml': PYPROJECT_PIP }, '7d of pyproject.toml'],
    [
      'the longest for requirements, whatever is locked',
      'requirements.txt',
      { '/repo/uv.lock': '', '/repo/uv.toml': 'exclude-newer = "1 day"', ...VENV },
      '3d of .venv/pip.conf (not obeyed)',
    ],
    ["none of npm's", 'pyproject.toml', { '/repo/.npmrc': NPM_7 }, 'none'],
  ];

  it.each(CASES)('%s', (_what, manifest, files, expected) => {
    const { around } = cooldownsOn(files);
    expect(told(around(`/repo/app/${manifest}`, 'PyPI'))).toBe(expected);
  });
});

describe('the search for a cooldown', () => {
  const FILES = {
    '/repo/package.json': WORKSPACES,
    '/repo/.npmrc': NPM_7,
    '/repo/packages/a/package.json': '{}',
    '/repo/packages/b/package.json': '{}',
  };

  it('reads each file once, and none that is not there', () => {
    const { disk, around } = cooldownsOn(FILES);
    around('/repo/packages/a/package.json', 'npm');
    expect([...disk.reads].sort()).toEqual(['/repo/.npmrc', '/repo/package.json', '/repo/packages/a/package.json']);
    expect(new Set(disk.asked).size).toBe(disk.asked.length);
    for (const name of ['a', 'b']) around(`/repo/packages/${name}/package.json`, 'npm');
    expect(disk.reads.filter(path => path === '/repo/.npmrc')).toHaveLength(1);
    expect(disk.reads).toHaveLength(4);
  });

  it('gives the same answer until a file has changed', () => {
    const { texts, around } = cooldownsOn(FILES);
    const ask = () => around('/repo/packages/a/package.json', 'npm');
    const first = ask();
    expect(ask().cooldown).toBe(first.cooldown);
    texts.set('/repo/.npmrc', 'min-release-age=1');
    expect(told(ask())).toBe('1d of .npmrc');
    texts.delete('/repo/.npmrc');
    expect(told(ask())).toBe('none');
    texts.set('/repo/.npmrc', NPM_7);
    expect(told(ask())).toBe('7d of .npmrc');
  });

  it('keeps the cooldown where a manifest has changed in other things', () => {
    const { texts, around } = cooldownsOn({ ...FILES, '/repo/.npmrc': `${NPM_7}min-release-age-exclude=react` });
    const ask = () => around('/repo/packages/a/package.json', 'npm');
    const first = ask();
    texts.set('/repo/packages/a/package.json', '{"dependencies":{"react":"^19"}}');
    expect(ask().cooldown).toBe(first.cooldown);
    texts.set('/repo/.npmrc', NPM_7);
    expect(ask().cooldown).not.toBe(first.cooldown);
  });

  it('notices a lockfile that comes and tells the package manager', () => {
    const { texts, around } = cooldownsOn({ '/repo/package.json': '{}', '/repo/.npmrc': NPM_7, '/repo/bunfig.toml': BUN_1 });
    const ask = () => around('/repo/package.json', 'npm');
    expect(told(ask())).toBe('7d of .npmrc (not obeyed)');
    texts.set('/repo/bun.lock', '');
    expect(told(ask())).toBe('1d of bunfig.toml');
  });

  it('of several manifests at once reads a file once', () => {
    const { disk, around } = cooldownsOn(FILES);
    for (const name of ['a', 'b']) around(`/repo/packages/${name}/package.json`, 'npm');
    expect(disk.reads.filter(path => path === '/repo/.npmrc')).toHaveLength(1);
  });

  it('looks in its own folder only for a manifest outside the workspace', () => {
    const { around } = cooldownsOn({ '/other/pnpm-workspace.yaml': PNPM_3, '/other/a/bunfig.toml': BUN_1, '/other/a/package.json': '{}' });
    expect(told(around('/other/a/package.json', 'npm'))).toBe('1d of bunfig.toml');
  });

  it('says which file cannot be read, once', () => {
    const texts = new Map(Object.entries({ '/repo/package.json': '{}', '/repo/.npmrc': NPM_7 }));
    const files = { ...savedFilesOf(texts), read: () => ({ reason: 'permission denied' }) };
    const { registries, cooldown } = settingsIn(texts, { files }).around('/repo/package.json', 'npm');
    expect([told(cooldown), ...registries.problems]).toEqual(['none', '.npmrc: permission denied.']);
  });
});
