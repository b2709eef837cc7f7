// A direct dependency that got several releases, and a folder that several package managers lock: each release is told, where it belongs.
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/world.js';
import { accusedIn, type Files, filesOf, PROJECTS, type Release, watchedProject } from './lockedProjects.js';

/** Of findings on the release: the file, and whether it is the dependency's own. */
async function placesOf(files: Files, release: Release): Promise<readonly string[]> {
  const { scan, accuse } = watchedProject(files);
  accuse(release);
  const results = await scan();
  return results.flatMap(result =>
    accusedIn([result]).map(accused => {
      const isOwn = result.judged.some(({ findings }) => findings.some(({ through, version }) => !through && version === release.version));
      return `${result.path.slice(ROOT.length + 1)} ${accused}${isOwn ? '' : ' below'}`;
    }),
  );
}

describe('a direct dependency that is locked in several versions', () => {
  const forks = { name: 'numpy', ecosystem: 'PyPI' } as const;
  it.each<[folder: string, file: string, id: Pick<Release, 'name' | 'ecosystem'>, versions: readonly string[]]>([
    ['uv', 'pyproject.toml', forks, ['1.26.4', '2.1.3']],
    ['poetry', 'pyproject.toml', forks, ['1.26.4', '2.1.3']],
    ['pdm', 'pyproject.toml', forks, ['1.26.4', '2.1.3']],
    ['pylock', 'pyproject.toml', forks, ['1.26.4', '2.1.3']],
    ['pip-compile', 'requirements.in', forks, ['1.26.4', '2.1.3']],
    ['pipenv', 'Pipfile', { name: 'requests', ecosystem: 'PyPI' }, ['2.32.3', '2.31.0']],
  ])('has each told on its line: %s', async (folder, file, id, versions) => {
    const project = PROJECTS.find(({ folders }) => folders.includes(folder));
    if (!project) throw new Error(`${folder} is no project`);
    for (const version of versions) expect(await placesOf(filesOf(project), { ...id, version })).toContain(`${file} ${id.name}@${version}`);
  });

  it.each(PROJECTS.filter(({ folders }) => folders.includes('shop')))(
    'has the one of each workspace told there: $folders',
    async project => {
      const chalk = { name: 'chalk', ecosystem: 'npm' } as const;
      const files = filesOf(project);
      expect(await placesOf(files, { ...chalk, version: '2.4.2' })).toEqual(['package.json chalk@2.4.2']);
      expect(await placesOf(files, { ...chalk, version: '4.1.2' })).toContain('packages/tool/package.json chalk@4.1.2');
    },
  );
});

describe('two lockfiles of different managers that disagree', () => {
  const litellm = (version: string, more: string) => `[[package]]\nname = "litellm"\nversion = "${version}"\n${more}`;
  const files = new Map([
    ['pyproject.toml', '[project]\nname = "app"\ndependencies = ["litellm>=1.50"]\n'],
    [
      'uv.lock',
      `version = 1\n\n[[package]]\nname = "app"\nversion = "1"\nsource = { virtual = "." }\ndependencies = [{ name = "litellm" }]\n\n${litellm('1.81.0', 'source = { registry = "https://pypi.org/simple" }\n')}`,
    ],
    ['poetry.lock', `${litellm('1.80.0', '')}\n[metadata]\nlock-version = "2.1"\n`],
    ['Pipfile.lock', '{ "_meta": { "pipfile-spec": 6 }, "default": { "litellm": { "version": "==1.79.0" } } }\n'],
  ]);

  it.each([
    ['1.81.0', 'pyproject.toml'],
    ['1.80.0', 'poetry.lock'],
    ['1.79.0', 'Pipfile.lock'],
  ])('have each of their releases told: %s in %s', async (version, file) => {
    expect(await placesOf(files, { name: 'litellm', ecosystem: 'PyPI', version })).toEqual([`${file} litellm@${version}`]);
  });

  it('say once which one is in effect', async () => {
    const results = await watchedProject(files).scan();
    expect(results.flatMap(({ problems }) => problems.map(({ level, message }) => `${level}: ${message}`))).toEqual([
      'information: uv.lock locks this folder too, and is the one in effect. The releases of poetry.lock are checked on their own.',
      'information: uv.lock locks this folder too, and is the one in effect. The releases of Pipfile.lock are checked on their own.',
    ]);
  });
});
