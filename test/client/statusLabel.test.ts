import { describe, expect, it } from 'vitest';
import { STOPPED, statusLabel } from '../../client/src/statusLabel.js';
import type { StatusParams } from '../../server/src/protocol/index.js';
import { UNTRUSTED } from '../../server/src/reports/untrusted.js';

const NONE = { error: 0, warning: 0, information: 0, hint: 0 };
const CLEAN: StatusParams = { state: 'idle', counts: NONE, unknown: 0, reasons: [] };

describe('statusLabel', () => {
  it.each<[string, Partial<StatusParams>, string, string]>([
    ['nothing found', {}, '$(shield) Depwarden', 'Depwarden: nothing found'],
    [
      'counts',
      { counts: { error: 1, warning: 2, information: 3, hint: 4 } },
      '$(shield) $(error) 1 $(warning) 2 $(info) 7',
      'Depwarden: 1 error, 2 warnings, 3 information, 4 hints',
    ],
    ['checking', { state: 'checking' }, '$(sync~spin) Depwarden', 'Depwarden: checking…'],
    [
      'checking with earlier findings',
      { state: 'checking', counts: { ...NONE, error: 2 }, unknown: 1 },
      '$(sync~spin) $(error) 2',
      'Depwarden: 2 errors, 1 not checked, checking…',
    ],
    ['offline', { state: 'offline', unknown: 9 }, '$(shield) offline $(question) 9 not checked', 'Depwarden: 9 not checked, offline'],
    [
      'degraded',
      { state: 'degraded', unknown: 3, counts: { ...NONE, warning: 1 } },
      '$(shield) $(warning) 1 $(question) 3 not checked',
      'Depwarden: 1 warning, 3 not checked, a service did not answer',
    ],
    ['a workspace that is not trusted', { untrusted: UNTRUSTED }, '$(shield) $(workspace-untrusted)', 'Depwarden: not trusted'],
    [
      'the same with findings',
      { untrusted: UNTRUSTED, counts: { ...NONE, error: 1 }, unknown: 2 },
      '$(shield) $(error) 1 $(workspace-untrusted) $(question) 2 not checked',
      'Depwarden: 1 error, 2 not checked, not trusted',
    ],
  ])('%s', (_name, status, text, spoken) => {
    expect(statusLabel({ ...CLEAN, ...status })).toMatchObject({ text: text.replace(' ', '\u00a0'), spoken });
  });

  it('says once what is not looked at in a workspace that is not trusted', () => {
    const { tooltip } = statusLabel({ ...CLEAN, untrusted: UNTRUSTED });
    expect(tooltip.split('\n').filter(line => line === UNTRUSTED)).toEqual([UNTRUSTED]);
    expect(UNTRUSTED.length).toBeLessThan(160);
  });

  it('never looks clean where something was not checked', () => {
    for (const state of ['idle', 'offline', 'degraded'] as const) {
      const label = statusLabel({ ...CLEAN, state, unknown: 1 });
      expect(label.text).toContain('1 not checked');
      expect(label.spoken).not.toContain('nothing found');
    }
  });

  it('gives every reason on hover, one a line', () => {
    const { tooltip } = statusLabel({ ...CLEAN, state: 'degraded', unknown: 2, reasons: ['OSV did not answer', 'PyPI: 503'] });
    expect(tooltip.split('\n')).toEqual([
      'Depwarden: 2 not checked, a service did not answer',
      '• OSV did not answer',
      '• PyPI: 503',
      'Click for the report.',
    ]);
  });

  it('tells a server that has said nothing from one that is not running', () => {
    expect(statusLabel().text).not.toBe(STOPPED.text);
  });
});
