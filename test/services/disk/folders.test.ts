import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskFolders } from '../../../server/src/services/disk/folders.js';
import { type Ground, newGround } from '../../ecosystems/installedSupport.js';

let ground: Ground;
beforeEach(() => {
  ground = newGround();
});
afterEach(() => ground.remove());

describe('diskFolders', () => {
  it('lists names with their kinds, links not followed', async () => {
    ground.write({ 'x/file': '', 'x/folder/y': '' });
    ground.link('x/link', 'folder');
    execFileSync('mkfifo', [ground.at('x/pipe')]);
    const entries = await diskFolders().list(ground.at('x'));
    expect(Array.isArray(entries) && entries.map(({ name, kind }) => `${name} ${kind}`).sort()).toEqual([
      'file file',
      'folder folder',
      'link link',
      'pipe other',
    ]);
  });

  it('reads beginnings, by bytes, without the byte order mark', async () => {
    ground.write({ plain: 'täxt', marked: '\ufefftext', empty: '' });
    const disk = diskFolders();
    expect(await disk.read(ground.at('plain'), 100)).toBe('täxt');
    expect(await disk.read(ground.at('plain'), 3)).toBe('tä');
    expect(await disk.read(ground.at('marked'), 100)).toBe('text');
    expect(await disk.read(ground.at('empty'), 100)).toBe('');
  });

  it('tells apart what is not there and what cannot be read, and never waits for a pipe', async () => {
    ground.write({ file: '' });
    ground.link('loop', 'loop');
    ground.link('gone', 'nowhere');
    execFileSync('mkfifo', [ground.at('pipe')]);
    const disk = diskFolders();
    const absent = [
      disk.list(ground.at('no')),
      disk.list(ground.at('file')),
      disk.read(ground.at('no'), 9),
      disk.read(ground.at('gone'), 9),
    ];
    expect(await Promise.all(absent)).toEqual([undefined, undefined, undefined, undefined]);
    expect(await disk.read(ground.path, 9)).toBeUndefined();
    const circle = { path: ground.at('loop'), reason: 'its links lead round in a circle' };
    expect(await disk.list(ground.at('loop'))).toEqual(circle);
    expect(await disk.read(ground.at('loop'), 9)).toEqual(circle);
    expect(await disk.realPath(ground.at('loop'))).toBeUndefined();
    expect(await disk.read(ground.at('pipe'), 9)).toEqual({ path: ground.at('pipe'), reason: 'it is no regular file' });
    expect(await disk.read(ground.at('x'.repeat(300)), 9)).toMatchObject({ reason: 'its path is too long' });
  });

  it('answers each of very many questions, few at once', async () => {
    ground.write({ file: 'text' });
    const disk = diskFolders();
    const questions = Array.from({ length: 3000 }, (_, index) => disk.read(ground.at(index % 3 === 0 ? 'absent' : 'file'), 4));
    const answers = await Promise.all(questions);
    expect(answers.filter(answer => answer === 'text')).toHaveLength(2000);
    expect(answers.filter(answer => answer === undefined)).toHaveLength(1000);
  });
});
