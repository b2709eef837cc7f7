// OSV records as they come from outside: every field is looked at on its own, and an odd one costs itself only.
import { identityOf, isEcosystem, versionsOf } from '../ecosystems/identities.js';
import type { Advisory, Affected, AffectedRange, Ecosystem, PackageId, RangeEvent, ReportedRelease, SeverityName } from '../model/index.js';
import { fieldsOf, firstLine, itemsOf, wordOf } from '../text/values.js';
import { severityOfVectors } from './cvss.js';
import { isMalware } from './malware.js';
import { hasReadableBound } from './ranges.js';
import { graver, severityOfWord } from './severity.js';

/**
 * Reads one OSV record (schema 1.7, https://ossf.github.io/osv-schema/). Undefined where it is no object or has no usable id.
 * Only npm and PyPI are kept of what it affects, and no GIT ranges; a record may well affect nothing that is left. What cannot be read of what it
 * says of a package leaves a mark (`isUnreadable`).
 * @param now milliseconds since 1970: a record is withdrawn only from the time on that it names
 */
export function readAdvisory(record: unknown, now: number): Advisory | undefined {
  const fields = fieldsOf(record);
  const id = idOf(fields.id);
  if (id === undefined) return undefined;
  const aliases = [...new Set(itemsOf(fields.aliases).map(idOf))].filter(alias => alias !== undefined && alias !== id) as string[];
  const entries = itemsOf(fields.affected).map(fieldsOf);
  const affected = marked(entries.map(readAffected).filter(entry => entry !== undefined));
  const summary = summaryOf(fields);
  const published = timeOf(fields.published);
  const severity = severityOf(fields, entries);
  const files = filesOf(fields.database_specific, entries);
  const reported = reportedIn(fields.database_specific, published);
  return {
    id,
    aliases,
    kind: isMalware({ ids: [id, ...aliases], databaseSpecific: fields.database_specific, summary, packages: affected })
      ? 'malicious'
      : 'vulnerability',
    summary,
    ...(published !== undefined && { published }),
    modified: timeOf(fields.modified) ?? published ?? '',
    withdrawn: isPast(timeOf(fields.withdrawn), now),
    ...(severity !== undefined && { severity }),
    affected,
    ...(files.length > 0 && { files }),
    ...(reported.length > 0 && { reported }),
    url: pageOf(fields.references, [id, ...aliases]),
  };
}

/**
 * The files that the malicious-packages database names as left behind: in `database_specific.iocs.files` of the record and, since July 2026, in
 * `affected[].database_specific.indicators.evidence_files`; each a path or an object with one.
 */
function filesOf(databaseSpecific: unknown, entries: readonly Fields[]): readonly string[] {
  const evidence = entries.flatMap(entry => itemsOf(fieldsOf(fieldsOf(entry.database_specific).indicators).evidence_files));
  const files = [...itemsOf(fieldsOf(fieldsOf(databaseSpecific).iocs).files), ...evidence].slice(0, MOST_FILES);
  const names = files.map(file => wordOf(file) ?? wordOf(fieldsOf(file).path) ?? wordOf(fieldsOf(file).name));
  return [...new Set(names)].filter(file => file !== undefined);
}

const MOST_FILES = 100;

/**
 * When the malicious-packages database was told of which release: the earliest of `database_specific.malicious-packages-origins` that lists it. Those
 * of the day on which the record was published are left out.
 */
function reportedIn(databaseSpecific: unknown, published: string | undefined): readonly ReportedRelease[] {
  const times = new Map<string, string>();
  for (const origin of itemsOf(fieldsOf(databaseSpecific)['malicious-packages-origins']).map(fieldsOf)) {
    const time = timeOf(origin.import_time) ?? timeOf(origin.modified_time);
    if (time === undefined) continue;
    for (const version of itemsOf(origin.versions).flatMap(one => wordOf(one) ?? [])) {
      const before = times.get(version);
      if (before === undefined || Date.parse(time) < Date.parse(before)) times.set(version, time);
    }
  }
  const isNews = (time: string): boolean => time.slice(0, 10) !== published?.slice(0, 10);
  return [...times].flatMap(([version, time]) => (isNews(time) ? [{ version, time }] : []));
}

/** Whether a time has come; a clock may be behind by `CLOCK_SKEW`. */
function isPast(time: string | undefined, now: number): boolean {
  return time !== undefined && Date.parse(time) <= now + CLOCK_SKEW;
}

/** Milliseconds. */
const CLOCK_SKEW = 24 * 60 * 60 * 1000;

type Fields = Readonly<Record<string, unknown>>;

/** What an entry of `affected` says, and whether some of it was lost that may cover releases. */
interface ReadAffected {
  readonly affected: Affected;
  readonly isDamaged: boolean;
}

/**
 * Marks what leaves it open which releases are affected: an entry of which something was lost, and one without readable ranges and versions where no
 * other entry on the package has any either.
 */
function marked(entries: readonly ReadAffected[]): readonly Affected[] {
  const telling = new Set(entries.filter(({ affected }) => saysSomething(affected)).map(({ affected }) => keyOf(affected)));
  return entries.map(({ affected, isDamaged }) =>
    isDamaged || !telling.has(keyOf(affected)) ? { ...affected, isUnreadable: true } : affected,
  );
}

function saysSomething({ versions, ranges }: Affected): boolean {
  return versions.length > 0 || ranges.length > 0;
}

function keyOf({ ecosystem, name }: Affected): string {
  return `${ecosystem} ${name}`;
}

