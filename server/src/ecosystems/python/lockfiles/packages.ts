// What the lockfiles of Python's package managers have in common: names by PEP 503, several versions of a name told apart by specifiers.
import type { Problem, Span } from '../../../model/index.js';
import type { LockedPackage, Lockfile } from '../../../model/lockfile.js';
import { addressOf } from '../../shared/address.js';
import { NO_VERSION } from '../../shared/lockfileText.js';
import { normalizeName } from '../names/packageName.js';
import { pythonVersions } from '../versions/index.js';
import { readPoetryConstraint } from '../versions/poetryConstraint.js';

/** One locked package before its dependencies are looked up. */
export interface PythonEntry {
  /** Normalised. */
  readonly name: string;
  /** Empty where the file gives none. */
  readonly version: string;
  readonly span: Span;
  readonly needs: readonly PythonNeed[];
  readonly skipped?: string | undefined;
  readonly resolved?: string | undefined;
  readonly integrity?: readonly string[] | undefined;
  readonly hosts?: readonly string[];
  readonly lacksHash?: boolean;
  /** The file says that it comes from PyPI. */
  readonly isPublic?: boolean;
  /** What tells it from others of the same name and version. */
  readonly source?: string | undefined;
  /** The groups of dependencies that it is locked in, where the file has a part for each. */
  readonly categories?: readonly string[];
}

/** What an entry depends on. What is left out matches anything. */
export interface PythonNeed {
  /** Normalised. */
  readonly name: string;
  /** Of PEP 440 or Poetry; consulted where several versions of the name are locked. */
  readonly specifier?: string | undefined;
  readonly version?: string | undefined;
  readonly source?: string | undefined;
  /** Wanted only with an extra. */
  readonly optional?: boolean;
  /** Extras that it asks for. */
  readonly extras?: boolean;
}

/** The packages of one name: their keys and entries. */
type Candidates = readonly (readonly [key: string, entry: PythonEntry])[];

export interface PythonPackages {
  readonly packages: ReadonlyMap<string, LockedPackage>;
  readonly byName: ReadonlyMap<string, Candidates>;
}

/** An entry with the hashes of another one on the same release too; it is public only where both are. */
export function withHashes(entry: PythonEntry, { integrity = [], isPublic, hosts = [], lacksHash }: PythonEntry): PythonEntry {
  const all = new Set([...(entry.integrity ?? []), ...integrity]);
  return {
    ...entry,
    integrity: [...all],
    hosts: [...new Set([...(entry.hosts ?? []), ...hosts])],
    ...(lacksHash && { lacksHash }),
    ...(entry.isPublic && !isPublic && { isPublic: false }),
  };
}

/** A file of a release, as a lockfile names it. */
export interface LockedFile {
  readonly url?: string | undefined;
  readonly hash?: string | undefined;
}

/** What the addresses of a release's indexes and files tell. */
export function addressesOf(indexes: readonly string[], files: readonly LockedFile[]): Pick<PythonEntry, 'hosts' | 'lacksHash'> {
  const hosts = new Set([...indexes, ...files.map(({ url = '' }) => url)].flatMap(url => addressOf(url.trim())?.host ?? []));
  const lacksHash = files.some(({ url = '', hash = '' }) => hash === '' && addressOf(url.trim()) !== undefined);
  return { hosts: [...hosts], ...(lacksHash && { lacksHash }) };
}

/** Gives every entry a key and looks up what it depends on. */
export function pythonPackages(entries: readonly PythonEntry[]): PythonPackages {
  const keyed = keysOf(entries);
  const byName = new Map<string, (readonly [string, PythonEntry])[]>();
  for (const pair of keyed) {
    const known = byName.get(pair[1].name);
    if (known) known.push(pair);
    else byName.set(pair[1].name, [pair]);
  }
  const wanted = wantedNames(entries);
  const packages = new Map<string, LockedPackage>();
  for (const [key, entry] of keyed) packages.set(key, lockedPackage(key, entry, byName, wanted));
  return { packages, byName };
}

/** The lockfile of one project, which tells nothing of its direct dependencies: they are found by name and specifier. */
export function singleProjectLock({ packages, byName }: PythonPackages, problems: readonly Problem[]): Lockfile {
  return {
    ecosystem: 'PyPI',
    packages,
    locate: (_member, writtenName, specifier) => admittedKeys(byName.get(normalizeName(writtenName)) ?? [], specifier),
    covers: member => member === '',
    problems,
  };
}

