import { ECOSYSTEMS } from '../ecosystems/index.js';
import type { ForeignDigests } from '../ecosystems/shared/digests.js';
import type { Release } from '../model/index.js';
import type { LockedPackage, SharedDoubt } from '../model/lockfile.js';
import { listedRelease } from './cleanReleases.js';
import { fitting, quoted, registryName, shownName, shownVersion } from './messages.js';
import type { Rule, Subject, Verdict } from './rule.js';

/** A hash in the lockfile or in `--hash` is not the registry's for that release, or the lockfile takes the package from somewhere else. */
export const integrityMismatch = {
  id: 'integrity-mismatch',
  category: 'integrity',
  defaultLevel: 'error',
  appliesTo: ['direct', 'locked'],
  fix: 'none',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  title: 'a hash that is not that of the registry',
  summary: 'A hash in the lockfile or in `--hash` is not that of the registry, or the lockfile takes the package from somewhere else.',
  explanation: `A release never changes once it is published, so its hash must be the registry's. The rule compares \`integrity\` and hashes of the lockfile's entry, and
\`--hash\` on the line, with what the registry says of that very version; where the registry tells no hash of that kind it says nothing. A list of hashes (Python) is an
error where none is the registry's, and a warning where some are not. With \`--extra-index-url\` files may come from elsewhere, and hashes are not compared.

In npm lockfiles it also looks at the address of each entry, those of indirect dependencies included: the archive of another package or release, or a host that is
neither a registry configured here nor npm's. A host that most entries name, or all of a scope, may be a proxy that is configured elsewhere: it is told once a file, with
the number of entries, unless the digests of all of them are the registry's; an error where some have no digest, else a warning. So are, in Python lockfiles, the hosts of
indexes and files that no configuration names. Entries with an address and no digest beside it are a warning, once a file: whatever the address gives is installed. Of
formats that keep no such digests (Yarn 2 and newer, npm 4 and older) that is not said. A lockfile is rarely read in a review, and whoever can change one line of
it decides what is installed. There is no quick fix: replacing the hash would hide the attack. Find out who changed the entry, then delete it and lock anew.`,
  check(subject) {
    return misplaced(subject) ?? lockedMismatch(subject) ?? lineMismatch(subject);
  },
} as const satisfies Rule;

function misplaced(subject: Subject): Verdict | undefined {
  const { locked } = subject.project;
  if (locked?.misplaced === undefined || comparedLock(subject) === 'same') return undefined;
  const { file, entry } = locked;
  const fact = `${[shownName(subject), shownVersion(entry.version)].join(' ').trim()} ${locked.misplaced}`;
  return {
    at: 'name',
    ...(entry.version !== '' && { version: entry.version }),
    facts: [locked.misplaced],
    message: fitting(
      `In ${file} ${fact}. Do not install before you know why.`,
      `In ${file} ${fact}.`,
      `${fact}.`,
      `${shownName(subject)} ${locked.misplaced}.`,
    ),
  };
}

/**
 * What is said, once, of entries of a lockfile that share a doubt: as it stands behind the release of the first.
 * @param entries those that nothing proves right; at least one
 */
export function saidTogether({ host }: SharedDoubt, entries: readonly LockedPackage[]): Verdict {
  const others = entries.length - 1;
  const [and, come, have] = others === 0 ? ['', 'comes', 'has'] : [`and ${count(others, 'more release')} `, 'come', 'have'];
  if (host === undefined) {
    const facts = [
      `${and}${have} an address and no digest in the lockfile: whatever the address gives is installed unseen`,
      `${and}${have} an address and no digest in the lockfile`,
    ];
    return { at: 'name', level: 'warning', message: '', facts };
  }
  const undigested = entries.filter(lacksDigest).length;
  const from = `${and}${come} from ${quoted(host, 32)}, which no configuration names`;
  if (undigested === 0)
    return {
      at: 'name',
      level: 'warning',
      message: '',
      facts: [`${from}; no digest could prove ${others === 0 ? 'it' : 'them'} right`, from],
    };
  return {
    at: 'name',
    message: '',
    facts: [`${from}${others === 0 ? ', and has no digest' : `; ${undigested} of them without a digest`}`, from],
  };
}

