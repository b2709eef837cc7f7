// What is known of one package, as the index keeps it: JSON in which nothing stands that follows from something else.
import { identityOf, isEcosystem } from '../../ecosystems/identities.js';
import type {
  Advisory,
  Affected,
  AffectedRange,
  Ecosystem,
  PackageId,
  RangeEvent,
  ReportedRelease,
  SeverityName,
} from '../../model/index.js';

/** One record under the name of one package that it affects; `affected` tells of that package only. */
export interface Entry {
  readonly advisory: Advisory;
  /** The record stands under other names of its ecosystem too, and this is not the first of them. */
  readonly isRepeated: boolean;
}

export interface Block {
  readonly id: PackageId;
  readonly entries: readonly Entry[];
}

export interface BlockHeads {
  readonly ecosystem: Ecosystem;
  readonly heads: readonly BlockHead[];
}

export interface BlockHead extends Pick<Entry, 'isRepeated'> {
  readonly id: string;
  /** When modified; for `unpackTime`. */
  readonly packedTime: string;
}

/** The block as bytes, without a checksum. Of versions that several records list, each is written once. */
export function encodeBlock({ id, entries }: Block): Uint8Array {
  const table = versionTable(entries.flatMap(({ advisory }) => advisory.affected.flatMap(affected => affected.versions)));
  const packed: PackedBlock = {
    n: keyOf(id),
    ...(table.versions.length > 0 && { w: table.versions.join(' ') }),
    r: entries.map(entry => packEntry(entry, id, table)),
  };
  return Buffer.from(JSON.stringify(packed));
}

/** What `encodeBlock` made, read again; throws where it is something else. */
export function decodeBlock(bytes: Uint8Array): Block {
  const packed = JSON.parse(textOf(bytes)) as PackedBlock;
  const id = idOf(packed.n);
  const versions = packed.w?.split(' ') ?? [];
  return { id, entries: packed.r.map(record => ({ advisory: unpackRecord(record, id, versions), isRepeated: record.x === 1 })) };
}

/** Whose package a block is about, without parsing it; throws where it says so of none that is known. */
export function ecosystemOf(bytes: Uint8Array): Ecosystem {
  const end = bytes.indexOf(COLON, PACKED_NAME.length);
  return known(textOf(bytes.subarray(PACKED_NAME.length, Math.max(end, PACKED_NAME.length))));
}

/** What `keyOf` made, read again. */
function idOf(key: string): PackageId {
  const end = key.indexOf(':');
  return { ecosystem: known(key.slice(0, Math.max(end, 0))), name: key.slice(end + 1) };
}

function known(ecosystem: string): Ecosystem {
  if (!isEcosystem(ecosystem)) throw new Error(`a block is of no ecosystem: ${ecosystem}`);
  return ecosystem;
}

/** The ids and times of a block's records, for a fifth of what it costs to read them whole. */
export function headsOf(bytes: Uint8Array): BlockHeads {
  const { n, r } = JSON.parse(textOf(bytes)) as PackedBlock;
  return { ecosystem: idOf(n).ecosystem, heads: r.map(({ i, m, x }) => ({ id: i, packedTime: m, isRepeated: x === 1 })) };
}

/** What tells, at a glance, most of the blocks that hold none of some records. */
export interface IdFilter {
  /** Whether a block may hold a record of one of the ids: never false where it does. */
  mayBeIn(block: Uint8Array): boolean;
}

/** Looks at bytes and parses nothing: an index has hundreds of thousands of blocks, and few of them change. */
export function idFilter(ids: Iterable<string>): IdFilter {
  const sums = new Set<number>();
  for (const id of ids) sums.add(sumOfText(Buffer.from(JSON.stringify(id)), 1));
  return {
    mayBeIn: block => {
      for (let at = 0; at < block.length; at++) {
        if (block[at] === COLON && isBehindId(block, at) && sums.has(sumOfText(block, at + 2))) return true;
      }
      return false;
    },
  };
}

/** Whether a colon is that of `"i":"`. Within a text every quote has a backslash in front, so that nothing but the key looks like it. */
function isBehindId(block: Uint8Array, colon: number): boolean {
  return block[colon - 3] === QUOTE && block[colon - 2] === LETTER_I && block[colon - 1] === QUOTE && block[colon + 1] === QUOTE;
}

/** Of the bytes of a text in JSON, up to the next quote. */
function sumOfText(bytes: Uint8Array, start: number): number {
  let sum = 0;
  for (let at = start; at < bytes.length && bytes[at] !== QUOTE; at++) sum = (Math.imul(sum, 31) + (bytes[at] as number)) & 0x3fffffff;
  return sum;
}

/** Tells packages apart, and is what their place in the index follows from. No ecosystem has a colon in its name. */
export function keyOf(id: PackageId): string {
  return `${id.ecosystem}:${id.name}`;
}

/** Short names, for there are hundreds of thousands of blocks. */
interface PackedBlock {
  /** Whose it is: `keyOf`. */
  readonly n: string;
  /** Every version that some record lists, once, with spaces between; versions hold none. */
  readonly w?: string;
  readonly r: readonly PackedRecord[];
}

