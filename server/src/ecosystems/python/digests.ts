import type { DigestRules } from '../shared/digests.js';

/** A release has a hash for each of its files, and may get more files. One of another algorithm than the index tells may be right. */
export const pythonDigests: DigestRules = {
  compare(wanted, published) {
    const known = published.filter(digest => digest.startsWith(FILE_HASH));
    const given = [...new Set(wanted.map(hash => hash.toLowerCase()))];
    if (known.length === 0 || given.length === 0) return undefined;
    const foreign = given.filter(hash => hash.startsWith(FILE_HASH) && !known.some(digest => hash.startsWith(digest))).length;
    return foreign === 0 ? (given.some(hash => hash.startsWith(FILE_HASH)) ? 'same' : undefined) : { foreign, all: given.length };
  },
  drift(before, now) {
    const files = now.filter(digest => !before.includes(digest)).length;
    if (before.length === 0 || files === 0) return undefined;
    return before.every(digest => now.includes(digest)) ? { kind: 'added', files } : { kind: 'changed' };
  },
  recorded: integrity => integrity.flatMap(hash => /^sha256:[0-9a-f]{24}/.exec(hash.toLowerCase())?.[0] ?? []),
};

const FILE_HASH = 'sha256:';
