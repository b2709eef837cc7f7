import { describe, expect, it } from 'vitest';
import { STOPPED, statusLabel } from '../../client/src/statusLabel.js';
import type { StatusParams } from '../../server/src/protocol/index.js';
import { UNTRUSTED } from '../../server/src/reports/untrusted.js';
import { status } from './report/values.js';

const NONE = { error: 0, warning: 0, information: 0, hint: 0 };
const NOT_SCANNED = { state: 'none', done: 0, of: 5 } as const;
const CANCELLED = { state: 'partial', done: 2, of: 5 } as const;

describe('statusLabel', () => {
  it.each<[string, Partial<StatusParams>, string, string]>([
    ['that everything was looked at', {}, '$(shield) nothing found', 'nothing found'],
    ['that there is nothing to look at', { scan: { state: 'whole', done: 0, of: 0 } }, '$(shield) no manifests', 'no manifests found'],
    ['that nothing was scanned', { scan: NOT_SCANNED }, '$(shield) not scanned', 'not scanned yet: 5 manifests'],
    [
      'that only what is open was looked at',
      { scan: { ...NOT_SCANNED, done: 3 }, counts: { ...NONE, error: 1 } },
      '$(shield) 1 error',
      '1 error, not scanned yet: 2 of 5 manifests',
    ],
    ['that nothing is known of the workspace', { scan: { state: 'none', done: 0 } }, '$(shield) not scanned', 'not scanned yet'],
    [
      'that a scan was cancelled',
      { scan: CANCELLED, counts: { ...NONE, warning: 2 } },
      '$(shield) 2 warnings · 2 of 5 scanned',
      '2 warnings, 2 of 5 manifests; scan again',
    ],
    [
      'a scan that is under way',
      { state: 'checking', scan: { ...CANCELLED, running: { done: 2, of: 5 } } },
      '$(sync~spin) scanning 2 of 5',
      'scanning workspace: 2 of 5 manifests',
    ],
    [
      'the gravest in the bar, and all on hover',
      { counts: { error: 1, warning: 2, information: 3, hint: 4 } },
      '$(shield) 1 error',
      '1 error, 2 warnings, 3 information, 4 hints',
    ],
    [
      'what is looked up',
      { state: 'checking', checking: { done: 300, of: 1000 } },
      '$(sync~spin) checking 300 of 1,000',
      'checking 300 of 1,000',
    ],
    [
      'one look-up, as after a key stroke, without moving the bar',
      { state: 'checking', checking: { done: 45, of: 46 }, counts: { ...NONE, error: 2 }, unknown: 1 },
      '$(sync~spin) 2 errors',
      '2 errors, checking 45 of 46',
    ],
    [
      'that it is offline, apart from what was found',
      { state: 'offline', unknown: 9, counts: { ...NONE, error: 2 } },
      '$(shield) 2 errors · offline · 9 not checked',
      '2 errors, 9 direct not checked, offline',
    ],
    [
      'what was not checked, direct and locked',
      { state: 'degraded', unknown: 46, unknownLocked: 52, counts: { ...NONE, warning: 1 } },
      '$(shield) 1 warning · 98 not checked',
      '1 warning, 46 direct, 52 locked not checked',
    ],
    ['a workspace that is not trusted', { untrusted: UNTRUSTED }, '$(workspace-untrusted) nothing found', 'not trusted'],
    [
      'installed malware first',
      { maliciousInstalled: 1, counts: { ...NONE, error: 3 } },
      '$(shield) 1 malicious installed',
      '1 malicious installed, 3 errors',
    ],
  ])('says %s', (_name, part, text, spoken) => {
    expect(statusLabel(status(part))).toMatchObject({ text: text.replace(' ', '\u00a0'), spoken: `Depwarden: ${spoken}` });
  });

  it('alarms for installed malware alone', () => {
    expect(statusLabel(status({ maliciousInstalled: 1 })).isAlarming).toBe(true);
    expect(statusLabel(status({ counts: { ...NONE, error: 400 }, state: 'degraded' })).isAlarming).toBe(false);
  });

  it('has one icon, and is short also for 400 findings in 3,000 manifests', () => {
    const many = { error: 400, warning: 400, information: 400, hint: 400 };
    for (const part of [
      { scan: { state: 'partial', done: 1200, of: 3000 } as const },
      { state: 'offline', unknown: 4000, unknownLocked: 40_000 } as const,
    ]) {
      const { text } = statusLabel(status({ counts: many, ...part }));
      expect(text.match(/\$\(/g)).toHaveLength(1);
      expect(text.length).toBeLessThan(60);
    }
  });

  it('says once what is not looked at in a workspace that is not trusted', () => {
    const { tooltip } = statusLabel(status({ untrusted: UNTRUSTED }));
    expect(tooltip.split('\n').filter(line => line === UNTRUSTED)).toEqual([UNTRUSTED]);
    expect(UNTRUSTED.length).toBeLessThan(160);
  });

  it('never looks clean where something was not checked, or not looked at', () => {
    const parts: Partial<StatusParams>[] = [
      ...(['idle', 'offline', 'degraded'] as const).flatMap(state => [
        { state, unknown: 1 },
        { state, unknownLocked: 1 },
      ]),
      { scan: NOT_SCANNED },
      { scan: CANCELLED },
      { state: 'checking' },
      { state: 'checking', scan: { ...NOT_SCANNED, running: { done: 0, of: 0 } } },
    ];
    for (const part of parts) {
      const { text, tooltip, spoken } = statusLabel(status(part));
      expect([text, tooltip, spoken].join('\n'), JSON.stringify(part)).not.toContain('nothing found');
    }
  });

  it('gives every reason on hover, one a line, and when the next try is', () => {
    const retryAt = new Date(2026, 0, 2, 10, 42, 30).getTime();
    const { tooltip } = statusLabel(status({ state: 'degraded', unknown: 2, reasons: ['OSV answers HTTP 503', 'PyPI: 503'], retryAt }));
    expect(tooltip.split('\n')).toEqual([
      'Depwarden: 2 direct not checked',
      '• OSV answers HTTP 503',
      '• PyPI: 503',
      'Next try at 10:42:30.',
      'Click for what to do.',
    ]);
  });

  it('tells a server that has said nothing from one that is not running', () => {
    expect(statusLabel().text).not.toBe(STOPPED.text);
    expect(statusLabel().spoken).not.toContain('nothing found');
  });
});
