import { ALTERNATIVE } from './alternatives.js';
import { comparePublic, formatPythonVersion, type PythonVersion, readPythonVersion } from './version.js';

/** What a version constraint of Poetry means. */
export type PoetryReading =
  /** What admits the same versions: a specifier of PEP 440, or several as alternatives (`ALTERNATIVE`); empty where all are admitted. */
  { readonly kind: 'range'; readonly specifier: string } | { readonly kind: 'invalid' };

/**
 * Reads a version constraint as Poetry writes them: caret, tilde, wildcard, exact and inequality requirements, joined by commas or white space,
 * alternatives by `||`. (https://python-poetry.org/docs/dependency-specification/)
 */
export function readPoetryConstraint(text: string): PoetryReading {
  if (text.length > LONGEST) return { kind: 'invalid' };
  const alternatives = text.split(/\|\|?/).map(readAll);
  if (!alternatives.every(clauses => clauses !== undefined)) return { kind: 'invalid' };
  const [only] = alternatives;
  if (alternatives.length === 1 && only) return { kind: 'range', specifier: only.join(',') };
  if (alternatives.some(clauses => clauses.length === 0)) return { kind: 'range', specifier: '' };
  return { kind: 'range', specifier: joinedIntervals(alternatives) ?? alternatives.map(clauses => clauses.join(',')).join(ALTERNATIVE) };
}

/** Longest constraint that is read, in UTF-16 units. */
const LONGEST = 4096;

const CLAUSE = /(\^|~=|~|==|=|!=|<>|<=|>=|<|>)?[ \t]*(v?[*xX](?:\.[*xX])*(?![\w.])|v?\d[\w.+!*-]*)/y;
const SEPARATOR = /[ \t]*(?:,[ \t]*|[ \t]|$)/y;

/** The clauses of PEP 440 that mean the same as the clauses of one alternative. */
function readAll(text: string): readonly string[] | undefined {
  const constraint = text.trim();
  const clauses: string[] = [];
  for (let at = 0; at < constraint.length; ) {
    CLAUSE.lastIndex = at;
    const match = CLAUSE.exec(constraint);
    const read = match?.[2] === undefined ? undefined : clausesOf(match[1] ?? '', match[2]);
    if (read === undefined) return undefined;
    clauses.push(...read);
    SEPARATOR.lastIndex = CLAUSE.lastIndex;
    if (!SEPARATOR.test(constraint)) return undefined;
    at = SEPARATOR.lastIndex;
  }
  return clauses;
}

function clausesOf(operator: string, written: string): readonly string[] | undefined {
  if (/^v?[*xX]/.test(written)) return ['', '=', '==', '^', '~', '>='].includes(operator) ? [] : undefined;
  const wildcard = /^v?(\d+(?:\.\d+)*)(?:\.[*xX])+$/.exec(written)?.[1];
  if (wildcard !== undefined) {
    if (operator === '!=' || operator === '<>') return [`!=${wildcard}.*`];
    if (operator === '>=' || operator === '<') return [`${operator}${wildcard}`];
    return ['', '=', '=='].includes(operator) ? [`==${wildcard}.*`] : undefined;
  }
  const version = readPythonVersion(written);
  if (version === undefined) return undefined;
  switch (operator) {
    case '^':
      return bounds(version, written, caretPart(version));
    case '~':
      return bounds(version, written, Math.min(1, version.release.length - 1));
    case '~=':
      return version.release.length > 1 ? [`~=${written}`] : bounds(version, written, 0);
    case '':
    case '=':
      return [`==${written}`];
    case '<>':
      return [`!=${written}`];
    default:
      return [`${operator}${written}`];
  }
}

/** The part that a caret keeps: the first that is not zero, else the last. */
function caretPart({ release }: PythonVersion): number {
  const first = release.findIndex(part => part > 0);
  return Math.min(first < 0 ? release.length - 1 : first, 2);
}

/** `written` and up, below the next version in the part of that index. */
function bounds(version: PythonVersion, written: string, part: number): readonly string[] {
  const ceiling = version.release.map((value, index) => (index < part ? value : index === part ? value + 1 : 0));
  const epoch = version.epoch === 0 ? '' : `${version.epoch}!`;
  return [`>=${written}`, `<${epoch}${ceiling.join('.')}`];
}

interface Interval {
  readonly floor: PythonVersion | undefined;
  /** Exclusive. */
  readonly ceiling: PythonVersion | undefined;
}

/** One interval made of intervals that leave no gap; undefined where they do, or where one is no plain interval. */
function joinedIntervals(alternatives: readonly (readonly string[])[]): string | undefined {
  const intervals = alternatives.map(intervalOf);
  if (!intervals.every(interval => interval !== undefined)) return undefined;
  const [first, ...others] = [...intervals].sort((a, b) => compareFloors(a, b));
  let joined = first;
  for (const next of others) {
    if (joined?.ceiling === undefined) break;
    if (next.floor !== undefined && comparePublic(next.floor, joined.ceiling) > 0) return undefined;
    if (next.ceiling === undefined || comparePublic(next.ceiling, joined.ceiling) > 0) joined = { ...joined, ceiling: next.ceiling };
  }
  return [
    ...(joined?.floor ? [`>=${formatPythonVersion(joined.floor)}`] : []),
    ...(joined?.ceiling ? [`<${formatPythonVersion(joined.ceiling)}`] : []),
  ].join(',');
}

function intervalOf(clauses: readonly string[]): Interval | undefined {
  const floors = clauses.filter(clause => clause.startsWith('>='));
  const ceilings = clauses.filter(clause => /^<[^=]/.test(clause));
  if (floors.length + ceilings.length !== clauses.length || floors.length > 1 || ceilings.length > 1) return undefined;
  return { floor: readPythonVersion(floors[0]?.slice(2) ?? ''), ceiling: readPythonVersion(ceilings[0]?.slice(1) ?? '') };
}

function compareFloors({ floor: a }: Interval, { floor: b }: Interval): number {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  return comparePublic(a, b);
}
