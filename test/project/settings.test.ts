// One reading of each configuration file, and one trust decision, for registries and cooldown alike.
import { describe, expect, it } from 'vitest';
import { formatOf } from '../../server/src/ecosystems/manifests.js';
import type { Ecosystem } from '../../server/src/model/index.js';
import type { Access, RegistryConfig, Source } from '../../server/src/model/registryAccess.js';
import type { SettingsAround } from '../../server/src/project/settings.js';
import { savedFilesOf } from '../support/memoryDisk.js';
import { type SettingsWorld, settingsIn } from '../support/settings.js';

const DAY = 24 * 60 * 60 * 1000;

type Files = Readonly<Record<string, string>>;

interface Format {
  readonly ecosystem: Ecosystem;
  /** Of the manifest or lockfile that is asked about. */
  readonly path: string;
  /** The file that says everything. */
  readonly file: string;
  readonly text: string;
  /** What else lies there. */
  readonly beside?: Files;
  /** Where the user has a file of that form; undefined where that form is the project's alone. */
  readonly user?: string;
}

const npm = (file: string, user: string, lock: string, text: string): Format => ({
  ecosystem: 'npm',
  path: '/repo/package.json',
  file: `/repo/${file}`,
  user,
  text,
  beside: { '/repo/package.json': '{}', [`/repo/${lock}`]: '' },
});

const python = (file: string, user: string | undefined, lock: string, text: string, beside: Files = {}): Format => ({
  ecosystem: 'PyPI',
  path: lock === '' ? '/repo/requirements.txt' : '/repo/pyproject.toml',
  file: `/repo/${file}`,
  ...(user !== undefined && { user }),
  text,
  beside: { ...(lock !== '' && { [`/repo/${lock}`]: '', '/repo/pyproject.toml': '[project]\n' }), ...beside },
});

const POETRY_SOURCE = { '/repo/pyproject.toml': '[[tool.poetry.source]]\nname = "corp"\nurl = "https://corp.example/simple"\n' };

/** Each says: packages come from corp.example, with `s3cret`, and have to be two days old. */
const FORMATS: readonly Format[] = [
  npm(
    '.npmrc',
    '/home/me/.npmrc',
    'package-lock.json',
    'registry=https://corp.example/\n//corp.example/:_authToken=s3cret\nmin-release-age=2\n',
  ),
  npm(
    'pnpm-workspace.yaml',
    '/home/me/.config/pnpm/config.yaml',
    'pnpm-lock.yaml',
    'registry: https://me:s3cret@corp.example/\nminimumReleaseAge: 2880\n',
  ),
  npm(
    '.yarnrc.yml',
    '/home/me/.yarnrc.yml',
    'yarn.lock',
    'npmRegistryServer: https://corp.example\nnpmAuthToken: s3cret\nnpmMinimalAgeGate: 2d\n',
  ),
  npm(
    'bunfig.toml',
    '/home/me/.bunfig.toml',
    'bun.lock',
    '[install]\nregistry = { url = "https://corp.example", token = "s3cret" }\nminimumReleaseAge = 172800\n',
  ),
  python(
    'uv.toml',
    '/home/me/.config/uv/uv.toml',
    'uv.lock',
    'index-url = "https://me:s3cret@corp.example/simple"\nexclude-newer = "2 days"\n',
  ),
  python('pyproject.toml', undefined, '', '[tool.uv]\nindex-url = "https://me:s3cret@corp.example/simple"\nexclude-newer = "2 days"\n'),
  python(
    'poetry.toml',
    '/home/me/.config/pypoetry/config.toml',
    'poetry.lock',
    '[http-basic.corp]\nusername = "me"\npassword = "s3cret"\n[solver]\nmin-release-age = 2\n',
    POETRY_SOURCE,
  ),
  python(
    'pdm.toml',
    '/home/me/.config/pdm/config.toml',
    'pdm.lock',
    '[pypi]\nurl = "https://corp.example/simple"\nusername = "me"\npassword = "s3cret"\n[strategy]\nexclude-newer = "2d"\n',
  ),
  python(
    '.venv/pip.conf',
    '/home/me/.config/pip/pip.conf',
    '',
    '[global]\nindex-url = https://me:s3cret@corp.example/simple\nuploaded-prior-to = P2D\n',
    { '/repo/.venv/pyvenv.cfg': '' },
  ),
];

