import { utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastChange, lastInstalled } from '../../../server/src/ecosystems/shared/installTime.js';
import type { FolderEntry } from '../../../server/src/ports/folders.js';
import { diskFolders } from '../../../server/src/services/disk/folders.js';
import { foldersOf } from '../../support/memoryDisk.js';
import { type Ground, newGround } from '../installedSupport.js';

/** A node_modules folder at time 50, and what is in it, each with its time. */
function modules(path: string, times: Readonly<Record<string, number>>) {
  const entries = Object.keys(times).map((name): FolderEntry => ({ name, kind: name.startsWith('.') ? 'file' : 'folder' }));
  return { folder: { path, entries }, times: Object.entries(times).map(([name, time]): [string, number] => [`${path}/${name}`, time]) };
}

function told(...folders: readonly ReturnType<typeof modules>[]): Promise<number | undefined> {
  const times = new Map([...folders.map(({ folder }): [string, number] => [folder.path, 50]), ...folders.flatMap(one => one.times)]);
  const texts = new Map([...times.keys()].map(path => [path, '']));
  return lastInstalled(
    folders.map(({ folder }) => folder),
    foldersOf(texts, times),
  );
}

describe('when something was last installed', () => {
  it.each([
    ['npm', { '.package-lock.json': 70, axios: 10 }, 70],
    ['pnpm', { '.modules.yaml': 60, axios: 10 }, 60],
    ['Yarn 1', { '.yarn-integrity': 90 }, 90],
    ['Yarn 2 and newer', { '.yarn-state.yml': 40 }, 40],
    ['others, by the folder', { '.bin': 90, axios: 70 }, 50],
  ])('is told by what %s writes', async (_, times, expected) => expect(await told(modules('/w/node_modules', times))).toBe(expected));

  it('is the latest of several folders', async () => {
    const [own, root] = [modules('/w/app/node_modules', { axios: 10 }), modules('/w/node_modules', { '.modules.yaml': 60 })];
    expect(await told(own, root)).toBe(60);
    expect(await told(own, modules('/w/node_modules', { '.modules.yaml': 20 }))).toBe(50);
  });

  it('is not known where it cannot be told of one, or of none', async () => {
    const folders = foldersOf(
      new Map([
        ['/a', ''],
        ['/b', ''],
      ]),
      new Map([['/a', 5]]),
    );
    expect(await lastChange(['/a'], folders)).toBe(5);
    expect(await lastChange(['/a', '/b'], folders)).toBeUndefined();
    expect(await lastChange(['/a', '/gone'], folders)).toBeUndefined();
    expect(await lastChange([], folders)).toBeUndefined();
  });

  describe('on a disk', () => {
    let ground: Ground;
    beforeEach(() => {
      ground = newGround();
    });
    afterEach(() => ground.remove());

    it('is the time of the file or folder', async () => {
      ground.write({ 'node_modules/.package-lock.json': '{}' });
      utimesSync(ground.at('node_modules/.package-lock.json'), 1000, 2000);
      utimesSync(ground.at('node_modules'), 1000, 3000);
      const folders = diskFolders();
      expect(await folders.modifiedAt(ground.at('node_modules/.package-lock.json'))).toBe(2_000_000);
      expect(await folders.modifiedAt(ground.at('node_modules'))).toBe(3_000_000);
      expect(await folders.modifiedAt(ground.at('gone'))).toBeUndefined();
    });
  });
});
