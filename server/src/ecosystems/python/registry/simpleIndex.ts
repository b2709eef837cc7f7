import * as v from 'valibot';
import type { FileDigest, ProjectStatus } from '../../../model/index.js';
import { digestBeginning, type ReadFacts, type ReadReleases } from '../../../model/storedMetadata.js';
import type { Keep } from '../../../ports/jsonParts.js';
import { fieldsOf, ignoringOddities, instantOf } from '../../shared/fields.js';
import { versionInFilename, versionKey } from './distributionName.js';

// Reads a project's page of a Python package index: the simple JSON API (PEP 691, 700, 740, 792) and PyPI's older JSON API. One odd field
// costs that field only.

/** What a page says of one project, whichever of the two it came from. */
export interface Project {
  readonly files: readonly ProjectFile[];
  /** Versions as the index lists them; undefined where it does not. */
  readonly versions: readonly string[] | undefined;
  readonly status: ProjectStatus | undefined;
  readonly statusReason: string | undefined;
}

export interface ProjectFile {
  readonly filename: string;
  /** As the index or the file name writes it; undefined where neither tells. */
  readonly version: string | undefined;
  readonly sha256: string | undefined;
  readonly uploadedAt: number | undefined;
  /** The reason, `''` where none is given; undefined where the file is not yanked. */
  readonly yanked: string | undefined;
  /** Whether the index has an attestation of where it was built; undefined where it does not tell. */
  readonly attested: boolean | undefined;
  /** Undefined where any will do, or the index does not tell. */
  readonly requiresPython: string | undefined;
}

const FILE_PARTS = { filename: true, 'upload-time': true, yanked: true, hashes: { sha256: true } } as const;

/** The parts of a simple page that facts are made of. */
export const SIMPLE_PARTS: Keep = {
  name: true,
  versions: true,
  'project-status': true,
  files: { '*': { ...FILE_PARTS, 'requires-python': true, provenance: {} } },
};

/** The parts of a simple page that digests are made of. */
export const SIMPLE_DIGEST_PARTS: Keep = { name: true, files: { '*': FILE_PARTS } };

/** The parts of a legacy document. */
export const LEGACY_PARTS: Keep = {
  info: { name: true },
  releases: {
    '*': {
      '*': {
        filename: true,
        digests: { sha256: true },
        upload_time_iso_8601: true,
        yanked: true,
        yanked_reason: true,
        requires_python: true,
      },
    },
  },
};

/** Reads a simple page; undefined where it is none, or that of another project. */
export function readSimplePage(name: string, json: unknown): Project | undefined {
  const page = fieldsOf(json);
  if (!Array.isArray(page?.files) || !isNameOf(name, page.name)) return undefined;
  const { versions, 'project-status': status } = v.parse(PageSchema, page);
  return {
    files: page.files.flatMap((file: unknown) => simpleFile(name, file)),
    versions: versions?.filter(version => typeof version === 'string'),
    status: status?.status,
    statusReason: status?.reason,
  };
}

/** Reads a legacy document; undefined where it is none, or that of another project. */
export function readLegacyDocument(name: string, json: unknown): Project | undefined {
  const document = fieldsOf(json);
  const releases = fieldsOf(document?.releases);
  if (releases === undefined || !isNameOf(name, fieldsOf(document?.info)?.name)) return undefined;
  const files = Object.entries(releases).flatMap(([version, list]) =>
    Array.isArray(list) ? list.flatMap(file => legacyFile(version, file)) : [],
  );
  return { files, versions: undefined, status: undefined, statusReason: undefined };
}

/**
 * A project's releases with the date of their first file. A release is yanked where all its files are (PEP 592). A version without any
 * file is left out, as no installer can install it — unless some file's version could not be told: then the file might be its.
 */
export function projectFacts(project: Project): ReadFacts {
  const createdAt = firstUpload(project.files);
  return {
    releases: releasesOf(project),
    distTags: {},
    ...(createdAt !== undefined && { createdAt }),
    ...(project.status && { status: project.status }),
    ...(project.statusReason && { statusReason: project.statusReason }),
  };
}

/** The sha256 of every file of a release; undefined where the project has no such release. */
export function projectDigests(project: Project, version: string): FileDigest[] | undefined {
  const files = filesByVersion(project.files).get(versionKey(version));
  return files?.flatMap(({ filename, sha256 }) => (sha256 === undefined ? [] : [{ filename, algorithm: 'sha256', digest: sha256 }]));
}

/** Names are compared as PEP 503 does. Pages of HTML have none, and old indexes may leave it out: then it is taken for the one that was asked for. */
function isNameOf(name: string, written: unknown): boolean {
  return typeof written !== 'string' || comparable(written) === comparable(name);
}

