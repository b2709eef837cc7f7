import type { Judged } from '../analysis/evaluate.js';
import type { Facts } from '../analysis/packageMetadata.js';
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { lockfileRowOf } from '../ecosystems/lockfiles.js';
import { parsePackageJson } from '../ecosystems/npm/manifests/packageJson.js';
import type { OverridePlace, Places } from '../ecosystems/shared/fixContext.js';
import { isOverridable, MOST_BELOW } from '../fixes/overrides.js';
import { neighboursOf } from '../fixes/siblings.js';
import type { PackageId } from '../model/index.js';
import { catalogEntry } from '../project/catalogs.js';
import { isOfProject } from '../project/lockedDependencies.js';
import type { ProjectLock } from '../project/locks.js';
import type { OverrideFile } from '../project/overridePlaces.js';
import type { Project } from '../project/project.js';

/** What else of the project can be changed for the dependencies of a manifest. */
export function placesOf(read: Project): Places {
  const { path, text, manifest, around } = read;
  const overrides = overridePlace(read);
  return {
    catalogEntry: dependency => {
      const found = catalogEntry(manifest, around.catalogs, dependency);
      if (!found) return undefined;
      if (found.path === undefined) return { entry: found.entry, file: { path, text }, isManifest: true };
      return around.catalogs && { entry: found.entry, file: { path: found.path, text: around.catalogs.text }, isManifest: false };
    },
    ...(overrides && { overrides }),
  };
}

/** Puts them to those dependencies that may have a fix elsewhere. */
export function withPlaces(judged: readonly Judged[], read: Project): readonly Judged[] {
  let places: Places | undefined;
  return judged.map(one => {
    if (!needsPlaces(one)) return one;
    places ??= placesOf(read);
    return { ...one, places };
  });
}

/** Gives those that may have a fix the text that it is made in. */
export function withManifest(judged: readonly Judged[], { path, text }: Project): readonly Judged[] {
  const manifest = { path, text };
  return judged.map(one => (one.findings.length > 0 ? { ...one, manifest } : one));
}

/** Tells dependencies of each other, where releases say what they want beside them. */
export function withNeighbours(judged: readonly Judged[]): readonly Judged[] {
  if (!judged.some(({ dependency, findings }) => ECOSYSTEMS[dependency.ecosystem].peers && findings.length > 0)) return judged;
  const neighbours = neighboursOf(judged);
  return judged.map(one => (one.findings.length > 0 ? { ...one, neighbours } : one));
}

/**
 * Packages below dependencies of which registry and advisory service have to be asked before it is known what to override them with; each once.
 * Nobody asks for them until somebody wants to see the fixes.
 */
export function unknownBelow(judged: readonly Judged[]): readonly PackageId[] {
  const unknown = new Map<string, PackageId>();
  for (const { dependency, subject, findings, places } of judged) {
    if (!subject || !places?.overrides) continue;
    for (const { name } of findings.filter(isOverridable).flatMap(({ through = [] }) => through.slice(0, MOST_BELOW))) {
      const id = { ecosystem: dependency.ecosystem, name };
      const { registry, advisories } = subject.answersOf(id);
      if (registry.kind === 'pending' || advisories.kind === 'pending') unknown.set(name, id);
    }
  }
  return [...unknown.values()];
}

/** Asks about them, the first ones of very many. Rejects only with the signal's reason. */
export async function learnBelow(
  results: readonly { readonly judged: readonly Judged[] }[],
  facts: Pick<Facts, 'gather'>,
  offline: boolean,
  signal: AbortSignal,
): Promise<void> {
  const unknown = unknownBelow(results.flatMap(({ judged }) => judged));
  if (unknown.length > 0) await facts.gather(unknown.slice(0, MOST_ASKED), { offline }, signal);
}

const MOST_ASKED = 100;

function needsPlaces({ dependency: { origin }, findings }: Judged): boolean {
  const isReference = origin.kind === 'registry' && origin.catalog !== undefined;
  return findings.length > 0 && (isReference || findings.some(isOverridable));
}

function overridePlace({ path, text, manifest, around, included }: Project): OverridePlace | undefined {
  const { lock } = around;
  const [constraints] = included.constraintsFiles;
  const form = lock && lockfileRowOf(lock)?.includedOverrides;
  const found: OverrideFile | undefined = around.overrides ?? (form && constraints ? { form, file: constraints } : undefined);
  if (!lock || !found) return undefined;
  const isManifest = found.file.path === path;
  const file = isManifest ? { path, text } : found.file;
  return {
    form: found.form,
    file,
    ...(found.condition !== undefined && { condition: found.condition }),
    isManifest,
    lockedVersions: name => lockedVersions(name, lock),
    isDirect: name => {
      const others = !isManifest && file.path.endsWith('package.json') ? parsePackageJson(file.text).dependencies : [];
      return [...manifest.dependencies, ...others].some(
        other => other.name === name && isOfProject(other.group) && !other.group.includes('constraint'),
      );
    },
  };
}

function lockedVersions(name: string, { lockfile }: ProjectLock): readonly string[] | undefined {
  const own = [...lockfile.packages.values()].filter(locked => locked.name === name);
  return own.every(({ skipped }) => skipped === undefined) ? own.map(({ version }) => version) : undefined;
}