interface PackedRecord {
  readonly i: string;
  /** When modified, as `packTime` writes it. */
  readonly m: string;
  /** When published, so too; missing where it is not known. */
  readonly p?: string;
  /** The kind, where it is not the one that the id tells. */
  readonly k?: Advisory['kind'];
  readonly s?: SeverityName;
  /** The summary, where it is not the one that the malicious-packages database gives to every record. */
  readonly t?: string;
  readonly a?: readonly string[];
  /** The page, where it is not OSV's own: the address, or numbers of its beginning in `PAGES` and of the id behind that. */
  readonly u?: string | readonly [page: number, id: number];
  /** What it affects, where that is not every release. */
  readonly f?: readonly PackedAffected[];
  /** Files left behind. */
  readonly o?: readonly string[];
  /** Releases that were reported on other days than `p`, each followed by its time. */
  readonly d?: readonly string[];
  /** 1: `isRepeated`. */
  readonly x?: 1;
}

interface PackedAffected {
  readonly v?: Runs;
  readonly r?: readonly PackedRange[];
  readonly l?: string;
  /** 1: `isUnreadable`. */
  readonly e?: 1;
}

/** Places in the block's versions: 0 for all of them, else first and count of each run. */
type Runs = 0 | readonly number[];

/** Each event as the first letter of its kind (of `limit`: `m`) with the version behind it; first the type, where it is not the ecosystem's own. */
type PackedRange = readonly string[];

function packEntry({ advisory, isRepeated }: Entry, id: PackageId, table: VersionTable): PackedRecord {
  const { aliases, severity, published, files, reported, summary } = advisory;
  const page = packedPage(advisory);
  return {
    i: advisory.id,
    m: packTime(advisory.modified),
    ...(published !== undefined && { p: packTime(published) }),
    ...(advisory.kind !== usualKind(advisory.id) && { k: advisory.kind }),
    ...(severity !== undefined && { s: severity }),
    ...(summary !== usualSummary(advisory.kind, id) && { t: summary }),
    ...(aliases.length > 0 && { a: aliases }),
    ...(page !== undefined && { u: page }),
    ...(!affectsEverything(advisory.affected, id) && { f: advisory.affected.map(affected => packAffected(affected, table)) }),
    ...(files !== undefined && { o: files }),
    ...(reported !== undefined && { d: reported.flatMap(({ version, time }) => [version, packTime(time)]) }),
    ...(isRepeated && { x: 1 }),
  };
}

function unpackRecord(packed: PackedRecord, id: PackageId, versions: readonly string[]): Advisory {
  const { i, m, p, k, s, t, a = [], u, f, o, d } = packed;
  const kind = k ?? usualKind(i);
  return {
    id: i,
    aliases: a,
    kind,
    summary: t ?? usualSummary(kind, id),
    ...(p !== undefined && { published: unpackTime(p) }),
    modified: unpackTime(m),
    withdrawn: false,
    ...(s !== undefined && { severity: s }),
    affected: f?.map(affected => unpackAffected(affected, id, versions)) ?? [everythingOf(id)],
    ...(o !== undefined && { files: o }),
    ...(d !== undefined && { reported: unpackReported(d) }),
    url: unpackedPage(u, [i, ...a]),
  };
}

function unpackReported(packed: readonly string[]): readonly ReportedRelease[] {
  return packed.flatMap((version, at) => (at % 2 === 0 ? [{ version, time: unpackTime(packed[at + 1] ?? '') }] : []));
}

