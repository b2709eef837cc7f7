import { ECOSYSTEMS } from '../ecosystems/index.js';
import { isPopular } from '../lookalike/index.js';
import type { PackageFacts, PublicSide } from '../model/index.js';
import { DAY } from '../model/time.js';
import { fitting, listed, named, quoted, registryName, shownId, shownName, shownVersion } from './messages.js';
import type { Rule, Subject, Verdict } from './rule.js';

/** A public registry answers, or could answer, for a name that is meant to come from a private one. */
export const dependencyConfusion = {
  id: 'dependency-confusion',
  category: 'source',
  defaultLevel: 'warning',
  appliesTo: ['direct', 'locked'],
  fix: 'none',
  unless: ['malicious-package', 'malicious-release'],
  title: 'a private name that a public registry would answer',
  summary: 'A public registry would answer, or could be made to, for a name that is meant to be private.',
  explanation: `Whoever registers the name of somebody's private package in a public registry, with a high version, gets installed in its place. The rule looks at three things.

pip with \`--extra-index-url\`, in the file, in pip.conf or in the environment, asks PyPI as well and takes the highest version that any index has. It warns of a name that a
private index has: pip asks PyPI for it, too. Depwarden asks PyPI for such a name only where the setting \`depwarden.confusion.askPublic\`, or \`--ask-public\` on the command line,
allows it; else the effective version of what is not pinned is unknown, and the warning names the setting. Where PyPI is known to have a higher release, it is an error.
It speaks of a name that PyPI does not have, which anyone can register, where the further index could not be asked; and of one that PyPI has, where no exact version is asked for and PyPI's package looks planted: it first appeared within \`depwarden.signals.recentDays\`, or a single release has a version far
above all others (99.0.0), or it has one or two releases and a name that begins like the index's host (\`acme-utils\`, pypi.acme.example). Names with \`--hash\`, popular names, and
indexes that are asked first (uv) are passed over.

npm takes names without a scope from the public registry. It speaks of one that begins like a scope that .npmrc takes from a private registry (\`@acme\`, \`acme-utils\`), or that says of
itself that it is internal (\`acme-internal\`, \`corp-auth\`), where the public package looks planted in the same sense; two releases count for the first kind only.

It also speaks of a private name of which something known locally (a built-in incident, the offline database) says that every release of the public package of this name, or
every one from some release on, is malicious: yours is another one, but whoever asks the wrong registry gets that one.

Use one index that serves both (\`--index-url\` of a proxy), give the package a scope, or pin it by hash.`,
  check(subject) {
    if (subject.namesakes) return maliciousNamesake(subject, subject.namesakes);
    if (subject.scope === 'locked') return undefined;
    const verdict = ECOSYSTEMS[subject.ecosystem].names.scopes ? unscopedPrivateName(subject) : besideFurtherIndex(subject);
    return verdict && !isPopular(subject) ? verdict : undefined;
  },
} as const satisfies Rule;

/** A public package of this name is malicious: whoever asks the wrong registry for it gets that one. */
function maliciousNamesake(subject: Subject, { advisories, host }: NonNullable<Subject['namesakes']>): Verdict | undefined {
  const [worst] = advisories;
  if (!worst) return undefined;
  const where = host === undefined ? 'is private' : `comes from ${quoted(host, 40)}`;
  const name = shownName(subject);
  const { effective } = subject;
  return {
    at: 'name',
    ...(effective && { version: effective.version }),
    advisories,
    facts: [
      `has the name of a malicious public package (${named(worst)})`,
      `has the name of a malicious public package (${shownId(worst)})`,
    ],
    message: fitting(
      `A public package named ${name} is malicious (${named(worst)}); yours ${where}.`,
      `A public package named ${name} is malicious (${shownId(worst)}).`,
    ),
  };
}