function worldOf(files: Files, world: SettingsWorld = {}) {
  const texts = new Map(Object.entries(files));
  const disk = savedFilesOf(texts);
  const settings = settingsIn(texts, { files: disk, ...world });
  return { texts, disk, settings };
}

/** The configuration around a manifest that stands as its file does. */
function aroundOf({ ecosystem, path }: Format, files: Files, world?: SettingsWorld): SettingsAround {
  const text = files[path];
  const manifest = text === undefined ? undefined : formatOf(path)?.parse(text);
  return worldOf(files, world).settings.around(path, ecosystem, manifest);
}

function accessesOf({ sourceOf, publicAccess }: RegistryConfig): readonly Access[] {
  const source = sourceOf('acme-core');
  return [publicAccess, ...registriesOf(source).map(({ access }) => access)];
}

function registriesOf(source: Source) {
  if (source.kind === 'private') return [source.registry, ...(source.others ?? [])];
  return source.kind === 'private first' ? source.registries : [];
}

/** `corp.example s3cret 2d`, as far as it counts; why a name is asked nowhere. */
function told({ registries, cooldown: { cooldown } }: SettingsAround): string {
  const source = registries.sourceOf('acme-core');
  const hosts = registriesOf(source).map(({ url }) => new URL(url).host);
  const hasSecret = JSON.stringify(accessesOf(registries)).includes('s3cret');
  const days = cooldown?.age === undefined ? [] : [`${cooldown.age / DAY}d`];
  return [source.kind === 'unasked' ? source.reason : hosts.join(' ') || source.kind, ...(hasSecret ? ['s3cret'] : []), ...days].join(' ');
}

