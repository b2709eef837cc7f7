// What a hover says where something is wrong, or was ignored. Markdown, every text from outside escaped.
import type { Judged } from '../../analysis/evaluate.js';
import type { IgnoredFinding } from '../../analysis/findings.js';
import { fixesFor } from '../../fixes/index.js';
import type { AdvisoryGroup, Finding, Fix, Through } from '../../model/index.js';
import { briefOf } from '../../reports/brief.js';
import { affectedRelease } from '../../reports/grouping.js';
import { respondCommand } from '../../reports/installed.js';
import { RULE_DESCRIPTIONS } from '../../rules/index.js';
import type { FixStrategy } from '../../rules/rule.js';
import { bySeverity } from '../../rules/severity.js';
import { escapeMarkdown } from '../../text/markdown.js';
import { quoted, webAddress } from '../../text/sanitize.js';
import { isAnswered, responseTitle } from './responseActions.js';

/**
 * What is wrong, each in a sentence; the fix in words; what to do about malware; then what it rests on, the gravest first.
 * @param isShown whether the sentence of a finding is to be seen already
 * @param responding whether *What to do* is among the quick fixes
 */
export function problemLines(found: Judged, isShown: (finding: Finding) => boolean, responding: boolean): readonly string[] {
  const { findings } = found;
  if (findings.length === 0) return [];
  const own = findings.filter(({ through }) => through === undefined);
  const sentences = findings.filter(finding => !isShown(finding)).map(({ message }) => `**${escapeMarkdown(message)}**`);
  const signals = own.flatMap(finding => finding.signals ?? []).map(({ message }) => escapeMarkdown(message));
  return [
    ...limited(sentences, 'findings'),
    ...fixLine(found),
    ...findings.flatMap(finding => responseLine(finding, responding)).slice(0, 1),
    ...limited(signals, 'signs'),
    ...limited(findings.flatMap(advisoryLines), 'advisories'),
    ...limited(
      // the first one is told in the sentence
      findings.flatMap(({ through = [] }) => through.slice(1).map(throughLine)),
      'transitive releases',
    ),
  ];
}

/** What the policy ignores, why, until when and by whom. @param ignoring whether *Stop ignoring* is among the quick fixes */
export function ignoredLines({ ignored }: Judged, ignoring: boolean): readonly string[] {
  if (ignored.length === 0) return [];
  return [...limited(ignored.map(ignoredLine), 'ignored'), ...(ignoring ? ['*Stop ignoring* is among the quick fixes.'] : [])];
}

function ignoredLine({ finding, ignore: { entry } }: IgnoredFinding): string {
  const { reason, expires, by } = entry;
  const terms = [...(expires === undefined ? [] : [`until ${expires}`]), ...(by === undefined ? [] : [`by ${by}`])].join(' ');
  return escapeMarkdown(`Ignored${terms && ` ${terms}`}: ${briefOf(finding)} Reason: ${reason}`);
}

/** More do not fit into a hover that is not scrolled. */
const MOST_LINES = 3;

function limited(lines: readonly string[], what: string): readonly string[] {
  const hidden = lines.length - MOST_LINES;
  return hidden > 0 ? [...lines.slice(0, MOST_LINES), `…and ${hidden} more ${what}: see the report`] : lines;
}

/** The best fix, and why it leads where it does; or that there is none. */
function fixLine({ findings, subject, ...around }: Judged): readonly string[] {
  if (!subject) return [];
  const { registry, advisoriesKnown } = subject;
  for (const finding of findings) {
    const fix = fixesFor(finding, subject, subject.now, around).find(isTelling);
    if (fix) return [`Fix: ${escapeMarkdown(inWords(fix))}`];
  }
  return advisoriesKnown && registry.kind === 'found' && findings.some(wantsRelease) ? ['No safe release is known.'] : [];
}

/** To take a dependency out is no news. */
function isTelling({ explanation, edits }: Fix): boolean {
  return explanation !== undefined || edits.some(({ newText }) => newText !== '');
}

function inWords({ title, explanation }: Fix): string {
  return explanation === undefined ? title : `${title.replace(/ \(.*$/, '')} — ${explanation.replace(/^[^:]*: /, '')}`;
}

/** Whether a finding goes away with another release. */
function wantsRelease({ rule, through }: Finding): boolean {
  const strategy = RULE_DESCRIPTIONS.find(({ id }) => id === rule)?.fix;
  return !through && strategy !== undefined && TO_ANOTHER_RELEASE.includes(strategy);
}

const TO_ANOTHER_RELEASE: readonly FixStrategy[] = ['leave-compromise', 'leave-vulnerability', 'nearest-release', 'newer-release'];

function responseLine(finding: Finding, responding: boolean): readonly string[] {
  const release = affectedRelease(finding);
  const { name, version } = release;
  if (version === undefined || !isAnswered(finding.rule)) return [];
  if (responding) return [`*${escapeMarkdown(responseTitle(name, version))}* is among the quick fixes.`];
  const command = respondCommand(release);
  return command === undefined ? [] : [escapeMarkdown(`What to do: ${command}`)];
}

/** Those of the release that the message is about. */
function advisoryLines({ rule, bad, advisories: own, through: [below] = [] }: Finding): readonly string[] {
  const scope = rule === 'admits-malicious-release' && bad.length > 0 ? `${bad.slice(0, 5).join(', ')}: ` : '';
  const advisories = below ? below.advisories : own;
  return [...advisories]
    .sort(gravestFirst)
    .map(group => `${linked(group)} ${escapeMarkdown(quoted(`${scope}${group.lead.summary}`, LONGEST_TITLE))}`.trimEnd());
}

/** With id and severity before it, a title fills a line of a hover. UTF-16 units. */
const LONGEST_TITLE = 64;

function gravestFirst(a: AdvisoryGroup, b: AdvisoryGroup): number {
  const malice = ({ kind }: AdvisoryGroup): number => (kind === 'malicious' ? 0 : 1);
  return malice(a) - malice(b) || bySeverity(a, b);
}

/** The dependency path to a bad release, and what is known of that release. */
function throughLine({ path, advisories, fact }: Through): string {
  if (fact !== undefined) return `${escapeMarkdown(path.join(' → '))} ${escapeMarkdown(fact)}`;
  const [worst] = [...advisories].sort(gravestFirst);
  const more = advisories.length > 1 ? ` and ${advisories.length - 1} more` : '';
  return `${escapeMarkdown(path.join(' → '))}: ${worst ? linked(worst) : ''}${more}`;
}

function linked({ lead, kind, severity }: AdvisoryGroup): string {
  const url = webAddress(lead.url);
  const id = escapeMarkdown(lead.id);
  return `${url ? `[${id}](${url})` : id} (${kind === 'malicious' ? 'malicious' : (severity ?? 'no severity given')})`;
}