function comparable(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

const PageSchema = v.object({
  versions: ignoringOddities(v.array(v.unknown())),
  'project-status': ignoringOddities(
    v.object({
      status: ignoringOddities(v.picklist(['active', 'archived', 'quarantined', 'deprecated'])),
      reason: ignoringOddities(v.string()),
    }),
  ),
});

function simpleFile(project: string, file: unknown): ProjectFile[] {
  const { filename, hashes, 'upload-time': uploaded, yanked, provenance, 'requires-python': requiresPython } = fieldsOf(file) ?? {};
  if (typeof filename !== 'string') return [];
  return [
    {
      filename,
      version: versionInFilename(filename, project),
      sha256: sha256Of(hashes),
      uploadedAt: instantOf(uploaded),
      yanked: yankedText(yanked, yanked),
      attested: attestedBy(provenance),
      requiresPython: textIn(requiresPython),
    },
  ];
}

function legacyFile(version: string, file: unknown): ProjectFile[] {
  const fields = fieldsOf(file) ?? {};
  const { filename, digests, upload_time_iso_8601: uploaded, yanked, yanked_reason: reason, requires_python: requiresPython } = fields;
  if (typeof filename !== 'string') return [];
  return [
    {
      filename,
      version,
      sha256: sha256Of(digests),
      uploadedAt: instantOf(uploaded),
      yanked: yankedText(yanked, reason),
      attested: undefined,
      requiresPython: textIn(requiresPython),
    },
  ];
}

/** PEP 740: the address of a file's provenance, null where it has none. An index that does not know of it leaves the key out. */
function attestedBy(provenance: unknown): boolean | undefined {
  if (provenance === null) return false;
  return typeof provenance === 'string' && provenance !== '' ? true : undefined;
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function sha256Of(hashes: unknown): string | undefined {
  const digest = fieldsOf(hashes)?.sha256;
  return typeof digest === 'string' && /^[0-9a-f]{64}$/i.test(digest) ? digest.toLowerCase() : undefined;
}

/** PEP 691: `yanked` is false, true, or a reason that is not empty. */
function yankedText(yanked: unknown, reason: unknown): string | undefined {
  if (yanked !== true && (typeof yanked !== 'string' || yanked === '')) return undefined;
  return typeof reason === 'string' ? reason : '';
}

function filesByVersion(files: readonly ProjectFile[]): Map<string, ProjectFile[]> {
  const byKey = new Map<string, ProjectFile[]>();
  const keys = new Map<string, string>();
  for (const file of files) {
    if (file.version === undefined) continue;
    const key = keys.get(file.version) ?? versionKey(file.version);
    keys.set(file.version, key);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [file]);
    else same.push(file);
  }
  return byKey;
}

function releasesOf({ files, versions }: Project): ReadReleases {
  const byKey = filesByVersion(files);
  const untold = files.filter(file => file.version === undefined);
  const listed = (versions ?? [...byKey.values()].map(([first]) => first?.version ?? ''))
    .map(version => ({ version, files: byKey.get(versionKey(version)) ?? [] }))
    .filter(release => release.files.length > 0 || untold.length > 0);
  const mayBeOf = (version: string) => untold.some(({ filename }) => filename.includes(version));
  const each = <T>(read: (files: readonly ProjectFile[]) => T): T[] => listed.map(release => read(release.files));
  return {
    version: listed.map(({ version }) => version),
    publishedAt: each(own => earliest(own.flatMap(file => file.uploadedAt ?? []))),
    yanked: each(own => (own.every(file => file.yanked !== undefined) ? own[0]?.yanked : undefined)),
    provenance: each(provenanceOf),
    digests: listed.map(({ version, files: own }) => (mayBeOf(version) ? undefined : digestsOf(own))),
    requiresPython: each(own => (own.every(file => file.requiresPython === own[0]?.requiresPython) ? own[0]?.requiresPython : undefined)),
  };
}

/** Any file's counts; there is none where every file says so. */
function provenanceOf(files: readonly ProjectFile[]): boolean | undefined {
  if (files.some(({ attested }) => attested)) return true;
  return files.length > 0 && files.every(({ attested }) => attested === false) ? false : undefined;
}

/** Those of all files, or none: with only some of them the others would look wrong. */
function digestsOf(files: readonly ProjectFile[]): string[] | undefined {
  const digests = files.flatMap(({ sha256 }) => (sha256 === undefined ? [] : [digestBeginning('sha256:', sha256)]));
  return digests.length === files.length && files.length > 0 ? digests : undefined;
}

/** Only where every file tells its date: one that does not may be the first. */
function firstUpload(files: readonly ProjectFile[]): number | undefined {
  const dates = files.flatMap(file => file.uploadedAt ?? []);
  return dates.length === files.length ? earliest(dates) : undefined;
}

function earliest(dates: readonly number[]): number | undefined {
  return dates.length === 0 ? undefined : dates.reduce((first, date) => Math.min(first, date));
}
