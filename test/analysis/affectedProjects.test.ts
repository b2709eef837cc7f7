import { describe, expect, it } from 'vitest';
import { affectedProjects } from '../../server/src/analysis/affectedProjects.js';
import type { EnvironmentReport, InstalledFinding } from '../../server/src/analysis/environmentCheck.js';
import type { Ecosystem } from '../../server/src/model/index.js';
import { foldersOf } from '../support/memoryDisk.js';

function reportOf(folder: string, ecosystem: Ecosystem, name: string, environments: readonly string[]): EnvironmentReport {
  const findings = environments.map(
    (environment): InstalledFinding => ({
      ecosystem,
      name,
      version: '1.0.0',
      environment,
      paths: [`${environment}/${name}`],
      everyRelease: false,
      advisories: [],
      traces: [],
    }),
  );
  const counts = { npm: 0, PyPI: 0, skipped: 0 };
  return { folder, releases: [], environments, findings, traces: [], unreadable: [], unknown: [], counts };
}

function affected(ecosystem: Ecosystem, environments: readonly string[], texts: Readonly<Record<string, string>>) {
  const release = { ecosystem, name: 'evil', version: '1.0.0' };
  return affectedProjects(release, [reportOf('/w', ecosystem, 'evil', environments)], foldersOf(new Map(Object.entries(texts))));
}

describe('the projects that are affected', () => {
  it('are told by the nearest files above the environment', async () => {
    const [project] = await affected('PyPI', ['/w/llm/.venv'], {
      '/w/requirements.txt': '',
      '/w/llm/requirements.txt': 'evil==1.0.0 --hash=sha256:00',
      '/w/llm/notes.txt': '',
      '/w/llm/.venv/pyvenv.cfg': 'home = /usr',
    });
    expect(project).toEqual({
      environment: '/w/llm/.venv',
      isRemovable: true,
      folder: '/w/llm',
      files: ['requirements.txt'],
      texts: new Map([['requirements.txt', 'evil==1.0.0 --hash=sha256:00']]),
    });
  });

  it('have their lockfile at the root of a workspace', async () => {
    const [project] = await affected('npm', ['/w/packages/a/node_modules'], {
      '/w/package-lock.json': '{}',
      '/w/packages/a/node_modules/evil/package.json': '{}',
    });
    expect(project).toMatchObject({ folder: '/w', files: ['package-lock.json'], isRemovable: true });
  });

  it.each([
    ['an environment of the machine', '/usr', { '/usr/lib/python3/dist-packages/evil.py': '' }],
    ['a folder that only has the name of an environment', '/w/env', { '/w/env/lib/python3/site-packages/evil.py': '' }],
    ['the workspace itself', '/w', { '/w/pyvenv.cfg': '' }],
    ['a folder around it', '/', { '/pyvenv.cfg': '' }],
  ])('cannot be removed as a whole: %s', async (_name, environment, texts) => {
    const [project] = await affected('PyPI', [environment], texts);
    expect(project?.isRemovable).toBe(false);
    expect(project?.folder).toBe('/w');
  });

  it('are none of another release', async () => {
    const release = { ecosystem: 'PyPI', name: 'evil', version: '2.0.0' } as const;
    expect(await affectedProjects(release, [reportOf('/w', 'PyPI', 'evil', ['/w/.venv'])], foldersOf(new Map()))).toEqual([]);
  });
});
