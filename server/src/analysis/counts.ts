import type { Level, PackageId } from '../model/index.js';
import { type FileResult, findingsOf, ignoredIn } from './results.js';

/** What one manifest, or many, come to. */
export interface Tally {
  readonly dependencies: number;
  readonly checked: number;
  readonly pending: number;
  readonly unknown: number;
  readonly skipped: number;
  readonly counts: Readonly<Record<Level, number>>;
  /** What would be findings, were they not ignored by the policy. */
  readonly ignored: number;
  /** Why something could not be checked. */
  readonly reasons: readonly string[];
  /** Compromised releases that lines ask for: what is installed of them is counted there. */
  readonly compromised: readonly Compromised[];
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
  ignored: 0,
  reasons: [],
  compromised: [],
};

export function tallyOf(result: FileResult): Tally {
  const levels = findingsOf(result).map(({ level }) => level);
  const count = (level: Level): number => levels.filter(other => other === level).length;
  const statuses = result.kind === 'manifest' ? result.judged.map(({ status }) => status) : [];
  const number = (kind: string): number => statuses.filter(status => status.kind === kind).length;
  return {
    dependencies: statuses.length,
    checked: number('checked'),
    pending: number('pending'),
    unknown: number('unknown'),
    skipped: number('skipped'),
    counts: { error: count('error'), warning: count('warning'), information: count('information'), hint: count('hint') },
    ignored: ignoredIn(result).length,
    compromised: compromisedIn(result),
    reasons: [...new Set(statuses.flatMap(status => (status.kind === 'unknown' ? [status.reason] : [])))],
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
  return tallies.reduce(
    (a, b) => ({
      dependencies: a.dependencies + b.dependencies,
      checked: a.checked + b.checked,
      pending: a.pending + b.pending,
      unknown: a.unknown + b.unknown,
      skipped: a.skipped + b.skipped,
      counts: {
        error: a.counts.error + b.counts.error,
        warning: a.counts.warning + b.counts.warning,
        information: a.counts.information + b.counts.information,
        hint: a.counts.hint + b.counts.hint,
      },
      ignored: a.ignored + b.ignored,
      reasons: [...new Set([...a.reasons, ...b.reasons])],
      compromised: [...a.compromised, ...b.compromised],
    }),
    NOTHING,
  );
}
