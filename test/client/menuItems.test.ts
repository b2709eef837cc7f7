import { describe, expect, it } from 'vitest';
import { menuItems } from '../../client/src/menuItems.js';
import type { StatusParams } from '../../server/src/protocol/index.js';
import { status } from './report/values.js';

function commandsIn(part: Partial<StatusParams>, hasFolder = true, isOffline = false): readonly string[] {
  return menuItems(status(part), hasFolder, isOffline).map(({ command }) => command.replace('depwarden.', ''));
}

const ALWAYS = ['toggleNetwork', 'showOutput', 'openSettings'];

describe('the menu of the status bar item', () => {
  it('offers the scan first where something was not looked at, and to try again where a service failed', () => {
    expect(commandsIn({})).toEqual(['showReport', 'scanWorkspace', ...ALWAYS]);
    expect(commandsIn({ scan: { state: 'none', done: 0, of: 5 } })).toEqual(['scanWorkspace', 'showReport', ...ALWAYS]);
    expect(commandsIn({ state: 'degraded', unknown: 1, scan: { state: 'partial', done: 2, of: 5 } })).toEqual([
      'scanWorkspace',
      'tryAgain',
      'showReport',
      ...ALWAYS,
    ]);
  });

  it('offers to stop a scan that is under way, and none where there is no folder', () => {
    expect(commandsIn({ scan: { state: 'partial', done: 2, of: 5, running: { done: 2, of: 5 } } })[0]).toBe('stopScan');
    expect(commandsIn({}, false)).toEqual(['showReport', ...ALWAYS]);
  });

  it('says what is missing, and which way the network goes', () => {
    const [scan, retry] = menuItems(
      status({ state: 'degraded', unknown: 46, unknownLocked: 52, scan: { state: 'partial', done: 2, of: 5 } }),
      true,
      false,
    );
    expect(scan?.description).toBe('2 of 5 manifests; scan again');
    expect(retry?.description).toBe('46 direct, 52 locked not checked');
    const labels = (isOffline: boolean) => menuItems(status(), true, isOffline).map(({ label }) => label);
    expect(labels(false)).toContain('$(circle-slash) Pause network');
    expect(labels(true)).toContain('$(play) Resume network');
  });
});
