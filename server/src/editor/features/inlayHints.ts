// Behind a specifier: what its line could be changed to, or that there is nothing to do. Hints rather than a code lens: they move no line, need no
// command, and the client asks once for all that it shows.
import type { InlayHint, Position, TextEdit } from 'vscode-languageserver-types';
import type { Judged } from '../../analysis/evaluate.js';
import type { FileResult } from '../../analysis/results.js';
import { fixesIn } from '../../fixes/index.js';
import { lineUpdates } from '../../fixes/updateLines.js';
import type { Dependency, Finding, Fix, Span } from '../../model/index.js';
import { quoted, shownVersion } from '../../rules/messages.js';
import type { Subject } from '../../rules/rule.js';
import { oldAs } from './ages.js';
import { marksOf } from './completion.js';
import type { ToRange } from './diagnostics.js';
import type { ReleaseState, ReleaseStates } from './releaseStates.js';

/** How many releases below the newest are looked at for a safe one. */
const LOOKED_AT = 100;

/**
 * The hints on dependencies whose specifier lies in a part of the text, from what is known: nothing is asked, and nothing said of what is
 * pending, skipped or without an answer. They name the release that the line's fix or update would write, and the client can write it.
 * @param now milliseconds since 1970
 */
export function inlayHintsIn(
  { judged, text, path }: Pick<FileResult, 'judged' | 'text' | 'path'>,
  part: Span,
  statesOf: (subject: Subject) => ReleaseStates,
  toRange: ToRange,
  now: number,
): InlayHint[] {
  const shown = judged.filter(({ dependency }) => isWithin(behind(dependency, text), part));
  const fixesOf = fixesIn(shown, now);
  const updates = new Map<Dependency, Fix>();
  for (const { dependency, fix, kind } of lineUpdates(shown, judged, { path, text }, now))
    if (kind === 'minor' || (kind === 'inRange' && !updates.has(dependency))) updates.set(dependency, fix);
  return shown.flatMap(one => {
    const { dependency, subject, status, findings } = one;
    const at = behind(dependency, text);
    const position = toRange({ start: at, end: at }).start;
    if (subject?.registry.kind !== 'found') return [];
    if (status.kind === 'unknown') return [hint('not checked', quoted(status.reason, 200), position)];
    if (status.kind !== 'checked') return [];
    const states = statesOf(subject);
    const newest = newestSafe(subject, states);
    const fix = findings.length > 0 ? fixOf(findings, fixesOf) : updates.get(dependency);
    const label = labelOf(one, fix, newest);
    return label === undefined
      ? []
      : [{ ...hint(label, tooltipOf(newest, subject, states), position), ...(fix && { textEdits: editsOf(fix, toRange) }) }];
  });
}

function hint(label: string, tooltip: string, position: Position): InlayHint {
  return { label, tooltip, position, paddingLeft: true };
}

/** Behind the specifier, the quote that ends it, and the comma behind that. */
function behind({ specifierSpan: { end } }: Dependency, text: string): number {
  return end + (/^["']?,?/.exec(text.slice(end, end + 2))?.[0].length ?? 0);
}

function isWithin(at: number, { start, end }: Span): boolean {
  return at >= start && at <= end;
}

/** The fix that a menu has first, where it leads to a release and changes this file alone. */
function fixOf(findings: readonly Finding[], fixesOf: (finding: Finding) => readonly Fix[]): Fix | undefined {
  const fixes = findings
    .flatMap(fixesOf)
    .filter(({ target, edits, needsDigests }) => target !== undefined && !needsDigests && edits.every(({ file }) => file === undefined));
  return fixes.find(({ preferred }) => preferred) ?? fixes[0];
}

function editsOf({ edits }: Fix, toRange: ToRange): TextEdit[] {
  return edits.map(({ span, newText }) => ({ range: toRange(span), newText }));
}

/** Undefined where the squiggle says it all. */
function labelOf({ findings }: Judged, fix: Fix | undefined, newest: ReleaseState | undefined): string | undefined {
  if (fix?.target !== undefined) return `→ ${shownVersion(fix.target)}`;
  if (findings.length === 0) return '✓';
  return newest ? undefined : 'no safe release';
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
  return [...(publishedAt === undefined ? [] : [oldAs(publishedAt, now)]), ...(state.isMalicious ? ['malicious'] : []), ...marksOf(state)];
}
