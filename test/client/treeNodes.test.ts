import { describe, expect, it } from 'vitest';
import { badgeOf, type CategoryNode, categoriesOf, type GroupNode, messageOf, type RowNode, wordsOf } from '../../client/src/treeNodes.js';
import type { ReportRow, StatusParams } from '../../server/src/protocol/index.js';
import { overview, row, status } from './report/values.js';

function reportRow(part: Partial<ReportRow>): ReportRow {
  return { ...row(part), uri: 'file:///x', ...part };
}

const inFile = (file: string, part: Partial<ReportRow> = {}): ReportRow => reportRow({ id: `${file} ${part.label ?? ''}`, file, ...part });
const ALONE = inFile('a/requirements.txt', { group: 'other', label: 'other 1.0', rule: 'yanked-release', level: 'warning' });
const ROWS = [inFile('a/requirements.txt'), inFile('b/requirements.txt'), inFile('c/requirements.txt'), ALONE];

/** Labels and descriptions, children indented. */
function drawn(categories: readonly CategoryNode[], by: 'level' | 'file'): readonly string[] {
  const words = (node: GroupNode | RowNode, indent: string): readonly string[] => {
    const { label, description } = wordsOf(node, by);
    const below = node.kind === 'group' ? node.children.flatMap(child => words(child, `${indent}  `)) : [];
    return [`${indent}${label} | ${description}`, ...below];
  };
  return categories.flatMap(({ label, count, children }) => [`${label} | ${count}`, ...children.flatMap(child => words(child, '  '))]);
}

