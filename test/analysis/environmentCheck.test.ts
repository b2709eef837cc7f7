import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkEnvironments, type EnvironmentReport } from '../../server/src/analysis/environmentCheck.js';
import { noticesOf } from '../../server/src/analysis/installedNotices.js';
import type { Advisory, Answer, PackageAnswers, PackageId } from '../../server/src/model/index.js';
import type { Origins } from '../../server/src/project/origins.js';
import { diskFolders } from '../../server/src/services/disk/folders.js';
import { calm, type Ground, manifest, newGround } from '../ecosystems/installedSupport.js';
import { originsOf, PUBLIC_ORIGINS, privatePlace, unaskedLocation } from '../support/origins.js';

const NOW = Date.UTC(2026, 10, 1);
const SITE = '.venv/lib/python3.11/site-packages';
const VENV = { '.venv/pyvenv.cfg': 'home = /usr/bin\n' };
const ATTACK = "import base64; exec(base64.b64decode('cHJpbnQoKQ=='))\n";

let ground: Ground;
/** What was asked about, in the order of asking. */
let asked: { readonly offline: boolean; readonly registry: readonly PackageId[]; readonly advisories: readonly PackageId[] }[];

beforeEach(() => {
  ground = newGround();
  asked = [];
});
afterEach(() => ground.remove());

const CLEAN: Answer<readonly Advisory[]> = { kind: 'found', value: [], fetchedAt: NOW };

/** Checks the ground; each package's answer is that of `answers`, else that nothing is known against it. */
function check(
  answers: Readonly<Record<string, Answer<readonly Advisory[]>>> = {},
  options: { readonly projects?: readonly string[]; readonly extraInterpreters?: readonly string[]; readonly offline?: boolean } = {},
  origins: Origins = PUBLIC_ORIGINS,
): Promise<EnvironmentReport> {
  const facts = {
    gather: async (registry: readonly PackageId[], given: { offline: boolean; advisoriesOnly?: readonly PackageId[] }) => {
      asked.push({ offline: given.offline, registry, advisories: given.advisoriesOnly ?? [] });
    },
    peek: ({ ecosystem, name }: PackageId): PackageAnswers => ({
      registry: { kind: 'pending' },
      advisories: answers[`${ecosystem} ${name}`] ?? CLEAN,
    }),
  };
  return checkEnvironments(
    ground.path,
    { folders: diskFolders(), facts, clock: () => NOW, origins },
    { offline: false, ...options },
    calm(),
  );
}

function found(...value: Advisory[]): Answer<readonly Advisory[]> {
  return { kind: 'found', value, fetchedAt: NOW };
}

function malware(id: PackageId, versions: readonly string[], more: Partial<Advisory> = {}): Advisory {
  const affected = [{ ...id, versions, ranges: [] }];
  return { id: 'MAL-2030-1', aliases: [], kind: 'malicious', summary: '', modified: '', withdrawn: false, affected, url: '', ...more };
}

function distribution(name: string, version: string, site = SITE): Readonly<Record<string, string>> {
  const folder = `${site}/${name}-${version}.dist-info`;
  return {
    [`${folder}/METADATA`]: `Name: ${name}\nVersion: ${version}\n`,
    [`${folder}/RECORD`]: `${name}-${version}.dist-info/METADATA,,\n`,
  };
}

function findings(report: EnvironmentReport): readonly string[] {
  return report.findings.map(({ ecosystem, name, version }) => `${ecosystem} ${name} ${version}`);
}

function said(report: EnvironmentReport): readonly string[] {
  return noticesOf(report, {}).map(({ level, message }) => `${level}: ${message}`);
}

