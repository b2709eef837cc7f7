import { shownVersion } from '../rules/messages.js';
import type { Subject } from '../rules/rule.js';
import { peerConflict } from './peers.js';
import { leading, type Tolerance, targetsFor } from './targets.js';

/**
 * The nearest release on the way from `version` to a target that would have done, did it go together with the other dependencies, and why it does not:
 * `18.3.1 passed over: react-dom 17.0.2 wants react ^17`. Undefined where there is none.
 * @param now milliseconds since 1970
 */
export function passedOver(target: string, version: string, subject: Subject, tolerates: Tolerance, now: number): string | undefined {
  if (!subject.neighbours) return undefined;
  const alone = targetsFor({ ...subject, neighbours: undefined }, tolerates, now);
  for (const other of onTheWay(version, target, subject)) {
    const conflict = peerConflict(other, subject);
    if (conflict !== undefined && alone.isSafe(other)) return `${shownVersion(other)} passed over: ${conflict}`;
  }
  return undefined;
}

/** Final releases between two versions, those nearest to the first before others. */
function onTheWay(from: string, to: string, { book, versions }: Subject): readonly string[] {
  const isUp = versions.compare(from, to) < 0;
  const [low, high] = isUp ? [from, to] : [to, from];
  const finals = book.finals();
  const start = leading(finals, other => versions.compare(other, low) <= 0);
  const between = finals.slice(
    start,
    leading(finals, other => versions.compare(other, high) < 0),
  );
  return isUp ? between : between.reverse();
}
