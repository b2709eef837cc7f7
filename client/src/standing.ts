// The words for how things stand, the same in status bar, tree and report. Plain text.
import type { FindingCounts, Progress, ScanCoverage, StatusParams } from '../../server/src/protocol/index.js';

/** `3 errors, 1 warning`; none where nothing was found. */
export function countsInWords(counts: FindingCounts): readonly string[] {
  return [
    ...some(counts.error, 'error', 'errors'),
    ...some(counts.warning, 'warning', 'warnings'),
    ...some(counts.information, 'information', 'information'),
    ...some(counts.hint, 'hint', 'hints'),
  ];
}

/** What of the workspace was not looked at; undefined where everything was. */
export function coverageInWords({ state, done, of }: ScanCoverage): string | undefined {
  if (state === 'whole') return undefined;
  if (state === 'partial')
    return of === undefined ? 'not scanned whole; scan again' : `${grouped(done)} of ${quantity(of, 'manifest', 'manifests')}; scan again`;
  if (of === undefined || of === 0) return 'not scanned yet';
  return `not scanned yet: ${done === 0 ? quantity(of, 'manifest', 'manifests') : `${grouped(of - done)} of ${quantity(of, 'manifest', 'manifests')}`}`;
}

/** What is going on; undefined where nothing is. */
export function doingInWords({ state, checking, scan }: Pick<StatusParams, 'state' | 'checking' | 'scan'>): string | undefined {
  if (state !== 'checking') return undefined;
  if (scan.running) return scan.running.of === 0 ? 'scanning workspace' : `scanning workspace: ${progressInWords(scan.running)} manifests`;
  return checking ? `checking ${progressInWords(checking)}` : 'checking';
}

/** `300 of 1,000`. */
export function progressInWords({ done, of }: Progress): string {
  return `${grouped(done)} of ${grouped(of)}`;
}

/** `46 direct, 52 locked not checked`; undefined where everything was. */
export function uncheckedInWords({ unknown, unknownLocked }: Pick<StatusParams, 'unknown' | 'unknownLocked'>): string | undefined {
  const parts = [
    ...(unknown > 0 ? [`${grouped(unknown)} direct`] : []),
    ...(unknownLocked > 0 ? [`${grouped(unknownLocked)} locked`] : []),
  ];
  return parts.length === 0 ? undefined : `${parts.join(', ')} not checked`;
}

/** What could not be checked, why, and what happens next, as one sentence; none where everything was checked, or is still being looked up. */
export function failuresInWords(status: StatusParams): readonly string[] {
  const unchecked = status.state === 'checking' ? undefined : uncheckedInWords(status);
  if (unchecked === undefined) return [];
  const [reason, ...others] = status.reasons;
  const why =
    reason === undefined ? '' : `: ${reason}${others.length > 0 ? ` and ${quantity(others.length, 'other reason', 'other reasons')}` : ''}`;
  const next = retryInWords(status.retryAt);
  return [`${unchecked}${why}${next === undefined ? '' : `, ${next}`}`];
}

/** `next try at 10:42:30`; undefined where none is to come. */
export function retryInWords(retryAt: number | undefined): string | undefined {
  return retryAt === undefined ? undefined : `next try at ${new Date(retryAt).toTimeString().slice(0, 8)}`;
}

export function quantity(count: number, one: string, many: string): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** As the beginning of a sentence. */
export function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function some(count: number, one: string, many: string): readonly string[] {
  return count === 0 ? [] : [quantity(count, one, many)];
}
