import {
  type FixedTextsColumn,
  fixedTextsAt,
  fixedTextsColumn,
  type ListColumn,
  listAt,
  listColumn,
  type NumberColumn,
  numberAt,
  numberColumn,
  type TextColumn,
  textAt,
  textColumn,
} from './columns.js';
import { base64ToHex, hexToBase64 } from './digestText.js';
import type { Ecosystem, PackageFacts, Peer, ProjectStatus, Release, Releases, WithdrawnRelease } from './index.js';

// How the facts of one package stand in the cache and in memory: as columns, a text that repeats only once. Of the thousands of releases
// hardly any is ever looked at: a `Release` is put together when it is asked for.

/** Facts in their stored form; plain JSON. Times are milliseconds since 1970, 0 where unknown. */
export interface StoredFacts {
  readonly count: number;
  /** With a space between each two; a list where one has a space in it, or is empty. */
  readonly versions: string | readonly string[];
  readonly published?: NumberColumn;
  readonly yanked?: TextColumn;
  readonly deprecated?: TextColumn;
  readonly publisher?: TextColumn;
  readonly installScripts?: ListColumn;
  readonly dependencies?: ListColumn;
  readonly provenance?: NumberColumn;
  readonly digests?: FixedTextsColumn;
  readonly requiresPython?: TextColumn;
  readonly requiresNode?: TextColumn;
  readonly repositories?: TextColumn;
  /** Names and ranges in turns. */
  readonly peers?: ListColumn;
  readonly hasNoFile?: NumberColumn;
  readonly distTags?: Readonly<Record<string, string>>;
  readonly withdrawn?: { readonly versions: readonly string[]; readonly times: readonly number[] };
  readonly status?: ProjectStatus;
  readonly statusReason?: string;
  readonly createdAt?: number;
  readonly maintainers?: readonly string[];
  readonly repository?: string;
  readonly homepage?: string;
}

/** Releases field by field, each with as many values as there are versions. */
export type ReadReleases = { readonly version: readonly string[] } & {
  readonly [field in Exclude<keyof Release, 'version'>]?: readonly (Release[field] | undefined)[];
};

/** Facts as they are read from a document. */
export interface ReadFacts extends Omit<PackageFacts, 'ecosystem' | 'name' | 'releases'> {
  readonly releases: ReadReleases;
}

export function storeFacts({ releases, withdrawn, distTags, ...rest }: ReadFacts): StoredFacts {
  return {
    count: releases.version.length,
    versions: joined(releases.version),
    ...present({
      published: timeColumn(releases.publishedAt),
      yanked: releases.yanked && textColumn(releases.yanked),
      deprecated: releases.deprecated && textColumn(releases.deprecated),
      publisher: releases.publisher && textColumn(releases.publisher),
      installScripts: releases.installScripts && listColumn(releases.installScripts),
      dependencies: releases.dependencies && listColumn(releases.dependencies),
      provenance: provenanceColumn(releases.provenance),
      digests: releases.digests && fixedTextsColumn(releases.digests.map(digests => digests?.map(packDigest))),
      requiresPython: releases.requiresPython && textColumn(releases.requiresPython),
      requiresNode: releases.requiresNode && textColumn(releases.requiresNode),
      repositories: releases.repository && textColumn(releases.repository),
      peers: releases.peers && listColumn(inTurns(releases.peers)),
      hasNoFile: releases.hasNoFile?.includes(true) ? numberColumn(releases.hasNoFile.map(one => (one ? 1 : 0))) : undefined,
      distTags: Object.keys(distTags).length > 0 ? distTags : undefined,
      withdrawn: withdrawn && { versions: withdrawn.map(({ version }) => version), times: withdrawn.map(timeOf) },
    }),
    ...present(rest),
  };
}

