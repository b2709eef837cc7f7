import type { AdvisoryGroup, Level, SeverityName } from '../model/index.js';

const ORDER: readonly SeverityName[] = ['low', 'medium', 'high', 'critical'];
const LEVEL_OF: Readonly<Record<SeverityName, Level>> = { critical: 'error', high: 'error', medium: 'warning', low: 'information' };

/** The highest severity that is known; undefined where none of the groups has one. */
export function worstSeverity(groups: readonly AdvisoryGroup[]): SeverityName | undefined {
  return ORDER.findLast(name => groups.some(group => group.severity === name));
}

/** The level of a vulnerability: critical and high are errors, medium and unknown warnings, low is information. */
export function severityLevel(groups: readonly AdvisoryGroup[]): Level {
  const worst = worstSeverity(groups);
  const anyUnknown = groups.some(group => group.severity === undefined);
  if (worst === undefined) return 'warning';
  return anyUnknown && worst === 'low' ? 'warning' : LEVEL_OF[worst];
}

/** Worst first; those without a severity between medium and low. */
export function bySeverity(a: AdvisoryGroup, b: AdvisoryGroup): number {
  return gravity([b]) - gravity([a]);
}

/** How grave the gravest of some groups is, for comparison; one without a severity counts for more than low and less than medium. */
export function gravity(groups: readonly AdvisoryGroup[]): number {
  return Math.max(-1, ...groups.map(({ severity }) => (severity === undefined ? 0.5 : ORDER.indexOf(severity))));
}
