import * as v from 'valibot';
import type { FileDigest, PackageFacts, ProjectStatus, Release } from '../model.js';
import { releasesOf } from '../versions/releases.js';
import { versionInFilename, versionKey } from './distributionName.js';
import { fieldsOf, ignoringOddities, instantOf } from './fields.js';
import type { Keep } from './jsonFilter.js';
import { releaseAt } from './storedFacts.js';

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
}

const FILE_PARTS = { filename: true, 'upload-time': true, yanked: true } as const;

/** The parts of a simple page that facts are made of. */
export const SIMPLE_PARTS: Keep = { versions: true, 'project-status': true, files: { '*': FILE_PARTS } };

/** The parts of a simple page that digests are made of. */
export const SIMPLE_DIGEST_PARTS: Keep = { files: { '*': { ...FILE_PARTS, hashes: true } } };

/** The parts of a legacy document. */
export const LEGACY_PARTS: Keep = {
  releases: { '*': { '*': { filename: true, digests: true, upload_time_iso_8601: true, yanked: true, yanked_reason: true } } },
};

/** Reads a simple page; undefined where it is none. */
export function readSimplePage(name: string, json: unknown): Project | undefined {
  const page = fieldsOf(json);
  if (!Array.isArray(page?.files)) return undefined;
  const { versions, 'project-status': status } = v.parse(PageSchema, page);
  return {
    files: page.files.flatMap((file: unknown) => simpleFile(name, file)),
    versions: versions?.filter(version => typeof version === 'string'),
    status: status?.status,
    statusReason: status?.reason,
  };
}

/** Reads a legacy document; undefined where it is none. */
export function readLegacyDocument(json: unknown): Project | undefined {
  const releases = fieldsOf(fieldsOf(json)?.releases);
  if (releases === undefined) return undefined;
  const files = Object.entries(releases).flatMap(([version, list]) =>
    Array.isArray(list) ? list.flatMap(file => legacyFile(version, file)) : [],
  );
  return { files, versions: undefined, status: undefined, statusReason: undefined };
}

/**
 * A project's releases with the date of their first file. A release is yanked where all its files are (PEP 592). A version without any
 * file is left out, as no installer can install it — unless some file's version could not be told: then the file might be its.
 */
export function projectFacts(name: string, project: Project): PackageFacts {
  const byKey = filesByVersion(project.files);
  const allTold = project.files.every(file => file.version !== undefined);
  const listed = project.versions ?? [...byKey.values()].map(files => files[0]?.version ?? '');
  return {
    ecosystem: 'PyPI',
    name,
    releases: releasesOf(
      listed.flatMap(version => {
        const files = byKey.get(versionKey(version)) ?? [];
        return files.length === 0 && allTold ? [] : [releaseOf(version, files)];
      }),
    ),
    distTags: {},
    ...(project.status && { status: project.status }),
    ...(project.statusReason && { statusReason: project.statusReason }),
  };
}

/** The sha256 of every file of a release; undefined where the project has no such release. */
export function projectDigests(project: Project, version: string): FileDigest[] | undefined {
  const files = filesByVersion(project.files).get(versionKey(version));
  return files?.flatMap(({ filename, sha256 }) => (sha256 === undefined ? [] : [{ filename, algorithm: 'sha256', digest: sha256 }]));
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
  const { filename, hashes, 'upload-time': uploaded, yanked } = fieldsOf(file) ?? {};
  if (typeof filename !== 'string') return [];
  return [
    {
      filename,
      version: versionInFilename(filename, project),
      sha256: sha256Of(hashes),
      uploadedAt: instantOf(uploaded),
      yanked: yankedText(yanked, yanked),
    },
  ];
}

function legacyFile(version: string, file: unknown): ProjectFile[] {
  const { filename, digests, upload_time_iso_8601: uploaded, yanked, yanked_reason: reason } = fieldsOf(file) ?? {};
  if (typeof filename !== 'string') return [];
  return [{ filename, version, sha256: sha256Of(digests), uploadedAt: instantOf(uploaded), yanked: yankedText(yanked, reason) }];
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

function releaseOf(version: string, files: readonly ProjectFile[]): Release {
  const dates = files.flatMap(file => file.uploadedAt ?? []);
  const release = releaseAt(version, dates.length === 0 ? undefined : Math.min(...dates));
  const yanked = files.length > 0 && files.every(file => file.yanked !== undefined) ? files[0]?.yanked : undefined;
  return yanked === undefined ? release : { ...release, yanked };
}