/** The facts of `name` that were stored so. Throws where `stored` is not in that form. */
export function restoreFacts(ecosystem: Ecosystem, name: string, stored: StoredFacts): PackageFacts {
  const { distTags = {}, withdrawn, status, statusReason, createdAt, maintainers, repository, homepage } = stored;
  return {
    ecosystem,
    name,
    releases: restoreReleases(stored),
    distTags,
    ...(withdrawn && { withdrawn: withdrawn.versions.map((version, index) => releaseAt(version, withdrawn.times[index])) }),
    ...present({ status, statusReason, createdAt, maintainers, repository, homepage }),
  };
}

/** A release with its date where one is known (neither undefined nor 0). */
export function releaseAt(version: string, publishedAt: number | undefined): WithdrawnRelease {
  return publishedAt ? { version, publishedAt } : { version };
}

/** What a digest begins with: the algorithm, and whether base64 or hexadecimal digits follow. */
export type DigestForm = 'sha512-' | 'sha1-' | 'sha256:';

/** A digest's form and its first 96 bits: 16 digits in base64, 24 hexadecimal ones. `digits` are all it has, as its form writes them. */
export function digestBeginning(form: DigestForm, digits: string): string {
  return form + digits.slice(0, isHexadecimal(form) ? 24 : 16);
}

/** Reads rows as they are asked for. The one that was found last is kept: several rules ask for the same one after another. */
function restoreReleases(stored: StoredFacts): Releases {
  if (!hasForm(stored)) throw new TypeError('no stored facts');
  let split: readonly string[] | undefined;
  let found: Release | undefined;
  const versions = (): readonly string[] => {
    split ??= typeof stored.versions === 'string' ? splitText(stored.versions) : stored.versions;
    return split;
  };
  const at = (index: number): Release | undefined => {
    const version = versions()[index];
    return version === undefined ? undefined : rowAt(stored, index, version);
  };
  return {
    length: stored.count,
    get versions() {
      return versions();
    },
    at,
    find(version) {
      if (found?.version !== version) {
        const index = lastIndexOf(stored, version);
        found = index < 0 ? undefined : rowAt(stored, index, version);
      }
      return found;
    },
    *[Symbol.iterator]() {
      for (const [index, version] of versions().entries()) yield rowAt(stored, index, version);
    },
  };
}

/** Whether every column has as many rows as there are versions. Throws where a column is none. */
function hasForm(stored: StoredFacts): boolean {
  const { count, versions, published, provenance, digests, hasNoFile } = stored;
  const lists = [stored.installScripts, stored.dependencies, stored.peers].flatMap(column => (column ? [column.lists] : []));
  const texts = [
    stored.yanked,
    stored.deprecated,
    stored.publisher,
    stored.requiresPython,
    stored.requiresNode,
    stored.repositories,
  ].flatMap(column => column ?? []);
  const columns = [published, provenance, digests?.ends, hasNoFile, ...[...lists, ...texts].map(({ rows }) => rows)];
  return (
    Number.isInteger(count) &&
    (typeof versions === 'string' || versions.length === count) &&
    columns.every(column => column === undefined || (column.length > 0 && column.length % count === 0))
  );
}

/**
 * A release whose fields are decoded when they are asked for. A class, because its getters are made once for all: lists of releases are gone
 * through for one or two fields of each.
 */
class StoredRelease {
  constructor(
    readonly version: string,
    private readonly row: number,
    private readonly stored: StoredFacts,
  ) {}

  get publishedAt(): number | undefined {
    return this.number(this.stored.published) || undefined;
  }
  get yanked(): string | undefined {
    return this.text(this.stored.yanked);
  }
  get deprecated(): string | undefined {
    return this.text(this.stored.deprecated);
  }
  get publisher(): string | undefined {
    return this.text(this.stored.publisher);
  }
  get installScripts(): readonly string[] | undefined {
    return this.list(this.stored.installScripts);
  }
  get dependencies(): readonly string[] | undefined {
    return this.list(this.stored.dependencies);
  }
  get provenance(): boolean | undefined {
    return PROVENANCE[this.number(this.stored.provenance) ?? 0];
  }
  get digests(): readonly string[] | undefined {
    const { digests, count } = this.stored;
    return digests && fixedTextsAt(digests, DIGEST_WIDTH, count, this.row)?.map(unpackDigest);
  }
  get requiresPython(): string | undefined {
    return this.text(this.stored.requiresPython);
  }
  get requiresNode(): string | undefined {
    return this.text(this.stored.requiresNode);
  }
  get repository(): string | undefined {
    return this.text(this.stored.repositories);
  }
  get peers(): readonly Peer[] | undefined {
    return this.list(this.stored.peers)?.flatMap((name, at, list) => (at % 2 === 0 ? { name, range: list[at + 1] ?? '' } : []));
  }
  get hasNoFile(): true | undefined {
    return this.number(this.stored.hasNoFile) ? true : undefined;
  }

