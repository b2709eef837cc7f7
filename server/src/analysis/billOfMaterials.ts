// Everything that a workspace is made of: its projects, every release that manifests and lockfiles give them, and what depends on what.

import { ECOSYSTEMS } from '../ecosystems/index.js';
import { WORKSPACE } from '../ecosystems/npm/lockfiles/sources.js';
import type { Dependency, Ecosystem, Evidence, PackageId } from '../model/index.js';
import type { LockedPackage, Lockfile } from '../model/lockfile.js';
import { isOfProject } from '../project/lockedDependencies.js';
import { projectNameIn } from '../project/projectName.js';
import { type Judged, weakerReleasesIn } from './evaluate.js';
import { type FileResult, type LockedReleases, unreadPartsOf } from './results.js';

/** A project, or something that projects get. */
export interface Part {
  /** The same in the next bill of the same workspace. */
  readonly ref: string;
  readonly name: string;
  readonly version?: string;
  /** Refs of what it depends on, as far as that is known. */
  readonly needs: ReadonlySet<string>;
  /** A project: path of its manifest, relative to the root. Undefined for the workspace itself, and for what is no project. */
  readonly manifest?: string;
  /** Of what is no project. */
  readonly release?: PartRelease;
}

export interface PartRelease {
  readonly ecosystem: Ecosystem;
  /** How it is known that a project gets it; undefined where it is only named, and its version not known. */
  readonly evidence?: Evidence;
  /** Why no registry release can be told: it comes from elsewhere, or is private. Such a name means nothing to a public registry. */
  readonly skipped?: string;
  /** Why it could not be checked. */
  readonly unknown?: string;
  /** Hashes as lockfiles write them (`sha512-…`, `sha256:…`), each once. */
  readonly integrity: ReadonlySet<string>;
  /** Where a lockfile says that it comes from, as written. */
  readonly resolved?: string;
  /** What it is needed for, as far as the manifests tell. */
  readonly use?: Use;
}

/** Needed when the project runs; only for an extra of it or while it is developed; only to build it. */
export type Use = 'run' | 'optional' | 'build';

export interface BillOfMaterials {
  /** The workspace itself; `needs` its projects, and what the manifests in its own folder ask for. */
  readonly root: Part;
  /** All others, by their ref. */
  readonly parts: ReadonlyMap<string, Part>;
  /** Refs of projects of which more is needed than could be told. */
  readonly incomplete: ReadonlySet<string>;
  /** Refs of what nothing tells of what it depends on. */
  readonly open: ReadonlySet<string>;
  /** The part that is one release of a package; without a version the one of which none is known. */
  refOf(id: PackageId, version?: string): string | undefined;
  /** The part that a lockfile has under a key. */
  lockedRef(locked: LockedReleases, key: string): string | undefined;
}

export interface BillOptions {
  /** A path as it is shown: relative to the root. */
  shown(path: string): string;
  /** What the workspace is called where no manifest in its own folder says so. */
  readonly name: string;
  /** Further releases that belong to it: what is installed. */
  readonly further?: readonly (PackageId & { readonly version: string })[];
}

/**
 * Takes stock of a workspace. What a manifest asks for is what its lockfile has for it; where there is none, the release that it gets as far as is known
 * (`Effective`). A release that is installed in another version than it is locked in is there twice. Files of constraints, and what overrides and catalogs
 * say, bring nothing in.
 */
export function billOfMaterialsOf(results: readonly FileResult[], { shown, name, further = [] }: BillOptions): BillOfMaterials {
  const taking: Taking = {
    parts: new Map(),
    locks: new Map(),
    projects: new Map(),
    roots: new Map(),
    incomplete: new Set(),
    resolved: new Set(),
  };
  const wanted = results.filter(({ path }) => !CONSTRAINTS.test(path));
  // a lockfile that belongs to a manifest is no project of its own
  const projects = wanted.filter(({ kind, isAlone }) => kind === 'manifest' || isAlone);
  const own = projects.filter(({ path }) => !shown(path).includes('/'));
  const root = rootPart(taking, own, name);
  const owners = projects.map(result => ({
    result,
    owner: own.includes(result) ? root : projectPart(taking, root, result, shown(result.path)),
  }));
  for (const { locked } of wanted) if (locked) takeLockfile(taking, locked);
  for (const { result, owner } of owners) takeManifest(taking, owner, result);
  for (const id of further) releasePart(taking, id, id.version, { evidence: 'installed' });
  spreadUses(taking);
  taking.parts.delete(root.ref);
  const open = [...taking.parts.values()].filter(({ ref, release }) => release && !taking.resolved.has(ref));
  return {
    root,
    parts: taking.parts,
    incomplete: taking.incomplete,
    open: new Set(open.map(({ ref }) => ref)),
    refOf: (id, version) => {
      const key = keyOf(id, version);
      // of what is skipped the reason stands behind it
      return taking.parts.has(key) ? key : [...taking.parts.keys()].find(ref => ref.startsWith(`${key} (`));
    },
    lockedRef: ({ lockfile }, key) => taking.locks.get(lockfile)?.get(key),
  };
}

