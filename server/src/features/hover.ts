import type { Judged } from '../engine/inspect.js';
import type { AdvisoryGroup, Finding, Span } from '../model.js';
import { escapeMarkdown } from './markdown.js';

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
  const advisories = found.findings.flatMap(finding => finding.advisories.map(group => advisoryLine(finding, group)));
  const hidden = advisories.length - ADVISORY_LIMIT;
  const lines = [
    headline(found),
    ...advisories.slice(0, ADVISORY_LIMIT),
    ...(hidden > 0 ? [`…and ${hidden} more advisories`] : []),
    ...statusLine(found),
  ];
  const markdown = lines.join('  \n');
  return { span: contains(nameSpan, offset) ? nameSpan : specifierSpan, markdown, plain: withoutMarkup(markdown) };
}

const ADVISORY_LIMIT = 5;

function contains(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end && span.end > span.start;
}

function headline({ dependency, subject }: Judged): string {
  const name = `**${escapeMarkdown(dependency.name)}**`;
  const effective = subject?.effective;
  if (!effective) return name;
  const published = publishedOn(subject, effective.version);
  const how =
    effective.evidence === 'pinned' ? 'pinned' : effective.evidence === 'resolved' ? 'what the specifier gives today' : effective.evidence;
  return `${name} ${escapeMarkdown(effective.version)} (${how}${published ? `, published ${published}` : ''})`;
}

function publishedOn(subject: Judged['subject'], version: string): string | undefined {
  if (subject?.registry.kind !== 'found') return undefined;
  const at = subject.registry.value.releases.find(release => release.version === version)?.publishedAt;
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 10);
}

function advisoryLine(finding: Finding, group: AdvisoryGroup): string {
  const url = safeUrl(group.lead.url);
  const id = escapeMarkdown(group.lead.id);
  const kind = group.kind === 'malicious' ? 'malicious' : (group.severity ?? 'no severity given');
  const scope = finding.rule === 'admits-malicious-release' ? `${finding.bad.map(escapeMarkdown).slice(0, 5).join(', ')}: ` : '';
  return `${url ? `[${id}](${url})` : id} (${kind}) ${scope}${escapeMarkdown(group.lead.summary)}`;
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

/** Only what cannot break out of a Markdown link: http(s), no white space, brackets or quotes. */
function safeUrl(url: string): string | undefined {
  return /^https?:\/\/[\w.~:/?#@!$&*+,;=%-]+$/.test(url) ? url : undefined;
}

function withoutMarkup(markdown: string): string {
  return markdown
    .replace(/(?<!\\)\[((?:\\.|[^\]])+)\]\([^)]*\)/g, '$1')
    .replace(/(?<!\\)\*\*/g, '')
    .replace(/ {2}\n/g, '\n')
    .replace(/\\(.)/g, '$1');
}
