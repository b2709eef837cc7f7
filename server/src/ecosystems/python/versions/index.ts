import type { PackageFacts, Release } from '../../../model/index.js';
import { type Bounds, highestOf, type Order, UNBOUNDED } from '../../shared/highest.js';
import type { ParseOptions, Requirement, VersionScheme } from '../../shared/versionScheme.js';
import { ALTERNATIVE } from './alternatives.js';
import { boundsOf, type Clause, clauseAdmits, isUpperBound, namedVersion, namesPrerelease, readSpecifier } from './specifier.js';
import {
  comparePublic,
  comparePythonVersions,
  formatPythonVersion,
  isPythonPrerelease,
  type PythonVersion,
  readPythonVersion,
} from './version.js';

/**
 * Python's versions and specifiers: PEP 440 as `packaging` 26 reads it, chosen from as pip does (pre-releases by PEP 440, yanked releases
 * by PEP 592). The grammar of versions is @renovatebot/pep440's; order and operators are decided here, because the library's `<`, `>`, `~=`,
 * wildcards, pre-releases and local labels deviate from the PEP.
 */
export const pythonVersions: VersionScheme = {
  isValid: version => readPythonVersion(version) !== undefined,
  normal,
  compare,
  compareToBound,
  exactly: version => `==${version}`,
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

/** Carries what it was read as, so that `select` need not read it again. */
interface PythonRequirement extends Requirement {
  readonly alternatives: readonly Alternative[];
}

/** Clauses of which a version has to fit all; of several alternatives it has to fit one. */
type Alternative = readonly Clause[];

function normal(version: string): string | undefined {
  const read = readPythonVersion(version);
  return read && formatPythonVersion(read);
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
  const text = constrained(specifier, options.constraints ?? '');
  const alternatives = readAlternatives(text);
  if (!alternatives) return { kind: 'invalid', text, pre: false, bounded: false, admits: () => false };
  const pre = options.pre === true || alternatives.some(clauses => clauses.some(namesPrerelease));
  const named = new Set(alternatives.map(pinnedVersion));
  const [version] = named.size === 1 ? named : [];
  const admits = (candidate: string) => {
    const read = readPythonVersion(candidate);
    return (pre || !isPrerelease(read)) && oneAdmits(alternatives, read, candidate);
  };
  const requirement: PythonRequirement = {
    kind: alternatives.some(clauses => clauses.length === 0) ? 'any' : version === undefined ? 'range' : 'exact',
    text,
    ...(version !== undefined && { version }),
    pre,
    bounded: alternatives.every(clauses => clauses.some(isUpperBound)),
    admits,
    alternatives,
  };
  return requirement;
}

/** Constraints limit each alternative. */
function constrained(specifier: string, constraints: string): string {
  if (constraints === '') return specifier;
  const alternatives = specifier
    .split(ALTERNATIVE)
    .map(alternative => (alternative.trim() === '' ? constraints : `${alternative},${constraints}`));
  return alternatives.join(ALTERNATIVE);
}

function readAlternatives(text: string): readonly Alternative[] | undefined {
  if (text.length > LONGEST_SPECIFIER) return undefined;
  const alternatives = text.split(ALTERNATIVE).map(readSpecifier);
  return alternatives.every(clauses => clauses !== undefined) ? alternatives : undefined;
}

/** The version that a clause pins and that no other clause excludes. */
function pinnedVersion(clauses: readonly Clause[]): string | undefined {
  const named = clauses.map(namedVersion).find(version => version !== undefined);
  return named !== undefined && allAdmit(clauses, readPythonVersion(named), named) ? named : undefined;
}

function oneAdmits(alternatives: readonly Alternative[], version: PythonVersion | undefined, text: string): boolean {
  return alternatives.some(clauses => allAdmit(clauses, version, text));
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
  const { alternatives = readAlternatives(requirement.text) } = requirement as Partial<PythonRequirement>;
  if (requirement.kind === 'invalid' || !alternatives) return undefined;
  const pins = alternatives.some(clauses => clauses.some(clause => namedVersion(clause) !== undefined));
  const fits: Fits = (release, version) => oneAdmits(alternatives, version, release.version);
  const isFinal: Fits = (release, version) => (requirement.pre || !isPythonPrerelease(version)) && fits(release, version);
  const [clauses = [], ...others] = alternatives;
  const bounds = others.length === 0 ? boundsOf(clauses) : UNBOUNDED;
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
