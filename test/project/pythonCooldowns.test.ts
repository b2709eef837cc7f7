// What the user and the environment tell Python's package managers of cooldowns.
import { describe, expect, it } from 'vitest';
import { settingsIn } from '../support/settings.js';

const DAY = 24 * 60 * 60 * 1000;

type Files = Readonly<Record<string, string>>;

function told(manifest: string, files: Files, env: Files): string {
  const texts = new Map(Object.entries(files));
  const { cooldown, problems } = settingsIn(texts, { machine: { env } }).around(`/repo/${manifest}`, 'PyPI').cooldown;
  const limit = cooldown && (cooldown.before === undefined ? `${(cooldown.age ?? 0) / DAY}d` : new Date(cooldown.before).toISOString());
  const shown = cooldown === undefined ? 'none' : `${limit} of ${cooldown.source}${cooldown.enforced ? '' : ' (not obeyed)'}`;
  return [shown, ...problems.map(({ message }) => message)].join(', ');
}

const UV_USER = { '/home/me/.config/uv/uv.toml': 'exclude-newer = "3 days"\n' };
const PIP_USER = { '/home/me/.config/pip/pip.conf': '[install]\nuploaded-prior-to = P5D\n' };
const UV_LOCK = { '/repo/uv.lock': '' };

describe('the cooldown of a Python project', () => {
  it.each<[what: string, manifest: string, files: Files, env: Files, expected: string]>([
    ["uv's of the user", 'pyproject.toml', { ...UV_LOCK, ...UV_USER }, {}, '3d of ~/.config/uv/uv.toml'],
    [
      "uv's of the project first",
      'pyproject.toml',
      { ...UV_LOCK, ...UV_USER, '/repo/uv.toml': 'exclude-newer = "1 day"' },
      {},
      '1d of uv.toml',
    ],
    [
      "uv's of the environment before all",
      'pyproject.toml',
      { ...UV_LOCK, ...UV_USER, '/repo/uv.toml': 'exclude-newer = "1 day"' },
      { UV_EXCLUDE_NEWER: '2026-03-24T00:00:00Z' },
      '2026-03-24T00:00:00.000Z of UV_EXCLUDE_NEWER',
    ],
    [
      'a variable of uv that cannot be read',
      'pyproject.toml',
      UV_LOCK,
      { UV_EXCLUDE_NEWER: 'soon' },
      'none, UV_EXCLUDE_NEWER: exclude-newer is not a date or a length of time; it is passed over.',
    ],
    ['an empty variable', 'pyproject.toml', { ...UV_LOCK, ...UV_USER }, { UV_EXCLUDE_NEWER: '' }, '3d of ~/.config/uv/uv.toml'],
    [
      "uv pip's of the user",
      'requirements.txt',
      { '/home/me/.config/uv/uv.toml': '[pip]\nexclude-newer = "2 days"' },
      {},
      '2d of ~/.config/uv/uv.toml',
    ],
    ["pip's of the user", 'requirements.txt', PIP_USER, {}, '5d of ~/.config/pip/pip.conf'],
    ["pip's of the machine", 'requirements.txt', { '/etc/pip.conf': '[global]\nuploaded-prior-to = P5D\n' }, {}, '5d of /etc/pip.conf'],
    [
      "pip's of the user before the machine's",
      'requirements.txt',
      { ...PIP_USER, '/etc/pip.conf': '[global]\nuploaded-prior-to = P9D\n' },
      {},
      '5d of ~/.config/pip/pip.conf',
    ],
    ["pip's without any file", 'requirements.txt', PIP_USER, { PIP_CONFIG_FILE: '/dev/null' }, 'none'],
    ["pip's of the environment", 'requirements.txt', PIP_USER, { PIP_UPLOADED_PRIOR_TO: 'P1D' }, '1d of PIP_UPLOADED_PRIOR_TO'],
    [
      "Poetry's of the user",
      'pyproject.toml',
      { '/repo/poetry.lock': '', '/home/me/.config/pypoetry/config.toml': '[solver]\nmin-release-age = 4\n' },
      {},
      '4d of ~/.config/pypoetry/config.toml',
    ],
    [
      "Poetry's of the environment",
      'pyproject.toml',
      { '/repo/poetry.lock': '' },
      { POETRY_SOLVER_MIN_RELEASE_AGE: '6' },
      '6d of POETRY_SOLVER_MIN_RELEASE_AGE',
    ],
    [
      "PDM's of the user",
      'pyproject.toml',
      { '/repo/pdm.lock': '', '/home/me/.config/pdm/config.toml': '[strategy]\nexclude-newer = "2d"\n' },
      {},
      '2d of ~/.config/pdm/config.toml',
    ],
    ['none of a tool that is not used', 'pyproject.toml', { '/repo/poetry.lock': '', ...UV_USER, ...PIP_USER }, {}, 'none'],
    ['the longest where any may be used', 'requirements.txt', { ...UV_USER, ...PIP_USER }, {}, '5d of ~/.config/pip/pip.conf (not obeyed)'],
  ])('is %s', (_, manifest, files, env, expected) => {
    expect(told(manifest, { '/repo/pyproject.toml': '[project]\n', ...files }, env)).toBe(expected);
  });
});
