import { describe, expect, it } from 'vitest';
import {
  changesJson,
  changesText,
  compare,
  isEmpty,
  isSnapshot,
  type SeenFinding,
  type SeenUnknown,
  type Snapshot,
  snapshotOf,
} from '../../server/src/reports/changes.js';
import { NOTHING_INSTALLED } from '../../server/src/reports/installed.js';
import { readFixture } from '../support/fixture.js';
import { ROOT, scanFixture } from '../support/world.js';

const NOTHING: Snapshot = { findings: [], unknown: [], manifests: 1, dependencies: 2 };
const plain = (_: string, text: string): string => text;

function finding(changes: Partial<SeenFinding> = {}): SeenFinding {
  return {
    rule: 'malicious-release',
    level: 'error',
    package: 'demo',
    ecosystem: 'PyPI',
    version: '1.0.0',
    path: 'requirements.txt',
    line: 3,
    message: 'demo 1.0.0 is a compromised release (MAL-2026-1).',
    advisories: ['MAL-2026-1'],
    ...changes,
  };
}

function unknown(name: string): SeenUnknown {
  return { package: name, ecosystem: 'PyPI', path: 'requirements.txt', reason: 'osv.example answers HTTP 500' };
}

const seen = (findings: readonly SeenFinding[], others: readonly SeenUnknown[] = []): Snapshot => ({
  ...NOTHING,
  findings,
  unknown: others,
});

describe('changes', () => {
  it.each<[string, Snapshot, Snapshot, string]>([
    ['none', seen([finding()]), seen([finding()]), ''],
    [
      'a new finding',
      NOTHING,
      seen([finding()]),
      '+ requirements.txt:3  error  demo 1.0.0 is a compromised release (MAL-2026-1). [malicious-release]\n',
    ],
    [
      'one that is gone',
      seen([finding()]),
      NOTHING,
      '- requirements.txt:3  gone: demo 1.0.0 is a compromised release (MAL-2026-1). [malicious-release]\n',
    ],
    ['the same with other words, on another line', seen([finding()]), seen([finding({ message: 'else', line: 9 })]), ''],
    [
      'one that rests on more',
      seen([finding()]),
      seen([finding({ advisories: ['MAL-2026-1', 'GHSA-1'] })]),
      '+ requirements.txt:3  error  demo 1.0.0 is a compromised release (MAL-2026-1). [malicious-release]\n',
    ],
    ['one that rests on less', seen([finding({ advisories: ['MAL-2026-1', 'GHSA-1'] })]), seen([finding()]), ''],
    [
      'another release',
      seen([finding({ version: '0.9.0', message: 'a' })]),
      seen([finding({ message: 'b' })]),
      '+ requirements.txt:3  error  b [malicious-release]\n- requirements.txt:3  gone: a [malicious-release]\n',
    ],
    [
      'what can no longer be checked',
      NOTHING,
      seen([], [unknown('demo')]),
      '? requirements.txt  demo is no longer checked: osv.example answers HTTP 500\n',
    ],
    ['what can be checked again', seen([], [unknown('demo')]), NOTHING, '= requirements.txt  demo is checked again\n'],
    [
      'a finding that nobody can confirm now',
      seen([finding()]),
      seen([], [unknown('demo')]),
      '? requirements.txt  demo is no longer checked: osv.example answers HTTP 500\n',
    ],
    [
      'what is installed',
      NOTHING,
      seen([finding({ rule: 'malicious-installed', path: '.venv', line: 0 })]),
      '+ .venv  error  demo 1.0.0 is a compromised release (MAL-2026-1). [malicious-installed]\n',
    ],
    [
      'hostile text',
      NOTHING,
      seen([finding({ path: 'a\u001b[2J', message: 'b\u202e' })]),
      '+ a<U+001B>[2J:3  error  b<U+202E> [malicious-release]\n',
    ],
  ])('%s', (_, before, after, text) => {
    const { changes } = compare(before, after);
    expect(changesText(changes, plain)).toBe(text);
    expect(isEmpty(changes)).toBe(text === '');
  });

  it('keep a finding that nobody can confirm, until somebody can', () => {
    const first = compare(seen([finding()]), seen([], [unknown('demo')]));
    expect(first.seen.findings).toEqual([finding()]);
    expect(compare(first.seen, seen([finding()])).changes).toMatchObject({ appeared: [], gone: [], checked: [unknown('demo')] });
    expect(compare(first.seen, NOTHING).changes).toMatchObject({ gone: [finding()] });
  });

  it('are one line of JSON for programs, in which nothing acts', () => {
    const { changes } = compare(NOTHING, seen([finding({ message: 'a\nb\u202e' })]));
    const line = changesJson(changes, '/w', '0.1.0', 0);
    expect(line).not.toMatch(/[\n\u202e]/);
    expect(JSON.parse(line)).toEqual({
      schemaVersion: 1,
      tool: { name: 'depwarden', version: '0.1.0' },
      root: '/w',
      time: '1970-01-01T00:00:00.000Z',
      appeared: [finding({ message: 'a\nb\u202e' })],
      gone: [],
      unchecked: [],
      checked: [],
    });
  });

  it('are told of manifests, which lockfiles are not among', async () => {
    const results = await scanFixture(
      readFixture(`
        //- registry npm part 1.0.0
        //- package.json
        { "dependencies": { "part": "1.0.0" } }
        //- package-lock.json
        { "lockfileVersion": 3, "packages": { "": { "dependencies": { "part": "1.0.0" } }, "node_modules/part": { "version": "1.0.0" } } }`),
    );
    expect(results.map(({ kind }) => kind)).toEqual(['manifest', 'lockfile']);
    expect(snapshotOf(results, NOTHING_INSTALLED, ROOT)).toMatchObject({ manifests: 1, dependencies: 1 });
  });

  it('are compared with nothing that this version did not write', () => {
    expect([undefined, null, 5, {}, { ...NOTHING, findings: 5 }].map(isSnapshot)).toEqual([false, false, false, false, false]);
    expect(isSnapshot(JSON.parse(JSON.stringify(seen([finding()]))))).toBe(true);
  });
});
