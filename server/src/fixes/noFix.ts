import type { Finding } from '../model/index.js';
import { maliciousGroups, vulnerableGroups } from '../rules/cleanReleases.js';
import { RULE_DESCRIPTIONS } from '../rules/index.js';
import { quoted, shownVersion } from '../rules/messages.js';
import type { FixStrategy, Subject } from '../rules/rule.js';

/**
 * Why nothing is offered that would make a finding go away and keep the dependency, as a title: `No safe release is known: every release is deprecated`.
 * @param subject what the finding was made from, where it is judged
 */
export function noFixTitle(finding: Finding, subject: Subject | undefined): string {
  const rule = RULE_DESCRIPTIONS.find(({ id }) => id === (finding.alsoRule ?? finding.rule));
  const isAboutReleases = rule !== undefined && (rule.category === 'malware' || LEADS_TO_RELEASES.has(rule.fix));
  if (!isAboutReleases) return `No fix is known: ${rule?.title ?? 'it is not about a release'}`;
  return `No safe release is known: ${whyNoRelease(finding, subject)}`;
}

const LEADS_TO_RELEASES: ReadonlySet<FixStrategy> = new Set<FixStrategy>([
  'leave-compromise',
  'exclude-compromise',
  'leave-vulnerability',
  'nearest-release',
  'newer-release',
  'older-release',
  'pin',
]);

function whyNoRelease({ through, rule }: Finding, subject: Subject | undefined): string {
  const [worst] = through ?? [];
  if (worst) return `${quoted(worst.name, 60)} ${shownVersion(worst.version)} comes in as a transitive dependency`;
  if (rule === 'malicious-package') return 'every release is malicious';
  if (subject?.registry.kind === 'pending') return 'its releases are still being looked up';
  if (subject?.registry.kind !== 'found') return 'the registry does not tell its releases';
  if (!subject.advisoriesKnown) return 'its advisories are not checked yet';
  const { releases } = subject.registry.value;
  const finals = subject.book.finals();
  const isEvery = (isSo: (version: string) => boolean): boolean => finals.length > 0 && finals.every(isSo);
  if (isEvery(version => maliciousGroups(subject, version).length > 0)) return 'every release is malicious';
  if (isEvery(version => releases.find(version)?.deprecated !== undefined)) return 'every release is deprecated';
  if (isEvery(version => vulnerableGroups(subject, version).length > 0)) return 'every release has known vulnerabilities';
  return `none of the ${finals.length} releases passes every check`;
}