/** The keys of those among several versions that a specifier admits, as `keysInOrder`; of a single one whatever the specifier. */
export function admittedKeys(candidates: Candidates, specifier: string): readonly string[] {
  return keysInOrder(candidates.length < 2 ? candidates : admittedOf(candidates, specifier));
}

/** Keys of packages of one name: the highest version first, and releases of an index before what comes from elsewhere. */
export function keysInOrder(candidates: Candidates): readonly string[] {
  const isElsewhere = ({ skipped }: PythonEntry): number => (skipped === undefined ? 0 : 1);
  return candidates
    .toSorted(([, a], [, b]) => isElsewhere(a) - isElsewhere(b) || pythonVersions.compare(b.version, a.version))
    .map(([key]) => key);
}

/** Those whose version a specifier of PEP 440 or Poetry admits, pre-releases like others; all where it limits nothing. */
export function admittedOf(candidates: Candidates, specifier: string): Candidates {
  if (specifier.trim() === '') return candidates;
  const plain = pythonVersions.parse(specifier, { pre: true });
  const poetry = plain.kind === 'invalid' ? readPoetryConstraint(specifier) : undefined;
  const requirement = poetry?.kind === 'range' ? pythonVersions.parse(poetry.specifier, { pre: true }) : plain;
  return candidates.filter(([, entry]) => requirement.admits(entry.version));
}

/** Why packages of an index are not judged; undefined where it is PyPI. */
export function indexReason(url: string): string | undefined {
  const host = /^[a-z]+:\/\/(?:[^/@]*@)?([^/?#]+)/i.exec(url)?.[1]?.toLowerCase();
  if (host === undefined) return 'local index';
  return PYPI_HOSTS.includes(host) ? undefined : `private index ${host}`;
}

/** What such a reason begins with. */
const OF_INDEX = /^(?:private|local) index\b/;

const PYPI_HOSTS = ['pypi.org', 'pypi.python.org'];

function keysOf(entries: readonly PythonEntry[]): readonly (readonly [string, PythonEntry])[] {
  const used = new Map<string, number>();
  return entries.map(entry => {
    const key = `${entry.name}==${entry.version}`;
    const count = (used.get(key) ?? 0) + 1;
    used.set(key, count);
    return [count === 1 ? key : `${key} #${count}`, entry] as const;
  });
}

/** Names that something needs without an extra, or that ask for extras: what is wanted for an extra alone counts where nothing else explains it. */
function wantedNames(entries: readonly PythonEntry[]): {
  readonly required: ReadonlySet<string>;
  readonly withExtras: ReadonlySet<string>;
} {
  const needs = entries.flatMap(entry => entry.needs);
  return {
    required: new Set(needs.filter(need => !need.optional).map(need => need.name)),
    withExtras: new Set(needs.filter(need => need.extras).map(need => need.name)),
  };
}

function lockedPackage(
  key: string,
  entry: PythonEntry,
  byName: PythonPackages['byName'],
  wanted: ReturnType<typeof wantedNames>,
): LockedPackage {
  const dependencies = new Set<string>();
  for (const need of entry.needs) {
    if (need.optional && wanted.required.has(need.name) && !wanted.withExtras.has(entry.name)) continue;
    for (const [target] of needed(byName.get(need.name) ?? [], need)) if (target !== key) dependencies.add(target);
  }
  const { name, version, span, resolved, isPublic, integrity, hosts = [], lacksHash } = entry;
  const skipped = entry.skipped ?? (version === '' ? NO_VERSION : undefined);
  return {
    name,
    version,
    span,
    dependencies: [...dependencies],
    ...(skipped !== undefined && { skipped }),
    ...(skipped !== undefined && OF_INDEX.test(skipped) && { isOfIndex: true }),
    ...(resolved !== undefined && { resolved }),
    ...(isPublic && { isPublic }),
    ...(hosts.length > 0 && { hosts }),
    ...(lacksHash && { lacksHash }),
    ...(integrity !== undefined && integrity.length > 0 && { integrity }),
  };
}

/** Several where markers choose among versions. */
function needed(candidates: Candidates, { specifier = '', version, source }: PythonNeed): Candidates {
  if (candidates.length < 2) return candidates;
  const exact = candidates.filter(([, entry]) => version === undefined || entry.version === version);
  const same = source === undefined ? exact : exact.filter(([, entry]) => entry.source === source);
  return same.length < 2 ? same : admittedOf(same, specifier);
}
