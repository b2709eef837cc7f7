import type { Judged } from '../../analysis/evaluate.js';
import { type OfferedFix, preferredFixes } from '../../fixes/fixAll.js';
import { fixesFor } from '../../fixes/index.js';
import type { Dependency, Span } from '../../model/index.js';

/**
 * The fixes of all findings on dependencies that a selection touches: with the cursor anywhere on the dependency its fixes are offered.
 * @param now milliseconds since 1970
 */
export function fixesAt(judged: readonly Judged[], selection: Span, now: number): readonly OfferedFix[] {
  return judged.flatMap(one => {
    const { dependency, subject, findings } = one;
    if (!subject || !isOn(dependency, selection)) return [];
    return findings.flatMap(finding => fixesFor(finding, subject, now, one).map(fix => ({ finding, fix })));
  });
}

/**
 * Whether a manifest has at least so many preferred fixes that can be applied together.
 * @param now milliseconds since 1970
 */
export function hasPreferredFixes(judged: readonly Judged[], atLeast: number, now: number): boolean {
  let found = 0;
  for (const _ of preferredFixes(judged, now)) if (++found >= atLeast) return true;
  return false;
}

/** Whether a selection touches a dependency: its name, its specifier, or what stands between them. */
export function isOn(dependency: Dependency, selection: Span): boolean {
  return touches(lineOf(dependency), selection);
}

function lineOf({ nameSpan, specifierSpan }: Dependency): Span {
  return { start: Math.min(nameSpan.start, specifierSpan.start), end: Math.max(nameSpan.end, specifierSpan.end) };
}

function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
