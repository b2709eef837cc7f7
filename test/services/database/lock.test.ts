import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCK_FILE, type LockOwner, withLock } from '../../../server/src/services/database/lock.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'depwarden-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const never = new AbortController().signal;
const file = (): string => path.join(folder, LOCK_FILE);

/** A lock of another process, last renewed so long ago. */
function leave(owner: Partial<LockOwner> | string, ageMs = 0): void {
  writeFileSync(
    file(),
    typeof owner === 'string' ? owner : JSON.stringify({ pid: process.pid, host: hostname(), since: 0, nonce: 'x', ...owner }),
  );
  const at = (Date.now() - ageMs) / 1000;
  utimesSync(file(), at, at);
}

/** No process has it: the largest that systems give is lower. */
const NOBODY = 2 ** 22 + 12_345;

describe('a lock', () => {
  it('is there while the work is done, says who does it, and is gone then', async () => {
    const owner = await withLock({ folder }, never, async () => JSON.parse(readFileSync(file(), 'utf8')) as LockOwner);
    expect(owner).toMatchObject({ pid: process.pid, host: hostname() });
    expect(existsSync(file())).toBe(false);
    await expect(withLock({ folder }, never, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(existsSync(file())).toBe(false);
  });

  it('lets one at a time work', async () => {
    let working = 0;
    const most = await Promise.all(
      Array.from({ length: 5 }, () =>
        withLock({ folder }, never, async () => {
          const now = ++working;
          await new Promise(resolve => setImmediate(resolve));
          working--;
          return now;
        }),
      ),
    );
    expect(most).toEqual([1, 1, 1, 1, 1]);
  });

  it.each<[what: string, leaveIt: () => void]>([
    ['of a process that is gone', () => leave({ pid: NOBODY })],
    ['that was not renewed for long, though there is a process of that number', () => leave({}, 60_000)],
    ['of another machine that was not renewed for long', () => leave({ host: 'elsewhere.example' }, 60_000)],
    ['that was renewed by a clock that was ahead', () => leave({}, -3_600_000)],
    ['that was never written to its end', () => leave('', 60_000)],
  ])('%s is taken over', async (_, leaveIt) => {
    leaveIt();
    const told: LockOwner[] = [];
    expect(await withLock({ folder, onWaiting: owner => told.push(owner) }, never, async () => 'done')).toBe('done');
    expect(told).toEqual([]);
  });

  it.each<[what: string, leaveIt: () => void]>([
    ['of a process that is there', () => leave({})],
    ['of another machine', () => leave({ host: 'elsewhere.example', pid: NOBODY })],
    ['of which nothing can be read yet', () => leave('')],
  ])('%s is waited for, until the wait is cancelled', async (_, leaveIt) => {
    leaveIt();
    const before = readFileSync(file(), 'utf8');
    const controller = new AbortController();
    const waiting = withLock({ folder }, controller.signal, async () => 'done');
    const raced = await Promise.race([waiting, new Promise(resolve => setTimeout(resolve, 250, 'waited'))]);
    expect(raced).toBe('waited');
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(readFileSync(file(), 'utf8')).toBe(before);
  });

  it('tells once who is waited for', async () => {
    leave({ since: 5 });
    const told: LockOwner[] = [];
    const onWaiting = (owner: LockOwner): void => {
      told.push(owner);
      rmSync(file());
    };
    await withLock({ folder, onWaiting }, never, async () => 'done');
    expect(told).toMatchObject([{ pid: process.pid, since: 5 }]);
  });

  it('is renewed while the work is done', async () => {
    await withLock({ folder, beatMs: 5 }, never, async () => {
      for (let beats = 0; beats < 3; beats++) {
        utimesSync(file(), 0, 0);
        await expect.poll(() => statSync(file()).mtimeMs).toBeGreaterThan(Date.now() - 24 * 60 * 60 * 1000);
      }
    });
  });

  it('that somebody else has taken over ends the work, and is left to them', async () => {
    const work = withLock({ folder, beatMs: 5 }, never, signal => {
      leave({ nonce: 'theirs' } as Partial<LockOwner>);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    await expect(work).rejects.toThrow('another process has taken over the update');
    expect(readFileSync(file(), 'utf8')).toContain('theirs');
  });
});
