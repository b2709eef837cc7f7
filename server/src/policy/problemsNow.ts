import { type Ignore, isExpired } from './ignores.js';
import type { PlacedIgnore, PolicyFile, PolicyProblem } from './policyFile.js';

/**
 * What is wrong with a policy file now: what cannot be read, which entries have expired, and which ignored nothing.
 * @param isUnused whether an entry is known to have matched nothing in a scan of everything
 * @param now milliseconds since 1970
 */
export function problemsNow(
  { problems, entries }: PolicyFile,
  isUnused: (ignore: Ignore) => boolean,
  now: number,
): readonly PolicyProblem[] {
  const ofEntries = entries.flatMap((placed): readonly PolicyProblem[] => {
    if (isExpired(placed.ignore, now)) return [expired(placed)];
    return isUnused(placed.ignore) ? [unused(placed)] : [];
  });
  return [...problems, ...ofEntries].sort((a, b) => a.span.start - b.span.start);
}

function expired({ ignore: { entry }, span }: PlacedIgnore): PolicyProblem {
  return { message: `This entry has expired: its last day was ${entry.expires}. It ignores nothing any more.`, span, level: 'warning' };
}

function unused({ span }: PlacedIgnore): PolicyProblem {
  return { message: 'This entry matched nothing in the last scan of everything.', span, level: 'information' };
}