describe('what is installed', () => {
  it('is found by the built-in incidents, with its paths and what it left', async () => {
    ground.write({
      ...VENV,
      ...distribution('litellm', '1.82.8'),
      ...distribution('requests', '2.32.3'),
      [`${SITE}/litellm_init.pth`]: ATTACK,
      'node_modules/chalk/package.json': manifest('chalk', '5.6.1'),
      'node_modules/a/package.json': manifest('a', '1.0.0'),
      'node_modules/a/node_modules/chalk/package.json': manifest('chalk', '5.6.1'),
      'node_modules/b/node_modules/chalk/package.json': manifest('chalk', '5.6.0'),
    });
    const report = await check();
    expect(findings(report)).toEqual(['npm chalk 5.6.1', 'PyPI litellm 1.82.8']);
    const [chalk, litellm] = report.findings;
    expect(chalk?.paths.toSorted()).toEqual([ground.at('node_modules', 'a', 'node_modules', 'chalk'), ground.at('node_modules', 'chalk')]);
    expect(chalk?.environment).toBe(ground.at('node_modules'));
    expect(litellm?.environment).toBe(ground.at('.venv'));
    expect(litellm?.paths).toEqual([ground.at(SITE, 'litellm-1.82.8.dist-info')]);
    expect(litellm?.traces.map(({ path }) => path)).toEqual([ground.at(SITE, 'litellm_init.pth')]);
    expect(report.traces).toEqual([]);
    expect(report.counts).toEqual({ npm: 3, PyPI: 2, skipped: 0 });
    expect(said(report)).toEqual([
      'error: chalk 5.6.1 is installed in node_modules: a compromised release (MAL-2025-46969, 2025-09-08).',
      'error: litellm 1.82.8 is installed in .venv: a compromised release (MAL-2026-2144, 2026-03-24). It left litellm_init.pth.',
    ]);
  });

  it('asks for advisories alone, and of nothing that is no release', async () => {
    ground.write({
      'node_modules/a/package.json': manifest('a', '1.0.0'),
      'work/package.json': manifest('work', '1.0.0'),
    });
    ground.link('node_modules/work', '../work');
    const report = await check({}, { offline: true });
    expect(asked).toEqual([{ offline: true, registry: [], advisories: [expect.objectContaining({ ecosystem: 'npm', name: 'a' })] }]);
    expect(report.counts).toEqual({ npm: 2, PyPI: 0, skipped: 1 });
  });

  it.each([
    ['malware of exactly this release', malware({ ecosystem: 'npm', name: 'a' }, ['1.0.0']), ['npm a 1.0.0']],
    ['malware of another release', malware({ ecosystem: 'npm', name: 'a' }, ['1.0.1']), []],
    ['malware of another ecosystem', malware({ ecosystem: 'PyPI', name: 'a' }, ['1.0.0']), []],
    ['a vulnerability', malware({ ecosystem: 'npm', name: 'a' }, ['1.0.0'], { kind: 'vulnerability' }), []],
    ['a withdrawn record', malware({ ecosystem: 'npm', name: 'a' }, ['1.0.0'], { withdrawn: true }), []],
  ])('is matched exactly: %s', async (_, advisory, expected) => {
    ground.write({ 'node_modules/a/package.json': manifest('a', '1.0.0') });
    expect(findings(await check({ 'npm a': found(advisory) }))).toEqual(expected);
  });

  it.each<[string, Answer<readonly Advisory[]>, string[]]>([
    ['no answer', { kind: 'unknown', reason: 'osv.example did not answer' }, ['osv.example did not answer']],
    ['no answer yet', { kind: 'pending' }, ['the advisory service has not answered']],
    ['an old answer', { kind: 'found', value: [], fetchedAt: NOW - 49 * 60 * 60 * 1000 }, ['the last answer is 2 days old']],
    ['no advisory', { kind: 'absent', fetchedAt: NOW }, []],
  ])('is unknown, not clean, where there is %s, but built-in incidents count', async (_, answer, expected) => {
    ground.write({ 'node_modules/chalk/package.json': manifest('chalk', '5.6.1'), 'node_modules/a/package.json': manifest('a', '1.0.0') });
    const report = await check({ 'npm chalk': answer, 'npm a': answer });
    expect(report.unknown.map(({ reason }) => reason)).toEqual(expected);
    expect(report.unknown.flatMap(({ packages }) => packages.map(({ name }) => name))).toEqual(expected.length > 0 ? ['a', 'chalk'] : []);
    expect(findings(report)).toEqual(['npm chalk 5.6.1']);
  });

  it('is judged by what is known on this computer where it is private', async () => {
    ground.write({
      'node_modules/chalk/package.json': manifest('chalk', '5.6.1'),
      'node_modules/chalk/node_modules/axios/package.json': manifest('axios', '1.14.0'),
    });
    const secret = { kind: 'unknown', reason: 'private registry', deliberate: true } as const;
    const report = await check({ 'npm chalk': secret, 'npm axios': secret });
    expect(report.findings.map(({ name, version }) => `${name} ${version}`)).toEqual(['chalk 5.6.1']);
    expect(report.unknown).toEqual([]);
    expect(report.counts.skipped).toBe(2);
  });

  it('is an open question where a folder that is not trusted calls it private, and unknown where that could not be read', async () => {
    ground.write({ 'node_modules/a/package.json': manifest('a', '1.0.0'), 'node_modules/b/package.json': manifest('b', '1.0.0') });
    const secret = (kind: 'untrusted' | 'unread') => ({ kind: 'unknown', reason: kind, deliberate: true, secrecy: { kind } }) as const;
    const report = await check({ 'npm a': secret('untrusted'), 'npm b': secret('unread') });
    expect(report.releases.map(({ name, skipped, isDoubtful }) => [name, skipped, isDoubtful])).toEqual([
      ['a', 'untrusted', true],
      ['b', undefined, undefined],
    ]);
    expect(report.unknown).toEqual([{ reason: 'unread', packages: [{ ecosystem: 'npm', name: 'b', version: '1.0.0' }] }]);
  });

  it('is looked for in further projects and under chosen interpreters, each environment once', async () => {
    ground.write({
      ...distribution('litellm', '1.82.7', 'backend/.venv/lib/python3.12/site-packages'),
      ...distribution('telnyx', '4.87.1', 'elsewhere/tool/lib/python3.12/site-packages'),
      'elsewhere/tool/pyvenv.cfg': '',
      'backend/.venv/pyvenv.cfg': '',
      'web/node_modules/chalk/package.json': manifest('chalk', '5.6.1'),
    });
    const interpreter = ground.at('elsewhere', 'tool', 'bin', 'python');
    expect(findings(await check())).toEqual([]);
    const projects = [ground.at('backend'), ground.at('web'), ground.at('backend')];
    const extraInterpreters = [interpreter, ground.at('backend', '.venv', 'bin', 'python3')];
    const report = await check({}, { projects, extraInterpreters });
    expect(findings(report)).toEqual(['npm chalk 5.6.1', 'PyPI litellm 1.82.7', 'PyPI telnyx 4.87.1']);
    expect(noticesOf(report, {}).map(({ where }) => where)).toEqual(['web/node_modules', 'backend/.venv', 'elsewhere/tool']);
  });

  it("tells of Plug'n'Play that nothing was read", async () => {
    ground.write({ '.pnp.cjs': '' });
    expect((await check()).unknown.map(({ reason }) => reason)).toEqual([expect.stringContaining("Plug'n'Play")]);
  });

  it('asks nobody but its own registry of a private package, by the configuration around the folder', async () => {
    ground.write({
      'node_modules/own/package.json': manifest('own', '1.0.0'),
      'node_modules/shut/package.json': manifest('shut', '1.0.0'),
    });
    const origins = originsOf((path, name) => {
      if (path !== ground.at('package.json')) return undefined;
      return name === 'shut' ? unaskedLocation('not checked: private registry without a valid address') : privatePlace('npm.corp.example');
    });
    const report = await check({}, {}, origins);
    expect(asked.flatMap(({ advisories }) => advisories.map(({ name, place }) => [name, place]))).toEqual([
      ['own', 'npm.corp.example'],
      ['shut', unaskedLocation('not checked: private registry without a valid address').key],
    ]);
    expect(report.findings).toEqual([]);
  });

  it('takes for private what a requirements file of the folder takes from a private index', async () => {
    ground.write({
      ...VENV,
      ...distribution('own', '1.0.0'),
      'requirements-dev.txt': '--index-url https://pypi.corp.example/simple\nown\n',
    });
    const { around } = PUBLIC_ORIGINS;
    const origins: Origins = {
      around: (path, ecosystem, declared) => ({
        ...around(path, ecosystem, declared),
        ...(declared?.pip?.indexUrl !== undefined && { placeOf: () => privatePlace('pypi.corp.example') }),
      }),
    };
    await check({}, {}, origins);
    expect(asked.flatMap(({ advisories }) => advisories.map(({ name, place }) => [name, place]))).toEqual([['own', 'pypi.corp.example']]);
  });

  it('stops where it is told to', async () => {
    ground.write({ 'node_modules/a/package.json': manifest('a', '1.0.0') });
    const reason = new Error('enough');
    const facts = { gather: async () => {}, peek: () => ({ registry: { kind: 'pending' }, advisories: CLEAN }) as const };
    const ports = { folders: diskFolders(), facts, clock: () => NOW, origins: PUBLIC_ORIGINS };
    await expect(checkEnvironments(ground.path, ports, { offline: false }, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('what was left behind', () => {
  it('is told where the release itself is gone or another one is there', async () => {
    ground.write({ ...VENV, ...distribution('litellm', '1.83.0'), [`${SITE}/litellm_init.pth`]: ATTACK });
    const report = await check();
    expect(report.findings).toEqual([]);
    expect(said(report)).toEqual([
      'error: litellm_init.pth in .venv is what compromised releases of litellm leave behind (MAL-2026-2144).',
    ]);
  });

  it('goes with the release of its own environment only', async () => {
    ground.write({
      ...VENV,
      ...distribution('litellm', '1.82.8'),
      'venv/pyvenv.cfg': '',
      'venv/lib/python3.11/site-packages/litellm_init.pth': ATTACK,
    });
    expect(said(await check())).toEqual([
      'error: litellm 1.82.8 is installed in .venv: a compromised release (MAL-2026-2144, 2026-03-24).',
      'error: litellm_init.pth in venv is what compromised releases of litellm leave behind (MAL-2026-2144).',
    ]);
  });

  it('is suspicious where it runs code and came with nothing', async () => {
    ground.write({
      ...VENV,
      ...distribution('requests', '2.32.3'),
      [`${SITE}/helper.pth`]: "import subprocess; subprocess.Popen(['curl', 'x.example'])\n",
      [`${SITE}/site_tools.pth`]: 'import site_tools\n',
      [`${SITE}/paths.pth`]: '/opt/lib\n',
    });
    expect(said(await check())).toEqual([
      'warning: helper.pth in .venv runs code whenever Python starts and belongs to no installed distribution: it starts a process.',
      'information: site_tools.pth in .venv runs code whenever Python starts and belongs to no installed distribution.',
    ]);
  });

  it('is looked for by what an advisory of an installed package names', async () => {
    ground.write({ ...VENV, ...distribution('some-tool', '2.0.1'), [`${SITE}/zz_tool.pth`]: '/opt\n' });
    const advisory = malware({ ecosystem: 'PyPI', name: 'some-tool' }, ['2.0.0'], { files: ['site-packages/zz_tool.pth'] });
    expect(said(await check({ 'PyPI some-tool': found(advisory) }))).toEqual([
      'error: zz_tool.pth in .venv is what compromised releases of some-tool leave behind (MAL-2030-1).',
    ]);
    expect(said(await check())).toEqual([]);
  });
});

describe('the level of the rule', () => {
  it.each([
    ['off', []],
    ['hint', ['hint', 'hint']],
    ['error', ['error', 'error']],
    [undefined, ['error', 'warning']],
  ] as const)('%s makes of a release and a suspicious file %j', async (level, expected) => {
    ground.write({ ...VENV, ...distribution('litellm', '1.82.7'), [`${SITE}/helper.pth`]: ATTACK });
    const notices = noticesOf(await check(), level === undefined ? {} : { 'malicious-installed': level });
    expect(notices.map(notice => notice.level)).toEqual(expected);
  });
});
