import * as v from 'valibot';
import { hexToBase64 } from '../../../model/digestText.js';
import type { FileDigest, Peer, WithdrawnRelease } from '../../../model/index.js';
import { digestBeginning, type ReadFacts, type ReadReleases, releaseAt } from '../../../model/storedMetadata.js';
import type { Keep } from '../../../ports/jsonParts.js';
import { fieldsOf, ignoringOddities, instantOf, type Said, tellingTogether } from '../../shared/fields.js';

// Reads npm's package document (npm/registry: docs/responses/package-metadata.md). Mirrors leave out and distort fields:
// one that is missing or odd costs that field only.

/** What npm runs when a package is installed (npm: docs/using-npm/scripts.md), `binding.gyp` apart. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'] as const;

/** Fields of text that stand at the top of a whole document, of which every package has some. */
const DESCRIPTIVE = ['description', 'license', 'homepage', 'author'] as const;

/** Whose document it is: `_id` is the name as well. */
export const NAME_PARTS = { name: true, _id: true } as const satisfies Keep;

/** The parts of a full document that facts are made of. */
export const PACKUMENT_PARTS: Keep = {
  ...NAME_PARTS,
  'dist-tags': true,
  time: true,
  maintainers: { '*': { name: true } },
  repository: { url: true },
  ...Object.fromEntries(DESCRIPTIVE.map(field => [field, {}])),
  homepage: true,
  versions: {
    '*': {
      deprecated: true,
      _npmUser: { name: true },
      scripts: Object.fromEntries(INSTALL_SCRIPTS.map(script => [script, true])),
      gypfile: true,
      dependencies: 'names',
      optionalDependencies: 'names',
      repository: { url: true },
      engines: { node: true },
      peerDependencies: true,
      // of an address only whether there is one
      dist: { tarball: 'names', integrity: true, shasum: true, attestations: {} },
    },
  },
};

/** The parts of a document that the digests of `version` are made of. */
export function digestParts(version: string): Keep {
  return { ...NAME_PARTS, versions: { [version]: { dist: { tarball: true, integrity: true, shasum: true } } } };
}

/**
 * The facts in the parts of a full document; undefined where it is no package document.
 * A package that was unpublished as a whole has no `versions`, and `time.unpublished` names those it had: it is found, with no releases
 * and all of them withdrawn.
 */
export function readPackument(json: unknown): ReadFacts | undefined {
  if (!v.is(DocumentSchema, json)) return undefined;
  const document = v.parse(FieldsSchema, json);
  const unpublished = fieldsOf(document.time?.unpublished);
  if (document.versions === undefined && unpublished === undefined) return undefined;
  const versions = document.versions ?? {};
  const withdrawn = document.time && withdrawnFrom(document.time, versions, unpublished);
  const releases = releasesFrom(versions, document.time);
  const createdAt = firstSeen(instantOf(document.time?.created), releases);
  const maintainers = maintainersFrom(json.maintainers);
  const distTags = document['dist-tags'] ?? {};
  const repository = repositoryFrom(json, versions[distTags.latest ?? '']);
  return {
    releases,
    distTags,
    ...(withdrawn && { withdrawn }),
    ...(createdAt !== undefined && { createdAt }),
    ...(maintainers && { maintainers }),
    ...(repository !== undefined && { repository }),
    ...homepageFrom(json, repository),
  };
}

/**
 * Hashes of the one file of a release: each of `dist.integrity` (base64, as in lockfiles), and `dist.shasum` (hexadecimal).
 * Undefined where it is not listed.
 */
export function readDigests(version: string, json: unknown): FileDigest[] | undefined {
  const versions = fieldsOf(fieldsOf(json)?.versions);
  if (versions === undefined || !Object.hasOwn(versions, version)) return undefined;
  const { tarball = '', integrity = '', shasum } = v.parse(DistSchema, fieldsOf(fieldsOf(versions[version])?.dist) ?? {});
  const filename = tarball.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
  const digests = [...integrity.matchAll(/(?:^|\s)(sha\d+)-([A-Za-z0-9+/]+=*)/g)].map(([, algorithm = '', digest = '']) => ({
    filename,
    algorithm,
    digest,
  }));
  return shasum === undefined ? digests : [...digests, { filename, algorithm: 'sha1', digest: shasum }];
}

