// What holds of everything that is read, whatever the text.

import type { Dependency, Manifest, Problem, Span } from '../../server/src/model/index.js';
import type { Lockfile } from '../../server/src/model/lockfile.js';

/** A rule of all readers is broken. */
export class Broken extends Error {}

export function insist(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Broken(what);
}

/** Every span lies in the text, and cuts out what it is said to be of. */
export function insistOnManifest(text: string, { dependencies, problems, includes }: Manifest): void {
  for (const dependency of dependencies) insistOnDependency(text, dependency);
  for (const { span } of includes) insistInside(text, span, 'an include');
  insistOnProblems(text, problems);
}

function insistOnDependency(text: string, dependency: Dependency): void {
  const { nameSpan, specifierSpan, removalSpan, name, writtenName, specifier, origin, hashes = [], ecosystem } = dependency;
  insistInside(text, nameSpan, 'a name');
  insistInside(text, specifierSpan, 'a specifier');
  insistInside(text, removalSpan, 'what is removed');
  insist(cut(text, nameSpan) === writtenName, `the name ${writtenName} is at its span`);
  insist(cut(text, specifierSpan) === specifier, `the specifier ${specifier} is at its span`);
  // One of several that stand below a name takes no name with it; where no specifier is written there is only the place for one.
  const isTaken = [nameSpan, specifierSpan].some(({ start, end }) => removalSpan.start <= start && end <= removalSpan.end);
  insist(isTaken || specifier === '', 'what is removed is the dependency');
  for (const { span, algorithm } of hashes) {
    insistInside(text, span, 'a hash');
    if (!/["'\\]/.test(cut(text, span))) insist(cut(text, span).includes(algorithm), 'a hash is at its span');
  }
  if (ecosystem === 'PyPI' && origin.kind === 'registry')
    insist(isNormalOf(name, writtenName), `${writtenName} has the normal form ${name}`);
  if (origin.kind !== 'registry') {
    insist(origin.reason !== '', 'what is skipped has a reason');
    return;
  }
  insistInside(text, origin.rangeSpan, 'a range');
  const isPlain =
    origin.notation === undefined &&
    origin.catalog === undefined &&
    !origin.isOverridden &&
    !/["'\\\n\r&]/.test(origin.range + cut(text, origin.rangeSpan));
  const written = cut(text, origin.rangeSpan);
  // pipenv takes a bare version for an exact one
  if (isPlain) insist(origin.range === written || origin.range === `==${written.trim()}`, `the range ${origin.range} is at its span`);
}

/** Of names in plain letters; others may be written with escapes or line continuations. */
function isNormalOf(name: string, written: string): boolean {
  return !/^[\w.-]+$/.test(written) || name === written.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Every span lies in the text, and every key that is named is there. */
export function insistOnLockfile(text: string, lockfile: Lockfile): void {
  const { packages, problems } = lockfile;
  for (const { name, version, span, dependencies, integrity = [] } of packages.values()) {
    insistInside(text, span, `${name} ${version}`);
    insist(typeof name === 'string' && typeof version === 'string', 'name and version are text');
    insist(
      dependencies.every(key => packages.has(key)),
      `all that ${name} depends on is there`,
    );
    insist(
      integrity.every(hash => typeof hash === 'string'),
      'hashes are text',
    );
  }
  for (const [member, name, specifier] of ASKED) {
    const keys = lockfile.locate(member, name, specifier);
    insist(
      keys.every(key => packages.has(key)),
      `what is located is there: ${keys}`,
    );
    insist(typeof lockfile.covers(member) === 'boolean', 'a member is covered or not');
  }
  insistOnProblems(text, problems);
}

const ASKED = [
  ['', 'left-pad', '^1.0.0'],
  ['', 'alpha', '>=1'],
  ['packages/a', '@scope/name', 'workspace:*'],
  ['../x', '__proto__', 'npm:b@1'],
  ['', 'constructor', ''],
] as const;

export function insistOnProblems(text: string, problems: readonly Problem[]): void {
  for (const { span, message } of problems) {
    insistInside(text, span, `the problem "${message}"`);
    insist(message !== '' && message.length < 300, `a problem is told in few words: ${message.slice(0, 400)}`);
  }
}

export function insistInside(text: string, { start, end }: Span, what: string): void {
  const isInside = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= text.length;
  insist(isInside, `${what} is in the text of ${text.length}: ${start} to ${end}`);
}

/** What a reader gives is plain: no number that is none, no functions, nothing inherited. */
export function insistPlain(value: unknown, what: string): void {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    insist(Number.isFinite(value), `${what} is a number`);
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) insistPlain(item, what);
    return;
  }
  insist(typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value)), `${what} is a plain value`);
  for (const [key, member] of Object.entries(value)) insistPlain(member, `${what}.${key}`.slice(0, 200));
}

function cut(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}
