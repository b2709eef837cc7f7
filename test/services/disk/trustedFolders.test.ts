import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configFolderOf } from '../../../server/src/services/disk/configFolder.js';
import { createTrustedFolders, trustedText } from '../../../server/src/services/disk/trustedFolders.js';

let root: string;
const at = (name: string): string => path.join(root, name);

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'depwarden-trusted-')));
  for (const name of ['config', 'one/below', 'one-too']) mkdirSync(at(name), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

function remembering(text: string) {
  writeFileSync(at('config/trusted.json'), text);
  return createTrustedFolders(at('config'));
}

describe('the folders that are remembered', () => {
  it('count with all below them, by their real paths', () => {
    symlinkSync(at('one/below'), at('link'));
    symlinkSync(at('one-too'), at('one/out'));
    const { has } = remembering(trustedText([at('one')]));
    expect(['one', 'one/below', 'link'].map(name => has(at(name)))).toEqual([true, true, true]);
    expect(['one-too', '.', 'one/out', 'one/gone'].map(name => has(at(name)))).toEqual([false, false, false, false]);
  });

  it.each(['', '{', 'null', '[]', '{ "folders": "/" }', '{ "folders": [7, ".", "one"] }'])('are none in %j', text => {
    const { has, list } = remembering(text);
    expect(list()).toEqual([]);
    expect(has(at('one'))).toBe(false);
  });

  it('are none where there is no file', () => expect(createTrustedFolders(at('nowhere')).list()).toEqual([]));

  it.runIf(process.getuid?.() === 0)('do not count where they have come to belong to another account', () => {
    const { has } = remembering(trustedText([at('one')]));
    chownSync(at('one/below'), 4321, 4321);
    expect([has(at('one')), has(at('one/below'))]).toEqual([true, false]);
  });
});

describe("the account's configuration folder", () => {
  it.each([
    [{ XDG_CONFIG_HOME: '/set' }, 'linux', '/set/depwarden'],
    [{ XDG_CONFIG_HOME: 'relative' }, 'linux', '/home/me/.config/depwarden'],
    [{}, 'darwin', '/home/me/Library/Application Support/depwarden'],
    [{ APPDATA: 'C:\\Data' }, 'win32', 'C:\\Data\\depwarden'],
  ] as const)('%j on %s', (env, platform, expected) => expect(configFolderOf(env, platform, '/home/me')).toBe(expected));
});