describe('the tree', () => {
  it('folds what is said of one release under its first place; a level counts findings, not groups', () => {
    expect(drawn(categoriesOf(ROWS, 'level'), 'level')).toEqual([
      'Errors | 3',
      '  litellm 1.82.7 | Compromised release · 3 places',
      '    a/requirements.txt:2 | ',
      '    b/requirements.txt:2 | ',
      '    c/requirements.txt:2 | ',
      'Warnings | 1',
      '  other 1.0 | Compromised release · a/requirements.txt:2',
    ]);
  });

  it('folds within a file, and says which dependencies lead to the release', () => {
    const ways = (name: string) => ({ id: name, ways: [[name, 'litellm 1.82.7']] });
    const rows = [...ROWS, inFile('a/requirements.txt', ways('dspy')), inFile('b/requirements.txt', { group: 'third', label: 'x' })];
    expect(drawn(categoriesOf(rows, 'file'), 'file')).toEqual([
      'a/requirements.txt | 3',
      '  litellm 1.82.7 | Compromised release · 2 places',
      '    a/requirements.txt:2 | ',
      '    a/requirements.txt:2 | dspy → litellm 1.82.7',
      '  other 1.0 | Compromised release',
      'b/requirements.txt | 2',
      '  litellm 1.82.7 | Compromised release',
      '  x | Compromised release',
      'c/requirements.txt | 1',
      '  litellm 1.82.7 | Compromised release',
    ]);
  });

  it('keeps each finding under its own level, so that levels count what the report counts', () => {
    const rows = [
      inFile('a', { level: 'error' }),
      inFile('b', { level: 'error' }),
      inFile('c', { level: 'warning' }),
      inFile('d', { level: 'warning' }),
    ];
    const categories = categoriesOf(rows, 'level');
    expect(categories.map(({ label, level, count }) => [label, level, count])).toEqual([
      ['Errors', 'error', 2],
      ['Warnings', 'warning', 2],
    ]);
  });

  it('shows a group in a file with its gravest level', () => {
    const rows = [inFile('a', { id: '1', level: 'warning' }), inFile('a', { id: '2', level: 'error' })];
    expect(categoriesOf(rows, 'file')[0]?.children).toEqual([expect.objectContaining({ kind: 'group', level: 'error' })]);
  });

  it('has every row once, and no id twice', () => {
    for (const by of ['level', 'file'] as const) {
      const findings = categoriesOf(ROWS, by).flatMap(({ children }) => children);
      const rows = findings.flatMap(node => (node.kind === 'group' ? node.children : [node]));
      expect(rows.map(({ row: { id } }) => id).sort()).toEqual(ROWS.map(({ id }) => id).sort());
      const ids = [...findings.flatMap(node => (node.kind === 'group' ? [node.id] : [])), ...rows.map(node => node.row.id)];
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('says why, and to which release the fix goes', () => {
    const brief = '3 vulnerabilities, the worst high (GHSA-1 and 2 more). Brought in by top.';
    const fix = { title: 'Raise lodash to ^4.17.21', short: 'Raise to ^4.17.21', target: '4.17.21', preferred: true };
    expect(drawn(categoriesOf([inFile('package.json', { label: 'lodash 4.17.15', brief, fix })], 'file'), 'file')).toEqual([
      'package.json | 1',
      '  lodash 4.17.15 | 3 vulnerabilities, high → 4.17.21',
    ]);
  });

  it('has the place in a lockfile of what no manifest leads to', () => {
    const rows = [inFile('uv.lock', { kind: 'lockfile' })];
    expect(drawn(categoriesOf(rows, 'level'), 'level')).toEqual(['Errors | 1', '  litellm 1.82.7 | Compromised release · uv.lock:2']);
  });
});

describe('the badge', () => {
  it('counts errors and warnings, each finding by itself', () => {
    const counts = { error: 3, warning: 1, information: 5, hint: 7 };
    expect(badgeOf({ counts })).toEqual({ value: 4, tooltip: '3 errors, 1 warning' });
    expect(badgeOf({ counts: { ...counts, error: 1, warning: 0 } })).toEqual({ value: 1, tooltip: '1 error, 0 warnings' });
    expect(badgeOf({ counts: { ...counts, error: 0, warning: 0 } })).toBeUndefined();
    expect(badgeOf(undefined)).toBeUndefined();
  });
});

describe('the message above the tree', () => {
  const totals = (part: object) => ({ ...overview().totals, manifests: 0, ...part });
  const left = { file: 'a', reason: 'b', what: 'file', names: [], count: 1, deliberate: false } as const;

  it.each([
    ['nothing where nothing is known', undefined, ''],
    ['nothing where nothing was looked at', { totals: totals({}) }, ''],
    ['that a manifest is clean', {}, 'Nothing found.'],
    ['that a lockfile alone is clean', { totals: totals({ locked: 3 }) }, 'Nothing found.'],
    ['that something was not checked', { unchecked: [left] }, 'Not everything could be checked: see the report.'],
    ['that a lockfile alone was not read', { totals: totals({}), unchecked: [left] }, 'Not everything could be checked: see the report.'],
    ['nothing of what is not meant to be checked', { unchecked: [{ ...left, deliberate: true }] }, 'Nothing found.'],
    ['nothing of what is looked up', { unchecked: [{ ...left, pending: true } as const] }, 'Nothing found.'],
    ['nothing where there are findings', { rows: ROWS }, ''],
  ])('says %s', (_, part, said) => {
    expect(messageOf(part && { ...overview(), rows: [], ...part }, status())).toBe(said);
  });

  it.each<[string, Partial<StatusParams>, readonly ReportRow[], string]>([
    ['nothing where the view offers a scan', { scan: { state: 'none', done: 0, of: 5 } }, [], ''],
    ['what was not scanned', { scan: { state: 'none', done: 1, of: 5 } }, ROWS, 'Not scanned yet: 4 of 5 manifests.'],
    ['that a scan was cancelled', { scan: { state: 'partial', done: 2, of: 5 } }, ROWS, '2 of 5 manifests; scan again.'],
    ['the same where nothing was found', { scan: { state: 'partial', done: 2, of: 5 } }, [], '2 of 5 manifests; scan again.'],
    ['how far look-ups are', { state: 'checking', checking: { done: 300, of: 1000 } }, ROWS, 'Checking 300 of 1,000…'],
    [
      'how far a scan is',
      { state: 'checking', scan: { state: 'partial', done: 2, of: 5, running: { done: 2, of: 5 } } },
      ROWS,
      'Scanning workspace: 2 of 5 manifests…',
    ],
    [
      'what was not checked and why',
      { state: 'degraded', unknown: 46, unknownLocked: 52, reasons: ['OSV answers HTTP 503', 'another'] },
      ROWS,
      '46 direct, 52 locked not checked: OSV answers HTTP 503 and 1 other reason.',
    ],
    ['nothing where the view says that there are no manifests', { scan: { state: 'whole', done: 0, of: 0 } }, [], ''],
  ])('says %s, by the status', (_, part, rows, said) => {
    const manifests = part.scan?.of === 0 ? 0 : 2;
    expect(messageOf({ ...overview(), rows, totals: totals({ manifests }) }, status(part))).toBe(said);
  });
});