function besideFurtherIndex(subject: Subject): Verdict | undefined {
  const { project, registry, requirement } = subject;
  const { extraIndexes, hashes, extraIndexesFirst } = project;
  if (extraIndexes.length === 0 || hashes.length > 0 || extraIndexesFirst) return undefined;
  const name = shownName(subject);
  if (project.extraIndexesPrivate && registry.kind === 'unknown' && registry.deliberate) return ofNeither(subject);
  if (project.extraIndexesPrivate && !isFromPublic(registry)) {
    const side = registry.kind === 'found' ? registry.value.publicSide : undefined;
    return registry.kind === 'found' && side ? ofBoth(subject, registry.value, side) : undefined;
  }
  if (registry.kind === 'absent' && project.extraIndexesPrivate) return undefined;
  if (registry.kind === 'absent')
    return {
      at: 'name',
      message: `${name} is not on ${registryName(subject.ecosystem)}: with --extra-index-url anyone who registers it there can replace it.`,
    };
  if (registry.kind !== 'found' || requirement.kind === 'exact') return undefined;
  const why = planted(subject, registry.value, hasOwnersName(subject));
  if (why === undefined) return undefined;
  return {
    at: 'name',
    message: fitting(
      `${name} is on PyPI too, ${why}: with --extra-index-url pip takes the highest version.`,
      `${name} is on PyPI too, ${why}.`,
    ),
  };
}

function isFromPublic(registry: Subject['registry']): boolean {
  return (registry.kind === 'found' || registry.kind === 'absent') && registry.from === 'public registry';
}

/** A name that may be private, so that no index is asked for it here; pip asks all of them. */
function ofNeither(subject: Subject): Verdict {
  const either = `${shownName(subject)} may come from ${shownIndexes(subject)} or from PyPI`;
  return {
    at: 'name',
    message: fitting(
      `${either}, and pip takes the highest version: neither is asked here (depwarden.confusion.askPublic).`,
      `${either}: neither is asked here (depwarden.confusion.askPublic).`,
      `${either}.`,
    ),
  };
}

function shownIndexes({ project: { extraIndexes } }: Subject): string {
  const [host = '', ...others] = extraIndexes;
  return others.length > 0 ? 'a private index' : quoted(host, 40);
}

/** A name that a private index has, and that pip asks the public one for too. */
function ofBoth(subject: Subject, own: PackageFacts, side: PublicSide): Verdict {
  const where = shownIndexes(subject);
  const name = shownName(subject);
  if (side.kind === 'absent')
    return {
      at: 'name',
      message: `${name} is on ${where} and not on PyPI: with --extra-index-url anyone who registers it there can replace it.`,
    };
  const higher = side.kind === 'found' ? higherOn(side.value, own, subject) : higherInRecords(own, subject);
  if (higher === undefined && side.kind === 'unknown') {
    const which = side.isUnasked ? 'depwarden.confusion.askPublic asks which is higher' : 'which is higher could not be asked';
    return {
      at: 'name',
      message: fitting(
        `${name} is on ${where}, and pip asks PyPI for it too: ${which}.`,
        `${name} is on ${where}, and pip asks PyPI too: ${which}.`,
      ),
    };
  }
  if (higher === undefined)
    return {
      at: 'name',
      message: fitting(
        `${name} is on ${where} and on PyPI: with --extra-index-url pip takes the highest version.`,
        `${name} is on ${where} and on PyPI.`,
      ),
    };
  return {
    at: 'name',
    level: 'error',
    version: higher,
    message: fitting(
      `${name} ${shownVersion(higher)} on PyPI is higher than what ${where} has: with --extra-index-url pip takes that one.`,
      `${name} ${shownVersion(higher)} on PyPI is higher than what ${where} has.`,
    ),
  };
}

/** The release that pip would take from the public index, where it is higher than any that it would take from the private one. */
function higherOn(theirs: PackageFacts, own: PackageFacts, { requirement, versions }: Subject): string | undefined {
  const [other, mine] = [theirs, own].map(facts => versions.select(requirement, facts));
  if (other === undefined) return undefined;
  return mine === undefined || versions.compare(other, mine) > 0 ? other : undefined;
}

/** The same by what records on public releases list, where the public index was not asked: the offline database tells nobody the name. */
function higherInRecords(own: PackageFacts, { ecosystem, name, advisories, requirement, versions }: Subject): string | undefined {
  const affected = advisories.flatMap(({ members }) => members.flatMap(record => record.affected));
  const listed = affected.flatMap(one => (one.ecosystem === ecosystem && one.name === name ? one.versions : []));
  const mine = versions.select(requirement, own);
  const higher = listed.filter(
    one => versions.isValid(one) && requirement.admits(one) && (mine === undefined || versions.compare(one, mine) > 0),
  );
  return higher.sort(versions.compare).at(-1);
}

