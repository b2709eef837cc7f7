import type { Judged } from '../../analysis/evaluate.js';
import type { OfferedFix } from '../../fixes/fixAll.js';
import { fixesIn } from '../../fixes/index.js';
import type { Dependency, Span } from '../../model/index.js';

/**
 * The fixes of all findings on dependencies that a selection touches: with the cursor anywhere on the dependency its fixes are offered.
 * @param now milliseconds since 1970
 */
export function fixesAt(judged: readonly Judged[], selection: Span, now: number): readonly OfferedFix[] {
  const touched = judged.filter(({ dependency }) => isOn(dependency, selection));
  const fixesOf = fixesIn(touched, now);
  return touched.flatMap(({ findings }) => findings.flatMap(finding => fixesOf(finding).map(fix => ({ finding, fix }))));
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