type Fields = Readonly<Record<string, unknown>>;

const AnyFields = v.custom<Fields>(value => fieldsOf(value) !== undefined);
const StringFields = v.pipe(
  AnyFields,
  v.transform(fields =>
    Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => typeof field[1] === 'string')),
  ),
);
const DocumentSchema = v.looseObject({
  maintainers: v.optional(v.unknown()),
  repository: v.optional(v.unknown()),
  homepage: v.optional(v.unknown()),
});
const FieldsSchema = v.object({
  'dist-tags': ignoringOddities(StringFields),
  time: ignoringOddities(AnyFields),
  versions: ignoringOddities(AnyFields),
});
const DistSchema = v.object({
  tarball: ignoringOddities(v.string()),
  integrity: ignoringOddities(v.string()),
  shasum: ignoringOddities(v.string()),
});

function releasesFrom(versions: Fields, time: Fields | undefined): ReadReleases {
  const version = Object.keys(versions);
  const manifests = Object.values(versions).map(manifest => fieldsOf(manifest) ?? {});
  const dists = manifests.map(({ dist }) => fieldsOf(dist) ?? {});
  const scripts = tellingTogether(manifests.map(scriptsOf), NONE);
  const dependencies = tellingTogether(manifests.map(listReader()), NONE);
  return {
    version,
    publishedAt: version.map(one => instantOf(time?.[one])),
    deprecated: manifests.map(({ deprecated }) => textIn(deprecated)),
    publisher: manifests.map(({ _npmUser }) => personOf(_npmUser)),
    installScripts: scripts.map((run, index) => run && (manifests[index]?.gypfile === true ? [...run, 'binding.gyp'] : run)),
    dependencies: dependencies.map(names => (names && names.length <= MOST_DEPENDENCIES ? names : undefined)),
    provenance: tellingTogether(dists.map(attestedOf), false),
    digests: dists.map(digestsOf),
    requiresNode: manifests.map(({ engines }) => textIn(fieldsOf(engines)?.node)),
    repository: manifests.map(({ repository }) => addressOf(repository)),
    peers: manifests.map(peerReader()),
    hasNoFile: withoutFile(dists),
  };
}

const NONE: readonly string[] = [];

/** A release that depends on more is not looked into. */
const MOST_DEPENDENCIES = 200;

function scriptsOf({ scripts }: Fields): Said<readonly string[]> {
  if (scripts === undefined) return undefined;
  const fields = fieldsOf(scripts);
  return fields ? INSTALL_SCRIPTS.filter(script => Object.hasOwn(fields, script)) : null;
}

/** Reads what each of many releases depends on. Most have the same list as the one before: then it is the same array. */
function listReader(): (manifest: Fields) => Said<readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  return ({ dependencies: needed, optionalDependencies: optional }) => {
    const texts = [needed, optional].filter(names => names !== undefined);
    if (texts.length === 0) return undefined;
    if (texts.includes(null)) return null;
    const text = texts.join('');
    const list = lists.get(text) ?? [...new Set(text.split('\n').slice(1))];
    lists.set(text, list);
    return list;
  };
}

/** Reads what each of many releases wants beside it; equal lists are the same array. A range that is no text costs that peer only. */
function peerReader(): (manifest: Fields) => readonly Peer[] | undefined {
  const lists = new Map<string, readonly Peer[]>();
  return ({ peerDependencies }) => {
    const ranges = Object.entries(fieldsOf(peerDependencies) ?? {}).filter((peer): peer is [string, string] => typeof peer[1] === 'string');
    if (ranges.length === 0 || ranges.length > MOST_DEPENDENCIES) return undefined;
    const text = ranges.join('\n');
    const list = lists.get(text) ?? ranges.map(([name, range]) => ({ name, range }));
    lists.set(text, list);
    return list;
  };
}

