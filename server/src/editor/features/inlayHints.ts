// Behind a specifier: the newest safe release, or that what the project gets is it. Hints rather than a code lens: they move no line, need no
// command, and the client asks once for all that it shows.
import type { InlayHint, Position } from 'vscode-languageserver-types';
import type { Judged } from '../../analysis/evaluate.js';
import type { Dependency, Span } from '../../model/index.js';
import { quoted, shownVersion } from '../../rules/messages.js';
import type { Subject } from '../../rules/rule.js';
import { ageOf } from './ages.js';
import { marksOf } from './completion.js';
import type { ReleaseState, ReleaseStates } from './releaseStates.js';

/** How many releases below the newest are looked at for a safe one. */
const LOOKED_AT = 100;

/**
 * The hints on dependencies whose specifier lies in a part of the text, from what is known: nothing is asked, and nothing said of what is
 * pending, skipped or without an answer.
 * @param text what the spans lie in
 */
export function inlayHintsIn(
  judged: readonly Judged[],
  text: string,
  part: Span,
  statesOf: (subject: Subject) => ReleaseStates,
  toPosition: (offset: number) => Position,
): InlayHint[] {
  return judged.flatMap(({ dependency, subject, status }) => {
    const at = behind(dependency, text);
    if (!subject || at < part.start || at > part.end) return [];
    if (status.kind === 'unknown' && subject.registry.kind === 'found')
      return [hint('not checked', quoted(status.reason, 200), toPosition(at))];
    if (status.kind !== 'checked' || subject.registry.kind !== 'found') return [];
    const states = statesOf(subject);
    const newest = newestSafe(subject, states);
    return [hint(labelOf(newest, subject), tooltipOf(newest, subject, states), toPosition(at))];
  });
}

function hint(label: string, tooltip: string, position: Position): InlayHint {
  return { label, tooltip, position, paddingLeft: true };
}

/** Behind the specifier, and behind the quote that ends it. */
function behind({ specifierSpan: { end } }: Dependency, text: string): number {
  return /["']/.test(text.charAt(end)) ? end + 1 : end;
}

/** A pre-release only where the project gets one. */
function newestSafe({ effective, versions }: Subject, { finals, prereleases, of }: ReleaseStates): ReleaseState | undefined {
  const isEarly = effective !== undefined && versions.isPrerelease(effective.version);
  const candidates = finals.slice(0, LOOKED_AT);
  if (isEarly) candidates.push(...prereleases.slice(0, LOOKED_AT));
  const sorted = isEarly ? candidates.sort(versions.compare).reverse() : candidates;
  return of(sorted.find(version => isUnmarked(of(version))) ?? '');
}

function isUnmarked(state: ReleaseState | undefined): boolean {
  return state?.isSafe === true && state.signals().length === 0;
}

function labelOf(newest: ReleaseState | undefined, { effective, versions }: Subject): string {
  if (!newest) return 'no safe release';
  const { version } = newest.release;
  return effective && versions.compare(effective.version, version) === 0 ? 'newest safe' : `newest safe: ${shownVersion(version)}`;
}

function tooltipOf(newest: ReleaseState | undefined, { effective, now }: Subject, { of }: ReleaseStates): string {
  const had = effective && of(effective.version);
  return [
    ...(effective
      ? [`Now ${[shownVersion(effective.version), ...(had ? stateOf(had, now) : [])].join(', ')} (${effective.evidence}).`]
      : []),
    ...(newest ? [`Newest safe release: ${[shownVersion(newest.release.version), ...stateOf(newest, now)].join(', ')}.`] : []),
  ].join(' ');
}

function stateOf(state: ReleaseState, now: number): readonly string[] {
  const { publishedAt } = state.release;
  return [...(publishedAt === undefined ? [] : [ageOf(publishedAt, now)]), ...(state.isMalicious ? ['malicious'] : []), ...marksOf(state)];
}
