import type { Level, PackageId } from '../model/index.js';
import { lockedNames } from '../project/lockedNames.js';
import { type FileResult, findingsOf, ignoredIn, type LockedReleases } from './results.js';

/** What one manifest, or many, come to. */
export interface Tally {
  readonly dependencies: number;
  readonly checked: number;
  readonly pending: number;
  readonly unknown: number;
  readonly skipped: number;
  readonly counts: Readonly<Record<Level, number>>;
  /** What else is shown of the file, and is no finding: what is wrong with it, and that its lockfile is behind. */
  readonly remarks: Readonly<Record<Level, number>>;
  /** Unknown dependencies that a service may yet answer for. */
  readonly unanswered: number;
  /** By path of a lockfile: manifests may share one. */
  readonly locked: ReadonlyMap<string, LockedTally>;
  /** What would be findings, were they not ignored by the policy. */
  readonly ignored: number;
  /** Why something could not be checked. */
  readonly reasons: readonly string[];
  /** Compromised releases that lines ask for: what is installed of them is counted there. */
  readonly compromised: readonly Compromised[];
}

/** What the releases of one lockfile come to. */
export interface LockedTally {
  readonly releases: number;
  readonly pending: number;
  readonly unknown: number;
}

/** A compromised release that a line of a manifest asks for. */
export interface Compromised extends PackageId {
  readonly version: string | undefined;
  readonly manifest: string;
}

export const NOTHING: Tally = {
  dependencies: 0,
  checked: 0,
  pending: 0,
  unknown: 0,
  skipped: 0,
  counts: { error: 0, warning: 0, information: 0, hint: 0 },
  remarks: { error: 0, warning: 0, information: 0, hint: 0 },
  unanswered: 0,
  locked: new Map(),
  ignored: 0,
  reasons: [],
  compromised: [],
};

export function tallyOf(result: FileResult): Tally {
  const statuses = result.kind === 'manifest' ? result.judged.map(({ status }) => status) : [];
  const number = (kind: string): number => statuses.filter(status => status.kind === kind).length;
  return {
    dependencies: statuses.length,
    checked: number('checked'),
    pending: number('pending'),
    unknown: number('unknown'),
    skipped: number('skipped'),
    counts: countLevels(findingsOf(result).map(({ level }) => level)),
    remarks: countLevels(remarksOn(result)),
    unanswered: statuses.filter(status => status.kind === 'unknown' && status.unanswered !== undefined).length,
    locked: new Map(result.locked ? [[result.locked.path, lockedTallyOf(result.locked)]] : []),
    ignored: ignoredIn(result).length,
    compromised: compromisedIn(result),
    reasons: [
      ...new Set([
        ...statuses.flatMap(status => (status.kind === 'unknown' ? [status.reason] : [])),
        ...(result.locked?.unknown.keys() ?? []),
      ]),
    ],
  };
}

/** What the lockfiles come to, each counted once. */
export function lockedIn({ locked }: Pick<Tally, 'locked'>): LockedTally {
  const all = [...locked.values()];
  const total = (key: keyof LockedTally): number => all.reduce((sum, one) => sum + one[key], 0);
  return { releases: total('releases'), pending: total('pending'), unknown: total('unknown') };
}

/** Whether something waits for a service that did not answer. */
export function isUnanswered(tally: Tally): boolean {
  return tally.unanswered + lockedIn(tally).unknown > 0;
}

export function countLevels(levels: readonly Level[]): Readonly<Record<Level, number>> {
  const count = (level: Level): number => levels.filter(other => other === level).length;
  return { error: count('error'), warning: count('warning'), information: count('information'), hint: count('hint') };
}

export function addCounts(a: Tally['counts'], b: Tally['counts']): Tally['counts'] {
  return {
    error: a.error + b.error,
    warning: a.warning + b.warning,
    information: a.information + b.information,
    hint: a.hint + b.hint,
  };
}

function remarksOn({ problems, locked }: FileResult): readonly Level[] {
  return [...problems.map(({ level }) => level), ...(locked?.stale ? ['information' as const] : [])];
}

function lockedTallyOf({ lockfile, releases, unknown, analysis: { pendingNames } }: LockedReleases): LockedTally {
  const pending = pendingNames.size === 0 ? [] : lockedNames(lockfile).filter(({ id }) => pendingNames.has(id.name));
  return {
    releases,
    pending: pending.reduce((sum, { versions }) => sum + versions.length, 0),
    unknown: [...unknown.values()].reduce((sum, count) => sum + count, 0),
  };
}

function compromisedIn({ path, judged }: FileResult): readonly Compromised[] {
  return judged.flatMap(({ findings, ignored, subject }) =>
    [...findings, ...ignored.map(({ finding }) => finding)]
      .filter(({ rule, through }) => !through && (rule === 'malicious-release' || rule === 'malicious-package'))
      .map(({ dependency: { ecosystem, name }, version }) => ({
        ecosystem,
        name,
        version: version ?? subject?.effective?.version,
        manifest: path,
      })),
  );
}

/** Whether something that the manifest's lockfile names could not be checked, or the lockfile not be read whole. */
export function isPartlyLocked({ locked }: FileResult): boolean {
  return locked !== undefined && (locked.partly === true || locked.unknown.size > 0);
}

export function sum(tallies: readonly Tally[]): Tally {
  const locked = new Map(tallies.flatMap(tally => [...tally.locked]));
  return tallies.reduce(
    (a, b): Tally => ({
      dependencies: a.dependencies + b.dependencies,
      checked: a.checked + b.checked,
      pending: a.pending + b.pending,
      unknown: a.unknown + b.unknown,
      skipped: a.skipped + b.skipped,
      counts: addCounts(a.counts, b.counts),
      remarks: addCounts(a.remarks, b.remarks),
      unanswered: a.unanswered + b.unanswered,
      ignored: a.ignored + b.ignored,
      reasons: [...new Set([...a.reasons, ...b.reasons])],
      compromised: [...a.compromised, ...b.compromised],
      locked,
    }),
    { ...NOTHING, locked },
  );
}
