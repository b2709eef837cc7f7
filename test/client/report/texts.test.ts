import { describe, expect, it } from 'vitest';
import { copyText } from '../../../client/src/report/copyText.js';
import { headlineOf, reasonOf } from '../../../client/src/report/headline.js';
import { titleOf } from '../../../client/src/report/title.js';
import { overview, row } from './values.js';

describe('the title', () => {
  const { totals, scan } = overview();
  const left = { file: 'a', reason: 'b', what: 'file', names: [], count: 1, deliberate: false } as const;

  it.each([
    ['Depwarden report', undefined],
    ['Depwarden: 1 error, 2 warnings', { rows: [row(), row({ level: 'warning' }), row({ level: 'warning' }), row({ level: 'hint' })] }],
    ['Depwarden: 1 information', { rows: [row({ level: 'information' })] }],
    ['Depwarden: not scanned yet', { scan: { ...scan, state: 'none' }, totals: { ...totals, manifests: 0 } }],
    ['Depwarden: not everything is scanned', { scan: { ...scan, state: 'partial' }, totals: { ...totals, manifests: 0 } }],
    ['Depwarden: not everything is scanned', { scan: { ...scan, state: 'partial' } }],
    ['Depwarden: scanning', { scan: { ...scan, running: { done: 1, of: 2 } } }],
    ['Depwarden: no manifests', { totals: { ...totals, manifests: 0 } }],
    ['Depwarden: not everything is checked', { unchecked: [left] }],
    ['Depwarden: not everything is checked', { waiting: 1 }],
    ['Depwarden: nothing found', { unchecked: [{ ...left, deliberate: true }] }],
    ['Depwarden: nothing found in open files', { scan: { ...scan, state: 'none' } }],
  ] as const)('is %s', (title, part) => {
    expect(titleOf(part && overview(part))).toBe(title);
  });
});

describe('what is wrong', () => {
  it.each([
    [
      'Compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.',
      'Compromised release. Last safe release: 1.82.6.',
      'Compromised release',
    ],
    ['3 vulnerabilities, the worst high (GHSA-a and 2 more).', '3 vulnerabilities, the worst high.', '3 vulnerabilities, high'],
    [
      'Runs code when it is installed (postinstall).',
      'Runs code when it is installed (postinstall).',
      'Runs code when it is installed (postinstall)',
    ],
    ['High vulnerability (GHSA-a). Fixed in 1.2.3.', 'High vulnerability. Fixed in 1.2.3.', 'High vulnerability'],
    ['No upper bound', 'No upper bound', 'No upper bound'],
  ])('%s', (brief, headline, reason) => {
    expect([headlineOf(brief), reasonOf(brief)]).toEqual([headline, reason]);
  });
});

it('copies what is said, where, and the pages about it', () => {
  const advisories = [{ id: 'MAL-1', url: 'https://osv.example/MAL-1', title: 'Malware in litellm' }];
  expect(copyText({ ...row({ advisories }), uri: 'file:///x' })).toBe(
    'litellm 1.82.7 is a compromised release.\nrequirements.txt:2 (malicious-release)\nMAL-1, Malware in litellm, https://osv.example/MAL-1',
  );
});