/** Seconds since 1970 to the base of 36, and the fraction as it is written; any other form than `2026-03-24T12:00:00.123Z` stays what it is. */
function packTime(time: string): string {
  const [, whole, fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z$/.exec(time) ?? [];
  const packed = `${(Date.parse(`${whole}Z`) / 1000).toString(36)}${fraction}`;
  return whole !== undefined && unpackTime(packed) === time ? packed : time;
}

/** What `packTime` was given. */
export function unpackTime(packed: string): string {
  const [, seconds, fraction = ''] = /^(-?[0-9a-z]{1,8})(\.\d+)?$/.exec(packed) ?? [];
  if (seconds === undefined) return packed;
  const milliseconds = Number.parseInt(seconds, 36) * 1000;
  return Math.abs(milliseconds) <= LAST_DAY ? `${new Date(milliseconds).toISOString().slice(0, -5)}${fraction}Z` : packed;
}

function packAffected({ versions, ranges, lastKnownAffected, isUnreadable, ecosystem }: Affected, table: VersionTable): PackedAffected {
  return {
    ...(versions.length > 0 && { v: table.runsOf(versions) }),
    ...(ranges.length > 0 && { r: ranges.map(range => packRange(range, ecosystem)) }),
    ...(lastKnownAffected !== undefined && { l: lastKnownAffected }),
    ...(isUnreadable && { e: 1 }),
  };
}

function unpackAffected({ v, r = [], l, e }: PackedAffected, id: PackageId, versions: readonly string[]): Affected {
  return {
    ...id,
    versions: v === undefined ? [] : versionsIn(v, versions),
    ranges: r.map(range => unpackRange(range, id.ecosystem)),
    ...(l !== undefined && { lastKnownAffected: l }),
    ...(e === 1 && { isUnreadable: true }),
  };
}

function packRange({ type, events }: AffectedRange, ecosystem: Ecosystem): PackedRange {
  const packed = events.map(({ kind, version }) => `${kind === 'limit' ? 'm' : kind.charAt(0)}${version}`);
  return type === identityOf(ecosystem).osvRange ? packed : [type, ...packed];
}

function unpackRange(packed: PackedRange, ecosystem: Ecosystem): AffectedRange {
  const [first] = packed;
  const isUnusual = first === 'SEMVER' || first === 'ECOSYSTEM';
  return { type: isUnusual ? first : identityOf(ecosystem).osvRange, events: (isUnusual ? packed.slice(1) : packed).map(unpackEvent) };
}

function unpackEvent(packed: string): RangeEvent {
  const kind = KINDS[packed.charAt(0)];
  if (kind === undefined) throw new Error(`there is no event ${packed}`);
  return { kind, version: packed.slice(1) };
}

interface VersionTable {
  readonly versions: readonly string[];
  runsOf(listed: readonly string[]): Runs;
}

function versionTable(listed: readonly string[]): VersionTable {
  const places = new Map<string, number>();
  for (const version of listed) if (!places.has(version)) places.set(version, places.size);
  return { versions: [...places.keys()], runsOf: some => runsIn(some, places) };
}

function runsIn(listed: readonly string[], places: ReadonlyMap<string, number>): Runs {
  const runs: number[] = [];
  let next = -1;
  for (const version of listed) {
    const place = places.get(version) as number;
    if (place === next) (runs[runs.length - 1] as number)++;
    else runs.push(place, 1);
    next = place + 1;
  }
  return runs.length === 2 && runs[0] === 0 && runs[1] === places.size ? 0 : runs;
}

function versionsIn(runs: Runs, versions: readonly string[]): readonly string[] {
  if (runs === 0) return versions;
  return runs.flatMap((first, index) => (index % 2 === 0 ? versions.slice(first, first + (runs[index + 1] as number)) : []));
}

function affectsEverything(affected: readonly Affected[], id: PackageId): boolean {
  const [only] = affected;
  if (only === undefined || affected.length !== 1 || only.versions.length > 0) return false;
  if (only.lastKnownAffected !== undefined || only.isUnreadable) return false;
  const [range] = only.ranges;
  const [event] = range?.events ?? [];
  const isOnly = only.ranges.length === 1 && range?.events.length === 1 && range.type === identityOf(id.ecosystem).osvRange;
  return isOnly && event?.kind === 'introduced' && event.version === '0';
}

function everythingOf(id: PackageId): Affected {
  return { ...id, versions: [], ranges: [{ type: identityOf(id.ecosystem).osvRange, events: [{ kind: 'introduced', version: '0' }] }] };
}

function packedPage({ id, aliases, url }: Advisory): PackedRecord['u'] {
  if (url === `${OSV_PAGE}${id}`) return undefined;
  const page = PAGES.findIndex(beginning => url.startsWith(beginning));
  const place = page === -1 ? -1 : [id, ...aliases].indexOf(url.slice((PAGES[page] as string).length));
  return place === -1 ? url : [page, place];
}

function unpackedPage(packed: PackedRecord['u'], ids: readonly string[]): string {
  if (packed === undefined) return `${OSV_PAGE}${ids[0]}`;
  return typeof packed === 'string' ? packed : `${PAGES[packed[0]]}${ids[packed[1]]}`;
}

function usualKind(id: string): Advisory['kind'] {
  return id.startsWith('MAL-') ? 'malicious' : 'vulnerability';
}

function usualSummary(kind: Advisory['kind'], { ecosystem, name }: PackageId): string {
  return kind === 'malicious' ? `Malicious code in ${name} (${ecosystem})` : '';
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** What every block begins with; behind it comes the ecosystem. */
const PACKED_NAME = '{"n":"';
const QUOTE = '"'.charCodeAt(0);
const COLON = ':'.charCodeAt(0);
const LETTER_I = 'i'.charCodeAt(0);
/** The end of what a `Date` can hold, in milliseconds. */
const LAST_DAY = 8.64e15;
const KINDS: Readonly<Record<string, RangeEvent['kind']>> = { i: 'introduced', f: 'fixed', l: 'last_affected', m: 'limit' };
const OSV_PAGE = 'https://osv.dev/vulnerability/';
/** Behind each of these, pages are named by ids. A number in an index means a place here: add at the end, or raise the schema. */
const PAGES = ['https://github.com/advisories/', 'https://nvd.nist.gov/vuln/detail/', 'https://osv.dev/vulnerability/'];