/** Files of constraints only limit the versions of what others ask for. */
const CONSTRAINTS = /(?:^|[\\/])[cC]onstraints[^\\/]*$/;

interface Growing extends Part {
  readonly needs: Set<string>;
  release?: GrowingRelease;
}

type GrowingRelease = { -readonly [Key in keyof PartRelease]: PartRelease[Key] } & { readonly integrity: Set<string> };

interface Taking {
  readonly parts: Map<string, Growing>;
  /** Of each lockfile: the ref of each key. */
  readonly locks: Map<Lockfile, ReadonlyMap<string, string>>;
  /** Refs of projects by ecosystem and name. */
  readonly projects: Map<string, string>;
  /** Refs of what manifests ask for themselves, and what for. */
  readonly roots: Map<string, Set<Use | undefined>>;
  readonly incomplete: Set<string>;
  /** Refs of what a lockfile tells the dependencies of. */
  readonly resolved: Set<string>;
}

/** It has the name that the first of its manifests gives it; a lockfile may know it by that of another one. */
function rootPart(taking: Taking, own: readonly FileResult[], name: string): Growing {
  const names = own.flatMap(({ path, text, ecosystem }) => {
    const found = projectNameIn(path, text);
    return found ? [{ found, key: projectKey(ecosystem, found.name) }] : [];
  });
  const part: Growing = { ref: 'workspace', ...(names[0]?.found ?? { name }), needs: new Set() };
  for (const { key } of names) taking.projects.set(key, part.ref);
  taking.parts.set(part.ref, part);
  return part;
}

function projectPart(taking: Taking, root: Growing, { path, text, ecosystem }: FileResult, manifest: string): Growing {
  const found = projectNameIn(path, text);
  const part: Growing = { ref: `manifest:${manifest}`, ...(found ?? { name: manifest }), manifest, needs: new Set() };
  taking.parts.set(part.ref, part);
  if (found) taking.projects.set(projectKey(ecosystem, found.name), part.ref);
  root.needs.add(part.ref);
  return part;
}

function projectKey(ecosystem: Ecosystem, name: string): string {
  return `${ecosystem} ${ECOSYSTEMS[ecosystem].normalizeName(name)}`;
}

function takeLockfile(taking: Taking, { lockfile }: LockedReleases): void {
  if (taking.locks.has(lockfile)) return;
  const { ecosystem, packages } = lockfile;
  const refs = new Map([...packages].map(([key, locked]) => [key, lockedPart(taking, ecosystem, locked)]));
  taking.locks.set(lockfile, refs);
  for (const [key, { dependencies }] of packages) {
    const ref = refs.get(key) ?? '';
    taking.resolved.add(ref);
    const needs = taking.parts.get(ref)?.needs;
    for (const dependency of dependencies) {
      const needed = refs.get(dependency);
      if (needed !== undefined && needed !== ref) needs?.add(needed);
    }
  }
}

function lockedPart(taking: Taking, ecosystem: Ecosystem, { name, version, skipped, integrity, resolved }: LockedPackage): string {
  const project = skipped === WORKSPACE ? taking.projects.get(projectKey(ecosystem, name)) : undefined;
  if (project !== undefined) return project;
  const part =
    skipped === undefined
      ? releasePart(taking, { ecosystem, name }, version, { evidence: 'locked' })
      : foreignPart(taking, { ecosystem, name }, version, skipped);
  for (const hash of integrity ?? []) part.release?.integrity.add(hash);
  if (part.release && resolved !== undefined) part.release.resolved ??= resolved;
  return part.ref;
}

function takeManifest(taking: Taking, owner: Growing, result: FileResult): void {
  const isWhole = !result.unread && !result.locked?.partly && !result.locked?.stale && unreadPartsOf(result).length === 0;
  if (!isWhole) taking.incomplete.add(owner.ref);
  for (const judged of result.judged) {
    const { group } = judged.dependency;
    if (!isOfProject(group) && !FOR_BUILDING.test(group)) continue;
    for (const ref of partsOf(taking, owner, judged, result.locked)) {
      if (ref === owner.ref) continue;
      owner.needs.add(ref);
      taking.roots.set(ref, (taking.roots.get(ref) ?? new Set()).add(useOf(judged.dependency)));
    }
  }
}

