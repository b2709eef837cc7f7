import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatOf, REQUIREMENTS } from '../../server/src/ecosystems/manifests.js';
import type { Manifest } from '../../server/src/model/index.js';
import type { RegistryConfig } from '../../server/src/model/registryAccess.js';
import { type SettingsWorld, settingsOnDisk } from '../support/settings.js';

let folder: string;
let home: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'depwarden-python-configs-'));
  [home, root] = [path.join(folder, 'home'), path.join(folder, 'work')];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(file: string, text: string | Buffer): Promise<void> {
  const target = path.join(folder, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
}

function configs({
  env,
  ...options
}: Pick<SettingsWorld, 'isTrusted' | 'mayRead'> & { readonly env?: Readonly<Record<string, string>> } = {}) {
  // the machine's own configuration is no part of these tests
  const machine = { env: { XDG_CONFIG_DIRS: path.join(folder, 'none'), ...env }, home };
  const settings = settingsOnDisk({ root, machine, ...options });
  return {
    around: (file: string, manifest?: Manifest) => settings.around(file, 'PyPI', manifest).registries,
    user: () => settings.user('PyPI'),
  };
}

/** Where a package comes from, as the configuration around a file says. */
function sourceIn(config: RegistryConfig, name = 'acme-core'): string {
  const source = config.sourceOf(name);
  if (source.kind === 'unasked') return source.reason;
  if (source.kind === 'public') return 'public';
  const registry = source.kind === 'private' ? source.registry : source.registries[0];
  const credential = registry?.access.credentials[0]?.secret;
  return `${source.kind} ${registry?.url}${credential?.kind === 'basic' ? ` ${credential.user}:${credential.password}` : ''}`;
}

const CORP = '[global]\nindex-url = https://corp.example/simple\n';
const OWN = '[global]\nindex-url = https://venv.example/simple\n';

describe('configuration around a file', () => {
  it.each([
    ['home/.config/pip/pip.conf', CORP, 'requirements.txt', 'private https://corp.example/simple'],
    ['home/.pip/pip.conf', CORP, 'requirements.txt', 'private https://corp.example/simple'],
    ['home/.config/uv/uv.toml', 'index-url = "https://corp.example/simple"', 'pyproject.toml', 'private https://corp.example/simple'],
    ['work/uv.toml', 'index-url = "https://corp.example/simple"', 'a/pyproject.toml', 'private https://corp.example/simple'],
    [
      'work/pyproject.toml',
      '[tool.uv]\nindex-url = "https://corp.example/simple"',
      'a/requirements.txt',
      'private https://corp.example/simple',
    ],
    [
      'work/pyproject.toml',
      '[[tool.poetry.source]]\nname="c"\nurl="https://corp.example/simple"',
      'poetry.lock',
      'private https://corp.example/simple',
    ],
    ['work/Pipfile', '[[source]]\nurl="https://corp.example/simple"', 'Pipfile.lock', 'private https://corp.example/simple'],
    ['home/.config/pdm/config.toml', '[pypi]\nurl="https://corp.example/simple"', 'pdm.lock', 'public'],
    ['work/pip.conf', CORP, 'requirements.txt', 'public'],
    ['uv.toml', 'index-url = "https://above.example/simple"', 'requirements.txt', 'public'],
    ['uv.toml', 'index-url = "https://above.example/simple"', '../other/requirements.txt', 'public'],
  ])('%s: %j counts for %s', async (file, text, manifest, expected) => {
    await put(file, text);
    expect(sourceIn(configs().around(path.join(root, manifest)))).toBe(expected);
  });

  it('is that of an environment where pyvenv.cfg lies beside it', async () => {
    await put('home/.config/pip/pip.conf', CORP);
    await put('work/.venv/pip.conf', OWN);
    const file = path.join(root, 'a', 'requirements.txt');
    expect(sourceIn(configs().around(file))).toBe('private https://corp.example/simple');
    await put('work/.venv/pyvenv.cfg', '');
    expect(sourceIn(configs().around(file))).toBe('private https://venv.example/simple');
    expect(sourceIn(configs({ isTrusted: () => false }).around(file))).toBe('private https://corp.example/simple');
    expect(sourceIn(configs({ env: { PIP_CONFIG_FILE: '/dev/null' } }).around(file))).toBe('public');
  });

  it('is that of the environment that is active', async () => {
    await put('elsewhere/pip.conf', OWN);
    await put('elsewhere/pyvenv.cfg', '');
    const env = { VIRTUAL_ENV: path.join(folder, 'elsewhere') };
    expect(sourceIn(configs({ env }).around(path.join(root, 'requirements.txt')))).toBe('private https://venv.example/simple');
  });

  it('is read again when a file comes, changes or goes', async () => {
    const { around, user } = configs();
    const file = path.join(root, 'requirements.txt');
    expect(sourceIn(around(file))).toBe('public');
    await put('home/.config/pip/pip.conf', CORP);
    expect([sourceIn(around(file)), sourceIn(user())]).toEqual(Array(2).fill('private https://corp.example/simple'));
    await put('home/.config/pip/pip.conf', `${CORP}extra-index-url=https://pypi.org/simple\n`);
    expect(sourceIn(around(file))).toBe('private first https://corp.example/simple');
    await put('home/.netrc', 'machine corp.example login ann password s');
    expect(sourceIn(around(file))).toBe('private first https://corp.example/simple ann:s');
    await rm(path.join(home, '.config'), { recursive: true });
    expect(sourceIn(around(file))).toBe('public');
  });

  it('goes with what the manifest says as it is typed', async () => {
    await put('work/pyproject.toml', '[[tool.uv.index]]\nurl = "https://saved.example/simple"\n');
    const file = path.join(root, 'pyproject.toml');
    const typed = formatOf(file)?.parse('[tool.uv]\n');
    const { around } = configs();
    expect(sourceIn(around(file, typed))).toBe('public');
    expect(sourceIn(around(file))).toBe('private first https://saved.example/simple');
    const more = formatOf(file)?.parse('[[tool.uv.index]]\nurl = "https://typed.example/simple"\n');
    expect(sourceIn(around(file, more))).toBe('private first https://typed.example/simple');
  });

  it('tells of files that cannot be read, and reads the others', async () => {
    await put('home/.config/pip/pip.conf', `${CORP}cert = ~/ca.pem\nclient-cert = client.pem\n`);
    await put('work/uv.toml', `# ${'x'.repeat(1024 * 1024)}`);
    await put('home/ca.pem', '-----BEGIN CERTIFICATE-----\n');
    const config = configs().around(path.join(root, 'requirements.txt'));
    expect(config.problems).toEqual([
      'uv.toml: it is larger than 1 MB, and is not read.',
      '~/.config/pip/pip.conf names a certificate file that is not named by an absolute path.',
    ]);
    const source = config.sourceOf('acme-core');
    expect(source.kind === 'private' && source.registry.access.route).toEqual({ ca: ['-----BEGIN CERTIFICATE-----\n'] });
  });

  it('is read in UTF-16 too, as PowerShell writes it, for the index and for the cooldown', async () => {
    const text = `\uFEFF${CORP}uploaded-prior-to = P2D\n`;
    await put('home/.config/pip/pip.conf', Buffer.from(text, 'utf16le'));
    const settings = settingsOnDisk({ root, machine: { env: { XDG_CONFIG_DIRS: path.join(folder, 'none') }, home } });
    const { registries, cooldown } = settings.around(path.join(root, 'requirements.txt'), 'PyPI');
    expect([sourceIn(registries), cooldown.cooldown?.age]).toEqual(['private https://corp.example/simple', 2 * 24 * 60 * 60 * 1000]);
  });

  describe('of a requirements file that others include', () => {
    const PRIVATE = 'private https://corp.example/simple';
    const INDEX = '--index-url https://corp.example/simple\n';
    const TOP = `${INDEX}-r a/base.txt\n`;

    it.each<[string, Readonly<Record<string, string>>, string, string]>([
      ['a file beside it', { 'requirements-dev.txt': `${INDEX}-r base-requirements.txt` }, 'base-requirements.txt', PRIVATE],
      ['a file in a folder above', { 'requirements.txt': `${INDEX}-r a/b/base.txt` }, 'a/b/base.txt', PRIVATE],
      ['a file in the folder `requirements`', { 'requirements/dev.txt': `${INDEX}-r ../base.txt` }, 'base.txt', PRIVATE],
      ['through a file of any name', { 'requirements.txt': `${INDEX}-r mid.lst`, 'mid.lst': '-r base.txt' }, 'base.txt', PRIVATE],
      ['a file that another one compiles it from', { 'requirements.in': INDEX }, 'requirements.txt', PRIVATE],
      ['a file that includes another one', { 'requirements.txt': `${INDEX}-r other.txt` }, 'base.txt', 'public'],
      ['a file in a folder below', { 'below/requirements.txt': `${INDEX}-r ../base.txt` }, 'base.txt', 'public'],
      ['a URL, or a name with a variable', { 'requirements.txt': `${INDEX}-r https://x.example/base.txt\n-r \${A}` }, 'base.txt', 'public'],
    ])('%s', async (_, files, file, expected) => {
      for (const [name, text] of Object.entries(files)) await put(`work/${name}`, text);
      await put(`work/${file}`, 'acme-core==1.0\n');
      const at = path.join(root, file);
      const manifest = REQUIREMENTS.parse('acme-core==1.0\n');
      expect(sourceIn(configs().around(at, manifest))).toBe(expected);
      // as a lockfile
      expect(sourceIn(configs().around(at))).toBe(expected);
    });

    it('is read again when the other one comes, changes or goes', async () => {
      const { around } = configs();
      const at = path.join(root, 'a', 'base.txt');
      const now = (): string => sourceIn(around(at, REQUIREMENTS.parse('')));
      await put('work/a/base.txt', '');
      expect(now()).toBe('public');
      await put('work/requirements.txt', TOP);
      expect(now()).toBe(PRIVATE);
      await put('work/requirements.txt', '-r a/base.txt\n');
      expect(now()).toBe('public');
      await put('work/requirements.txt', '-r a/base.txt\n--no-index\n');
      expect(now()).toBe('--no-index, installed from local files');
      await rm(path.join(root, 'requirements.txt'));
      expect(now()).toBe('public');
    });

    it('is what keeps most to itself, and takes pre-releases where all that include it do', async () => {
      await put('work/requirements.txt', '--pre\n-r a/base.txt\n');
      const around = () => configs().around(path.join(root, 'a', 'base.txt'), REQUIREMENTS.parse(''));
      expect([sourceIn(around()), around().pre]).toEqual(['public', true]);
      await put('work/dev-requirements.txt', TOP);
      expect([sourceIn(around()), around().pre]).toEqual([PRIVATE, undefined]);
      const trusted = configs({ isTrusted: () => false }).around(path.join(root, 'a', 'base.txt'), REQUIREMENTS.parse(''));
      expect(sourceIn(trusted)).toBe('private index corp.example, and the workspace is not trusted');
    });

    it('is not read where that leads out of what may be read', async () => {
      await put('work/requirements.txt', TOP);
      const asked: string[] = [];
      const mayRead = (file: string): boolean => {
        asked.push(file);
        return !file.endsWith('requirements.txt');
      };
      expect(sourceIn(configs({ mayRead }).around(path.join(root, 'a', 'base.txt'), REQUIREMENTS.parse('')))).toBe('public');
      expect(asked).toContain(path.join(root, 'requirements.txt'));
    });
  });
});
