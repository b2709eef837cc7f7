import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { incidentTraces } from '../../../../server/src/advisories/incidentTraces.js';
import { environmentOf } from '../../../../server/src/ecosystems/python/installed/environments.js';
import { tracesIn } from '../../../../server/src/ecosystems/python/installed/indicators.js';
import { tracesNamed } from '../../../../server/src/ecosystems/python/installed/knownIndicators.js';
import { installedDistributions } from '../../../../server/src/ecosystems/python/installed/sitePackages.js';
import { diskFolders } from '../../../../server/src/services/disk/folders.js';
import { calm, type Ground, newGround } from '../../installedSupport.js';

let ground: Ground;
beforeEach(() => {
  ground = newGround();
});
afterEach(() => ground.remove());

const SITE = 'env/lib/python3.12/site-packages';
const KNOWN = incidentTraces().flatMap(({ package: pkg, ids, files }) => tracesNamed(files, pkg, ids));
const HOSTILE = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import base64; exec(base64.b64decode(\"eA==\"))'])";

async function traces(): Promise<readonly string[]> {
  const environment = { path: ground.at('env'), sitePackages: [ground.at(SITE)] };
  const found = await tracesIn(environment, KNOWN, diskFolders(), calm());
  return found.traces.map(trace =>
    trace.kind === 'known'
      ? `${trace.file}: left by ${trace.known.package.name}`
      : `${trace.file}: ${trace.weight}${trace.owner ? ` (${trace.owner})` : ''}`,
  );
}

function put(files: Readonly<Record<string, string>>): void {
  ground.write(Object.fromEntries(Object.entries(files).map(([name, text]) => [`${SITE}/${name}`, text])));
}

describe('a real environment with the compromised litellm', () => {
  it('is seen by its distribution and by the file it left, though that is in its RECORD', async () => {
    execFileSync('python3', ['-m', 'venv', '--without-pip', ground.at('.venv')]);
    const [version = ''] = readdirSync(ground.at('.venv/lib'));
    const site = `.venv/lib/${version}/site-packages`;
    ground.write({
      [`${site}/litellm/__init__.py`]: '',
      [`${site}/litellm-1.82.8.dist-info/METADATA`]: 'Metadata-Version: 2.1\nName: litellm\nVersion: 1.82.8\n',
      [`${site}/litellm-1.82.8.dist-info/RECORD`]: 'litellm/__init__.py,,\nlitellm_init.pth,sha256=x,34628\n',
      [`${site}/litellm_init.pth`]: `${HOSTILE}\n`,
    });
    const environment = await environmentOf(ground.at('.venv/bin/python3'), diskFolders(), calm());
    if (environment === undefined) throw new Error('no environment');
    expect((await installedDistributions(environment, diskFolders(), calm())).distributions).toMatchObject([
      { name: 'litellm', version: '1.82.8' },
    ]);
    expect((await tracesIn(environment, KNOWN, diskFolders(), calm())).traces).toEqual([
      {
        kind: 'known',
        path: ground.at(site, 'litellm_init.pth'),
        file: 'litellm_init.pth',
        known: { package: { ecosystem: 'PyPI', name: 'litellm' }, ids: ['MAL-2026-2144', 'PYSEC-2026-2'], file: 'litellm_init.pth' },
        code: { line: { number: 1, text: HOSTILE }, signs: ['encoded', 'runsText', 'process'] },
      },
    ]);
  });
});

describe('startup files', () => {
  it('are suspicious where they run code and no RECORD lists them, the more so by what they run', async () => {
    put({
      'agent.pth': 'import agent',
      'agent.py': '',
      'loader.pth': HOSTILE,
      'fetch.pth': 'import urllib.request',
      'plain.pth': "import os; exec('try: import certifi\\nexcept ImportError: pass')",
      'paths.pth': '/src',
      'data/model.pth': 'import x',
      'requests-2.0.dist-info/RECORD': 'data/agent.pth,,\nother/loader.pth,,\nagent.pth.bak,,\n',
    });
    expect(await traces()).toEqual(['agent.pth: weak', 'fetch.pth: strong', 'loader.pth: strong', 'plain.pth: weak']);
  });

  it.each([
    ['RECORD', 'pkg-1.0.dist-info/RECORD', 'pkg/__init__.py,,\r\nagent.pth,sha256=x,12\r\n'],
    ['RECORD with quotes', 'pkg-1.0.dist-info/RECORD', '"agent.pth",sha256=x,12\n'],
    ['installed-files.txt', 'pkg-1.0-py3.9.egg-info/installed-files.txt', 'PKG-INFO\n../agent.pth\n'],
    ['nothing, but the distribution bears its name', 'Agent-1.0.dist-info/METADATA', 'Name: Agent\nVersion: 1.0\n'],
    ['nothing, but the egg bears its name', 'agent-1.0.egg-info', 'Name: agent\nVersion: 1.0\n'],
  ])('belong to a distribution by %s', async (_, file, text) => {
    put({ 'agent.pth': "import agent; exec('pass')", [file]: text });
    expect(await traces()).toEqual([]);
  });

  it('are not excused by the name of a distribution that lists its files, nor hostile ones by any', async () => {
    put({ 'agent.pth': 'import agent', 'agent-1.0.dist-info/RECORD': 'agent/__init__.py,,\n' });
    put({ 'tool.pth': HOSTILE, 'tool-1.0.dist-info/METADATA': '' });
    put({ 'kit.pth': HOSTILE, 'kit-1.0.dist-info/RECORD': 'kit.pth,,\n' });
    expect(await traces()).toEqual(['agent.pth: weak', 'kit.pth: strong (kit)', 'tool.pth: strong']);
  });

  it('are no traces where everyday tools put them', async () => {
    put({
      '_virtualenv.pth': 'import _virtualenv',
      'distutils-precedence.pth': "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local'; ",
      'easy-install.pth': '/src/a\n/src/b\n',
      '__editable__.mine-1.0.pth': 'import __editable___mine_1_0_finder; __editable___mine_1_0_finder.install()',
      'mine-1.0.dist-info/RECORD': '__editable__.mine-1.0.pth,sha256=x,70\n__editable___mine_1_0_finder.py,,\n',
      'pytest-cov.pth': 'import os, sys;exec(\'if os.environ.get("X"): import pytest_cov\')',
      'pytest_cov-5.0.0.dist-info/RECORD': 'pytest-cov.pth,sha256=x,90\n',
      'a1_coverage.pth': "import sys; exec('try: import coverage')",
      'coverage-7.13.0.dist-info/RECORD': 'a1_coverage.pth,sha256=x,90\n',
      'pywin32.pth': 'win32\nwin32\\lib\nPythonwin\nimport pywin32_bootstrap\n',
    });
    expect(await traces()).toEqual([]);
  });

  it('that an incident left are told even where they run nothing', async () => {
    put({ 'litellm_init.pth': '# emptied\n' });
    expect(await traces()).toEqual(['litellm_init.pth: left by litellm']);
  });

  it('may be links, dangling or not, and no regular files', async () => {
    put({ 'hidden/x': 'import agent' });
    ground.link(`${SITE}/linked.pth`, 'hidden/x');
    ground.link(`${SITE}/gone.pth`, 'nowhere');
    ground.link(`${SITE}/loop.pth`, 'loop.pth');
    ground.folder(`${SITE}/folder.pth`);
    execFileSync('mkfifo', [ground.at(SITE, 'pipe.pth')]);
    const environment = { path: ground.at('env'), sitePackages: [ground.at(SITE)] };
    const found = await tracesIn(environment, [], diskFolders(), calm());
    expect(found.traces.map(trace => trace.file)).toEqual(['linked.pth']);
    expect(found.unreadable).toEqual([
      { path: ground.at(SITE, 'loop.pth'), reason: 'its links lead round in a circle' },
      { path: ground.at(SITE, 'pipe.pth'), reason: 'it is no regular file' },
    ]);
  });
});

describe('tracesNamed', () => {
  const PYTHON = { ecosystem: 'PyPI', name: 'bad' } as const;

  it.each([
    ['bad_init.pth', ['bad_init.pth']],
    ['site-packages/bad_init.pth', ['bad_init.pth']],
    ['setup.py', []],
    ['bad/__init__.py', []],
    ['distutils-precedence.pth', []],
    ['zope-nspkg.pth', []],
    ['/tmp/x', []],
    ['..', []],
  ])('%s', (file, expected) => {
    expect(tracesNamed([file, file], PYTHON, ['MAL-1']).map(trace => trace.file)).toEqual(expected);
    expect(tracesNamed([file], { ecosystem: 'npm', name: 'bad' }, ['MAL-1'])).toEqual([]);
  });
});

it('says that of a very long startup file only the beginning is read', async () => {
  put({ 'long.pth': `${'./path\n'.repeat(50_000)}${HOSTILE}\n`, 'short.pth': './path\n' });
  const { unreadable } = await tracesIn({ path: ground.at('env'), sitePackages: [ground.at(SITE)] }, KNOWN, diskFolders(), calm());
  expect(unreadable).toEqual([
    { path: ground.at(SITE, 'long.pth'), reason: 'it has more than 262144 characters, and may do more than is read' },
  ]);
});
