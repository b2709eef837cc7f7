import type { Judged } from '../engine/inspect.js';
import { fixesFor } from '../fixes/index.js';
import type { Finding, Fix, Span } from '../model.js';

/** A finding together with one of its fixes. */
export interface OfferedFix {
  readonly finding: Finding;
  readonly fix: Fix;
}

/**
 * The fixes of all findings on dependencies that a selection touches: with the cursor anywhere on the dependency its fixes are offered.
 * @param now milliseconds since 1970
 */
export function fixesAt(judged: readonly Judged[], selection: Span, now: number): readonly OfferedFix[] {
  return judged.flatMap(({ dependency, subject, findings }) => {
    const line: Span = {
      start: Math.min(dependency.nameSpan.start, dependency.specifierSpan.start),
      end: Math.max(dependency.nameSpan.end, dependency.specifierSpan.end),
    };
    if (!subject || !touches(line, selection)) return [];
    return findings.flatMap(finding => fixesFor(finding, subject, now).map(fix => ({ finding, fix })));
  });
}

function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