/** What a dependency gets: what is locked for it, and the release that it gets by other evidence where that is another one. */
function partsOf(taking: Taking, owner: Growing, judged: Judged, locked: LockedReleases | undefined): readonly string[] {
  const { dependency, subject, status } = judged;
  const { origin } = dependency;
  const inLock = locked && lockedFor(taking, dependency, locked);
  if (origin.kind === 'skipped') return [inLock ?? skippedPart(taking, dependency, origin.reason)];
  if (status.kind === 'skipped') return [inLock ?? foreignPart(taking, dependency, subject?.effective?.version ?? '', status.reason).ref];
  const unknown = status.kind === 'unknown' ? status.reason : status.kind === 'pending' ? 'no answer yet' : undefined;
  const versions = [...new Set([...effectiveVersions(judged), ...weakerReleasesIn(judged)])].filter(
    ({ version }) => inLock === undefined || inLock !== keyOf(dependency, version),
  );
  const others = versions.map(
    ({ version, evidence }) => releasePart(taking, dependency, version, { evidence, ...(unknown !== undefined && { unknown }) }).ref,
  );
  const found = [...(inLock === undefined ? [] : [inLock]), ...others];
  if (found.length > 0) return [...new Set(found)];
  taking.incomplete.add(owner.ref);
  return [releasePart(taking, dependency, undefined, { unknown: unknown ?? 'it is not known which release it gives' }).ref];
}

interface KnownVersion {
  readonly version: string;
  readonly evidence: Evidence;
}

/** What is locked is in the lockfile's own words. */
function effectiveVersions({ subject }: Judged): readonly KnownVersion[] {
  return subject?.effective ? [subject.effective] : [];
}

function lockedFor(
  taking: Taking,
  { group, writtenName, specifier }: Dependency,
  { lockfile, member }: LockedReleases,
): string | undefined {
  const key = isOfProject(group) ? lockfile.locate(member, writtenName, specifier, group)[0] : undefined;
  return key === undefined ? undefined : taking.locks.get(lockfile)?.get(key);
}

function skippedPart(taking: Taking, dependency: Dependency, reason: string): string {
  const project = reason === WORKSPACE ? taking.projects.get(projectKey(dependency.ecosystem, dependency.name)) : undefined;
  return project ?? foreignPart(taking, dependency, '', reason).ref;
}

function releasePart(
  taking: Taking,
  { ecosystem, name }: PackageId,
  version: string | undefined,
  known: Pick<PartRelease, 'evidence' | 'unknown'>,
): Growing {
  const ref = keyOf({ ecosystem, name }, version);
  return partAt(taking, ref, {
    ref,
    name,
    ...(version !== undefined && { version }),
    needs: new Set(),
    release: { ecosystem, integrity: new Set(), ...known },
  });
}

/** What is no release of a public registry: its ref is none of those either. */
function foreignPart(taking: Taking, { ecosystem, name }: PackageId, version: string, skipped: string): Growing {
  const ref = `${keyOf({ ecosystem, name }, version)} (${skipped})`;
  const release = { ecosystem, integrity: new Set<string>(), skipped };
  return partAt(taking, ref, { ref, name, ...(version !== '' && { version }), needs: new Set(), release });
}

function partAt({ parts }: Taking, ref: string, made: Growing): Growing {
  const part = parts.get(ref) ?? made;
  parts.set(ref, part);
  const { release } = part;
  if (release && made.release?.unknown !== undefined) release.unknown ??= made.release.unknown;
  return part;
}

function keyOf({ ecosystem, name }: PackageId, version: string | undefined): string {
  return `${ecosystem}:${name}${version ? `@${version}` : ''}`;
}

const FOR_BUILDING = /^(?:build-system|setup_requires$|packageManager$|devEngines\.|(?:pnpm\.)?configDependencies$)/;
const OPTIONAL =
  /^(?:devDependencies$|optionalDependencies$|dev-packages$|dependency-groups|project\.optional-dependencies|options\.extras_require|tests_require$|tool\.(?:poetry|pdm|uv)\.(?:group|dev-dependencies))/;
/** Requirements files do not tell. */
const UNTOLD = /^requirements$/;

function useOf({ group }: Dependency): Use | undefined {
  if (FOR_BUILDING.test(group)) return 'build';
  if (UNTOLD.test(group)) return undefined;
  return OPTIONAL.test(group) ? 'optional' : 'run';
}

/** What is needed for several things has the weightiest use; of the transitive dependencies of a requirements file nothing is claimed. */
function spreadUses({ parts, roots }: Taking): void {
  const seen = new Set<string>();
  for (const use of ['run', undefined, 'optional', 'build'] as const) {
    const found = new Set([...roots].filter(([, uses]) => uses.has(use)).map(([ref]) => ref));
    for (const ref of found) {
      if (seen.has(ref)) continue;
      seen.add(ref);
      const part = parts.get(ref);
      if (part?.release && use !== undefined) part.release.use = use;
      for (const needed of part?.needs ?? []) found.add(needed);
    }
  }
}
