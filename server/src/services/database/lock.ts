import { randomBytes } from 'node:crypto';
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isYounger } from '../../model/clock.js';
import { linked } from '../linkedSignal.js';

/** Who holds a lock. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

export interface LockOptions {
  readonly folder: string;
  /** Told once, where another process has to be waited for. */
  readonly onWaiting?: ((owner: LockOwner) => void) | undefined;
  /** How often the owner shows that it is alive, and how long it may show nothing. Milliseconds. */
  readonly beatMs?: number;
  readonly staleMs?: number;
}

/** The file that one process at a time may have made. */
export const LOCK_FILE = 'update.lock';

/**
 * Runs `work` while no other process that does the same in this folder is under way; waits for one that is. The lock is a file with its owner's process
 * id and a modification time that the owner renews; it is taken over where that process is gone (this machine's only), or nothing was renewed for long:
 * its owner was killed, or its machine. `work` gets a signal that is also aborted should somebody else have taken the lock over, as after a long sleep.
 */
export async function withLock<T>(options: LockOptions, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const lock = await acquire(options, signal);
  const lost = new AbortController();
  const all = linked(signal, lost.signal);
  const beat = setInterval(() => renew(lock, lost), options.beatMs ?? BEAT_MS);
  const free = (): void => release(lock);
  process.once('exit', free); // Ctrl+C may end the process at once
  try {
    return await work(all.signal);
  } finally {
    all.release();
    clearInterval(beat);
    process.removeListener('exit', free);
    free();
  }
}

/** Some seconds of work without a turn of the event loop must not look like death. */
const BEAT_MS = 2_000;
const STALE_MS = 30_000;
const LOOK_AGAIN_MS = 100;

interface Lock {
  readonly file: string;
  /** The content of the file: no two are the same. */
  readonly token: string;
}

async function acquire({ folder, onWaiting, staleMs = STALE_MS }: LockOptions, signal: AbortSignal): Promise<Lock> {
  const owner: LockOwner = { pid: process.pid, host: hostname(), since: Date.now() };
  const lock = { file: join(folder, LOCK_FILE), token: JSON.stringify({ ...owner, nonce: randomBytes(8).toString('hex') }) };
  for (let told = false; ; ) {
    signal.throwIfAborted();
    if (create(lock)) return lock;
    const held = look(lock.file);
    if (held && isDead(held, staleMs)) {
      remove(lock.file, held.token);
    } else if (held?.owner && !told) {
      told = true;
      onWaiting?.(held.owner);
    }
    await sleep(LOOK_AGAIN_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** False where there is one already. */
function create({ file, token }: Lock): boolean {
  try {
    const descriptor = openSync(file, 'wx', 0o600);
    try {
      writeFileSync(descriptor, token);
    } finally {
      closeSync(descriptor);
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

interface Held {
  readonly token: string;
  /** Missing where the file is being written, or was not to its end. */
  readonly owner: LockOwner | undefined;
  /** When it was last renewed, milliseconds since 1970. */
  readonly renewedAt: number;
}

/** Undefined where nobody holds the lock. */
function look(file: string): Held | undefined {
  try {
    const renewedAt = statSync(file).mtimeMs;
    const token = readFileSync(file, 'utf8');
    return { token, owner: ownerOf(token), renewedAt };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function ownerOf(token: string): LockOwner | undefined {
  try {
    const owner = JSON.parse(token) as Partial<LockOwner> | null;
    const isOwner = typeof owner?.pid === 'number' && owner.pid > 0 && typeof owner.host === 'string' && typeof owner.since === 'number';
    return isOwner ? (owner as LockOwner) : undefined;
  } catch {
    return undefined;
  }
}

function isDead({ owner, renewedAt }: Held, staleMs: number): boolean {
  if (!isYounger(renewedAt, staleMs, Date.now())) return true;
  return owner !== undefined && owner.host === hostname() && !isRunning(owner.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 only asks
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Removes a lock of this content. Another process may do the same, and make a lock of its own, between a look and a removal: so the file is first moved
 * aside, which only one can do, and put back where it is not the one that was meant.
 */
function remove(file: string, token: string): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== token) linkSync(aside, file);
  } catch {
    // somebody else was faster
  } finally {
    rmSync(aside, { force: true });
  }
}

function renew({ file, token }: Lock, lost: AbortController): void {
  try {
    if (readFileSync(file, 'utf8') === token) {
      const now = Date.now() / 1000;
      utimesSync(file, now, now);
      return;
    }
  } catch {
    // it is gone
  }
  lost.abort(new Error('another process has taken over the update'));
}

/** Where that fails, the lock grows stale. */
function release({ file, token }: Lock): void {
  try {
    if (look(file)?.token === token) remove(file, token);
  } catch {
    // the folder went away, or may not be written to any more
  }
}