  private number(column: NumberColumn | undefined): number | undefined {
    return column === undefined ? undefined : numberAt(column, this.stored.count, this.row);
  }
  private text(column: TextColumn | undefined): string | undefined {
    return column && textAt(column, this.stored.count, this.row);
  }
  private list(column: ListColumn | undefined): readonly string[] | undefined {
    return column && listAt(column, this.stored.count, this.row);
  }
}

function rowAt(stored: StoredFacts, row: number, version: string): Release {
  return new StoredRelease(version, row, stored) as Release;
}

function joined(versions: readonly string[]): StoredFacts['versions'] {
  return versions.some(version => version === '' || version.includes(' ')) ? versions : versions.join(' ');
}

function splitText(versions: string): readonly string[] {
  return versions === '' ? [] : versions.split(' ');
}

/** Without taking the text apart; -1 where it is not listed. */
function lastIndexOf({ count, versions }: StoredFacts, version: string): number {
  if (typeof versions !== 'string') return versions.lastIndexOf(version);
  if (version === '' || version.includes(' ')) return -1;
  for (let at = versions.lastIndexOf(version); at >= 0; at = at === 0 ? -1 : versions.lastIndexOf(version, at - 1)) {
    const end = at + version.length;
    const isWhole = (at === 0 || versions[at - 1] === ' ') && (end === versions.length || versions[end] === ' ');
    if (isWhole) return count - 1 - spacesFrom(versions, end);
  }
  return -1;
}

function spacesFrom(text: string, start: number): number {
  let spaces = 0;
  for (let at = text.indexOf(' ', start); at >= 0; at = text.indexOf(' ', at + 1)) spaces++;
  return spaces;
}

/** Each peer's name and range behind one another; of one array one array. */
function inTurns(peers: readonly (readonly Peer[] | undefined)[]): readonly (readonly string[] | undefined)[] {
  const lists = new Map([...new Set(peers)].map(list => [list, list?.flatMap(({ name, range }) => [name, range])]));
  return peers.map(list => lists.get(list));
}

function timeColumn(values: readonly (number | undefined)[] = []): NumberColumn | undefined {
  return values.some(value => value) ? numberColumn(values.map(value => value ?? 0)) : undefined;
}

function provenanceColumn(values: readonly (boolean | undefined)[] = []): NumberColumn | undefined {
  if (values.every(value => value === undefined)) return undefined;
  return numberColumn(values.map(value => PROVENANCE.indexOf(value)));
}

/** What the numbers of its column mean. */
const PROVENANCE = [undefined, false, true] as const;

const FORMS: readonly DigestForm[] = ['sha512-', 'sha1-', 'sha256:'];

/** The place of its form, and 16 digits in base64. */
const DIGEST_WIDTH = 17;

function packDigest(beginning: string): string {
  const form = FORMS.findIndex(one => beginning.startsWith(one));
  const digits = beginning.slice(FORMS[form]?.length);
  return form + (isHexadecimal(FORMS[form]) ? hexToBase64(digits) : digits);
}

function unpackDigest(packed: string): string {
  const form = FORMS[Number(packed[0])];
  const digits = packed.slice(1);
  return form + (isHexadecimal(form) ? base64ToHex(digits) : digits);
}

function isHexadecimal(form: DigestForm | undefined): boolean {
  return form === 'sha256:';
}

function timeOf(release: WithdrawnRelease): number {
  return release.publishedAt ?? 0;
}

/** The fields that have a value. */
function present<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