describe.each(FORMATS)('$file', format => {
  const files = { ...format.beside, [format.file]: format.text };

  it('gives registry, credentials and cooldown in one reading', () => {
    const { disk, settings } = worldOf(files);
    expect(told(settings.around(format.path, format.ecosystem))).toBe('corp.example s3cret 2d');
    expect(disk.reads.filter(path => path === format.file)).toHaveLength(1);
    settings.around(format.path, format.ecosystem);
    expect(disk.reads.filter(path => path === format.file)).toHaveLength(1);
  });

  it('leads nowhere in a workspace that is not trusted: neither to the registry, nor with credentials, and to a cooldown only where it is longer', () => {
    const around = aroundOf(format, files, { isTrusted: () => false });
    expect(told(around)).toMatch(/^private (?:registry|index) .*and the workspace is not trusted$/);
    expect(around.cooldown).toMatchObject({ cooldown: undefined, exceptions: undefined, problems: [], atLeast: { age: 2 * DAY } });
  });

  it('counts, registry and cooldown alike, once the workspace is trusted', () => {
    let isTrusted = false;
    const { settings } = worldOf(files, { isTrusted: () => isTrusted });
    settings.around(format.path, format.ecosystem);
    isTrusted = true;
    expect(told(settings.around(format.path, format.ecosystem))).toBe('corp.example s3cret 2d');
    isTrusted = false;
    expect(told(settings.around(format.path, format.ecosystem))).toMatch(/the workspace is not trusted$/);
  });

  it('is not read where it may not be, for neither of the two', () => {
    const { disk, settings } = worldOf(files, { isTrusted: () => false, mayRead: path => path !== format.file });
    const { cooldown, registries } = settings.around(format.path, format.ecosystem);
    expect(disk.reads).not.toContain(format.file);
    expect([cooldown.cooldown, JSON.stringify(accessesOf(registries))]).toEqual([undefined, expect.not.stringContaining('s3cret')]);
  });

  it('is the project’s where a variable of the user names it, though the workspace is not trusted', () => {
    const variables: Files = {
      '.npmrc': 'NPM_CONFIG_USERCONFIG',
      'uv.toml': 'UV_CONFIG_FILE',
      'pdm.toml': 'PDM_CONFIG_FILE',
      'pip.conf': 'PIP_CONFIG_FILE',
    };
    const name = variables[format.file.replace(/^.*\//, '')];
    if (name === undefined) return;
    const around = aroundOf(format, files, { isTrusted: () => false, machine: { env: { [name]: format.file } } });
    expect(told(around)).toMatch(/^private (?:registry|index) .*and the workspace is not trusted$/);
  });
});

describe.each(FORMATS.flatMap(format => (format.user === undefined ? [] : [{ ...format, user: format.user }])))(
  '$file of the user',
  format => {
    it('counts, trusted or not', () => {
      const own = { ...format.beside, [format.user]: format.text };
      const project = format.file.endsWith('poetry.toml') ? {} : { isTrusted: () => false };
      expect(told(aroundOf(format, own, project))).toBe('corp.example s3cret 2d');
    });
  },
);

it('an index that a manifest names itself counts from when the workspace is trusted', () => {
  let isTrusted = false;
  const { settings } = worldOf({}, { isTrusted: () => isTrusted });
  const manifest = formatOf('requirements.txt')?.parse('--index-url https://corp.example/simple\n');
  const now = () => told(settings.around('/repo/requirements.txt', 'PyPI', manifest));
  expect(now()).toBe('private index corp.example, and the workspace is not trusted');
  isTrusted = true;
  expect(now()).toBe('corp.example');
});

describe('the folders that are looked at', () => {
  it('end at a workspace that is not trusted, and go on above a trusted one for npm’s registries alone', () => {
    const files = {
      '/.npmrc': 'registry=https://corp.example/\nmin-release-age=2\n',
      '/repo/package.json': '{}',
      '/repo/package-lock.json': '',
    };
    const [format] = FORMATS;
    if (!format) throw new Error('there are formats');
    expect(told(aroundOf({ ...format, path: '/repo/package.json' }, files))).toBe('corp.example');
    expect(told(aroundOf({ ...format, path: '/repo/package.json' }, files, { isTrusted: () => false }))).toBe('public');
  });

  it('are the project’s where the workspace is the root of the disk', () => {
    for (const [ecosystem, path, file, text] of [
      ['npm', '/package.json', '/.npmrc', 'registry=https://corp.example/'],
      ['PyPI', '/requirements.txt', '/uv.toml', 'index-url = "https://corp.example/simple"'],
    ] as const) {
      const { settings } = worldOf({ [file]: text }, { root: '/', isTrusted: () => false });
      expect(told(settings.around(path, ecosystem))).toMatch(/and the workspace is not trusted$/);
    }
  });

  it('give a file that is also the user’s to the user, where it lies above the workspace', () => {
    const files = {
      '/home/me/.npmrc': '//a b',
      '/home/me/.yarnrc.yml': 'npmRegistryServer: https://corp.example',
      '/home/me/app/package.json': '{}',
    };
    const { settings } = worldOf(files, { root: '/home/me/app' });
    const { registries } = settings.around('/home/me/app/package.json', 'npm');
    expect(registries.sourceOf('acme-core').kind).toBe('public');
  });
});

describe('looking for settings', () => {
  it('asks for each file once a time, whatever has been asked before', () => {
    const manifests = ['/repo/a/package.json', '/repo/b/package.json'];
    const { disk, settings } = worldOf({ '/repo/.npmrc': 'min-release-age=2', '/repo/a/package.json': '{}', '/repo/b/package.json': '{}' });
    const asksFor = (path: string): readonly string[] => {
      const before = disk.asked.length;
      settings.around(path, 'npm');
      return disk.asked.slice(before);
    };
    for (const path of manifests) asksFor(path);
    const [first, again] = [asksFor('/repo/a/package.json'), asksFor('/repo/a/package.json')];
    expect(again).toEqual(first);
    expect(new Set(first).size).toBe(first.length);
  });

  it('of a key stroke in a requirements file reads nothing, and asks for each file around it once', () => {
    const beside = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`/repo/requirements-${at}.txt`, `-r other-${at}.txt\n`]));
    const { disk, settings } = worldOf({ ...beside, '/repo/a/requirements.txt': '', '/home/me/.config/pip/pip.conf': '' });
    const type = (text: string): number => {
      const before = [disk.reads.length, disk.asked.length] as const;
      settings.around('/repo/a/requirements.txt', 'PyPI', formatOf('requirements.txt')?.parse(text));
      expect(disk.reads.length === before[0] || before[0] === 0).toBe(true);
      const asked = disk.asked.slice(before[1]);
      expect(new Set(asked).size).toBe(asked.length);
      return asked.length;
    };
    type('requests==2.0\n');
    const asked = type('requests==2.1\n');
    expect(asked).toBe(type('requests==2.10\n'));
    expect(asked).toBeLessThan(100);
  });
});
