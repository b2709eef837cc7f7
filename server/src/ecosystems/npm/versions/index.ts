import { parse as parseVersion, Range, SemVer } from 'semver';
import type { PackageFacts, Release } from '../../../model/index.js';
import { type Bounds, highestOf, type Order, UNBOUNDED } from '../../shared/highest.js';
import type { Requirement, VersionScheme } from '../../shared/versionScheme.js';
import { boundsOf, compareNpmVersions, isBounded, type NpmVersion, numbersOf, rangeAdmits, readNpmVersion } from './version.js';

/**
 * npm's versions and specifiers: semver, loose where npm is loose, chosen from as npm-pick-manifest does. A specifier is read as
 * npm-package-arg reads one: a version, else a range, else a dist-tag. Only what a registry can answer is read here; `npm:`, git, paths
 * and the like are the manifest's business.
 */
export const npmVersions: VersionScheme = {
  isValid: version => readNpmVersion(version) !== undefined,
  normal: version => parseVersion(version, LOOSE)?.version,
  compare,
  compareToBound: compare,
  isLocalBuild: () => false,
  exactly: version => version,
  isPrerelease: version => (readNpmVersion(version)?.prerelease.length ?? 0) > 0,
  sameMajor,
  parse,
  select,
};

/** Longest specifier that is read, in UTF-16 units. */
const LONGEST_SPECIFIER = 4096;
const LOOSE = { loose: true };
/** What npm takes for a dist-tag: text that needs no escaping in a URL. */
const TAG = /^[\w.!~*'()-]+$/;

/** Carries its range, so that `select` need not read each version again. */
interface RangeRequirement extends Requirement {
  readonly range: Range;
}

function compare(a: string, b: string): number {
  const [left, right] = [readNpmVersion(a), readNpmVersion(b)];
  if (left && right) return compareNpmVersions(left, right);
  if (left || right) return left ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function sameMajor(a: string, b: string): boolean {
  const [left, right] = [readNpmVersion(a), readNpmVersion(b)];
  if (!left || !right || left.major !== right.major) return false;
  if (left.major > 0) return true;
  return left.minor === right.minor && (left.minor > 0 || left.patch === right.patch);
}

function parse(specifier: string): Requirement {
  const text = specifier.trim();
  if (text.length > LONGEST_SPECIFIER) return invalid(specifier);
  if (text === '' || text === '*') return ranged(specifier, 'any', new Range('*', LOOSE));
  const exact = readNpmVersion(text);
  if (exact) return pinned(specifier, text, exact);
  const range = readRange(text);
  if (range) return ranged(specifier, 'range', range);
  if (TAG.test(text)) return { kind: 'tag', text: specifier, tag: text, pre: false, bounded: false, admits: () => false };
  return invalid(specifier);
}

function readRange(text: string): Range | undefined {
  try {
    return new Range(text, LOOSE);
  } catch {
    return undefined;
  }
}

function pinned(specifier: string, text: string, exact: NpmVersion): Requirement {
  const { version } = new SemVer(text, LOOSE);
  const admits = (candidate: string) => candidate === version || isSame(candidate, exact);
  return { kind: 'exact', text: specifier, version, pre: false, bounded: true, admits };
}

function isSame(candidate: string, exact: NpmVersion): boolean {
  const read = readNpmVersion(candidate);
  return read !== undefined && compareNpmVersions(read, exact) === 0;
}

function ranged(specifier: string, kind: 'any' | 'range', range: Range): Requirement {
  const admits = (candidate: string) => {
    const version = readNpmVersion(candidate);
    return version !== undefined && rangeAdmits(range, version);
  };
  const requirement: RangeRequirement = { kind, text: specifier, pre: false, bounded: isBounded(range), admits, range };
  return requirement;
}

function invalid(specifier: string): Requirement {
  return { kind: 'invalid', text: specifier, pre: false, bounded: false, admits: () => false };
}

function select(requirement: Requirement, facts: PackageFacts): string | undefined {
  const { kind } = requirement;
  if (kind === 'exact') return listed(facts, requirement.version)?.version;
  if (kind === 'tag') return listed(facts, distTag(facts, requirement.tag))?.version;
  if (kind === 'invalid') return undefined;
  const latest = listed(facts, distTag(facts, 'latest'));
  if (latest && !latest.deprecated && (kind === 'any' || requirement.admits(latest.version))) return latest.version;
  const { range } = requirement as Partial<RangeRequirement>;
  const bounds = range ? boundsOf(range) : UNBOUNDED;
  const admits = admitsRead(requirement);
  const sound = highest(facts, bounds, (release, version) => !release.deprecated && admits(release, version));
  return (sound ?? highest(facts, bounds, admits))?.version;
}

type Fits = (release: Release, version: NpmVersion) => boolean;

const ORDER: Order<NpmVersion> = {
  read: readNpmVersion,
  compare: compareNpmVersions,
  numbers: numbersOf,
};

function highest(facts: PackageFacts, bounds: Bounds, fits: Fits): Release | undefined {
  return highestOf(facts.releases, ORDER, bounds, fits);
}

/** `admits` without reading the version again; a requirement made elsewhere is asked by text. */
function admitsRead(requirement: Requirement): Fits {
  const { range } = requirement as Partial<RangeRequirement>;
  return range ? (_, version) => rangeAdmits(range, version) : release => requirement.admits(release.version);
}

function distTag(facts: PackageFacts, tag: string | undefined): string | undefined {
  return tag !== undefined && Object.hasOwn(facts.distTags, tag) ? facts.distTags[tag] : undefined;
}

function listed(facts: PackageFacts, version: string | undefined): Release | undefined {
  return version === undefined ? undefined : facts.releases.find(version);
}
