import type { Diagnostic } from 'vscode-languageserver-types';
import type { RuleLevels } from '../../policy/config.js';
import type { BadRelease, LockJudgement, MisplacedEntry } from '../../analysis/lockedReleases.js';
import type { Level, Problem } from '../../model/index.js';
import { bySeverity, severityLevel, worstSeverity } from '../../rules/severity.js';
import { listed, named, quoted, shownId } from '../../rules/messages.js';
import { webAddress } from '../../text/sanitize.js';
import { type DiagnosticData, NOT_CHECKED, ofProblem, SEVERITY, SOURCE, shownMessage, type ToRange } from './diagnostics.js';

/** The diagnostics of an open lockfile: each bad release, and each one from another place than its registry, on its own line, and what could not be checked on the first. */
export function lockDiagnosticsOf(
  judgement: LockJudgement,
  problems: readonly Problem[],
  toRange: ToRange,
  levels: RuleLevels,
): Diagnostic[] {
  return [
    ...oncePerLine(judgement.bad).flatMap(release => ofRelease(release, toRange, levels)),
    ...oncePerLine(judgement.misplaced).flatMap(entry => ofMisplaced(entry, toRange, levels)),
    ...problems.map(problem => ofProblem(problem, toRange)),
    ...[...judgement.unknown].map(([reason, count]) => ({
      range: toRange({ start: 0, end: 0 }),
      severity: SEVERITY.information,
      source: SOURCE,
      code: NOT_CHECKED,
      message: shownMessage(`${count} of ${judgement.releases} releases could not be checked: ${reason}.`),
    })),
  ];
}

/** pnpm keys a release once for each set of peers, and names it once. */
function oncePerLine<T extends Pick<BadRelease, 'locked'>>(releases: readonly T[]): readonly T[] {
  return [...new Map(releases.map(release => [release.locked.span.start, release])).values()];
}

function ofMisplaced({ locked, rule, what }: MisplacedEntry, toRange: ToRange, levels: RuleLevels): readonly Diagnostic[] {
  const level = levels[rule] ?? 'error';
  if (level === 'off') return [];
  const data: Omit<DiagnosticData, 'ecosystem'> = { rule, package: locked.name, version: locked.version, advisories: [] };
  const message = shownMessage(`${quoted(locked.name, 48)} ${quoted(locked.version, 24)} ${what}.`);
  return [{ range: toRange(locked.span), severity: SEVERITY[level], source: SOURCE, code: rule, message, data }];
}

function ofRelease({ locked, malicious, vulnerable }: BadRelease, toRange: ToRange, levels: RuleLevels): readonly Diagnostic[] {
  const release = `${quoted(locked.name, 48)} ${quoted(locked.version, 36)}`;
  const [worst] = malicious;
  const rule = worst ? 'malicious-release' : 'vulnerable-release';
  const groups = worst ? malicious : [...vulnerable].sort(bySeverity);
  const level: Level | 'off' = levels[rule] ?? (worst ? 'error' : severityLevel(groups));
  if (level === 'off') return [];
  const severity = worstSeverity(groups);
  const ids = listed(groups.map(shownId), 2);
  const message = worst
    ? `${release} is a compromised release (${named(worst, locked.version)}).`
    : groups.length === 1
      ? `${release} has a ${severity ? `${severity} ` : ''}vulnerability (${ids}).`
      : `${release} has ${groups.length} vulnerabilities${severity ? `, the worst ${severity}` : ''} (${ids}).`;
  const data: Omit<DiagnosticData, 'ecosystem'> = {
    rule,
    package: locked.name,
    version: locked.version,
    advisories: groups.flatMap(({ ids: all }) => all),
  };
  const href = webAddress(groups[0]?.lead.url ?? '');
  return [
    {
      range: toRange(locked.span),
      severity: SEVERITY[level],
      source: SOURCE,
      code: rule,
      message: shownMessage(message),
      data,
      ...(href !== undefined && { codeDescription: { href } }),
    },
  ];
}
