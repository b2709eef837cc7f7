import { isPartlyLocked } from './counts.js';
import type { EnvironmentReport } from './environmentCheck.js';
import { type FileResult, ignoredIn, unreadPartsOf } from './results.js';

/** The entries of the policy that ignored something, by their keys. */
export function usedIgnores(results: readonly FileResult[], reports: readonly EnvironmentReport[]): ReadonlySet<string> {
  const inManifests = results.flatMap(ignoredIn).map(({ ignore }) => ignore.key);
  const installed = reports.flatMap(({ ignored = [] }) => ignored.map(({ ignore }) => ignore.key));
  return new Set([...inManifests, ...installed]);
}

/** Whether everything could be read and checked: else an entry that ignored nothing may have something to ignore all the same. */
export function isKnownWhole(results: readonly FileResult[]): boolean {
  return results.every(
    result =>
      !result.unread &&
      !isPartlyLocked(result) &&
      unreadPartsOf(result).length === 0 &&
      result.judged.every(({ status }) => status.kind === 'checked' || status.kind === 'skipped'),
  );
}
