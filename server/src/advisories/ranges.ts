import type { VersionScheme } from '../ecosystems/shared/versionScheme.js';
import type { AffectedRange, RangeEvent } from '../model/index.js';

/** How one version stands to one range. */
export type RangeVerdict =
  | 'outside'
  /** Inside, and the range has an end above the version. */
  | 'closed'
  /** Inside, and nothing in the range says where it ends. */
  | 'open';

/**
 * Places versions against one OSV range, as in "Evaluation" of the OSV schema: events in version order, `introduced` and `last_affected` inclusive,
 * `fixed` exclusive, `0` before everything, and below some `limit` where there is one (`*` is no limit).
 * A range with a bound that the scheme cannot read holds nothing, as does every range for a version that cannot be read.
 */
export function rangePlacer(range: AffectedRange, scheme: VersionScheme): (version: string) => RangeVerdict {
  const events = range.events.map(event => (isBeginning(event) ? event : { ...event, version: completed(event.version, scheme) }));
  if (!events.every(event => hasReadableBound(event, scheme))) return () => 'outside';
  const limits = events.filter(event => event.kind === 'limit');
  const turns = events.filter(event => event.kind !== 'limit').sort((a, b) => compareEvents(a, b, scheme));
  return version => {
    if (!scheme.isValid(version) || !isBelowSome(limits, version, scheme)) return 'outside';
    const inside = turns.reduce((state, event) => stateAfter(state, event, version, scheme), false);
    if (!inside) return 'outside';
    const ends = turns.some(event => event.kind !== 'introduced' && scheme.compareToBound(version, event.version) <= 0);
    return ends || limits.some(limit => isAbove(limit, version, scheme)) ? 'closed' : 'open';
  };
}

/** Whether the scheme can place an event: its bound is a version, or stands for the very beginning or for no limit. */
export function hasReadableBound(event: RangeEvent, scheme: VersionScheme): boolean {
  return isBeginning(event) || isUnlimited(event) || scheme.isValid(completed(event.version, scheme));
}

/** Whether the range is nothing but "from the very first release on, without an end". */
export function isEverything(range: AffectedRange): boolean {
  return range.events.length > 0 && range.events.every(event => isBeginning(event) || isUnlimited(event)) && range.events.some(isBeginning);
}

/** Whether nothing in the range says where it ends. */
export function isOpenEnded(range: AffectedRange): boolean {
  const last = range.events.findLast(({ kind }) => kind !== 'limit');
  return last?.kind === 'introduced' && range.events.every(event => event.kind !== 'limit' || isUnlimited(event));
}

function stateAfter(inside: boolean, event: RangeEvent, version: string, scheme: VersionScheme): boolean {
  const order = isBeginning(event) ? 1 : scheme.compareToBound(version, event.version);
  if (event.kind === 'introduced') return order >= 0 || inside;
  return inside && (event.kind === 'fixed' ? order < 0 : order <= 0);
}

/** Of events at one version `last_affected` comes last, being behind that version; otherwise the record's own order holds. */
function compareEvents(a: RangeEvent, b: RangeEvent, scheme: VersionScheme): number {
  if (isBeginning(a) || isBeginning(b)) return Number(isBeginning(b)) - Number(isBeginning(a));
  return scheme.compare(a.version, b.version) || Number(a.kind === 'last_affected') - Number(b.kind === 'last_affected');
}

function isBelowSome(limits: readonly RangeEvent[], version: string, scheme: VersionScheme): boolean {
  return limits.length === 0 || limits.some(limit => isUnlimited(limit) || isAbove(limit, version, scheme));
}

function isAbove(limit: RangeEvent, version: string, scheme: VersionScheme): boolean {
  return !isUnlimited(limit) && scheme.compareToBound(version, limit.version) < 0;
}

function isBeginning(event: RangeEvent): boolean {
  return event.kind === 'introduced' && event.version === '0';
}

function isUnlimited(event: RangeEvent): boolean {
  return event.kind === 'limit' && event.version === '*';
}

/** Some npm records write `1` or `1.2` where SemVer wants three numbers. */
function completed(version: string, scheme: VersionScheme): string {
  if (scheme.isValid(version) || !/^\d+(?:\.\d+)?$/.test(version)) return version;
  return version.includes('.') ? `${version}.0` : `${version}.0.0`;
}
