import * as v from 'valibot';
import type { FileDigest, PackageFacts, Release, WithdrawnRelease } from '../model.js';
import { releasesOf } from '../versions/releases.js';
import { fieldsOf, ignoringOddities, instantOf } from './fields.js';
import type { Keep } from './jsonFilter.js';
import { releaseAt } from './storedFacts.js';

// Reads npm's package document (npm/registry: docs/responses/package-metadata.md). Mirrors leave out and distort fields:
// one that is missing or odd costs that field only.

/** The parts of a full document that facts are made of. */
export const PACKUMENT_PARTS: Keep = { 'dist-tags': true, time: true, versions: { '*': { deprecated: true } } };

/** The parts of a document that the digests of `version` are made of. */
export function digestParts(version: string): Keep {
  return { versions: { [version]: { dist: { tarball: true, integrity: true, shasum: true } } } };
}

/**
 * The facts in a full document; undefined where it is no package document.
 * A package that was unpublished as a whole has no `versions`, and `time.unpublished` names those it had: it is found, with no releases
 * and all of them withdrawn.
 */
export function readPackument(name: string, json: unknown): PackageFacts | undefined {
  if (!v.is(DocumentSchema, json)) return undefined;
  const document = v.parse(FieldsSchema, json);
  const unpublished = fieldsOf(document.time?.unpublished);
  if (document.versions === undefined && unpublished === undefined) return undefined;
  const versions = document.versions ?? {};
  const withdrawn = document.time && withdrawnFrom(document.time, versions, unpublished);
  return {
    ecosystem: 'npm',
    name,
    releases: releasesOf(Object.entries(versions).map(([version, manifest]) => releaseOf(version, manifest, document.time))),
    distTags: document['dist-tags'] ?? {},
    ...(withdrawn && { withdrawn }),
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
const DocumentSchema = v.looseObject({});
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

function releaseOf(version: string, manifest: unknown, time: Fields | undefined): Release {
  const deprecated = fieldsOf(manifest)?.deprecated;
  const release = releaseAt(version, instantOf(time?.[version]));
  return typeof deprecated === 'string' && deprecated.trim() !== '' ? { ...release, deprecated } : release;
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
