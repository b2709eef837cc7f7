import { readdir, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isYounger } from '../../model/clock.js';
import { DAY } from '../../model/time.js';
import type { Clock } from '../../ports/index.js';

/** Entries that were not written for so long are removed. Milliseconds. */
export const KEPT_FOR = 30 * DAY;
/** What a process left behind while writing. Milliseconds. */
const LEFTOVER_AFTER = DAY / 24;

/** Removes old entries of a cache folder, unless that was done within a day, by this or another process. Fails silently. */
export async function pruneDaily(folder: string, clock: Clock): Promise<void> {
  const marker = join(folder, 'pruned');
  if (isYounger(await writtenAt(marker), DAY, clock())) return;
  try {
    await writeFile(marker, '');
    await utimes(marker, clock() / 1000, clock() / 1000);
    for (const part of await readdir(folder, { withFileTypes: true })) {
      if (part.isDirectory() && /^[0-9a-f]{2}$/.test(part.name)) await pruneFolder(join(folder, part.name), clock());
    }
  } catch {
    // the folder went away, or may not be written to: nothing to prune
  }
}

async function pruneFolder(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const limit = name.endsWith('.tmp') ? LEFTOVER_AFTER : KEPT_FOR;
    if (now - (await writtenAt(file)) > limit) await unlink(file).catch(() => {});
  }
}

/** 0 where there is no such file. */
async function writtenAt(file: string): Promise<number> {
  const stats = await stat(file).catch(() => undefined);
  return stats?.mtimeMs ?? 0;
}
