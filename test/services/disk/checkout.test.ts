import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { borderOf, boundsOf } from '../../../server/src/services/disk/checkout.js';

let root: string;
const at = (name: string): string => path.join(root, name);
const isRoot = process.getuid?.() === 0;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'depwarden-checkout-')));
  mkdirSync(at('home/repo/packages/app'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const border = (folder: string): string => borderOf(at(folder), at('home'));

describe('the border around a folder', () => {
  it('is the folder where it lies in no checkout', () => expect(border('home/repo/packages/app')).toBe(at('home/repo/packages/app')));

  it('is the nearest checkout, whatever its .git is', () => {
    mkdirSync(at('home/repo/.git'));
    expect(border('home/repo/packages/app')).toBe(at('home/repo'));
    expect(border('home/repo')).toBe(at('home/repo'));
    writeFileSync(at('home/repo/packages/.git'), 'gitdir: ../elsewhere\n');
    expect(border('home/repo/packages/app')).toBe(at('home/repo/packages'));
  });

  it.each(['home/.git', '.git'])('is never the home folder or one above it: %s', git => {
    mkdirSync(at(git));
    expect(border('home/repo/packages/app')).toBe(at('home/repo/packages/app'));
  });

  it.runIf(isRoot).each(['home/repo', 'home/repo/.git', 'home/repo/packages/app'])('is the folder where %s has another owner', changed => {
    mkdirSync(at('home/repo/.git'));
    chownSync(at(changed), 4321, 4321);
    expect(border('home/repo/packages/app')).toBe(at('home/repo/packages/app'));
  });
});

describe('bounds, as their paths are written', () => {
  it('keep a link above the checkout', () => {
    mkdirSync(at('home/repo/.git'));
    symlinkSync(at('home'), at('link'));
    expect(boundsOf(at('link/repo/packages'), at('home'))).toEqual({ folder: at('link/repo/packages'), border: at('link/repo') });
  });

  it('are real paths where a link leads into the checkout', () => {
    for (const name of ['home/repo/.git', 'other/deep']) mkdirSync(at(name), { recursive: true });
    symlinkSync(at('home/repo/packages'), at('other/deep/link'));
    expect(boundsOf(at('other/deep/link'), at('home'))).toEqual({ folder: at('home/repo/packages'), border: at('home/repo') });
  });
});
