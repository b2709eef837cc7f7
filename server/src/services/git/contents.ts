// Texts of objects: what the files of a commit hold.

import { portionsOf } from '../../ports/concurrency.js';
import type { FileText } from '../../ports/index.js';
import { RepositoryError } from '../../ports/repository.js';
import { decode } from '../disk/textFile.js';
import type { Plumbing } from './plumbing.js';
import { FETCH_ALL } from './repository.js';

/** Reads objects by their names, equal ones once. Nothing throws but `checkWhole`, and what waits with the signal's reason. */
export interface Contents {
  /** Reads many small objects at once, for those who cannot wait later. */
  preload(objects: readonly string[], signal: AbortSignal): Promise<void>;
  /** @param mostBytes a larger object is not read */
  textOf(object: string, mostBytes: number): FileText;
  /** Throws a `RepositoryError` where an object turned out to be missing: what was read is not all that there is. */
  checkWhole(): void;
}

export function createContents(plumbing: Plumbing): Contents {
  const texts = new Map<string, FileText>();
  let isPartly = false;

  function textNow(object: string, mostBytes: number): FileText {
    const size = plumbing.runNow('cat-file', ['-s', object], 1024);
    const bytes = size.status === 0 ? Number(size.stdout.toString('latin1')) : Number.NaN;
    if (bytes > mostBytes) return tooLarge(bytes, mostBytes);
    const content = plumbing.runNow('cat-file', ['blob', object], mostBytes + 1);
    if (content.status === 0) return decode(content.stdout);
    isPartly = true;
    return { kind: 'unreadable', reason: `its object is missing; ${FETCH_ALL}` };
  }

  return {
    preload: async (objects, signal) => {
      const wanted = [...new Set(objects)].filter(object => !texts.has(object));
      for (const portion of portionsOf(wanted, TOGETHER)) {
        const small = await smallOf(portion, plumbing, signal);
        for (const [object, text] of await textsOf(small, plumbing, signal)) texts.set(object, text);
      }
    },
    textOf: (object, mostBytes) => {
      const known = texts.get(object);
      if (known) return known;
      const text = textNow(object, mostBytes);
      if (text.kind === 'text' && text.text.length <= SMALL) texts.set(object, text);
      return text;
    },
    checkWhole: () => {
      if (isPartly) throw new RepositoryError(`objects of the repository are missing; ${FETCH_ALL}`);
    },
  };
}

/** Objects that are asked for in one run. */
const TOGETHER = 500;
/** Bytes of an object that is kept in memory. */
const SMALL = 1024 * 1024;

/** `OBJECT blob SIZE` a line, `OBJECT missing` for one that is not there. */
async function smallOf(objects: readonly string[], plumbing: Plumbing, signal: AbortSignal): Promise<readonly string[]> {
  const { stdout } = await plumbing.run('cat-file', ['--batch-check'], signal, lines(objects));
  return [...stdout.toString('latin1').matchAll(/^([\da-f]+) blob (\d+)$/gm)].flatMap(([, object = '', size]) =>
    Number(size) <= SMALL ? [object] : [],
  );
}

/** A header as above, the content, and a line break, for each. */
async function textsOf(objects: readonly string[], plumbing: Plumbing, signal: AbortSignal): Promise<ReadonlyMap<string, FileText>> {
  const texts = new Map<string, FileText>();
  if (objects.length === 0) return texts;
  const { stdout } = await plumbing.run('cat-file', ['--batch'], signal, lines(objects));
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf('\n', at);
    const [, object, size] = /^([\da-f]+) blob (\d+)$/.exec(stdout.toString('latin1', at, end < 0 ? stdout.length : end)) ?? [];
    if (object === undefined) break;
    const start = end + 1;
    texts.set(object, decode(stdout.subarray(start, start + Number(size))));
    at = start + Number(size) + 1;
  }
  return texts;
}

function lines(objects: readonly string[]): string {
  return objects.map(object => `${object}\n`).join('');
}

function tooLarge(bytes: number, mostBytes: number): FileText {
  const megabytes = (count: number): string => `${Math.round(count / 1024 / 1024)} MB`;
  return { kind: 'unreadable', reason: `it has ${megabytes(bytes)}, more than the ${megabytes(mostBytes)} that are read` };
}
