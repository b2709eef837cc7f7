import type { DigestRules } from '../shared/digests.js';

/**
 * A release has one file. Of several hashes those of the strongest algorithm count, and one of them must be right
 * (https://w3c.github.io/webappsec-subresource-integrity/).
 */
export const npmDigests: DigestRules = {
  compare(wanted, published) {
    const algorithm = STRONGEST_FIRST.find(name => wanted.some(hash => hash.startsWith(name)));
    const known = algorithm === undefined ? [] : published.filter(digest => digest.startsWith(algorithm));
    if (algorithm === undefined || known.length === 0) return undefined;
    const hashes = wanted.filter(hash => hash.startsWith(algorithm));
    return hashes.some(hash => known.some(digest => hash.startsWith(digest))) ? 'same' : { foreign: 1, all: 1 };
  },
  drift(before, now) {
    const algorithm = STRONGEST_FIRST.find(name => [before, now].every(some => some.some(digest => digest.startsWith(name))));
    const [old, present] = [before, now].map(some => some.filter(digest => algorithm !== undefined && digest.startsWith(algorithm)));
    return old?.some(digest => present?.includes(digest)) || present?.length === 0 ? undefined : { kind: 'changed' };
  },
  recorded: integrity => integrity.flatMap(hash => /^(?:sha512-|sha1-)[A-Za-z0-9+/]{16}/.exec(hash)?.[0] ?? []),
};

const STRONGEST_FIRST = ['sha512-', 'sha384-', 'sha256-', 'sha1-'];
