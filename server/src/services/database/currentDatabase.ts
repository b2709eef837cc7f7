import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../ports/index.js';
import type { AdvisoryDatabase, OpenDatabase } from './contract.js';
import { CURRENT } from './format.js';

export interface CurrentDatabase {
  /** Undefined where there is none; throws as opening does. The one that was given before is closed when there is another. */
  get(): AdvisoryDatabase | undefined;
  close(): void;
}

export interface CurrentDatabaseOptions {
  readonly folder: string;
  readonly open: OpenDatabase;
  readonly clock: Clock;
}

/** The database of a folder, opened when it is first asked for, and again when a process has replaced it: that is looked after every second at most. */
export function createCurrentDatabase({ folder, open, clock }: CurrentDatabaseOptions): CurrentDatabase {
  let opened: AdvisoryDatabase | undefined;
  let failure: unknown;
  let named: string | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;

  function reopen(): void {
    const before = opened;
    opened = undefined;
    failure = undefined;
    before?.close();
    try {
      opened = open(folder);
    } catch (error) {
      failure = error;
    }
  }

  return {
    get() {
      if (clock() - lookedAt >= LOOKED_AFTER) {
        lookedAt = clock();
        const now = textOf(path.join(folder, CURRENT));
        if (now !== named || failure !== undefined) reopen();
        named = now;
      }
      if (failure !== undefined) throw failure;
      return opened;
    },
    close() {
      opened?.close();
      opened = undefined;
      named = undefined;
      lookedAt = Number.NEGATIVE_INFINITY;
    },
  };
}

/** Milliseconds. */
const LOOKED_AFTER = 1000;

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