/** What is wrong with each of such entries, as it stands behind its release. */
export function factOf({ host }: SharedDoubt): string {
  return host === undefined ? 'has no digest' : `comes from ${quoted(host, 32)}`;
}

function lacksDigest({ integrity = [], lacksHash }: LockedPackage): boolean {
  return integrity.length === 0 || lacksHash === true;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function lockedMismatch(subject: Subject): Verdict | undefined {
  const { locked } = subject.project;
  const answer = comparedLock(subject);
  if (!locked || answer === undefined || answer === 'same') return undefined;
  const { file, entry } = locked;
  const whose = `${shownName(subject)} ${shownVersion(entry.version)}`;
  return { at: 'specifier', version: entry.version, ...said(whose, `in ${quoted(file, 30)}`, answer, subject) };
}

/** pip takes hashes for exact versions only. */
function lineMismatch(subject: Subject): Verdict | undefined {
  const { requirement, project } = subject;
  const release = requirement.version === undefined ? undefined : listedRelease(subject, requirement.version);
  const hashes = project.hashes.map(({ algorithm, digest }) => `${algorithm}:${digest}`);
  const answer = release && !hasFurtherIndexes(subject) ? comparedHashes(subject.ecosystem, hashes, release) : undefined;
  if (!release || answer === undefined || answer === 'same') return undefined;
  const whose = `${shownName(subject)} ${shownVersion(release.version)}`;
  return { at: 'hashes', version: release.version, ...said(whose, 'on the line', answer, subject) };
}

function said(
  whose: string,
  where: string,
  { foreign, all }: ForeignDigests,
  { ecosystem }: Subject,
): Pick<Verdict, 'level' | 'message' | 'facts'> {
  const registry = registryName(ecosystem);
  if (foreign < all) {
    const some = foreign === 1 ? `1 of the ${all} hashes ${where} is` : `${foreign} of the ${all} hashes ${where} are`;
    return {
      level: 'warning',
      facts: [`has hashes in the lockfile that ${registry} does not list`],
      message: fitting(`${whose}: ${some} of no file that ${registry} has for it.`, `${whose}: ${some} unknown to ${registry}.`),
    };
  }
  const none = all === 1 ? `the hash ${where} is not ${registry}'s` : `none of the ${all} hashes ${where} is ${registry}'s`;
  const facts = [`has a hash in the lockfile that is not ${registry}'s`];
  return { facts, message: fitting(`${whose}: ${none}. Do not install before you know why.`, `${whose}: ${none}.`) };
}

/** Whether a lockfile's hashes are those that the registry lists for the release. */
export function provenBy(ecosystem: Subject['ecosystem'], { integrity = [] }: LockedPackage, release: Release): boolean {
  return comparedHashes(ecosystem, integrity, release) === 'same';
}

/** Whether a lockfile's hashes are others than those that the registry lists for the release. */
export function differs(ecosystem: Subject['ecosystem'], integrity: readonly string[], release: Release): boolean {
  const compared = comparedHashes(ecosystem, integrity, release);
  return compared !== undefined && compared !== 'same';
}

/** The lockfile's entry against what the registry says of the same release; undefined where they cannot be compared. */
function comparedLock(subject: Subject): 'same' | ForeignDigests | undefined {
  const entry = subject.project.locked?.entry;
  if (entry?.integrity === undefined || entry.skipped !== undefined || entry.name !== subject.name) return undefined;
  const release = listedRelease(subject, entry.version);
  if (!release) return undefined;
  return hasFurtherIndexes(subject) ? undefined : comparedHashes(subject.ecosystem, entry.integrity, release);
}

function comparedHashes(
  ecosystem: Subject['ecosystem'],
  hashes: readonly string[],
  { digests = [] }: Release,
): 'same' | ForeignDigests | undefined {
  return ECOSYSTEMS[ecosystem].digests?.compare(hashes, digests);
}

function hasFurtherIndexes({ project }: Subject): boolean {
  return project.extraIndexes.length > 0;
}
