import type { Judged } from '../../analysis/evaluate.js';
import { trackRecordOf } from '../../analysis/trackRecord.js';
import { fixesFor } from '../../fixes/index.js';
import type { AdvisoryGroup, Finding, Span, Through } from '../../model/index.js';
import { listedRelease } from '../../rules/cleanReleases.js';
import { escapeMarkdown } from '../../text/markdown.js';
import { webAddress } from '../../text/sanitize.js';
import { trackRecordLines } from './trackRecord.js';

/** What a hover shows and over what. */
export interface HoverText {
  readonly span: Span;
  /** Markdown, every text from outside escaped. Never to be shown as trusted. */
  readonly markdown: string;
  /** The same without markup. */
  readonly plain: string;
}

/** A few lines on the dependency at an offset, or undefined where there is none. They stack with the editor's own hover. */
export function hoverAt(judged: readonly Judged[], offset: number): HoverText | undefined {
  const found = judged.find(({ dependency }) => contains(dependency.nameSpan, offset) || contains(dependency.specifierSpan, offset));
  if (!found) return undefined;
  const { nameSpan, specifierSpan } = found.dependency;
  const own = found.findings.filter(({ through }) => through === undefined);
  const advisories = own.flatMap(finding => finding.advisories.map(group => advisoryLine(finding, group)));
  const below = found.findings.flatMap(({ through = [] }) => through.map(throughLine));
  const signals = own.flatMap(finding => finding.signals ?? []).map(({ message }) => escapeMarkdown(message));
  const record = found.subject && trackRecordOf(found.subject);
  const lines = [
    headline(found),
    ...limited(signals, 'signals'),
    ...limited(advisories, 'advisories'),
    ...limited(below, 'transitive releases'),
    ...fixLine(found),
    ...(record ? trackRecordLines(record) : []),
    ...statusLine(found),
  ];
  const markdown = lines.join('  \n');
  return { span: contains(nameSpan, offset) ? nameSpan : specifierSpan, markdown, plain: withoutMarkup(markdown) };
}

const LINE_LIMIT = 5;

function limited(lines: readonly string[], what: string): readonly string[] {
  const hidden = lines.length - LINE_LIMIT;
  return hidden > 0 ? [...lines.slice(0, LINE_LIMIT), `…and ${hidden} more ${what}`] : lines;
}

function contains(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end && span.end > span.start;
}

function headline({ dependency, subject }: Judged): string {
  const name = `**${escapeMarkdown(dependency.name)}**`;
  const effective = subject?.effective;
  if (!effective) return name;
  const published = publishedOn(subject, effective.version);
  const { evidence, where } = effective;
  const how = evidence === 'resolved' ? 'resolved from the specifier today' : where ? `${evidence} in ${escapeMarkdown(where)}` : evidence;
  return `${name} ${escapeMarkdown(effective.version)} (${how}${published ? `, published ${published}` : ''})`;
}

function publishedOn(subject: Judged['subject'], version: string): string | undefined {
  if (subject?.registry.kind !== 'found') return undefined;
  const at = listedRelease(subject, version)?.publishedAt;
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 10);
}

/** The dependency path to a bad release, and what is known of that release. */
function throughLine({ path, advisories, fact }: Through): string {
  if (fact !== undefined) return `${escapeMarkdown(path.join(' → '))} ${escapeMarkdown(fact)}`;
  const [worst] = advisories;
  const more = advisories.length > 1 ? ` and ${advisories.length - 1} more` : '';
  return `${escapeMarkdown(path.join(' → '))}: ${worst ? linked(worst) : ''}${more}`;
}

function linked({ lead, kind, severity }: AdvisoryGroup): string {
  const url = webAddress(lead.url);
  const id = escapeMarkdown(lead.id);
  return `${url ? `[${id}](${url})` : id} (${kind === 'malicious' ? 'malicious' : (severity ?? 'no severity given')})`;
}

function advisoryLine(finding: Finding, group: AdvisoryGroup): string {
  const scope =
    finding.rule === 'admits-malicious-release' && finding.bad.length > 0 ? `${escapeMarkdown(finding.bad.slice(0, 5).join(', '))}: ` : '';
  return `${linked(group)} ${scope}${escapeMarkdown(group.lead.summary)}`;
}

/** The best fix, and why it leads where it does. */
function fixLine({ findings, subject, ...around }: Judged): readonly string[] {
  if (!subject) return [];
  for (const finding of findings) {
    const fix = fixesFor(finding, subject, subject.now, around).find(({ explanation }) => explanation !== undefined);
    if (fix?.explanation !== undefined)
      return [`Fix: ${escapeMarkdown(`${fix.title.replace(/ \(.*$/, '')} — ${fix.explanation.replace(/^[^:]*: /, '')}`)}`];
  }
  return [];
}

function statusLine({ status }: Judged): readonly string[] {
  switch (status.kind) {
    case 'unknown':
      return [`Could not be checked: ${escapeMarkdown(status.reason)}`];
    case 'skipped':
      return [`Not checked: ${escapeMarkdown(status.reason.replace(/^not checked: /, ''))}`];
    case 'pending':
      return ['Being checked…'];
    case 'checked':
      return [];
  }
}

function withoutMarkup(markdown: string): string {
  return markdown
    .replace(/(?<!\\)\[((?:\\.|[^\]])+)\]\([^)]*\)/g, '$1')
    .replace(/(?<!\\)\*\*/g, '')
    .replace(/ {2}\n/g, '\n')
    .replace(/\\(.)/g, '$1');
}