/** The name begins like the host of a further index. */
function hasOwnersName({ name, project }: Subject): boolean {
  return project.extraIndexes.some(host => labelsOf(host).some(label => beginsWith(name, label)));
}

function unscopedPrivateName(subject: Subject): Verdict | undefined {
  const { project, registry } = subject;
  if (registry.kind !== 'found' || subject.name.startsWith('@')) return undefined;
  const scope = project.privateScopes.find(one => beginsWith(subject.name, one.slice(1)));
  if (scope === undefined && !INTERNAL.test(subject.name)) return undefined;
  const why = planted(subject, registry.value, scope !== undefined);
  if (why === undefined) return undefined;
  const like = scope === undefined ? 'sounds internal' : `sounds like one of ${quoted(scope, 30)}`;
  return {
    at: 'name',
    message: fitting(
      `${shownName(subject)} ${like} and comes from ${registryName(subject.ecosystem)}, ${why}.`,
      `${shownName(subject)} ${like} and is public, ${why}.`,
    ),
  };
}

/** What names of private packages say of themselves. */
const INTERNAL = /(?:^|[-_.])(?:internal|intranet|corp)[-_.]|[-_.](?:internal|intranet|private)$|^private[-_.]/;

/** The parts of a host that may be a company's name: those of services and top-level domains are not. */
function labelsOf(host: string): readonly string[] {
  return host
    .replace(/:\d+$/, '')
    .split('.')
    .slice(0, -1)
    .filter(label => label.length >= SHORTEST_LABEL && !SERVICES.has(label));
}

const SHORTEST_LABEL = 3;
const SERVICES: ReadonlySet<string> = new Set([
  'pypi',
  'npm',
  'www',
  'index',
  'packages',
  'download',
  'registry',
  'artifactory',
  'nexus',
  'python',
  'pip',
  'simple',
]);

function beginsWith(name: string, label: string): boolean {
  return (
    label.length >= SHORTEST_LABEL &&
    name.length > label.length &&
    name.toLowerCase().startsWith(label.toLowerCase()) &&
    /[-_.]/.test(name[label.length] ?? '')
  );
}

/**
 * Why a public package looks as if it was put there for its name; undefined where it does not, or where nothing is known.
 * @param fewCount whether having hardly any releases is such a reason
 */
function planted({ now, recent, versions: { isValid } }: Subject, facts: PackageFacts, fewCount: boolean): string | undefined {
  const first = facts.createdAt ?? firstOf(facts);
  if (first !== undefined && now - first < recent) return `where it first appeared ${daysAgo(now - first)}`;
  const versions = facts.releases.versions.filter(isValid);
  const high = farAboveOthers(versions);
  if (high !== undefined) return `with ${shownVersion(high)} far above any other release`;
  return fewCount && versions.length > 0 && versions.length <= FEW
    ? `with ${versions.length === 1 ? 'one release' : `releases ${listed(versions.map(version => quoted(version, 20)))}`} only`
    : undefined;
}

const FEW = 2;

function daysAgo(milliseconds: number): string {
  const days = Math.floor(milliseconds / DAY);
  return days < 1 ? 'today' : days === 1 ? '1 day ago' : `${days} days ago`;
}

/** When the first release was published; undefined where the registry does not tell it of all. */
function firstOf({ releases }: PackageFacts): number | undefined {
  let first = Infinity;
  for (const { publishedAt } of releases) {
    if (publishedAt === undefined) return undefined;
    first = Math.min(first, publishedAt);
  }
  return first === Infinity ? undefined : first;
}

/** The one release whose major number nobody counts up to. Years are no such numbers. */
function farAboveOthers(versions: readonly string[]): string | undefined {
  const high = versions.filter(version => isFar(majorOf(version)));
  const [only] = high;
  return only !== undefined &&
    new Set(high.map(majorOf)).size === 1 &&
    versions.every(version => high.includes(version) || majorOf(version) < majorOf(only) / 2)
    ? only
    : undefined;
}

function majorOf(version: string): number {
  return Number(/^v?(?:\d+!)?(\d+)/i.exec(version)?.[1] ?? 0);
}

const FAR = 60;

function isFar(major: number): boolean {
  return major >= FAR && !(major >= 1970 && major <= 2100) && major < 19_700_000;
}