/** `dist.attestations` holds their address and what they attest; only releases that have some have it. */
function attestedOf({ attestations }: Fields): Said<boolean> {
  if (attestations === undefined) return undefined;
  return fieldsOf(attestations) ? true : null;
}

/** Where some release has a file, those without one have none. */
function withoutFile(dists: readonly Fields[]): readonly (true | undefined)[] {
  const isTold = dists.some(({ tarball }) => tarball !== undefined);
  return dists.map(({ tarball }) => (isTold && tarball === undefined ? true : undefined));
}

/** The sha512 digests; where there are none, the sha1 digest. */
function digestsOf({ integrity, shasum }: Fields): string[] | undefined {
  const strong = typeof integrity === 'string' ? (integrity.match(/(?<!\S)sha512-[A-Za-z0-9+/]{86}/g) ?? []) : [];
  if (strong.length > 0) return strong.map(digest => digestBeginning('sha512-', digest.slice('sha512-'.length)));
  if (typeof shasum !== 'string' || !/^[0-9a-f]{40}$/i.test(shasum)) return undefined;
  return [digestBeginning('sha1-', hexToBase64(shasum))];
}

/** The name of a person: `{ name }`, or `name <mail> (page)` as in old documents. */
function personOf(person: unknown): string | undefined {
  const name = typeof person === 'string' ? person.split(/[<(]/)[0] : fieldsOf(person)?.name;
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : undefined;
}

/** Only where every one can be read. */
function maintainersFrom(maintainers: unknown): string[] | undefined {
  if (!Array.isArray(maintainers)) return undefined;
  const names = maintainers.map(personOf);
  return names.length > 0 && names.every(name => name !== undefined) ? names : undefined;
}

/** The address at the top, else that of the latest release; `''` where the document describes the package and both have none. */
function repositoryFrom(document: Fields, latest: unknown): string | undefined {
  const [top, ofLatest] = [document.repository, fieldsOf(latest)?.repository];
  const address = addressOf(top) ?? addressOf(ofLatest);
  if (address !== undefined) return address;
  const isDescribed = DESCRIPTIVE.some(field => document[field] !== undefined);
  return isDescribed && top === undefined && ofLatest === undefined ? '' : undefined;
}

/** Only where there is no repository to look at, which mostly is the same. */
function homepageFrom({ homepage }: Fields, repository: string | undefined): Pick<ReadFacts, 'homepage'> {
  const address = typeof homepage === 'string' ? homepage.trim() : '';
  return repository || address === '' ? {} : { homepage: address };
}

function addressOf(repository: unknown): string | undefined {
  const address = typeof repository === 'string' ? repository : fieldsOf(repository)?.url;
  return typeof address === 'string' && address.trim() !== '' ? address.trim() : undefined;
}

/** A mirror may say when it first heard of a package: no later than its first release. */
function firstSeen(created: number | undefined, { publishedAt = [] }: ReadReleases): number | undefined {
  return created && publishedAt.reduce<number>((first, date = first) => Math.min(first, date), created);
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

const NOT_VERSIONS = new Set(['created', 'modified', 'unpublished']);

/**
 * The versions that `time` names and `versions` does not. Undefined where `time` has nothing but the listed versions, not even `created`:
 * then some mirror made it from the list, and it does not tell what is gone.
 */
function withdrawnFrom(time: Fields, versions: Fields, unpublished: Fields | undefined): WithdrawnRelease[] | undefined {
  if (Object.keys(time).every(key => Object.hasOwn(versions, key))) return undefined;
  const gone = unpublished?.versions;
  const named = Array.isArray(gone) ? gone.filter(version => typeof version === 'string') : [];
  const once = new Set([...Object.keys(time).filter(key => !NOT_VERSIONS.has(key)), ...named]);
  return [...once].filter(version => !Object.hasOwn(versions, version)).map(version => releaseAt(version, instantOf(time[version])));
}
