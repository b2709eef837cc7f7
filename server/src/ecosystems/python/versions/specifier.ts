import type { Bounds } from '../../shared/highest.js';
import {
  comparePublic,
  comparePythonVersions,
  earliestPrerelease,
  formatPythonVersion,
  isPostRelease,
  isPythonPrerelease,
  type PythonVersion,
  readPythonVersion,
  withoutPost,
} from './version.js';

export type Operator = '===' | '~=' | '==' | '!=' | '<=' | '>=' | '<' | '>';

/** One clause of a specifier (`>=1.2`). `version` is missing only of `===` with text that is no version. */
export interface Clause {
  readonly operator: Operator;
  /** The version as written, without `.*`. */
  readonly text: string;
  readonly version?: PythonVersion;
  /** `==1.2.*`, `!=1.2.*`. */
  readonly wildcard: boolean;
}

/** A version that has a variable of pip's in it, or a stray backslash, is none, even where any text is one. */
const CLAUSE = /^(===|~=|==|!=|<=|>=|<|>)\s*([^\s;)$\\]+)$/;
const WILDCARD = /^v?(?:\d+!)?\d+(?:\.\d+)*\.\*$/i;

/**
 * Reads a version specifier (PEP 440, "Version specifiers"): clauses separated by commas, empty ones ignored as `packaging` does,
 * parentheses around them allowed. Undefined where one clause cannot be read.
 */
export function readSpecifier(text: string): readonly Clause[] | undefined {
  const trimmed = text.trim();
  const inner = trimmed.startsWith('(') && trimmed.endsWith(')') ? trimmed.slice(1, -1) : trimmed;
  const parts = inner.split(',').map(part => part.trim());
  const clauses = parts.filter(part => part !== '').map(readClause);
  return clauses.every(clause => clause !== undefined) ? clauses : undefined;
}

/** Whether a clause admits a version, pre-releases like others. `text` is the version as the index writes it. */
export function clauseAdmits(clause: Clause, version: PythonVersion | undefined, text: string): boolean {
  if (clause.operator === '===') return isIdentical(clause.text, version, text);
  const bound = clause.version;
  if (!version || !bound) return false;
  switch (clause.operator) {
    case '==':
      return isEqual(version, bound, clause.wildcard);
    case '!=':
      return !isEqual(version, bound, clause.wildcard);
    case '<=':
      return comparePublic(version, bound) <= 0;
    case '>=':
      return comparePublic(version, bound) >= 0;
    case '<':
      return isBefore(version, bound);
    case '>':
      return isAfter(version, bound);
    case '~=':
      return comparePublic(version, bound) >= 0 && hasPrefix(version, bound.epoch, bound.release.slice(0, -1));
  }
}

/** Whether a clause asks for pre-releases by naming one (`packaging`: every operator but `!=`). */
export function namesPrerelease({ operator, version }: Clause): boolean {
  return operator !== '!=' && version !== undefined && isPythonPrerelease(version);
}

/** The one version that a clause names (`==1.2`, `===1.2`), in its normal form where it has one. */
export function namedVersion({ operator, wildcard, version, text }: Clause): string | undefined {
  if (operator === '===') return text;
  return operator === '==' && !wildcard && version ? formatPythonVersion(version) : undefined;
}

/** Whether a clause keeps out all later versions. */
export function isUpperBound({ operator }: Clause): boolean {
  return operator !== '>=' && operator !== '>' && operator !== '!=';
}

/** Between which release numbers all versions lie that clauses admit. */
export function boundsOf(clauses: readonly Clause[]): Bounds {
  const floor = clauses.find(({ operator }) => operator === '>=' || operator === '>' || operator === '==' || operator === '~=');
  const ceiling = clauses.find(({ operator }) => operator === '<=' || operator === '<' || operator === '==' || operator === '~=');
  return { floor: numbersOf(floor), ceiling: numbersOf(ceiling).slice(0, ceiling?.operator === '~=' ? -1 : undefined) };
}

/** Without an epoch, as versions have it whose numbers are compared by the text alone. */
function numbersOf(clause: Clause | undefined): readonly number[] {
  return clause?.version?.epoch === 0 ? clause.version.release : [];
}

function readClause(part: string): Clause | undefined {
  const match = CLAUSE.exec(part);
  if (!match?.[1] || !match[2]) return undefined;
  const operator = match[1] as Operator;
  const wildcard = (operator === '==' || operator === '!=') && WILDCARD.test(match[2]);
  const text = wildcard ? match[2].slice(0, -2) : match[2];
  const version = readPythonVersion(text);
  if (operator === '===') return version ? { operator, text, version, wildcard } : { operator, text, wildcard };
  if (!version || (version.local && operator !== '==' && operator !== '!=')) return undefined;
  if (operator === '~=' && version.release.length < 2) return undefined;
  return { operator, text, version, wildcard };
}

/** Arbitrary equality compares text; pip compares the normal form of what the index lists. */
function isIdentical(wanted: string, version: PythonVersion | undefined, text: string): boolean {
  const lower = wanted.toLowerCase();
  return text.trim().toLowerCase() === lower || (version !== undefined && formatPythonVersion(version) === lower);
}

/** A local label of the version counts only where the specifier names one. */
function isEqual(version: PythonVersion, bound: PythonVersion, wildcard: boolean): boolean {
  if (wildcard) return hasPrefix(version, bound.epoch, bound.release);
  return (bound.local ? comparePythonVersions(version, bound) : comparePublic(version, bound)) === 0;
}

/** The release of the version is taken as long as needed by zeros at its end. */
function hasPrefix(version: PythonVersion, epoch: number, prefix: readonly number[]): boolean {
  return version.epoch === epoch && prefix.every((part, index) => part === (version.release[index] ?? 0));
}

/** `<V` does not admit pre-releases of V, unless V is one. */
function isBefore(version: PythonVersion, bound: PythonVersion): boolean {
  if (comparePythonVersions(version, bound) >= 0) return false;
  if (isPythonPrerelease(bound) || !isPythonPrerelease(version)) return true;
  return comparePythonVersions(version, earliestPrerelease(bound)) < 0;
}

/** `>V` admits neither post-releases of V, unless V is one, nor V with a local label. */
function isAfter(version: PythonVersion, bound: PythonVersion): boolean {
  if (comparePublic(version, bound) <= 0) return false;
  const isPostOfBound = isPostRelease(version) && comparePublic(withoutPost(version), bound) === 0;
  return isPostRelease(bound) || !isPostOfBound;
}
