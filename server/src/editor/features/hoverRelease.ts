// What a hover says of the release that a line gives, and of those that it could be updated to. Markdown, every text from outside escaped.
import type { Judged } from '../../analysis/evaluate.js';
import { trackRecordOf } from '../../analysis/trackRecord.js';
import { isDecisive } from '../../fixes/line.js';
import { isAlias } from '../../fixes/siblings.js';
import { trustInWords, type Update, updatesFor } from '../../fixes/updates.js';
import type { Effective } from '../../model/index.js';
import { dayOf } from '../../rules/age.js';
import { listedRelease } from '../../rules/cleanReleases.js';
import { quoted, shownVersion } from '../../rules/messages.js';
import type { Subject } from '../../rules/rule.js';
import { escapeMarkdown } from '../../text/markdown.js';
import { trackRecordLines } from './trackRecord.js';

/** `**chalk 5.6.1** (locked in package-lock.json): released 2025-09-08 by ann, no provenance; newest 5.6.2 (2025-09-09)`, as far as it is known. */
export function factsLine({ dependency, subject }: Judged): string {
  const name = quoted(dependency.name, 80);
  if (!subject) return `**${escapeMarkdown(name)}**`;
  const { effective } = subject;
  const facts = [...(effective ? releaseFacts(effective, subject) : []), ...newestFact(subject)].join('; ');
  const title = effective
    ? `**${escapeMarkdown(`${name} ${shownVersion(effective.version)}`)}** (${evidenceOf(effective)})`
    : `**${escapeMarkdown(name)}**`;
  return facts === '' ? title : `${title}: ${escapeMarkdown(facts)}`;
}

/** What a dependency could be updated to, with what that changes in whom one trusts; then what is known of its past. */
export function healthLines(judged: Judged): readonly string[] {
  const record = judged.subject && trackRecordOf(judged.subject);
  return [...updateLines(judged), ...(record ? trackRecordLines(record) : [])];
}

function evidenceOf({ evidence, where }: Effective): string {
  if (evidence === 'resolved') return 'resolved today';
  return where === undefined ? evidence : `${evidence} in ${escapeMarkdown(quoted(where, 40))}`;
}

function releaseFacts({ version }: Effective, subject: Subject): readonly string[] {
  const release = listedRelease(subject, version);
  if (!release) return withdrawnFact(version, subject);
  const { publishedAt, publisher, provenance } = release;
  const day = publishedAt === undefined ? undefined : dayOf(publishedAt);
  const origin = [...(day ? [day] : []), ...(publisher === undefined ? [] : [`by ${quoted(publisher, 40)}`])].join(' ');
  const facts = [
    ...(origin === '' ? [] : [`released ${origin}`]),
    ...(provenance === undefined ? [] : [provenance ? 'with provenance' : 'no provenance']),
  ];
  return facts.length === 0 ? [] : [facts.join(', ')];
}

function withdrawnFact(version: string, { registry, versions }: Subject): readonly string[] {
  const gone =
    registry.kind === 'found' ? registry.value.withdrawn?.find(other => versions.compare(other.version, version) === 0) : undefined;
  const day = gone?.publishedAt === undefined ? undefined : dayOf(gone.publishedAt);
  return gone ? [day ? `released ${day}, since withdrawn` : 'withdrawn'] : [];
}

/** What its maintainers call the latest release, else the highest final one. */
function newestFact({ registry, effective, book, versions }: Subject): readonly string[] {
  if (registry.kind !== 'found') return [];
  const newest = registry.value.distTags.latest ?? book.finals().at(-1);
  if (newest === undefined) return [];
  if (effective && versions.compare(newest, effective.version) === 0) return ['the newest'];
  const publishedAt = registry.value.releases.find(newest)?.publishedAt;
  const day = publishedAt === undefined ? undefined : dayOf(publishedAt);
  return [`newest ${shownVersion(newest)}${day ? ` (${day})` : ''}`];
}

function updateLines({ dependency, subject, neighbours }: Judged): readonly string[] {
  if (!subject || !isDecisive(dependency)) return [];
  const { inRange, minor, major } = updatesFor(neighbours && !isAlias(dependency) ? { ...subject, neighbours } : subject, subject.now);
  const kinds = [
    ['Safe update in range', inRange],
    ['Safe minor update', minor],
    ['Safe major update', major],
  ] as const;
  // the same release is told once, as the least that it is
  const lines = new Map<string, string>();
  for (const [what, update] of kinds) if (update && !lines.has(update.version)) lines.set(update.version, updateLine(what, update));
  return [...lines.values()];
}

function updateLine(what: string, { version, publishedAt, trust }: Update): string {
  const day = dayOf(publishedAt);
  const changes = trustInWords(trust);
  return escapeMarkdown(`${what}: ${shownVersion(version)}${day ? ` (${day})` : ''}${changes === '' ? '' : ` — ${changes}`}`);
}
