import { describe, expect, it } from 'vitest';
import { incidentFacts } from '../../server/src/advisories/incidentFacts.js';
import { incidentsOf } from '../../server/src/advisories/incidents.js';
import data from '../../server/src/advisories/incidents.json';
import { learnMalice, type Malice } from '../../server/src/analysis/malwareVerdict.js';
import type { AffectedProject } from '../../server/src/ecosystems/shared/responseRecipe.js';
import type { Advisory, Answer, Ecosystem, PackageId } from '../../server/src/model/index.js';
import { responseText } from '../../server/src/reports/response.js';

const NOW = Date.UTC(2026, 10, 1);

function learnt(
  release: PackageId & { readonly version: string },
  advisories: Answer<readonly Advisory[]> = { kind: 'found', value: [], fetchedAt: NOW },
): Promise<Malice> {
  const facts = { gather: async () => {}, peek: () => ({ registry: { kind: 'pending' }, advisories }) as const };
  return learnMalice(release, { facts, clock: () => NOW }, { offline: false }, new AbortController().signal);
}

const LITELLM = { ecosystem: 'PyPI', name: 'litellm', version: '1.82.8' } as const;

describe('the response page', () => {
  it('tells what is known of a built-in incident', async () => {
    const text = responseText(await learnt(LITELLM), { format: 'text' }).replace(/\s+/g, ' ');
    expect(text).toMatch(/^litellm 1\.82\.8 is a compromised release/);
    for (const part of [
      'MAL-2026-2144',
      'GHSA-5mg7-485q-xm76',
      'Published 2026-03-24 10:52 UTC; the releases could be installed for about 40 minutes.',
      'runs it whenever Python starts',
      'It reads: SSH keys; environment variables',
      'models.litellm.cloud',
      'litellm_init.pth',
      'the last safe release before it is 1.82.6, the next safe one after it 1.83.0',
      'Do not start Python or pip of that environment again',
      'uv cache clean litellm',
      'pip cache purge',
      'sysmon.service',
      'Depwarden runs none of these commands.',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('says first what to do now, step by step, then what is known', async () => {
    const steps = [
      'What to do now',
      '1. Isolate the machine',
      '2. Rotate secrets',
      '3. Remove what is installed',
      '4. Install again',
      '5. Clear the caches',
      '6. Look for what it left',
      '7. Tell others',
      'What is known',
    ];
    const chalk = { ecosystem: 'npm', name: 'chalk', version: '5.6.1' } as const;
    for (const release of [LITELLM, chalk]) {
      for (const format of ['text', 'markdown'] as const) {
        const text = responseText(await learnt(release), { format });
        const places = steps.map(step => text.search(new RegExp(`^(?:##+ )?${step}$`, 'm')));
        expect(places, text).toEqual([...places].sort((a, b) => a - b));
        expect(places[0]).toBeGreaterThan(0);
      }
    }
  });

  it('removes nothing where it does not know the place, and names every package manager', async () => {
    const python = responseText(await learnt(LITELLM), { format: 'text' });
    const npm = responseText(await learnt({ ecosystem: 'npm', name: 'chalk', version: '5.6.1' }), { format: 'text' });
    expect(python + npm).not.toMatch(/rm -rf|Remove-Item|--require-hashes/);
    for (const command of ['uv sync --frozen', 'poetry install', 'python3 -m pip cache purge']) expect(python).toContain(command);
    for (const command of ['npm ci --ignore-scripts', 'yarn install --immutable', 'npm cache clean --force'])
      expect(npm).toContain(command);
  });

  describe('on a machine that has it', () => {
    const project = (part: Partial<AffectedProject>): AffectedProject => ({
      environment: '/w/my shop/llm/.venv',
      isRemovable: true,
      folder: '/w/my shop/llm',
      files: ['requirements.txt'],
      texts: new Map([['requirements.txt', 'litellm==1.82.8\n']]),
      ...part,
    });
    const page = async (projects: readonly AffectedProject[], release: Parameters<typeof learnt>[0] = LITELLM) =>
      responseText(await learnt(release), { format: 'markdown', found: { paths: [], left: [], projects } });
    const CHALK = { ecosystem: 'npm', name: 'chalk', version: '5.6.1' } as const;

    it('removes the very environment, and fills a new one from the very file', async () => {
      const text = await page([project({})]);
      expect(text).toContain("\nrm -rf -- '/w/my shop/llm/.venv'\n");
      expect(text).toContain(
        "\ncd '/w/my shop/llm' && python3 -m venv '/w/my shop/llm/.venv' && '/w/my shop/llm/.venv/bin/pip' install --only-binary :all: -r requirements.txt\n",
      );
      expect(text).not.toMatch(/--require-hashes|npm |poetry|rm -rf \.venv/);
    });

    it('asks for hashes where the file has them', async () => {
      const texts = new Map([['requirements.txt', 'litellm==1.82.8 \\\n    --hash=sha256:00\n']]);
      expect(await page([project({ texts })])).toContain("/pip' install --require-hashes --only-binary :all: -r requirements.txt\n");
    });

    it.each<[string, readonly string[], string]>([
      ['uv', ['pyproject.toml', 'uv.lock', 'requirements.txt'], 'uv sync --frozen'],
      ['Poetry', ['pyproject.toml', 'poetry.lock'], 'poetry install'],
    ])('uses %s where its lockfile is there', async (_name, files, command) => {
      expect(await page([project({ files })])).toContain(`\ncd '/w/my shop/llm' && ${command}\n`);
    });

    it.each<[string, readonly string[], string, string]>([
      ['npm', ['package.json', 'package-lock.json'], 'npm ci --ignore-scripts', 'npm cache clean --force'],
      [
        'pnpm',
        ['package.json', 'pnpm-lock.yaml', 'package-lock.json'],
        'pnpm install --frozen-lockfile --ignore-scripts',
        'pnpm store prune',
      ],
      ['Yarn 1', ['yarn.lock'], 'yarn install --frozen-lockfile --ignore-scripts', 'yarn cache clean --all'],
      ['Yarn 2', ['yarn.lock', '.yarnrc.yml'], 'yarn install --immutable --mode=skip-build', 'yarn cache clean --all'],
      ['no lockfile', ['package.json'], 'npm install --ignore-scripts', 'npm cache clean --force'],
    ])('knows %s', async (_name, files, install, cache) => {
      const text = await page([project({ environment: '/w/shop/node_modules', folder: '/w/shop', files, texts: new Map() })], CHALK);
      expect(text).toContain('\nrm -rf -- /w/shop/node_modules\n');
      expect(text).toContain(`\ncd /w/shop && ${install}\n`);
      expect(text.match(/^[a-z]+ (?:cache|store) .*$/gm)).toEqual([cache]);
    });

    it('speaks PowerShell to Windows', async () => {
      const text = await page([project({ environment: String.raw`C:\it's\.venv`, folder: String.raw`C:\it's` })]);
      expect(text).toContain(String.raw`Remove-Item -Recurse -Force -LiteralPath 'C:\it''s\.venv'`);
      expect(text).toContain(
        String.raw`Set-Location -LiteralPath 'C:\it''s' -ErrorAction Stop; py -m venv 'C:\it''s\.venv'; & 'C:\it''s\.venv\Scripts\pip.exe' install`,
      );
    });

    it('gives no command for what may hold other things, or cannot be written as one', async () => {
      const text = await page([
        project({ environment: '/usr', isRemovable: false }),
        project({ environment: '/w/a\u202eb/.venv', folder: '/w/a\u202eb' }),
      ]);
      expect(text).not.toMatch(/rm -rf|pip' install/);
      expect(text).toContain('No command is given for `/usr`, `/w/a<U+202E>b/.venv`');
    });
  });

  it('names where it was found, and which files it left', async () => {
    const found = { paths: ['/w/.venv/x.dist-info'], left: ['/w/.venv/evil.pth'], cached: ['/c/y.whl'] };
    const text = responseText(await learnt(LITELLM), { format: 'text', found });
    expect(text).toContain('- Installed: /w/.venv/x.dist-info\n- Left behind: /w/.venv/evil.pth\n- Still in a cache: /c/y.whl');
    expect(responseText(await learnt(LITELLM), { format: 'text' })).not.toContain('Found on this machine');
  });

  it('knows no more of a release outside the built-in list than its advisory says', async () => {
    const id = { ecosystem: 'npm', name: 'some-tool' } as const;
    const advisory: Advisory = {
      id: 'MAL-2030-1',
      aliases: ['GHSA-2222-3333-4444'],
      kind: 'malicious',
      summary: 'Malicious code in some-tool',
      published: '2030-01-02T03:04:05Z',
      modified: '2030-01-02T03:04:05Z',
      withdrawn: false,
      affected: [{ ...id, versions: [], ranges: [{ type: 'SEMVER', events: [{ kind: 'introduced', version: '0' }] }] }],
      url: 'https://osv.example/MAL-2030-1',
    };
    const malice = await learnt({ ...id, version: '1.0.0' }, { kind: 'found', value: [advisory], fetchedAt: NOW });
    const text = responseText(malice, { format: 'text' }).replace(/\s+/g, ' ');
    for (const part of [
      'some-tool 1.0.0 is a malicious package',
      'https://osv.example/MAL-2030-1; also GHSA-2222-3333-4444.',
      'The advisory was published 2030-01-02 03:04 UTC.',
      'The advisory says: Malicious code in some-tool',
      'is not in the built-in list',
      'every release of it is malicious',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('clean release');
  });

  it.each<[string, Answer<readonly Advisory[]>, string]>([
    ['nothing', { kind: 'absent', fetchedAt: NOW }, 'Nothing that is known here says that litellm 1.82.6 is malicious.\n'],
    [
      'no answer',
      { kind: 'unknown', reason: 'osv.example did not answer' },
      'Nothing that is known here says that litellm 1.82.6 is malicious. But it was not checked against\nthe advisories: osv.example did not answer.\n',
    ],
  ])('is one sentence where the advisories say %s', async (_, advisories, expected) => {
    expect(responseText(await learnt({ ...LITELLM, version: '1.82.6' }, advisories), { format: 'text' })).toBe(expected);
  });

  it.each(['text', 'markdown'] as const)('as %s shows text from outside and does not obey it', async format => {
    const name = '[x](javascript:alert)<b>`rm`';
    const evil = 'Malicious code <img src=x> [click](command:evil) `code`\u202e\u001b[31m\n# heading';
    const advisory: Advisory = {
      id: 'MAL-2030-1',
      aliases: [],
      kind: 'malicious',
      summary: evil,
      modified: '',
      withdrawn: false,
      affected: [{ ecosystem: 'PyPI', name, versions: ['1.0'], ranges: [] }],
      url: 'https://osv.example/MAL-2030-1',
    };
    const malice = await learnt({ ecosystem: 'PyPI', name, version: '1.0' }, { kind: 'found', value: [advisory], fetchedAt: NOW });
    const text = responseText(malice, { format, found: { paths: ['/a`b\n# c'], left: [] } });
    for (const character of ['\u202e', '\u001b']) expect(text).not.toContain(character);
    expect(text).not.toMatch(/^# heading|^# c/m);
    expect(text).toMatch(/uv cache clean$/m);
    expect(text).toContain(format === 'markdown' ? "- Installed: `/a'b # c`\n" : '- Installed: /a`b # c\n');
    if (format === 'markdown') expect(text).not.toMatch(/(?<!\\)<(?:img|b)|(?<!\\)\]\((?:command|javascript)/);
  });
});

describe('the facts of incidents', () => {
  it('are those of the very release', () => {
    expect(incidentFacts(LITELLM, '1.82.7')).toMatchObject({ since: '2026-03-24T10:39:00Z', isReleaseTime: true });
    expect(incidentFacts(LITELLM, '1.82.8')).toMatchObject({ since: '2026-03-24T10:52:00Z', files: ['litellm_init.pth'] });
    expect(incidentFacts(LITELLM, '1.82.6')).toBeUndefined();
    expect(incidentFacts({ ecosystem: 'npm', name: 'litellm' }, '1.82.8')).toBeUndefined();
    expect(incidentFacts({ ecosystem: 'npm', name: 'flatmap-stream' }, '0.1.1')).toMatchObject({ since: '2018' });
  });

  it('make a whole page of every row, in both forms', async () => {
    for (const row of data.incidents) {
      const id = { ecosystem: row.ecosystem as Ecosystem, name: row.package };
      const version = typeof row.versions === 'string' ? '1.0.0' : (row.versions[0] ?? '');
      expect(incidentsOf(id).length).toBeGreaterThan(0);
      const malice = await learnt({ ...id, version });
      for (const format of ['text', 'markdown'] as const) {
        const text = responseText(malice, { format });
        expect(text, row.package).toContain(row.ids[0]?.startsWith('DEPWARDEN') ? 'Advisory: ' : row.ids[0]?.split('-')[0]);
        expect(text, row.package).not.toMatch(/undefined|\.\.\n|\[object/);
      }
    }
  });
});
