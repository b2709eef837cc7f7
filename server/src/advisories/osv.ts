// OSV records as they come from outside: every field is looked at on its own, and an odd one costs itself only.

import { identityOf, isEcosystem } from '../ecosystems/identities.js';
import type { Advisory, Affected, AffectedRange, Ecosystem, RangeEvent, SeverityName } from '../model/index.js';
import { severityOfVectors } from './cvss.js';
import { isMalware } from './malware.js';
import { graver, severityOfWord } from './severity.js';
import { fieldsOf, firstLine, itemsOf, wordOf } from '../text/values.js';

/**
 * Reads one OSV record (schema 1.7, https://ossf.github.io/osv-schema/). Undefined where it is no object or has no usable id.
 * Only npm and PyPI are kept of what it affects, and no GIT ranges; a record may well affect nothing that is left.
 */
export function readAdvisory(record: unknown): Advisory | undefined {
  const fields = fieldsOf(record);
  const id = idOf(fields.id);
  if (id === undefined) return undefined;
  const aliases = [...new Set(itemsOf(fields.aliases).map(idOf))].filter(alias => alias !== undefined && alias !== id) as string[];
  const entries = itemsOf(fields.affected).map(fieldsOf);
  const affected = entries.map(readAffected).filter(entry => entry !== undefined);
  const summary = summaryOf(fields);
  const published = timeOf(fields.published);
  const severity = severityOf(fields, entries);
  const files = filesOf(fields.database_specific);
  return {
    id,
    aliases,
    kind: isMalware({ ids: [id, ...aliases], databaseSpecific: fields.database_specific, summary, packages: affected })
      ? 'malicious'
      : 'vulnerability',
    summary,
    ...(published !== undefined && { published }),
    modified: timeOf(fields.modified) ?? published ?? '',
    withdrawn: typeof fields.withdrawn === 'string' && fields.withdrawn !== '',
    ...(severity !== undefined && { severity }),
    affected,
    ...(files.length > 0 && { files }),
    url: pageOf(fields.references, [id, ...aliases]),
  };
}

/** The indicators of compromise that the malicious-packages database keeps: `database_specific.iocs.files`, a path or an object with one. */
function filesOf(databaseSpecific: unknown): readonly string[] {
  const files = itemsOf(fieldsOf(fieldsOf(databaseSpecific).iocs).files).slice(0, MOST_FILES);
  return files.map(file => wordOf(file) ?? wordOf(fieldsOf(file).path) ?? wordOf(fieldsOf(file).name)).filter(file => file !== undefined);
}

const MOST_FILES = 100;

function readAffected(entry: Readonly<Record<string, unknown>>): Affected | undefined {
  const pkg = fieldsOf(entry.package);
  const ecosystem = ecosystemOf(pkg.ecosystem);
  const name = wordOf(pkg.name);
  if (ecosystem === undefined || name === undefined) return undefined;
  const bound = fieldsOf(entry.database_specific).last_known_affected_version_range;
  const lastKnownAffected = typeof bound === 'string' ? /^<=?\s*[^\s<>=,|]+$/.exec(bound.trim())?.[0] : undefined;
  return {
    ecosystem,
    name: identityOf(ecosystem).normalizeName(name),
    versions: itemsOf(entry.versions)
      .map(version => wordOf(version))
      .filter(version => version !== undefined),
    ranges: itemsOf(entry.ranges)
      .map(readRange)
      .filter(range => range !== undefined),
    ...(lastKnownAffected !== undefined && { lastKnownAffected }),
  };
}

/** Ecosystem names are case-sensitive and may have a suffix (`PyPI:…`). */
function ecosystemOf(value: unknown): Ecosystem | undefined {
  const [name] = typeof value === 'string' ? value.split(':') : [];
  return isEcosystem(name) ? name : undefined;
}

/** A range that had an end which cannot be read is dropped whole: without it, it would cover every later release. */
function readRange(value: unknown): AffectedRange | undefined {
  const { type, events } = fieldsOf(value);
  if (type !== 'SEMVER' && type !== 'ECOSYSTEM') return undefined;
  const named = itemsOf(events).flatMap(event =>
    EVENT_KINDS.filter(kind => kind in fieldsOf(event)).map(kind => ({ kind, value: fieldsOf(event)[kind] })),
  );
  const read: RangeEvent[] = [];
  let lostEnd = false;
  for (const { kind, value: written } of named) {
    const version = wordOf(written);
    if (version !== undefined) read.push({ kind, version });
    else if (kind !== 'introduced') lostEnd = true;
  }
  const isClosed = read.some(event => event.kind !== 'introduced');
  return read.some(event => event.kind === 'introduced') && (isClosed || !lostEnd) ? { type, events: read } : undefined;
}

/** CVSS of the record, else of what it affects (the gravest), else the database's own word. */
function severityOf(
  fields: Readonly<Record<string, unknown>>,
  entries: readonly Readonly<Record<string, unknown>>[],
): SeverityName | undefined {
  return (
    severityOfVectors(fields.severity) ??
    entries.map(entry => severityOfVectors(entry.severity)).reduce(graver, undefined) ??
    severityOfWord(fieldsOf(fields.database_specific).severity)
  );
}

function summaryOf(fields: Readonly<Record<string, unknown>>): string {
  for (const text of [fields.summary, fields.details]) {
    const line = typeof text === 'string' ? firstLine(text, LONGEST_SUMMARY) : '';
    if (line !== '') return line;
  }
  return '';
}

/** A reference whose address names one of the ids, advisories first; else another advisory; else OSV's page. */
function pageOf(references: unknown, ids: readonly string[]): string {
  const links = itemsOf(references)
    .map(fieldsOf)
    .filter((link): link is { type: unknown; url: string } => typeof link.url === 'string' && isWebAddress(link.url));
  const namesIt = (link: { readonly url: string }): boolean => ids.some(id => link.url.includes(id));
  const page =
    links.find(link => link.type === 'ADVISORY' && namesIt(link)) ??
    links.find(link => link.type === 'WEB' && namesIt(link)) ??
    links.find(link => link.type === 'ADVISORY' && link.url.startsWith('https:'));
  return page?.url ?? `https://osv.dev/vulnerability/${ids[0]}`;
}

function isWebAddress(text: string): boolean {
  return text.length <= 2000 && /^https?:\/\/[\w.-]+(?::\d+)?(?:[/?#][!#-;=?-[\]_a-z~]*)?$/i.test(text);
}

function idOf(value: unknown): string | undefined {
  const id = wordOf(value, 128);
  return id !== undefined && /^[A-Za-z0-9][\w.:+-]*$/.test(id) ? id : undefined;
}

function timeOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value) ? value : undefined;
}

const EVENT_KINDS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;
const LONGEST_SUMMARY = 200;
