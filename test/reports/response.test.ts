import { describe, expect, it } from 'vitest';
import { incidentFacts } from '../../server/src/advisories/incidentFacts.js';
import { incidentsOf } from '../../server/src/advisories/incidents.js';
import data from '../../server/src/advisories/incidents.json';
import { learnMalice, type Malice } from '../../server/src/analysis/malwareVerdict.js';
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

  it('has every step, in this order, with the commands of the ecosystem', async () => {
    const steps = ['Isolate', 'Rotate secrets', 'Remove what is installed', 'See to it', 'Clear the caches', 'Look for', 'Tell who'];
    const chalk = { ecosystem: 'npm', name: 'chalk', version: '5.6.1' } as const;
    for (const [release, commands] of [
      [LITELLM, ['rm -rf .venv', '--require-hashes', 'pip cache purge']],
      [chalk, ['rm -rf node_modules', 'npm ci --ignore-scripts', 'npm cache clean --force']],
    ] as const) {
      for (const format of ['text', 'markdown'] as const) {
        const text = responseText(await learnt(release), { format });
        const places = steps.map((step, index) => text.indexOf(`${index + 1}. ${step}`));
        expect(places.every((place, index) => place > (places[index - 1] ?? 0))).toBe(true);
        for (const command of commands) expect(text).toContain(command);
      }
    }
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