function readAffected(entry: Fields): ReadAffected | undefined {
  const pkg = packageOf(fieldsOf(entry.package));
  if (pkg === undefined) return undefined;
  const { ecosystem, name } = pkg;
  const bound = fieldsOf(entry.database_specific).last_known_affected_version_range;
  const lastKnownAffected = typeof bound === 'string' ? /^<=?\s*[^\s<>=,|]+$/.exec(bound.trim())?.[0] : undefined;
  const listed = readList(entry.versions, version => (typeof version === 'string' ? { version: wordOf(version) } : undefined));
  const versions = listed.items.flatMap(({ version }) => version ?? []);
  const ranges = readList(entry.ranges, range => readRange(range, ecosystem));
  return {
    affected: {
      ecosystem,
      name,
      versions,
      ranges: ranges.items.flatMap(({ range }) => range ?? []),
      ...(lastKnownAffected !== undefined && { lastKnownAffected }),
    },
    // where versions are listed, they say what ranges do
    isDamaged: listed.isDamaged || (versions.length === 0 && (ranges.isDamaged || ranges.items.some(range => range.isDamaged))),
  };
}

/** The items of a list that can be read, and whether others are lost: `null` is no list, and loses none. */
function readList<T>(
  value: unknown,
  read: (item: unknown) => T | undefined,
): { readonly items: readonly T[]; readonly isDamaged: boolean } {
  const given = itemsOf(value);
  const items = given.map(read).filter(item => item !== undefined);
  return { items, isDamaged: items.length < given.length || !(value === undefined || value === null || Array.isArray(value)) };
}

/** The package that an entry names, by name and ecosystem or else by its package URL alone. */
function packageOf(fields: Fields): PackageId | undefined {
  const ecosystem = ecosystemOf(fields.ecosystem);
  const name = wordOf(fields.name);
  if (ecosystem !== undefined && name !== undefined) return normalised(ecosystem, name);
  return fields.ecosystem === undefined && fields.name === undefined ? packageAt(wordOf(fields.purl)) : undefined;
}

/** `pkg:npm/%40scope/name`, `pkg:pypi/name` (https://github.com/package-url/purl-spec). */
function packageAt(purl: string | undefined): PackageId | undefined {
  const [, type = '', path = ''] = /^pkg:([a-z]+)\/([^?#]+)/i.exec(purl ?? '') ?? [];
  const ecosystem = PURL_TYPES.get(type.toLowerCase());
  const name = wordOf(decoded(path.replace(/@[^@/]*$/, '')));
  return ecosystem === undefined || name === undefined ? undefined : normalised(ecosystem, name);
}

const PURL_TYPES: ReadonlyMap<string, Ecosystem> = new Map([
  ['npm', 'npm'],
  ['pypi', 'PyPI'],
]);

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function normalised(ecosystem: Ecosystem, name: string): PackageId {
  return { ecosystem, name: identityOf(ecosystem).normalizeName(name) };
}

/** Ecosystem names are case-sensitive and may have a suffix (`PyPI:…`). */
function ecosystemOf(value: unknown): Ecosystem | undefined {
  const [name] = typeof value === 'string' ? value.split(':') : [];
  return isEcosystem(name) ? name : undefined;
}

/** What became of one range. `range` is missing where nothing can be told by it. */
interface ReadRange {
  readonly range?: AffectedRange;
  /** It says something of versions that is lost: a bound that is no version, an event of an unknown kind. */
  readonly isDamaged: boolean;
}

/**
 * A range that had an end which cannot be read is dropped whole: without it, it would cover every later release. Ranges of GIT name
 * commits and say nothing of versions; of a type that the schema may get nobody can tell. Undefined where not even the type can be read.
 */
function readRange(value: unknown, ecosystem: Ecosystem): ReadRange | undefined {
  const { type, events } = fieldsOf(value);
  if (type !== 'SEMVER' && type !== 'ECOSYSTEM') return typeof type === 'string' ? { isDamaged: type !== 'GIT' } : undefined;
  const { items, isDamaged } = readList(events, readEvent);
  const read = items.flatMap(({ events: some }) => some);
  const hasLostEnd = items.some(item => item.hasLostEnd) && read.every(event => event.kind === 'introduced');
  if (hasLostEnd || !read.some(event => event.kind === 'introduced')) return { isDamaged: true };
  const isWhole = !isDamaged && items.every(item => !item.isDamaged) && read.every(event => hasReadableBound(event, versionsOf(ecosystem)));
  return { range: { type, events: read }, isDamaged: !isWhole };
}

interface ReadEvent {
  readonly events: readonly RangeEvent[];
  readonly isDamaged: boolean;
  readonly hasLostEnd: boolean;
}

/** An event names one bound, by the schema; a record may put several into one. */
function readEvent(value: unknown): ReadEvent {
  const fields = fieldsOf(value);
  const kinds = EVENT_KINDS.filter(kind => kind in fields);
  const lost = kinds.filter(kind => wordOf(fields[kind]) === undefined);
  return {
    events: kinds.flatMap(kind => eventOf(kind, wordOf(fields[kind]))),
    isDamaged: kinds.length === 0 || lost.length > 0,
    hasLostEnd: lost.some(kind => kind !== 'introduced'),
  };
}

function eventOf(kind: RangeEvent['kind'], version: string | undefined): readonly RangeEvent[] {
  return version === undefined ? [] : [{ kind, version }];
}

/** CVSS of the record, else of what it affects (the gravest), else the database's own word. */
function severityOf(fields: Fields, entries: readonly Fields[]): SeverityName | undefined {
  return (
    severityOfVectors(fields.severity) ??
    entries.map(entry => severityOfVectors(entry.severity)).reduce(graver, undefined) ??
    severityOfWord(fieldsOf(fields.database_specific).severity)
  );
}

function summaryOf(fields: Fields): string {
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
  const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value);
  return isTime && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

const EVENT_KINDS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;
const LONGEST_SUMMARY = 200;
