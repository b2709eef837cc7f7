import { lockfileRowOf } from '../ecosystems/lockfiles.js';
import type { Dependency, Span } from '../model/index.js';
import type { LockedPackage } from '../model/lockfile.js';
import { type LockCommand, lockCommandOf } from '../project/lockCommand.js';
import { isOfProject } from '../project/lockedDependencies.js';
import type { VersionsByName } from '../project/lockedNames.js';
import type { ProjectLock } from '../project/locks.js';
import { fitting, quoted } from '../rules/messages.js';
import type { Locked } from '../rules/rule.js';
import { baseName } from '../text/paths.js';
import type { Judged } from './evaluate.js';

/** A lockfile that does not lock what a manifest asks for. */
export interface StaleLock {
  /** The file, as a message names it. */
  readonly file: string;
  /** The manifest's folder relative to the lockfile's, with `/`; `''` for the same. */
  readonly member: string;
  /** Never empty. */
  readonly outdated: readonly Outdated[];
  readonly command?: LockCommand;
}

export interface Outdated {
  readonly dependency: Dependency;
  /** The version that the line has and does not admit; `''` where it is not known which of several; undefined where the package is not locked at all. */
  readonly locked?: string;
}

/**
 * What of a manifest its lockfile is behind: dependencies whose specifier does not admit the locked version, and those that it does not know.
 * Undefined where there are none, where the lockfile could not be read whole, and where it does not tell.
 * @param path the manifest's
 * @param versions those that the lockfile has of each name
 */
export function staleLockOf(
  path: string,
  judged: readonly Judged[],
  lock: ProjectLock,
  lockedOf: (dependency: Dependency) => Locked | undefined,
  versions: () => VersionsByName,
): StaleLock | undefined {
  const { lockfile, unread, member } = lock;
  if (unread !== undefined || lockfile.problems.length > 0) return undefined;
  const overridden = new Set(judged.filter(({ dependency }) => OVERRIDE.test(dependency.group)).map(({ dependency }) => dependency.name));
  const outdated = judged.flatMap((one): readonly Outdated[] => {
    const { dependency } = one;
    if (!isOfProject(dependency.group) || NEVER_LOCKED.test(dependency.group) || overridden.has(dependency.name)) return [];
    return outdatedBy(one, lockedOf(dependency), versions, lock);
  });
  if (outdated.length === 0) return undefined;
  const command = lockCommandOf(lock, path);
  return { file: baseName(lock.path), member, outdated, ...(command && { command }) };
}

/** Code of the one line that a manifest gets for it. Not a rule: it cannot be turned off, and counts as no finding. */
export const STALE_LOCKFILE = 'stale-lockfile';

/** What the lockfile is behind, and the command to run, in one sentence or two. */
export function staleMessage({ file, outdated, member, command }: StaleLock): string {
  const [first] = outdated;
  const more = outdated.length > 1 ? ` (and ${outdated.length - 1} more)` : '';
  const where = member === '' ? '' : ` in ${member.replace(/[^/]+/g, '..')}`;
  const how = command ? ` Bring it up to date${where}: ${command.command}` : ' Lock anew.';
  const count = `${outdated.length} ${outdated.length === 1 ? 'dependency' : 'dependencies'}`;
  return fitting(
    `${first ? staleFact(first, file) : file}${more}.${how}`,
    `${quoted(file, 40)} is behind in ${count}.${how}`,
    `${quoted(file, 40)} is behind in ${count}.`,
  );
}

/** What of one dependency the lockfile is behind. */
export function staleFact({ dependency, locked }: Outdated, file: string): string {
  const name = quoted(dependency.writtenName, 60);
  if (locked === undefined) return `${quoted(file, 40)} does not lock ${name}`;
  if (locked === '') return `${quoted(file, 40)} locks no release of ${name} that ${quoted(dependency.specifier, 40)} admits`;
  return `${quoted(file, 40)} locks ${name} ${quoted(locked, 30)}, which ${quoted(dependency.specifier, 40)} does not admit`;
}

/** What of its line is meant. */
export function staleSpan({ dependency: { specifier, specifierSpan, nameSpan } }: Outdated): Span {
  return specifier === '' ? nameSpan : specifierSpan;
}

const OVERRIDE = /override|resolutions/;
/** Peers are what others bring, and constraints ask for nothing. */
const NEVER_LOCKED = /^peerDependencies|constraint/;

function outdatedBy(
  { dependency, subject }: Judged,
  locked: Locked | undefined,
  versions: () => VersionsByName,
  lock: ProjectLock,
): readonly Outdated[] {
  if (!subject || locked?.entry.skipped !== undefined || (locked && isByRecord(lock))) return [];
  const own = locked?.entry ?? ownEntry(dependency, lock);
  const known = own ? [own.skipped === undefined ? own.version : ''] : (versions().get(dependency.name) ?? []);
  if (known.length === 0) return locksAll(lock, dependency) ? [{ dependency }] : [];
  const { kind, admits } = subject.requirement;
  const isOpen = kind === 'any' || kind === 'tag' || kind === 'invalid';
  if (isOpen || known.some(version => version === '' || admits(version))) return [];
  return [{ dependency, locked: known.length === 1 ? (known[0] ?? '') : '' }];
}

/** What the lockfile has for a line, whatever it was locked for; undefined where it does not tell. A tag may stand for any release. */
function ownEntry({ name, writtenName }: Dependency, { lockfile, member }: ProjectLock): LockedPackage | undefined {
  const [key] = lockfile.locate(member, writtenName, 'latest');
  const entry = key === undefined ? undefined : lockfile.packages.get(key);
  return entry?.name === name ? entry : undefined;
}

/** Such an entry is found by a specifier that led to it, overrides applied. */
function isByRecord(lock: ProjectLock): boolean {
  return lockfileRowOf(lock)?.keepsSpecifiers ?? false;
}

/** Whether a dependency that is missing from the lockfile is one that should be there: optional groups and other platforms may be left out. */
function locksAll(lock: ProjectLock, dependency: Dependency): boolean {
  return lockfileRowOf(lock)?.locks(dependency) ?? false;
}
