import { isPopular } from '../lookalike/index.js';
import type { AdvisoryGroup, PackageFacts } from '../model/index.js';
import { DAY } from '../model/time.js';
import { inWords } from './age.js';
import { isPlaceholder } from './cleanReleases.js';
import { bornAt, withPackage } from './lookalikeTarget.js';
import { condemning } from './maliciousPackage.js';
import { fitting, named, quoted, shownName, shownVersion } from './messages.js';
import { type Change, changeOf } from './releaseLine.js';
import type { Rule, Subject } from './rule.js';
import { NEW_FOR } from './youngPackage.js';

/** The effective version has a dependency that the release before it had not, and that is itself young, unknown or malicious. */
export const dependencyAdded = {
  id: 'dependency-added',
  category: 'signal',
  defaultLevel: 'warning',
  appliesTo: ['direct'],
  fix: 'older-release',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  title: 'a release with a doubtful new dependency',
  summary: 'This release added a dependency that is itself young, unknown or malicious.',
  explanation: `axios 1.14.1 was axios 1.14.0 with one more dependency, plain-crypto-js, which was a day old and installed a remote access tool. The effective version is compared
with the release before it on the same release line. What was added is marked where the registry does not have it, has taken it down, or first had it less than
${NEW_FOR / DAY} days ago; known malware is an error. Not marked are popular packages, those in the package's own scope, in one of its name or in one that it had dependencies in already, and changes older than \`depwarden.signals.recentDays\`.`,
  check(subject) {
    const change = changeOf(subject);
    if (!change?.release.dependencies || !change.before.dependencies) return undefined;
    const known = new Set(change.before.dependencies);
    const added = change.release.dependencies.filter(name => !known.has(name) && !isPrivate(name, subject));
    const doubts = added.flatMap(name => doubtOf(name, change, subject) ?? []).sort((a, b) => a.rank - b.rank);
    const [worst] = doubts;
    if (!worst) return undefined;
    const { version } = change.release;
    const what = `${shownName(subject)} ${shownVersion(version)} adds`;
    return {
      at: 'specifier',
      version,
      ...(worst.advisories && { level: 'error', advisories: worst.advisories }),
      message: fitting(
        `${what} ${shownName(worst)}, ${worst.long}.`,
        `${what} ${quoted(worst.name, 24)} (${worst.short}).`,
        `${what} ${quoted(worst.name, 10)} (${worst.short}).`,
      ),
      clause: `adds ${quoted(worst.name, 26)} (${worst.short})`,
    };
  },
} as const satisfies Rule;

/** What is wrong with a package that was added: `rank` 0 is worst. */
interface Doubt {
  readonly name: string;
  readonly rank: number;
  /** As a message goes on behind the name. */
  readonly long: string;
  /** The same in under 26 characters. */
  readonly short: string;
  readonly advisories?: readonly AdvisoryGroup[];
}

function doubtOf(name: string, { release, before }: Change, subject: Subject): Doubt | undefined {
  const { ecosystem, now } = subject;
  const known = before.dependencies ?? [];
  if (isPopular({ ecosystem, name })) return undefined;
  const other = withPackage(subject, { ecosystem, name });
  const [malicious, ...more] = condemning(other);
  if (malicious) {
    return {
      name,
      rank: 0,
      long: `a malicious package (${named(malicious)})`,
      short: 'a malicious package',
      advisories: [malicious, ...more],
    };
  }
  if (isSibling(name, known, subject)) return undefined;
  const { registry } = other;
  if (registry.kind === 'absent') return { name, rank: 2, long: 'which the npm registry does not have', short: 'an unknown package' };
  if (registry.kind !== 'found') return undefined;
  if (isTakenDown(registry.value)) return { name, rank: 1, long: 'which is gone from the npm registry', short: 'gone from the registry' };
  const born = bornAt(registry.value);
  if (born === undefined || now - born >= NEW_FOR) return undefined;
  const lead = release.publishedAt - born;
  const long = lead < 0 ? 'which was first published only after it' : `which was first published ${inWords(lead)} before it`;
  return { name, rank: 3, long, short: `${inWords(now - born)} old` };
}

/** Every release was withdrawn, or a security placeholder stands for them. */
function isTakenDown({ releases }: PackageFacts): boolean {
  return releases.versions.every(isPlaceholder);
}

/**
 * A monorepo releases its packages together, and nobody else can publish in its scope: that of the package, one that is named after it
 * (`rollup` and `@rollup/…`), or one that it had dependencies in already (`sharp` and `@img/…`).
 */
function isSibling(name: string, known: readonly string[], subject: Subject): boolean {
  const scope = scopeOf(name);
  return scope !== undefined && [scopeOf(subject.name), `@${subject.name}`, ...known.map(scopeOf)].includes(scope);
}

function isPrivate(name: string, { project: { privateScopes } }: Subject): boolean {
  const scope = scopeOf(name);
  return scope !== undefined && privateScopes.includes(scope);
}

function scopeOf(name: string): string | undefined {
  return /^(@[^/]+)\//.exec(name)?.[1];
}
