import type { PackageFacts, Release } from '../../../model/index.js';
import { type Bounds, highestOf, type Order } from '../../shared/highest.js';
import type { ParseOptions, Requirement, VersionScheme } from '../../versions.js';
import { boundsOf, type Clause, clauseAdmits, isUpperBound, namedVersion, namesPrerelease, readSpecifier } from './specifier.js';
import { comparePublic, comparePythonVersions, isPythonPrerelease, type PythonVersion, readPythonVersion } from './version.js';

/**
 * Python's versions and specifiers: PEP 440 as `packaging` 26 reads it, chosen from as pip does (pre-releases by PEP 440, yanked releases
 * by PEP 592). The grammar of versions is @renovatebot/pep440's; order and operators are decided here, because the library's `<`, `>`, `~=`,
 * wildcards, pre-releases and local labels deviate from the PEP.
 */
export const pythonVersions: VersionScheme = {
  isValid: version => readPythonVersion(version) !== undefined,
  compare,
  compareToBound,
  isLocalBuild: version => readPythonVersion(version)?.local !== undefined,
  isPrerelease: version => isPrerelease(readPythonVersion(version)),
  sameMajor,
  parse,
  select,
};

/** Longest specifier that is read, in UTF-16 units. */
const LONGEST_SPECIFIER = 4096;

type Fits = (release: Release, version: PythonVersion) => boolean;

const ORDER: Order<PythonVersion> = {
  read: readPythonVersion,
  compare: comparePythonVersions,
  numbers: ({ release }) => release,
};

/** Carries its clauses, so that `select` need not read them again. */
interface PythonRequirement extends Requirement {
  readonly clauses: readonly Clause[];
}

function compare(a: string, b: string): number {
  const [left, right] = [readPythonVersion(a), readPythonVersion(b)];
  if (left && right) return comparePythonVersions(left, right);
  if (left || right) return left ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareToBound(text: string, limit: string): number {
  const [version, bound] = [readPythonVersion(text), readPythonVersion(limit)];
  return version && bound && !bound.local ? comparePublic(version, bound) : compare(text, limit);
}

function isPrerelease(version: PythonVersion | undefined): boolean {
  return version !== undefined && isPythonPrerelease(version);
}

function sameMajor(a: string, b: string): boolean {
  const [left, right] = [readPythonVersion(a), readPythonVersion(b)];
  if (!left || !right || left.epoch !== right.epoch) return false;
  const major = left.release[0] ?? 0;
  return major === (right.release[0] ?? 0) && (major > 0 || (left.release[1] ?? 0) === (right.release[1] ?? 0));
}

function parse(specifier: string, options: ParseOptions = {}): Requirement {
  const clauses = specifier.length > LONGEST_SPECIFIER ? undefined : readSpecifier(specifier);
  if (!clauses) return { kind: 'invalid', text: specifier, pre: false, bounded: false, admits: () => false };
  const pre = options.pre === true || clauses.some(namesPrerelease);
  const version = pinnedVersion(clauses);
  const admits = (text: string) => {
    const read = readPythonVersion(text);
    return (pre || !isPrerelease(read)) && allAdmit(clauses, read, text);
  };
  const requirement: PythonRequirement = {
    kind: clauses.length === 0 ? 'any' : version === undefined ? 'range' : 'exact',
    text: specifier,
    ...(version !== undefined && { version }),
    pre,
    bounded: clauses.some(isUpperBound),
    admits,
    clauses,
  };
  return requirement;
}

/** The version that a clause pins and that no other clause excludes. */
function pinnedVersion(clauses: readonly Clause[]): string | undefined {
  const named = clauses.map(namedVersion).find(version => version !== undefined);
  return named !== undefined && allAdmit(clauses, readPythonVersion(named), named) ? named : undefined;
}

/** Without clauses only text that is a version fits. */
function allAdmit(clauses: readonly Clause[], version: PythonVersion | undefined, text: string): boolean {
  return clauses.length === 0 ? version !== undefined : clauses.every(clause => clauseAdmits(clause, version, text));
}

/**
 * pip's choice: final releases that fit, else pre-releases that fit (all alike where pre-releases are allowed); of these the highest that is
 * not yanked, or where all are yanked and the specifier pins (`==` without wildcard, `===`) the highest.
 */
function select(requirement: Requirement, facts: PackageFacts): string | undefined {
  const { clauses = readSpecifier(requirement.text) } = requirement as Partial<PythonRequirement>;
  if (requirement.kind === 'invalid' || !clauses) return undefined;
  const pins = clauses.some(clause => namedVersion(clause) !== undefined);
  const fits: Fits = (release, version) => allAdmit(clauses, version, release.version);
  const isFinal: Fits = (release, version) => (requirement.pre || !isPythonPrerelease(version)) && fits(release, version);
  const bounds = boundsOf(clauses);
  const choice = choose(facts, bounds, isFinal) ?? choose(facts, bounds, fits);
  if (!choice) return pins ? legacyChoice(requirement, facts) : undefined;
  return (choice.yanked === undefined || pins ? choice : undefined)?.version;
}

/** The highest that fits and is not yanked, else the highest that fits. */
function choose({ releases }: PackageFacts, bounds: Bounds, fits: Fits): Release | undefined {
  const isAvailable: Fits = (release, version) => release.yanked === undefined && fits(release, version);
  return highestOf(releases, ORDER, bounds, isAvailable) ?? highestOf(releases, ORDER, bounds, fits);
}

/** `===` with text that is no version: listed exactly so, which only old releases are. */
function legacyChoice({ admits }: Requirement, facts: PackageFacts): string | undefined {
  return facts.releases.versions.find(version => readPythonVersion(version) === undefined && admits(version));
}
